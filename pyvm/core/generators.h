/* Generators: a frame that its owner steps.
 *
 * G1 frame is NULL exactly when the generator is finished.
 * G2 while running, frame->prev is the resumer and the continuation holds a reference to the generator.
 * G3 handled is the generator's own link in the chain of exceptions being handled.
 */
#ifndef PYVM_GENERATORS_H
#define PYVM_GENERATORS_H
#include <Python.h>
#include "frames.h"

typedef enum { VM_GENERATOR_CREATED, VM_GENERATOR_SUSPENDED, VM_GENERATOR_RUNNING, VM_GENERATOR_FINISHED } VmGeneratorState;

typedef struct {
    PyObject_HEAD
    VmFrame *frame; /* owned, G1 */
    VmGeneratorState state;
    _PyErr_StackItem handled; /* G3 */
    PyObject *name, *qualname; /* owned str */
    PyObject *weakrefs;
} VmGenerator;

extern PyTypeObject VmGenerator_Type;
#define VmGenerator_Check(o) Py_IS_TYPE((o), &VmGenerator_Type)

/* Takes over frame (also when it fails), which has its arguments and stands at the first instruction. */
PyObject *vm_generator_new_steal(VmFrame *frame);
#endif
