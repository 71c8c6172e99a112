/* Controls: private callables of the guest library that do to the machine what no ordinary native can: run a body in a
 * namespace, call with packed arguments, look at the caller. Guests never get hold of one. */
#ifndef PYVM_CONTROLS_H
#define PYVM_CONTROLS_H
#include <Python.h>
#include "calls.h"

typedef enum { VM_CONTROL_RUN_BODY, VM_CONTROL_CALL, VM_CONTROL_CALLER_GLOBALS, VM_CONTROL_CALLER_LOCALS, VM_CONTROL_MAKE_FUNCTION, VM_CONTROL_CALLER_NAME } VmControlKind;

typedef struct {
    PyObject_HEAD
    VmControlKind kind;
} VmControl;

extern PyTypeObject VmControl_Type;
VmCallKind vm_control_call(VmContinuation *continuation, VmControl *control, PyObject **arguments, Py_ssize_t positional,
                           PyObject *keyword_names, VmCallResult *result);
/* The innermost frame that is not the library's, or NULL. */
VmFrame *vm_control_caller(VmContinuation *continuation);
/* {name: value} of a frame's bound locals with its cells opened, or a body's namespace itself. Owned; NULL with an exception set. */
PyObject *vm_frame_locals(VmFrame *frame);
int vm_controls_setup(PyObject *module);
#endif
