/* What an operation came to, and the guest call that finishes it.
 *
 * An instruction whose meaning runs guest code is never finished in C: its slow path fills a VmGuestCall, the loop pushes a
 * frame for it, and that frame's return value completes the instruction at the caller's ip (see loop.c). So no C frame ever
 * stands between two guest frames, and everything that waits is data.
 */
#ifndef PYVM_OUTCOME_H
#define PYVM_OUTCOME_H
#include <Python.h>

typedef enum {
    VM_RAISED = -1, /* an exception is set; outputs are untouched */
    VM_DONE = 0,    /* the result is there */
    VM_GUEST = 1,   /* call is filled: its return value completes the instruction */
} VmOutcome;

#define VM_GUEST_CALL_ARGUMENTS 6

/* A call to make on frames, or a generator (without arguments) to step for a question: see stepping.h. Owns its references; empty when callable is NULL. */
typedef struct {
    PyObject *callable;
    PyObject *arguments[VM_GUEST_CALL_ARGUMENTS];
    int count;
    PyObject *question; /* owned or NULL: the call's value is an answer to it (answers.h); callable and arguments fit its A2 */
} VmGuestCall;

/* Fill an empty call. Takes new references to the callable and the n arguments (borrowed pointers). VM_GUEST, to be returned. */
VmOutcome vm_guest_call_set(VmGuestCall *call, PyObject *callable, int n, PyObject *const *arguments);
/* Release whatever it owns; it is empty afterwards. */
void vm_guest_call_clear(VmGuestCall *call);

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define NOINLINE __attribute__((noinline))
#define COLD __attribute__((noinline, cold))

/* What the verifier excludes: abort in a debug build, SystemError otherwise (the caller returns its failure value). */
#ifdef VM_DEBUG
#define VM_UNREACHABLE(rule) Py_FatalError("unreachable: " rule)
#else
#define VM_UNREACHABLE(rule) PyErr_SetString(PyExc_SystemError, "unreachable: " rule)
#endif

#endif
