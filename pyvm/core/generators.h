/* Generators: a frame that its owner steps.
 *
 * G1 frame is NULL exactly when the generator is finished.
 * G2 while running, frame->prev is the resumer and the continuation holds a reference to the generator.
 * G3 handled is the generator's own link in the chain of exceptions being handled.
 */
#ifndef PYVM_GENERATORS_H
#define PYVM_GENERATORS_H
#include <Python.h>
#include "continuation.h"
#include "frames.h"

typedef enum { VM_GENERATOR_CREATED, VM_GENERATOR_SUSPENDED, VM_GENERATOR_RUNNING, VM_GENERATOR_FINISHED } VmGeneratorState;

typedef struct {
    PyObject_HEAD
    VmFrame *frame; /* owned, G1 */
    VmGeneratorState state;
    _PyErr_StackItem handled; /* G3 */
    PyObject *name, *qualname; /* owned str */
    PyObject *question;        /* owned or NULL: stepping.h, S2 */
    PyObject *weakrefs;
} VmGenerator;

extern PyTypeObject VmGenerator_Type;
#define VmGenerator_Check(o) Py_IS_TYPE((o), &VmGenerator_Type)

/* Takes over frame (also when it fails), which has its arguments and stands at the first instruction. */
PyObject *vm_generator_new_steal(VmFrame *frame);
/* Detaches and releases the frame: the generator is finished. Runs arbitrary destructors. */
void vm_generator_finish(VmGenerator *generator);

/* Whether a generator can be stepped now, with value (borrowed) or, if it is NULL, with the exception that is set. */
typedef enum {
    VM_STEP_RAISED = -1, /* an exception is set: it is running, or takes no value yet, or what is thrown goes straight through */
    VM_STEP_START,       /* it runs from its first instruction */
    VM_STEP_GO_ON,       /* it goes on where it yielded */
    VM_STEP_OVER,        /* it was finished before: as if it returned None */
} VmStep;
VmStep vm_generator_step(VmGenerator *generator, PyObject *value);
/* The generator runs: it is marked, kept alive (G2) and linked into the chain of handled exceptions. Its frame is not pushed. */
static inline void
vm_generator_enter(PyThreadState *thread, VmGenerator *generator)
{
    Py_INCREF(generator);
    generator->state = VM_GENERATOR_RUNNING;
    generator->handled.previous_item = thread->exc_info;
    thread->exc_info = &generator->handled;
}

/* It no longer runs: unlinks it and drops the reference that enter took, so the generator may be freed. */
static inline void
vm_generator_leave(PyThreadState *thread, VmGenerator *generator, VmGeneratorState state)
{
    thread->exc_info = generator->handled.previous_item;
    generator->handled.previous_item = NULL;
    generator->state = state;
    generator->frame->prev = NULL;
    if (state == VM_GENERATOR_FINISHED) {
        vm_generator_finish(generator);
    }
    Py_DECREF(generator);
}

/* What a call of a generator's method asks of the loop; from C the methods step it in a nested loop. */
typedef enum { VM_GENERATOR_NOT, VM_GENERATOR_NEXT, VM_GENERATOR_SEND, VM_GENERATOR_THROW, VM_GENERATOR_CLOSE } VmGeneratorMethod;
VmGeneratorMethod vm_generator_method(const PyMethodDef *definition);
/* Normalises what throw(type, value, traceback) was given and sets it as the current exception. 0, or -1 with the
 * TypeError set that throw itself raises. */
int vm_generator_set_thrown(PyObject *generator, PyObject *const *arguments, Py_ssize_t count);
int vm_generator_setup(PyObject *module);
#endif
