/* Speculation: a native operation tried under the promise that it changes nothing before it enters guest code (natives.h, N2).
 *
 *     VmSpeculation speculation = vm_speculation_begin();
 *     value = PyObject_RichCompare(left, right, op);
 *     if (vm_speculation_bailed(&speculation, value)) { ... the library does it instead ... }
 */
#ifndef PYVM_SPECULATION_H
#define PYVM_SPECULATION_H
#include <Python.h>
#include "classes.h"
#include "continuation.h"
#include "natives.h"
#include "outcome.h"

typedef struct {
    VmContinuation *continuation; /* NULL outside any execution: guest code is refused there anyway */
    uint8_t outer;
} VmSpeculation;

static inline VmSpeculation
vm_speculation_begin(void)
{
    VmSpeculation speculation = {vm_continuation_current(), VM_RUNNING};
    if (LIKELY(speculation.continuation != NULL)) {
        speculation.outer = speculation.continuation->speculating;
        speculation.continuation->speculating = VM_SPECULATING;
    }
    return speculation;
}

/* The same for the continuation that runs. */
static inline VmSpeculation
vm_speculation_begin_in(VmContinuation *continuation)
{
    VmSpeculation speculation = {continuation, continuation->speculating};
    continuation->speculating = VM_SPECULATING;
    return speculation;
}

/* Ends it. 1 if guest code was entered: value (owned, may be NULL) and the set exception were void and are gone. */
static inline int
vm_speculation_bailed(const VmSpeculation *speculation, PyObject *value)
{
    VmContinuation *continuation = speculation->continuation;
    if (UNLIKELY(continuation == NULL)) {
        return 0;
    }
    continuation->speculating = speculation->outer;
    int bailed = 0;
    if (UNLIKELY(continuation->bailed) && speculation->outer != VM_SPECULATING) {
        continuation->bailed = 0;
        Py_XDECREF(value);
        PyErr_Clear();
        bailed = 1;
    }
    if (UNLIKELY(vm_class_finalizers_waiting > 0) && speculation->outer == VM_RUNNING) {
        vm_class_run_finalizers();
    }
    return bailed;
}
#endif
