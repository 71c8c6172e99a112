/* A continuation: one guest program's stack of frames and all that belongs to its thread of control.
 *
 * T1 top is the running or waiting frame, NULL before the start and after the end.
 * T2 depth counts the frames from top down.
 * T3 a continuation is run by one thread at a time; running is 1 meanwhile.
 */
#ifndef PYVM_CONTINUATION_H
#define PYVM_CONTINUATION_H
#include <Python.h>
#include <stdint.h>
#include "frames.h"
#include "identity.h"
#include "memory.h"

typedef enum {
    VM_READY,     /* top frame runs on at its ip */
    VM_WAITING,   /* an answer completes the instruction at the top frame's ip; request says what is asked */
    VM_COMPLETED, /* result is the value */
    VM_FAILED     /* result is the exception */
} VmState;

typedef struct VmContinuation {
    PyObject_HEAD
    VmFrame *top;
    VmState state;
    PyObject *request;  /* owned or NULL: tuple (kind, name, args, kwargs) of what VM_WAITING waits for */
    PyObject *result;   /* owned or NULL */
    PyObject *builtins; /* owned dict: the guest's builtins */
    PyObject *modules;  /* owned dict: the guest's sys.modules */
    PyObject *host;     /* owned: the host's object for callbacks, or None */
    _PyErr_StackItem handled;      /* bottom of the chain of exceptions being handled */
    _PyErr_StackItem *handled_top; /* top of that chain; NULL after a decode: the next run links it again */
    int64_t fuel;       /* safepoints left before this run is pre-empted; INT64_MAX = unbounded */
    int64_t fuel_used;  /* safepoints passed in all runs */
    int64_t steps;      /* instructions left in stepping mode, -1 = not stepping */
    double deadline;    /* monotonic seconds at which this run is pre-empted; 0 = never */
    VmIdentities identities;
    uint64_t life;      /* another number for every continuation object ever made, in this process or any */
    VmMemory memory;    /* what the guest holds */
    void *host_frame;   /* CPython's frame that runs it; when another one is on top, Python code of the host runs */
    int32_t depth, recursion_limit;
    struct VmNativeUse *uses; /* innermost native at work (reentry.h), or NULL. Borrowed: it lies on the C stack */
    int32_t pins;       /* nested loops in progress: nothing can suspend while it is not 0 */
    int32_t no_suspend; /* pyvm.no_suspend() blocks in progress */
    uint8_t running;
    uint8_t answered, answer_raises; /* READY, and result is the answer (raises: exception) that the next run delivers */
    uint8_t speculating; /* a pure native runs: guest code that it enters bails out instead of running */
    uint8_t bailed;      /* it did: result and exception of that native are void */
    uint8_t bounded;     /* its operations may not take for ever: work.h */
    volatile int interrupted; /* set from other threads: pre-empt at the next safepoint */
} VmContinuation;

extern PyTypeObject VmContinuation_Type;

/* The continuation that this thread runs, or NULL. Borrowed. */
VmContinuation *vm_continuation_current(void);
/* 1 if this thread is in a guest, or in a native that it called, with no Python code of the host in between. */
int vm_continuation_guest_runs(void);
/* Takes fuel for work that passes no safepoints; the run ends at the next poll if none is left. */
static inline void
vm_continuation_spend(VmContinuation *continuation, int64_t fuel)
{
    continuation->fuel_used += fuel;
    if (continuation->fuel != INT64_MAX) {
        continuation->fuel -= fuel;
    }
}
/* Not 0 while a blob is decoded: guest functions entered from C answer NotImplemented and run nothing. */
extern int vm_restoring;
int vm_continuation_setup(PyObject *module);
#endif
