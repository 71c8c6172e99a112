/* Calls: what calling any value comes to.
 *
 * A call either has its result at once, or becomes a new frame, a generator to resume, or a suspension: the loop does the rest.
 */
#ifndef PYVM_CALLS_H
#define PYVM_CALLS_H
#include <Python.h>
#include "continuation.h"
#include "generators.h"
#include "natives.h"

typedef enum {
    VM_CALL_RAISED = -1, /* an exception is set */
    VM_CALL_DONE,        /* value is the owned result */
    VM_CALL_FRAME,       /* frame is to be pushed; its return value is the result */
    VM_CALL_RESUME,      /* generator (owned) is to be resumed with value (owned), or with the set exception if value is NULL */
    VM_CALL_SUSPEND,     /* the continuation's request is set: its answer is the result */
} VmCallKind;

typedef struct {
    PyObject *value;
    VmFrame *frame;
    VmGenerator *generator;
} VmCallResult;

#define VM_CALL_SCRATCH 2 /* writable slots that stand before the arguments of vm_call */

/* Calls callable with borrowed arguments: positional ones, then one for each of keyword_names (a tuple or NULL).
 * arguments[-VM_CALL_SCRATCH .. -1] are overwritten. */
VmCallKind vm_call(VmContinuation *continuation, PyObject *callable, PyObject **arguments, Py_ssize_t positional,
                   PyObject *keyword_names, VmCallResult *result);
/* callable(*arguments, **keywords); keywords is a dict or NULL. */
VmCallKind vm_call_unpacked(VmContinuation *continuation, PyObject *callable, PyObject *arguments, PyObject *keywords,
                            VmCallResult *result);

/* Makes the call that a slow path asked for, and empties it. */
VmCallKind vm_call_guest(VmContinuation *continuation, VmGuestCall *call, VmCallResult *result);

/* Instead of the native callable, which was tried and met guest code: the library's version, with the same arguments. */
VmCallKind vm_call_detour(VmContinuation *continuation, PyObject *callable, const VmBridge *bridge, PyObject **arguments,
                          Py_ssize_t positional, PyObject *keyword_names, VmCallResult *result);

extern const PyMethodDef *vm_next_definition; /* of the builtin `next` */
extern PyObject *vm_generator_next_wrapper;   /* generator.__next__, borrowed for ever */
int vm_calls_setup(PyObject *module);
#endif
