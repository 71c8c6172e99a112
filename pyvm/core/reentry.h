/* Re-entry: guest code that a native runs, and the objects that this native is at work on.
 *
 * CPython's natives are not safe against callbacks that change the object they work on: `deque.index` whose `__eq__` clears the
 * deque reads freed memory. So while guest code runs under a native, every other native refuses to change an object that it
 * works on, with RuntimeError, if the object's class is guarded: one whose natives keep pointers across a callback. Lists,
 * dicts and sets are not guarded: their natives look again after every callback.
 */
#ifndef PYVM_REENTRY_H
#define PYVM_REENTRY_H
#include <Python.h>
#include "continuation.h"
#include "outcome.h"

/* A native at work, from before its call to after it. All borrowed: the caller of the native holds them. */
typedef struct VmNativeUse {
    PyObject *callable; /* or NULL: an operator */
    PyObject *const *objects;
    Py_ssize_t count;
    struct VmNativeUse *outer;
} VmNativeUse;

static inline void
vm_native_use_begin(VmContinuation *continuation, VmNativeUse *use)
{
    if (LIKELY(continuation != NULL)) {
        use->outer = continuation->uses;
        continuation->uses = use;
    }
}

static inline void
vm_native_use_end(VmContinuation *continuation, const VmNativeUse *use)
{
    if (LIKELY(continuation != NULL)) {
        continuation->uses = use->outer;
    }
}

/* 1 if the class is guarded and the method may call back: it must go through vm_native_call, which records what it works on. */
int vm_reentry_must_record(PyTypeObject *type, PyObject *method);

int vm_reentry_is_guarded(PyTypeObject *type);

/* The object that a callable is bound to, or NULL. Borrowed. */
PyObject *vm_bound_self(PyObject *callable);

int vm_reentry_refuses_slow(VmContinuation *continuation, PyObject *object, const char *operation);
int vm_reentry_refuses_call_slow(VmContinuation *continuation, PyObject *callable, PyObject *const *arguments, Py_ssize_t positional);

/* 1 with RuntimeError set if a native that runs guest code now is at work on the object. operation: what is refused, for the
 * message. */
static inline int
vm_reentry_refuses(PyObject *object, const char *operation)
{
    VmContinuation *continuation = vm_continuation_current();
    return UNLIKELY(continuation != NULL && continuation->pins > 0) && vm_reentry_refuses_slow(continuation, object, operation);
}

/* The same for the call of a native that changes its first argument or the object it is bound to. */
static inline int
vm_reentry_refuses_call(VmContinuation *continuation, PyObject *callable, PyObject *const *arguments, Py_ssize_t positional)
{
    return UNLIKELY(continuation->pins > 0) && vm_reentry_refuses_call_slow(continuation, callable, arguments, positional);
}

int vm_reentry_setup(PyObject *module);
#endif
