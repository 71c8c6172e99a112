/* Controls: see controls.h. What each does to the frames stands at its function. */
#include "controls.h"
#include "functions.h"

VmFrame *
vm_control_caller(VmContinuation *continuation)
{
    VmFrame *frame = continuation->top;
    while (frame != NULL && frame->code->flags & VM_CODE_LIBRARY) {
        frame = frame->prev;
    }
    return frame;
}

static int
add_local(PyObject *locals, PyObject *name, PyObject *value)
{
    if (value != NULL && PyCell_Check(value)) {
        value = PyCell_GET(value);
    }
    return value == NULL ? 0 : PyDict_SetItem(locals, name, value);
}

/* Cells of the frame's cell and free variables: their names come from the unit. */
static int
add_cells(PyObject *locals, VmFrame *frame, const char *names_attribute, int first, int count)
{
    PyObject *names = PyObject_GetAttrString(frame->code->unit, names_attribute);
    int status = names == NULL ? -1 : 0;
    for (int i = 0; status == 0 && i < count; i++) {
        status = add_local(locals, PyTuple_GET_ITEM(names, i), frame->registers[frame->code->cells[first + i]]);
    }
    Py_XDECREF(names);
    return status;
}

PyObject *
vm_frame_locals(VmFrame *frame)
{
    VmCode *code = frame->code;
    if (frame->namespace != NULL) {
        return Py_NewRef(frame->namespace);
    }
    PyObject *locals = PyDict_New();
    int status = locals == NULL ? -1 : 0;
    for (int i = 0; status == 0 && i < code->local_count; i++) {
        status = add_local(locals, PyTuple_GET_ITEM(code->varnames, i), frame->registers[i]);
    }
    if (status == 0) {
        status = add_cells(locals, frame, "cell_names", 0, code->cell_count);
    }
    if (status == 0) {
        status = add_cells(locals, frame, "free_names", code->cell_count, code->free_count);
    }
    if (status < 0) {
        Py_CLEAR(locals);
    }
    return locals;
}

/* run_body(function, namespace) */
static VmCallKind
run_body(PyObject **arguments, VmCallResult *result)
{
    VmFunction *function = (VmFunction *)arguments[0];
    if (!VmFunction_Check(function) || function->code->parameter_count != 0 || !(function->code->flags & VM_CODE_BODY)) {
        PyErr_SetString(PyExc_TypeError, "run_body() takes a body function and a namespace");
        return VM_CALL_RAISED;
    }
    VmFrame *frame = vm_frame_new(function);
    if (frame == NULL) {
        return VM_CALL_RAISED;
    }
    vm_frame_open_closure(frame);
    frame->namespace = Py_NewRef(arguments[1]);
    result->frame = frame;
    return VM_CALL_FRAME;
}

static VmCallKind
done(PyObject *value, VmCallResult *result)
{
    result->value = value;
    return value == NULL ? VM_CALL_RAISED : VM_CALL_DONE;
}

static PyObject *
caller_name(VmFrame *frame)
{
    PyObject *name = PyDict_GetItemString(frame->function->globals, "__name__");
    return Py_NewRef(name == NULL ? Py_None : name);
}

/* make_function(code unit, globals) with the builtins of the caller */
static PyObject *
make_function(VmFrame *caller, PyObject **arguments)
{
    if (!PyDict_Check(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "make_function() takes a code unit and a dict of globals");
        return NULL;
    }
    VmCode *code = vm_code_link(arguments[0], 0);
    PyObject *function = code == NULL ? NULL : (PyObject *)vm_function_new(code, arguments[1], caller->function->builtins);
    Py_XDECREF(code);
    return function;
}

VmCallKind
vm_control_call(VmContinuation *continuation, VmControl *control, PyObject **arguments, Py_ssize_t positional,
                PyObject *keyword_names, VmCallResult *result)
{
    static const Py_ssize_t counts[] = {2, 3, 0, 0, 2, 0};
    VmFrame *caller = vm_control_caller(continuation);
    int needs_caller = control->kind != VM_CONTROL_RUN_BODY && control->kind != VM_CONTROL_CALL;
    if (positional != counts[control->kind] || keyword_names != NULL || (needs_caller && caller == NULL)) {
        PyErr_SetString(PyExc_TypeError, "a control of the guest library was called with other arguments than it takes");
        return VM_CALL_RAISED;
    }
    switch (control->kind) {
    case VM_CONTROL_RUN_BODY:
        return run_body(arguments, result);
    case VM_CONTROL_CALL:
        if (!PyTuple_Check(arguments[1]) || (arguments[2] != Py_None && !PyDict_Check(arguments[2]))) {
            PyErr_SetString(PyExc_TypeError, "call() takes a callable, a tuple and a dict or None");
            return VM_CALL_RAISED;
        }
        return vm_call_unpacked(continuation, arguments[0], arguments[1], arguments[2] == Py_None ? NULL : arguments[2], result);
    case VM_CONTROL_CALLER_GLOBALS:
        return done(Py_NewRef(caller->function->globals), result);
    case VM_CONTROL_CALLER_LOCALS:
        return done(vm_frame_locals(caller), result);
    case VM_CONTROL_MAKE_FUNCTION:
        return done(make_function(caller, arguments), result);
    default:
        return done(caller_name(caller), result);
    }
}

PyTypeObject VmControl_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pyvm.Control",
    .tp_basicsize = sizeof(VmControl),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_doc = "Private control of the guest library.",
};

int
vm_controls_setup(PyObject *module)
{
    static const char *const names[] = {"run_body", "call", "caller_globals", "caller_locals", "make_function", "caller_name"};
    if (PyType_Ready(&VmControl_Type) < 0) {
        return -1;
    }
    PyObject *intrinsics = PyObject_GetAttrString(module, "intrinsics");
    int status = intrinsics == NULL ? -1 : 0;
    for (int kind = 0; status == 0 && kind <= VM_CONTROL_CALLER_NAME; kind++) {
        VmControl *control = PyObject_New(VmControl, &VmControl_Type);
        if (control == NULL) {
            status = -1;
            break;
        }
        control->kind = (VmControlKind)kind;
        status = PyDict_SetItemString(intrinsics, names[kind], (PyObject *)control);
        Py_DECREF(control);
    }
    Py_XDECREF(intrinsics);
    return status;
}
