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
    PyObject *modules;  /* owned dict: the guest's sys.modules */
    PyObject *host;     /* owned: the host's object for callbacks, or None */
    _PyErr_StackItem handled; /* bottom of the chain of exceptions being handled */
    int64_t fuel;       /* safepoints left before VM_PREEMPTED; INT64_MAX = unbounded */
    int64_t fuel_used;
    int64_t slice;      /* safepoints left before the next poll, while the loop is not running */
    int64_t steps;      /* instructions left in stepping mode, -1 = not stepping */
    int32_t depth, recursion_limit;
    int32_t pins;       /* nested loops in progress: nothing can suspend while it is not 0 */
    int32_t no_suspend; /* pyvm.no_suspend() blocks in progress */
    uint8_t running, speculating, bailed;
    volatile int interrupted; /* set from other threads: pre-empt at the next safepoint */
} VmContinuation;

extern PyTypeObject VmContinuation_Type;
/* The continuation that this thread runs, or NULL. Borrowed. */
VmContinuation *vm_continuation_current(void);
#endif
