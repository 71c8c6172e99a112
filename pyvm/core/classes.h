/* Guest classes: ordinary heap types that type() made, with a flag.
 *
 * K1 VM_TPFLAGS_GUEST is set on every class that a guest creates, before any guest hook (__set_name__, __init_subclass__) sees it.
 * K2 a guest class with a __del__ has vm_class_finalize as tp_finalize, never CPython's slot.
 */
#ifndef PYVM_CLASSES_H
#define PYVM_CLASSES_H
#include <Python.h>
#include "functions.h"

#define VM_TPFLAGS_GUEST (1UL << 15) /* CPython leaves this bit free */

static inline int
vm_class_is_guest(PyTypeObject *type)
{
    return (type->tp_flags & VM_TPFLAGS_GUEST) != 0;
}

/* The object is an instance of a guest class. */
static inline int
vm_class_is_guest_instance(PyObject *object)
{
    return vm_class_is_guest(Py_TYPE(object));
}

/* Makes a class the guest's. */
void vm_class_mark(PyTypeObject *type);
/* A guest class, as type.__new__(metaclass, name, bases, namespace, **keywords) makes it. keywords is a dict or NULL. Hooks run in
 * nested loops. TypeError for a base that guests may not derive from. Owned, NULL with an exception set. */
PyObject *vm_class_create(PyTypeObject *metaclass, PyObject *name, PyObject *bases, PyObject *namespace, PyObject *keywords);
/* What guests get for type.__new__: a function (metaclass, name, bases, namespace, **keywords). Borrowed, NULL with MemoryError. */
PyObject *vm_class_type_new_borrow(void);
/* To be called after an attribute of a guest class was stored or deleted natively. */
void vm_class_changed(PyTypeObject *type, PyObject *name);

typedef enum {
    VM_CONSTRUCT_LIBRARY, /* guest __new__, metaclass __call__...: VM_LIBRARY_CONSTRUCT(class, args, kwargs) */
    VM_CONSTRUCT_PLAIN,   /* object.__new__: tp_new(type, (), NULL), then *init with the instance before the arguments. *init NULL:
                           * there is no __init__ but object's; arguments are an error that a native call of the class words */
    VM_CONSTRUCT_NATIVE,  /* a native __new__ that sees the arguments: tp_new(type, args, kwargs), then *init likewise.
                           * *init NULL: __init__ is native too, call the class natively */
} VmConstruct;

/* How calling a class goes. *init is a borrowed VmFunction or NULL. The answer holds for as long as type's and its metaclass's
 * version tags do. */
VmConstruct vm_class_construct(PyTypeObject *type, VmFunction **init);

/* Objects whose __del__ has to wait until the native that is being speculated about has returned. */
extern int vm_class_finalizers_waiting;
/* Runs them, in nested loops. Keeps the exception that is set. */
void vm_class_run_finalizers(void);
int vm_class_setup(PyObject *module);
#endif
