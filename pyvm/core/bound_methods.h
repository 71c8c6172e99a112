/* Bound methods that only live from their lookup to their call: CPython's own objects, kept for reuse.
 *
 * `items.append(f(x))` looks the method up before f is called, so it has to be held meanwhile. The holder is a method object, also for
 * natives; nothing but the call ever sees it, and the call takes it apart.
 */
#ifndef PYVM_BOUND_METHODS_H
#define PYVM_BOUND_METHODS_H
#include <Python.h>
#include "outcome.h"

#ifdef VM_HARD
#define VM_METHOD_LIMIT 1
#else
#define VM_METHOD_LIMIT 32
#endif

typedef struct {
    PyMethodObject *free[VM_METHOD_LIMIT]; /* untracked, their fields stale */
    int count;
} VmMethods;
extern VmMethods vm_methods;

/* A method object for function and object. NULL with MemoryError set. */
static inline PyObject *
vm_method_bind(PyObject *function, PyObject *object)
{
    if (UNLIKELY(vm_methods.count == 0)) {
        return PyMethod_New(function, object);
    }
    PyMethodObject *method = vm_methods.free[--vm_methods.count];
    method->im_func = Py_NewRef(function);
    method->im_self = Py_NewRef(object);
    Py_SET_REFCNT((PyObject *)method, 1);
    PyObject_GC_Track(method);
    return (PyObject *)method;
}

/* 1 if nothing but the caller's reference holds the method: it may be taken apart. */
static inline int
vm_method_is_unique(PyObject *method)
{
    return Py_REFCNT(method) == 1 && ((PyMethodObject *)method)->im_weakreflist == NULL;
}

/* Ends a unique method whose function and object have been taken out of it. */
static inline void
vm_method_end_emptied(PyObject *method)
{
    PyObject_GC_UnTrack(method);
    if (LIKELY(vm_methods.count < VM_METHOD_LIMIT)) {
        vm_methods.free[vm_methods.count++] = (PyMethodObject *)method;
        return;
    }
    PyObject_GC_Del(method);
}

/* Drops a reference to a method object. May run destructors. */
static inline void
vm_method_release(PyObject *method)
{
    if (UNLIKELY(!vm_method_is_unique(method))) {
        Py_DECREF(method);
        return;
    }
    PyObject *function = PyMethod_GET_FUNCTION(method), *object = PyMethod_GET_SELF(method);
    vm_method_end_emptied(method);
    Py_DECREF(function);
    Py_DECREF(object);
}
#endif
