/* Natives: calls from the VM into C code, and calls that C code makes back into the guest.
 *
 * N1 every call of a native goes through vm_native_call, so there is one place that knows whether guest code may be entered
 *    under it: the bridge table decides between running the native and running its guest-library version on frames.
 * N2 a guest function entered from C while continuation->speculating runs nothing: it sets bailed, raises a private exception
 *    and returns. The state alone decides afterwards, never the native's result or exception.
 * N3 otherwise it runs a nested loop with continuation->pins raised: suspending in there raises NotSuspendable.
 */
#ifndef PYVM_NATIVES_H
#define PYVM_NATIVES_H
#include <Python.h>
#include "continuation.h"
#include "generators.h"
#include "outcome.h"

typedef enum {
    VM_BRIDGE_NONE,
    VM_BRIDGE_GUEST, /* always the library version */
    VM_BRIDGE_PURE,  /* the native, unless an argument is visibly guest code; it bails out where deeper guest code is entered */
    VM_BRIDGE_LAZY,  /* the native, which makes an iterator and steps none; it bails out where an argument's __iter__ is guest code */
    VM_BRIDGE_CHECK, /* the native, unless an argument is visibly guest code */
} VmBridgeKind;

typedef struct {
    const void *key;    /* PyMethodDef * of a function or method, PyTypeObject * of a type */
    PyObject *native;   /* owned */
    PyObject *library;  /* owned guest function */
    VmBridgeKind kind;
    int shortcut; /* of plain_calls.c, 0 for none */
} VmBridge;

/* The row of a native callable, or NULL. */
const VmBridge *vm_bridge_find(PyObject *callable);
/* The row of a definition or type (VmBridge.key), or NULL. */
const VmBridge *vm_bridge_find_key(const void *key);
/* The row that stands for constructing instances of the class's native base, or NULL. */
const VmBridge *vm_bridge_for_new(PyTypeObject *type);
/* The bound self of the callable that a library version gets as its first argument, borrowed, or NULL. */
PyObject *vm_bridge_self(PyObject *callable, const VmBridge *bridge);
/* 1 if calling, iterating or comparing the value may run guest code that can be seen without looking inside containers. */
int vm_is_guest_value(PyObject *value);

/* continuation->speculating: what a guest function entered from C does. */
enum { VM_RUNNING, VM_SPECULATING /* N2 */, VM_IDENTITY /* answers NotImplemented: comparisons fall back to identity */ };

/* Where a call of a native goes instead. Borrowed. */
typedef struct {
    PyObject *library; /* guest function */
    PyObject *self;    /* its first argument, before those of the call, or NULL */
} VmNativeDetour;

/* Calls a native with borrowed arguments (arguments[-1] is scratch). VM_DONE: *result owned. VM_GUEST: *detour says what to
 * call instead; nothing has happened. */
VmOutcome vm_native_call(VmContinuation *continuation, PyObject *callable, PyObject **arguments, Py_ssize_t positional,
                         PyObject *keyword_names, PyObject **result, VmNativeDetour *detour);

/* 1 when guest code must not be entered from C now: *answer is what C gets instead, NULL with an exception set. Else 0. */
int vm_native_refuses_entry(VmContinuation *continuation, PyObject **answer);
/* vectorcall of VmFunction: the way from C into the guest. */
PyObject *vm_function_call_from_native(PyObject *function, PyObject *const *arguments, size_t count_flags, PyObject *keyword_names);
/* Steps a generator from C: sends value, or throws when value is NULL and an exception is set. NULL without an exception:
 * it returned, *returned is its owned value. */
PyObject *vm_generator_step_from_native(VmGenerator *generator, PyObject *value, PyObject **returned);
/* Sets NotSuspendable for an operation (str), with the native that stands in between. */
void vm_native_refuse_suspension(VmContinuation *continuation, PyObject *operation);
int vm_natives_setup(PyObject *module);
#endif
