/* The interpreter loop: runs the continuation's top frame, and the frames that it pushes, until it has to leave. */
#ifndef PYVM_LOOP_H
#define PYVM_LOOP_H
#include <Python.h>
#include "continuation.h"
#include "generators.h"

typedef enum {
    VM_ENTER_EXECUTE,  /* run on at the top frame's ip */
    VM_ENTER_COMPLETE, /* the value completes the instruction at the top frame's ip */
    VM_ENTER_RAISE,    /* the set exception is raised at the top frame's ip */
    VM_ENTER_RESUME,   /* generator is stepped with the value, or with the set exception if value is NULL */
} VmEntry;

typedef enum {
    VM_EXIT_RAISED = -1,       /* the entry frame is gone, an exception is set */
    VM_EXIT_RETURNED = 0,      /* the entry frame is gone, *result is what it returned */
    VM_EXIT_YIELDED,           /* the generator that was entered yielded *result */
    VM_EXIT_GENERATOR_RETURNED, /* the generator that was entered returned *result */
    VM_EXIT_SUSPENDED,         /* the continuation waits: request is set */
    VM_EXIT_PREEMPTED,         /* the continuation is ready to run on; an exception may be set (KeyboardInterrupt) */
} VmExit;

/* Takes the reference to value; generator (borrowed) is given for VM_ENTER_RESUME only. The frame that is entered has
 * VM_FRAME_ENTRY (a resumed generator gets it here). Only an unpinned loop leaves with the last two exits. */
VmExit vm_loop_run(VmContinuation *continuation, VmEntry entry, VmGenerator *generator, PyObject *value, PyObject **result);
int vm_loop_setup(PyObject *module);
#endif
