/* Raising and matching. CPython's own rules, on CPython's own objects. */
#include "exceptions.h"
#include "classes.h"
#include "compat.h"
#include "generators.h"
#include "globals.h"

void
vm_error_stop_iteration(PyObject *value)
{
    PyObject *exception = PyObject_CallOneArg(PyExc_StopIteration, value);
    if (exception != NULL) {
        PyErr_SetObject(PyExc_StopIteration, exception);
        Py_DECREF(exception);
    }
}

/* The instance that `raise x` or `from x` means: x itself or x(). NULL with an exception set. */
static PyObject *
instance_of(PyObject *x, const char *complaint)
{
    if (PyExceptionInstance_Check(x)) {
        return Py_NewRef(x);
    }
    if (!PyExceptionClass_Check(x)) {
        PyErr_SetString(PyExc_TypeError, complaint);
        return NULL;
    }
    PyObject *instance = PyObject_CallNoArgs(x);
    if (instance != NULL && !PyExceptionInstance_Check(instance)) {
        PyErr_Format(PyExc_TypeError, "calling %R should have returned an instance of BaseException, not %R", x, Py_TYPE(instance));
        Py_CLEAR(instance);
    }
    return instance;
}

VmOutcome
vm_exception_raise(PyObject *what, PyObject *cause, VmGuestCall *call)
{
    if (cause == NULL && PyExceptionClass_Check(what) && vm_class_is_guest((PyTypeObject *)what)) {
        return vm_guest_call_set(call, what, 0, NULL);
    }
    PyObject *exception = instance_of(what, "exceptions must derive from BaseException");
    if (exception == NULL) {
        return VM_RAISED;
    }
    if (cause != NULL) {
        PyObject *reason = cause == Py_None ? NULL : instance_of(cause, "exception causes must derive from BaseException");
        if (reason == NULL && cause != Py_None) {
            Py_DECREF(exception);
            return VM_RAISED;
        }
        PyException_SetCause(exception, reason); /* takes the reference */
    }
    PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
    Py_DECREF(exception);
    return VM_RAISED;
}

void
vm_exception_raise_made_steal(PyObject *exception)
{
    if (PyExceptionInstance_Check(exception)) {
        PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
    } else {
        PyErr_Format(PyExc_TypeError, "calling an exception class should have returned an instance of BaseException, not %R",
                     Py_TYPE(exception));
    }
    Py_DECREF(exception);
}

int
vm_exception_reraise_handled(void)
{
    PyObject *handled = PyErr_GetHandledException();
    if (handled == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "No active exception to reraise");
        return 0;
    }
    vm_error_put_steal(handled);
    return 1;
}

int
vm_exception_matches(PyObject *exception, PyObject *classes)
{
    static const char complaint[] = "catching classes that do not inherit from BaseException is not allowed";
    Py_ssize_t n = PyTuple_Check(classes) ? PyTuple_GET_SIZE(classes) : 1;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *class = PyTuple_Check(classes) ? PyTuple_GET_ITEM(classes, i) : classes;
        if (!PyExceptionClass_Check(class)) {
            PyErr_SetString(PyExc_TypeError, complaint);
            return -1;
        }
    }
    return PyErr_GivenExceptionMatches(exception, classes);
}

PyObject *
vm_exception_leave_generator_steal(PyObject *exception)
{
    if (!PyErr_GivenExceptionMatches(exception, PyExc_StopIteration)) {
        return exception;
    }
    PyErr_SetString(PyExc_RuntimeError, "generator raised StopIteration");
    PyObject *error = vm_error_take();
    if (error == NULL) {
        return exception;
    }
    PyException_SetCause(error, Py_NewRef(exception));
    PyException_SetContext(error, exception); /* takes the reference */
    return error;
}

void
vm_exception_link_chain(VmContinuation *continuation)
{
    _PyErr_StackItem *above = NULL;
    continuation->handled.previous_item = NULL;
    continuation->handled_top = &continuation->handled;
    for (VmFrame *frame = continuation->top; frame != NULL; frame = frame->prev) {
        if (!(frame->flags & VM_FRAME_GENERATOR)) {
            continue;
        }
        _PyErr_StackItem *item = &((VmGenerator *)frame->owner)->handled;
        if (above == NULL) {
            continuation->handled_top = item;
        } else {
            above->previous_item = item;
        }
        above = item;
    }
    if (above != NULL) {
        above->previous_item = &continuation->handled;
    }
}

void
vm_exception_recursion(void)
{
    PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded");
}

void
vm_error_empty_cell(const VmCode *code, uint16_t reg, PyObject *name)
{
    for (int i = 0; i < code->cell_count; i++) {
        if (code->cells[i] == reg) {
            vm_error_unbound_local(name);
            return;
        }
    }
    vm_error_free_variable(name);
}
