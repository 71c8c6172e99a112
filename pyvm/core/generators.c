/* The generator type. The loop steps generators by switching frames (handlers/generators.h); the methods here are what C code
 * calls, and what the loop recognises by their definitions. */
#include "generators.h"
#include "compat.h"
#include "exceptions.h"
#include "isa_generated.h"
#include "natives.h"
#include "outcome.h"
#include <structmember.h>

PyObject *
vm_generator_new_steal(VmFrame *frame)
{
    VmGenerator *generator = PyObject_GC_New(VmGenerator, &VmGenerator_Type);
    if (generator == NULL) {
        vm_frame_free(frame);
        return NULL;
    }
    generator->frame = frame;
    generator->state = VM_GENERATOR_CREATED;
    generator->handled.exc_value = NULL;
    generator->handled.previous_item = NULL;
    generator->name = Py_NewRef(frame->function->name);
    generator->qualname = Py_NewRef(frame->function->qualname);
    generator->question = NULL;
    generator->weakrefs = NULL;
    frame->flags |= VM_FRAME_GENERATOR;
    frame->owner = (PyObject *)generator; /* borrowed */
    PyObject_GC_Track(generator);
    return (PyObject *)generator;
}

void
vm_generator_finish(VmGenerator *generator)
{
    VmFrame *frame = generator->frame;
    generator->state = VM_GENERATOR_FINISHED;
    generator->frame = NULL;
    if (frame != NULL) {
        frame->owner = NULL;
        frame->flags &= ~(VM_FRAME_GENERATOR | VM_FRAME_ANSWER);
        vm_frame_free(frame);
    }
    Py_CLEAR(generator->handled.exc_value);
    Py_CLEAR(generator->question);
}

VmStep
vm_generator_step(VmGenerator *generator, PyObject *value)
{
    switch (generator->state) {
    case VM_GENERATOR_RUNNING:
        PyErr_SetString(PyExc_ValueError, "generator already executing");
        return VM_STEP_RAISED;
    case VM_GENERATOR_FINISHED:
        return value == NULL ? VM_STEP_RAISED : VM_STEP_OVER;
    case VM_GENERATOR_CREATED:
        if (value == NULL) {
            vm_generator_finish(generator);
            return VM_STEP_RAISED;
        }
        if (value != Py_None) {
            PyErr_SetString(PyExc_TypeError, "can't send non-None value to a just-started generator");
            return VM_STEP_RAISED;
        }
        return VM_STEP_START;
    default:
        return VM_STEP_GO_ON;
    }
}

static int
generator_traverse(VmGenerator *generator, visitproc visit, void *arg)
{
    VmFrame *frame = generator->frame;
    if (frame != NULL) {
        Py_VISIT(frame->function);
        Py_VISIT(frame->namespace);
        for (uint32_t i = 0; i < frame->code->register_count; i++) {
            Py_VISIT(frame->registers[i]);
        }
    }
    Py_VISIT(generator->handled.exc_value);
    Py_VISIT(generator->question);
    return 0;
}

static int
generator_clear(VmGenerator *generator)
{
    if (generator->state != VM_GENERATOR_RUNNING) {
        vm_generator_finish(generator);
    }
    return 0;
}

/* 1 if dropping the generator must run guest code first: a handler (finally, with) covers where it stands. */
static int
needs_closing(VmGenerator *generator)
{
    return generator->state == VM_GENERATOR_SUSPENDED
        && vm_code_handler(generator->frame->code, vm_frame_offset(generator->frame)) != NULL;
}

/* What a suspended generator delegates to: the register that its YIELD_FROM reads. Borrowed, or NULL. */
static PyObject *
delegate_of(VmGenerator *generator)
{
    if (generator->state != VM_GENERATOR_SUSPENDED) {
        return NULL;
    }
    const uint16_t *words = generator->frame->code->portable + vm_frame_offset(generator->frame);
    return (words[0] & 0xFF) == OP_YIELD_FROM ? generator->frame->registers[words[2] & VM_REGISTER_MASK] : NULL;
}

/* Sets an exception as raised in the generator, or in the innermost one that it delegates to: its context is what is handled there,
 * whatever the caller handles. */
static void
set_raised_within(VmGenerator *generator, PyObject *type, PyObject *value)
{
    PyObject *inner = delegate_of(generator);
    while (inner != NULL && VmGenerator_Check(inner)) {
        generator = (VmGenerator *)inner;
        inner = delegate_of(generator);
    }
    if (generator->state == VM_GENERATOR_RUNNING) { /* which is an error of its own */
        PyErr_SetObject(type, value);
        return;
    }
    PyThreadState *thread = PyThreadState_Get();
    _PyErr_StackItem *outer = thread->exc_info;
    thread->exc_info = &generator->handled; /* its previous_item is NULL while it does not run */
    PyErr_SetObject(type, value);
    thread->exc_info = outer;
}

/* As CPython: dropping a suspended generator closes it, in the execution that dropped it. Outside of one it is only freed. */
static void
generator_finalize(PyObject *self)
{
    VmGenerator *generator = (VmGenerator *)self;
    VmContinuation *continuation = vm_continuation_current();
    if (!needs_closing(generator) || continuation == NULL || vm_restoring) {
        return;
    }
    PyObject *pending = vm_error_take();
    uint8_t speculating = continuation->speculating; /* the guest drops it, not the native that happens to run */
    continuation->speculating = 0;
    PyObject *returned = NULL;
    set_raised_within(generator, PyExc_GeneratorExit, NULL);
    PyObject *value = vm_generator_step_from_native(generator, NULL, &returned);
    Py_XDECREF(returned);
    if (value != NULL) {
        Py_DECREF(value);
        PyErr_SetString(PyExc_RuntimeError, "generator ignored GeneratorExit");
    }
    if (PyErr_Occurred()) {
        if (PyErr_ExceptionMatches(PyExc_GeneratorExit) || PyErr_ExceptionMatches(PyExc_StopIteration)) {
            PyErr_Clear();
        } else {
            PyErr_WriteUnraisable(self);
        }
    }
    continuation->speculating = speculating;
    if (pending != NULL) {
        vm_error_put_steal(pending);
    }
}

static void
generator_dealloc(VmGenerator *generator)
{
    if (PyObject_CallFinalizerFromDealloc((PyObject *)generator) < 0) {
        return;
    }
    PyObject_GC_UnTrack(generator);
    Py_TRASHCAN_BEGIN(generator, generator_dealloc)
    if (generator->weakrefs != NULL) {
        PyObject_ClearWeakRefs((PyObject *)generator);
    }
    vm_generator_finish(generator);
    Py_DECREF(generator->name);
    Py_DECREF(generator->qualname);
    PyObject_GC_Del(generator);
    Py_TRASHCAN_END
}

static PyObject *
generator_repr(VmGenerator *generator)
{
    return PyUnicode_FromFormat("<generator object %U at %p>", generator->qualname, generator);
}

/* A step's answer as a method gives it: what was yielded, or StopIteration. */
static PyObject *
step(VmGenerator *generator, PyObject *value)
{
    PyObject *returned = NULL;
    PyObject *yielded = vm_generator_step_from_native(generator, value, &returned);
    if (yielded == NULL && returned != NULL) {
        if (returned == Py_None) {
            PyErr_SetNone(PyExc_StopIteration);
        } else {
            vm_error_stop_iteration(returned);
        }
        Py_DECREF(returned);
    }
    return yielded;
}

static PyObject *
generator_next(VmGenerator *generator)
{
    PyObject *returned = NULL;
    PyObject *yielded = vm_generator_step_from_native(generator, Py_None, &returned);
    if (yielded == NULL && returned != NULL && returned != Py_None) {
        vm_error_stop_iteration(returned);
    }
    Py_XDECREF(returned);
    return yielded;
}

static PyObject *
generator_send(VmGenerator *generator, PyObject *value)
{
    return step(generator, value);
}

int
vm_generator_set_thrown(PyObject *generator, PyObject *const *arguments, Py_ssize_t count)
{
    PyObject *type = arguments[0], *value = count > 1 ? arguments[1] : NULL, *traceback = count > 2 ? arguments[2] : NULL;
    if (traceback == Py_None) {
        traceback = NULL;
    }
    if (traceback != NULL && !PyTraceBack_Check(traceback)) {
        PyErr_SetString(PyExc_TypeError, "throw() third argument must be a traceback object");
        return -1;
    }
    if (PyExceptionInstance_Check(type)) {
        if (value != NULL && value != Py_None) {
            PyErr_SetString(PyExc_TypeError, "instance exception may not have a separate value");
            return -1;
        }
        if (traceback != NULL && PyException_SetTraceback(type, traceback) < 0) {
            return -1;
        }
        set_raised_within((VmGenerator *)generator, (PyObject *)Py_TYPE(type), type);
        return 0;
    }
    if (!PyExceptionClass_Check(type)) {
        PyErr_Format(PyExc_TypeError, "exceptions must be classes or instances deriving from BaseException, not %s",
                     Py_TYPE(type)->tp_name);
        return -1;
    }
    set_raised_within((VmGenerator *)generator, type, value == Py_None ? NULL : value);
    PyObject *exception = vm_error_take();
    if (exception != NULL && traceback != NULL) {
        PyException_SetTraceback(exception, traceback);
    }
    vm_error_put_steal(exception);
    return 0;
}

static PyObject *
generator_throw(VmGenerator *generator, PyObject *const *arguments, Py_ssize_t count)
{
    if (count < 1 || count > 3) {
        PyErr_Format(PyExc_TypeError, "throw expected %s 3 arguments, got %zd", count < 1 ? "at least 1 argument, at most" : "at most",
                     count);
        return NULL;
    }
    return vm_generator_set_thrown((PyObject *)generator, arguments, count) < 0 ? NULL : step(generator, NULL);
}

static PyObject *
generator_close(VmGenerator *generator, PyObject *Py_UNUSED(ignored))
{
    if (generator->state == VM_GENERATOR_CREATED) {
        vm_generator_finish(generator);
    }
    if (generator->state == VM_GENERATOR_FINISHED) {
        Py_RETURN_NONE;
    }
    set_raised_within(generator, PyExc_GeneratorExit, NULL);
    PyObject *yielded = step(generator, NULL);
    if (yielded != NULL) {
        Py_DECREF(yielded);
        PyErr_SetString(PyExc_RuntimeError, "generator ignored GeneratorExit");
        return NULL;
    }
    if (PyErr_ExceptionMatches(PyExc_StopIteration) || PyErr_ExceptionMatches(PyExc_GeneratorExit)) {
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    return NULL;
}

/* Answers, for the library's close(), whether there is nothing to throw GeneratorExit into; a created generator finishes. */
static PyMethodDef generator_methods[] = {
    {"send", (PyCFunction)generator_send, METH_O, "Resume the generator with a value."},
    {"throw", (PyCFunction)(void (*)(void))generator_throw, METH_FASTCALL, "Raise an exception inside the generator."},
    {"close", (PyCFunction)generator_close, METH_NOARGS, "Raise GeneratorExit inside the generator."},
    {NULL},
};

VmGeneratorMethod
vm_generator_method(const PyMethodDef *definition)
{
    static const VmGeneratorMethod methods[] = {VM_GENERATOR_SEND, VM_GENERATOR_THROW, VM_GENERATOR_CLOSE};
    if (definition >= generator_methods && definition < generator_methods + 3) {
        return methods[definition - generator_methods];
    }
    return VM_GENERATOR_NOT;
}

static PyObject *
get_running(VmGenerator *generator, void *Py_UNUSED(closure))
{
    return PyBool_FromLong(generator->state == VM_GENERATOR_RUNNING);
}

static PyObject *
get_suspended(VmGenerator *generator, void *Py_UNUSED(closure))
{
    return PyBool_FromLong(generator->state == VM_GENERATOR_SUSPENDED);
}

static PyObject *
get_yield_from(VmGenerator *generator, void *Py_UNUSED(closure))
{
    PyObject *delegate = delegate_of(generator);
    return Py_NewRef(delegate == NULL ? Py_None : delegate);
}

static PyObject *
get_state(VmGenerator *generator, void *Py_UNUSED(closure))
{
    static const char *const names[] = {"GEN_CREATED", "GEN_SUSPENDED", "GEN_RUNNING", "GEN_CLOSED"};
    return PyUnicode_InternFromString(names[generator->state]);
}

static PyObject *
get_name(VmGenerator *generator, void *Py_UNUSED(closure))
{
    return Py_NewRef(generator->name);
}

static PyObject *
get_qualname(VmGenerator *generator, void *Py_UNUSED(closure))
{
    return Py_NewRef(generator->qualname);
}

static int
set_name(VmGenerator *generator, PyObject *value, void *Py_UNUSED(closure))
{
    return vm_function_set_name(&generator->name, value, "__name__");
}

static int
set_qualname(VmGenerator *generator, PyObject *value, void *Py_UNUSED(closure))
{
    return vm_function_set_name(&generator->qualname, value, "__qualname__");
}

static PyGetSetDef generator_getset[] = {
    {"__name__", (getter)get_name, (setter)set_name, NULL, NULL},
    {"__qualname__", (getter)get_qualname, (setter)set_qualname, NULL, NULL},
    {"gi_running", (getter)get_running, NULL, NULL, NULL},
    {"gi_suspended", (getter)get_suspended, NULL, NULL, NULL},
    {"gi_yieldfrom", (getter)get_yield_from, NULL, NULL, NULL},
    {"gi_state", (getter)get_state, NULL, "Its state, as inspect.getgeneratorstate names it.", NULL},
    {NULL},
};

PyTypeObject VmGenerator_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "generator",
    .tp_basicsize = sizeof(VmGenerator),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = (traverseproc)generator_traverse,
    .tp_clear = (inquiry)generator_clear,
    .tp_dealloc = (destructor)generator_dealloc,
    .tp_finalize = generator_finalize,
    .tp_repr = (reprfunc)generator_repr,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)generator_next,
    .tp_methods = generator_methods,
    .tp_getset = generator_getset,
    .tp_weaklistoffset = offsetof(VmGenerator, weakrefs),
};

int
vm_generator_setup(PyObject *module)
{
    if (PyType_Ready(&VmGenerator_Type) < 0) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "Generator", (PyObject *)&VmGenerator_Type);
}
