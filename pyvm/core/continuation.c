/* The continuation object: what the host runs, answers and freezes. */
#include "continuation.h"
#include "arguments.h"
#include "compat.h"
#include "exceptions.h"
#include "generators.h"
#include "loop.h"
#include "work.h"
#include <structmember.h>
#include <time.h>

#define DEFAULT_RECURSION_LIMIT 1000

static _Thread_local VmContinuation *current;
int vm_restoring;

VmContinuation *
vm_continuation_current(void)
{
    return current;
}

int
vm_continuation_guest_runs(void)
{
    return current != NULL && current->running && vm_host_frame(PyThreadState_Get()) == current->host_frame;
}

/* --- Life --------------------------------------------------------------------------------------------------------- */

/* Lives begin at a time in nanoseconds, so those of two processes do not meet. */
static uint64_t
next_life(void)
{
    static uint64_t last;
    if (last == 0) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        last = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    }
    return ++last;
}

static PyObject *
continuation_new(PyTypeObject *Py_UNUSED(type), PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"builtins", "modules", "host", NULL};
    PyObject *builtins, *modules, *host = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O!|O:Continuation", keywords, &PyDict_Type, &builtins, &PyDict_Type, &modules,
                                     &host)) {
        return NULL;
    }
    VmContinuation *continuation = PyObject_GC_New(VmContinuation, &VmContinuation_Type);
    if (continuation == NULL) {
        return NULL;
    }
    memset((char *)continuation + sizeof(PyObject), 0, sizeof(VmContinuation) - sizeof(PyObject));
    continuation->state = VM_COMPLETED;
    continuation->result = Py_NewRef(Py_None);
    continuation->builtins = Py_NewRef(builtins);
    continuation->modules = Py_NewRef(modules);
    continuation->host = Py_NewRef(host);
    continuation->life = next_life();
    continuation->fuel = INT64_MAX;
    continuation->steps = -1;
    continuation->recursion_limit = DEFAULT_RECURSION_LIMIT;
    PyObject_GC_Track(continuation);
    return (PyObject *)continuation;
}

static int
continuation_traverse(VmContinuation *continuation, visitproc visit, void *arg)
{
    for (VmFrame *frame = continuation->top; frame != NULL; frame = frame->prev) {
        if (frame->flags & VM_FRAME_GENERATOR) {
            Py_VISIT(frame->owner); /* G2; the generator visits its frame */
            continue;
        }
        Py_VISIT(frame->function);
        Py_VISIT(frame->namespace);
        Py_VISIT(frame->owner);
        for (uint32_t i = 0; i < frame->code->register_count; i++) {
            Py_VISIT(frame->registers[i]);
        }
    }
    Py_VISIT(continuation->request);
    Py_VISIT(continuation->result);
    Py_VISIT(continuation->builtins);
    Py_VISIT(continuation->modules);
    Py_VISIT(continuation->host);
    Py_VISIT(continuation->handled.exc_value);
    return 0;
}

/* Drops all frames without running guest code: a continuation that nobody holds any more just ends. */
static void
drop_frames(VmContinuation *continuation)
{
    while (continuation->top != NULL) {
        VmFrame *frame = continuation->top;
        continuation->top = frame->prev;
        if (frame->flags & VM_FRAME_GENERATOR) {
            VmGenerator *generator = (VmGenerator *)frame->owner;
            frame->prev = NULL;
            generator->handled.previous_item = NULL;
            vm_generator_finish(generator);
            Py_DECREF(generator);
        } else {
            vm_frame_free(frame);
        }
    }
    continuation->depth = 0;
}

static int
continuation_clear(VmContinuation *continuation)
{
    if (continuation->running) {
        return 0;
    }
    drop_frames(continuation);
    Py_CLEAR(continuation->request);
    Py_CLEAR(continuation->result);
    Py_CLEAR(continuation->handled.exc_value);
    Py_CLEAR(continuation->host);
    Py_CLEAR(continuation->modules);
    Py_CLEAR(continuation->builtins);
    vm_identity_clear(&continuation->identities);
    return 0;
}

static void
continuation_dealloc(VmContinuation *continuation)
{
    PyObject_GC_UnTrack(continuation);
    continuation_clear(continuation);
    PyObject_GC_Del(continuation);
}

/* --- Starting ------------------------------------------------------------------------------------------------------ */

/* Keyword values behind the positional ones, their names as a tuple. 0, or -1 with an exception set. */
static int
spread_keywords(PyObject *keywords, PyObject **values, PyObject **names)
{
    Py_ssize_t place = 0, i = 0;
    PyObject *name, *value;
    *names = PyTuple_New(PyDict_GET_SIZE(keywords));
    if (*names == NULL) {
        return -1;
    }
    while (PyDict_Next(keywords, &place, &name, &value)) {
        PyTuple_SET_ITEM(*names, i, Py_NewRef(name));
        values[i++] = value;
    }
    return 0;
}

/* A frame for function(*args, **kwargs), bound and not on a stack. */
static VmFrame *
bound_frame(VmFunction *function, PyObject *args, PyObject *kwargs)
{
    Py_ssize_t positional = PyTuple_GET_SIZE(args), n = kwargs == NULL ? 0 : PyDict_GET_SIZE(kwargs);
    PyObject *names = NULL;
    VmFrame *frame = NULL;
    PyObject **values = PyMem_Malloc((positional + n + 1) * sizeof(PyObject *));
    if (values == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t i = 0; i < positional; i++) {
        values[i] = PyTuple_GET_ITEM(args, i);
    }
    if (n > 0 && spread_keywords(kwargs, values + positional, &names) < 0) {
        goto done;
    }
    frame = vm_frame_new(function);
    if (frame != NULL && vm_arguments_bind(function, values, positional, names, frame->registers) < 0) {
        vm_frame_free(frame);
        frame = NULL;
    }
    if (frame != NULL) {
        vm_frame_open_closure(frame);
    }
done:
    Py_XDECREF(names);
    PyMem_Free(values);
    return frame;
}

/* push(function, args=(), kwargs=None, namespace=None) */
static PyObject *
continuation_push(VmContinuation *continuation, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"function", "args", "kwargs", "namespace", NULL};
    PyObject *function, *arguments = NULL, *keyword_arguments = Py_None, *namespace = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!|O!OO:push", keywords, &VmFunction_Type, &function, &PyTuple_Type, &arguments,
                                     &keyword_arguments, &namespace)) {
        return NULL;
    }
    if (continuation->top != NULL || continuation->running) {
        PyErr_SetString(PyExc_RuntimeError, "push() needs a continuation without frames");
        return NULL;
    }
    if (((VmFunction *)function)->code->flags & VM_CODE_GENERATOR) {
        PyErr_SetString(PyExc_TypeError, "push() takes a plain function, not a generator function");
        return NULL;
    }
    PyObject *positional = arguments == NULL ? PyTuple_New(0) : Py_NewRef(arguments);
    VmFrame *frame = positional == NULL ? NULL
                                        : bound_frame((VmFunction *)function, positional,
                                                      keyword_arguments == Py_None ? NULL : keyword_arguments);
    Py_XDECREF(positional);
    if (frame == NULL) {
        return NULL;
    }
    if (frame->code->flags & VM_CODE_BODY) {
        frame->namespace = Py_NewRef(namespace == Py_None ? frame->function->globals : namespace);
    }
    frame->flags |= VM_FRAME_ENTRY;
    continuation->top = frame;
    continuation->depth = 1;
    continuation->state = VM_READY;
    Py_CLEAR(continuation->result);
    Py_RETURN_NONE;
}

/* --- Running ------------------------------------------------------------------------------------------------------- */

static const char *const state_names[] = {"preempted", "waiting", "completed", "failed"};

/* Runs from the continuation's own chain of handled exceptions instead of the host's. */
static VmExit
run_loop(VmContinuation *continuation, PyObject **result)
{
    PyThreadState *thread = PyThreadState_Get();
    _PyErr_StackItem *host_chain = thread->exc_info;
    VmContinuation *outer = current;
    VmEntry entry = VM_ENTER_EXECUTE;
    PyObject *value = NULL;
    if (continuation->handled_top == NULL) {
        vm_exception_link_chain(continuation);
    }
    if (continuation->answered) {
        continuation->answered = 0;
        value = continuation->result;
        continuation->result = NULL;
        entry = continuation->answer_raises ? VM_ENTER_RAISE : VM_ENTER_COMPLETE;
        continuation->answer_raises = 0;
    }
    current = continuation;
    continuation->host_frame = vm_host_frame(thread);
    continuation->running = 1;
    thread->exc_info = continuation->handled_top;
    if (entry == VM_ENTER_RAISE) { /* raised here, so that what is being handled becomes its context */
        PyErr_SetObject((PyObject *)Py_TYPE(value), value);
        Py_CLEAR(value);
    }
    VmMemory *outer_memory = vm_memory_open(&continuation->memory);
    int outer_bound = vm_work_bound(continuation->bounded);
    VmExit exit = vm_loop_run(continuation, entry, NULL, value, result);
    vm_work_bound(outer_bound);
    vm_memory_close(outer_memory);
    continuation->handled_top = thread->exc_info;
    thread->exc_info = host_chain;
    continuation->running = 0;
    current = outer;
    return exit;
}

static PyObject *
finish(VmContinuation *continuation, VmState state, PyObject *result)
{
    continuation->state = state;
    Py_XSETREF(continuation->result, result);
    return PyUnicode_InternFromString(state_names[state]);
}

static PyObject *
run_answer(VmContinuation *continuation, VmExit exit, PyObject *result)
{
    switch (exit) {
    case VM_EXIT_RETURNED:
        return finish(continuation, VM_COMPLETED, result);
    case VM_EXIT_SUSPENDED:
        continuation->state = VM_WAITING;
        return PyUnicode_InternFromString(state_names[VM_WAITING]);
    case VM_EXIT_PREEMPTED:
        continuation->state = VM_READY;
        return PyErr_Occurred() ? NULL : PyUnicode_InternFromString(state_names[VM_READY]);
    default: {
        PyObject *exception = vm_error_take();
        if (exception == NULL) {
            PyErr_SetString(PyExc_SystemError, "a continuation failed without an exception");
            exception = vm_error_take();
        }
        return finish(continuation, VM_FAILED, exception);
    }
    }
}

static int
optional_integer(PyObject *object, int64_t absent, int64_t *value)
{
    *value = absent;
    if (object != Py_None) {
        *value = PyLong_AsLongLong(object);
    }
    return *value == -1 && PyErr_Occurred() ? -1 : 0;
}

/* run(fuel=None, steps=None, deadline=None) */
static PyObject *
continuation_run(VmContinuation *continuation, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"fuel", "steps", "deadline", NULL};
    PyObject *fuel = Py_None, *steps = Py_None, *deadline = Py_None, *result = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OOO:run", keywords, &fuel, &steps, &deadline)) {
        return NULL;
    }
    if (continuation->running) {
        PyErr_SetString(PyExc_RuntimeError, "the continuation is running already");
        return NULL;
    }
    if (continuation->state != VM_READY) {
        PyErr_Format(PyExc_RuntimeError, "the continuation is %s: it cannot run", state_names[continuation->state]);
        return NULL;
    }
    if (optional_integer(fuel, INT64_MAX, &continuation->fuel) < 0 || optional_integer(steps, -1, &continuation->steps) < 0) {
        return NULL;
    }
    continuation->deadline = deadline == Py_None ? 0 : PyFloat_AsDouble(deadline);
    if (PyErr_Occurred()) {
        return NULL;
    }
    Py_INCREF(continuation);
    VmExit exit = run_loop(continuation, &result);
    PyObject *answer = run_answer(continuation, exit, result);
    Py_DECREF(continuation);
    return answer;
}

/* The answer to what it waits for, to be delivered by the next run. */
static PyObject *
take_answer(VmContinuation *continuation, PyObject *value, int raises)
{
    if (continuation->state != VM_WAITING) {
        PyErr_Format(PyExc_RuntimeError, "the continuation is %s: it waits for no answer", state_names[continuation->state]);
        return NULL;
    }
    Py_CLEAR(continuation->request);
    Py_XSETREF(continuation->result, Py_NewRef(value));
    continuation->answered = 1;
    continuation->answer_raises = (uint8_t)raises;
    continuation->state = VM_READY;
    Py_RETURN_NONE;
}

static PyObject *
continuation_answer(VmContinuation *continuation, PyObject *value)
{
    return take_answer(continuation, value, 0);
}

static PyObject *
continuation_answer_error(VmContinuation *continuation, PyObject *exception)
{
    if (!PyExceptionInstance_Check(exception)) {
        PyErr_Format(PyExc_TypeError, "answer_error() takes an exception, not %s", Py_TYPE(exception)->tp_name);
        return NULL;
    }
    return take_answer(continuation, exception, 1);
}

static PyObject *
continuation_interrupt(VmContinuation *continuation, PyObject *Py_UNUSED(ignored))
{
    continuation->interrupted = 1;
    Py_RETURN_NONE;
}

/* spend(fuel) */
static PyObject *
continuation_spend(VmContinuation *continuation, PyObject *amount)
{
    int64_t fuel = PyLong_AsLongLong(amount);
    if (fuel == -1 && PyErr_Occurred()) {
        return NULL;
    }
    vm_continuation_spend(continuation, fuel);
    Py_RETURN_NONE;
}

/* afford(nanoseconds, operation) */
static PyObject *
continuation_afford(VmContinuation *Py_UNUSED(continuation), PyObject *args)
{
    double nanoseconds;
    const char *operation;
    if (!PyArg_ParseTuple(args, "ds:afford", &nanoseconds, &operation) || vm_work_afford(nanoseconds, operation) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* --- Looking ------------------------------------------------------------------------------------------------------- */

/* {name: value} of the bound named locals, cells opened. */
static PyObject *
frame_locals(VmFrame *frame)
{
    VmCode *code = frame->code;
    PyObject *locals = PyDict_New();
    for (int i = 0; locals != NULL && i < code->local_count; i++) {
        PyObject *value = frame->registers[i];
        if (value != NULL && PyCell_Check(value)) {
            value = PyCell_GET(value);
        }
        if (value != NULL && PyDict_SetItem(locals, PyTuple_GET_ITEM(code->varnames, i), value) < 0) {
            Py_CLEAR(locals);
        }
    }
    return locals;
}

/* frames() -> [(unit, offset, line, qualname, locals)], innermost last */
static PyObject *
continuation_frames(VmContinuation *continuation, PyObject *Py_UNUSED(ignored))
{
    PyObject *rows = PyList_New(0);
    for (VmFrame *frame = continuation->top; rows != NULL && frame != NULL; frame = frame->prev) {
        uint32_t offset = vm_frame_offset(frame);
        PyObject *locals = frame_locals(frame);
        PyObject *row = locals == NULL ? NULL
                                       : Py_BuildValue("(OIiON)", frame->code->unit, (unsigned int)offset,
                                                       vm_code_line(frame->code, offset), frame->function->qualname, locals);
        if (row == NULL || PyList_Append(rows, row) < 0) {
            Py_CLEAR(rows);
        }
        Py_XDECREF(row);
    }
    if (rows != NULL && PyList_Reverse(rows) < 0) {
        Py_CLEAR(rows);
    }
    return rows;
}

static PyObject *
get_memory_limit(VmContinuation *continuation, void *Py_UNUSED(closure))
{
    return continuation->memory.limit == 0 ? Py_NewRef(Py_None) : PyLong_FromLongLong(continuation->memory.limit);
}

static int
set_memory_limit(VmContinuation *continuation, PyObject *value, void *Py_UNUSED(closure))
{
    int64_t limit = 0;
    if (value == NULL || optional_integer(value, 0, &limit) < 0) {
        return -1;
    }
    return vm_memory_set_limit(&continuation->memory, value != Py_None && limit < 1 ? 1 : limit);
}

static PyObject *
get_bounded(VmContinuation *continuation, void *Py_UNUSED(closure))
{
    return PyBool_FromLong(continuation->bounded);
}

static int
set_bounded(VmContinuation *continuation, PyObject *value, void *Py_UNUSED(closure))
{
    int truth = value == NULL ? 0 : PyObject_IsTrue(value);
    if (truth < 0 || (truth && vm_work_install() < 0)) {
        return -1;
    }
    continuation->bounded = (uint8_t)truth;
    return 0;
}

static PyObject *
get_state(VmContinuation *continuation, void *Py_UNUSED(closure))
{
    return PyUnicode_InternFromString(state_names[continuation->state]);
}

static PyMethodDef methods[] = {
    {"push", (PyCFunction)(void (*)(void))continuation_push, METH_VARARGS | METH_KEYWORDS,
     "Puts a function's frame on the empty stack; nothing runs."},
    {"run", (PyCFunction)(void (*)(void))continuation_run, METH_VARARGS | METH_KEYWORDS,
     "Runs until it completes, fails, waits or is pre-empted, and says which."},
    {"answer", (PyCFunction)continuation_answer, METH_O, "Answers what it waits for; the next run() goes on with the value."},
    {"answer_error", (PyCFunction)continuation_answer_error, METH_O, "Answers with an exception, raised where it waits."},
    {"interrupt", (PyCFunction)continuation_interrupt, METH_NOARGS, "Pre-empts it at its next safepoint. For other threads."},
    {"spend", (PyCFunction)continuation_spend, METH_O, "Takes fuel for work that passes no safepoints."},
    {"afford", (PyCFunction)continuation_afford, METH_VARARGS, "Takes fuel for work of so many nanoseconds, or raises OverflowError."},
    {"frames", (PyCFunction)continuation_frames, METH_NOARGS, "Rows (unit, offset, line, qualname, locals), innermost last."},
    {NULL},
};

static PyMemberDef members[] = {
    {"request", T_OBJECT, offsetof(VmContinuation, request), READONLY, NULL},
    {"result", T_OBJECT, offsetof(VmContinuation, result), READONLY, NULL},
    {"builtins", T_OBJECT, offsetof(VmContinuation, builtins), READONLY, NULL},
    {"modules", T_OBJECT, offsetof(VmContinuation, modules), READONLY, NULL},
    {"host", T_OBJECT, offsetof(VmContinuation, host), 0, NULL},
    {"depth", T_INT, offsetof(VmContinuation, depth), READONLY, NULL},
    {"recursion_limit", T_INT, offsetof(VmContinuation, recursion_limit), 0, NULL},
    {"no_suspend", T_INT, offsetof(VmContinuation, no_suspend), 0, NULL},
    {"saw_address_hash", T_BOOL, offsetof(VmContinuation, identities.saw_address_hash), READONLY, NULL},
    {"fuel_used", T_LONGLONG, offsetof(VmContinuation, fuel_used), 0, NULL},
    {"memory_used", T_LONGLONG, offsetof(VmContinuation, memory.used), 0, NULL},
    {NULL},
};

static PyGetSetDef getset[] = {
    {"state", (getter)get_state, NULL, NULL, NULL},
    {"bounded", (getter)get_bounded, (setter)set_bounded, NULL, NULL},
    {"memory_limit", (getter)get_memory_limit, (setter)set_memory_limit, NULL, NULL},
    {NULL},
};

PyTypeObject VmContinuation_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pyvm.Continuation",
    .tp_basicsize = sizeof(VmContinuation),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = continuation_new,
    .tp_traverse = (traverseproc)continuation_traverse,
    .tp_clear = (inquiry)continuation_clear,
    .tp_dealloc = (destructor)continuation_dealloc,
    .tp_methods = methods,
    .tp_members = members,
    .tp_getset = getset,
    .tp_doc = "Continuation(builtins, modules, host=None): a guest program's stack of frames and what belongs to it.",
};

int
vm_continuation_setup(PyObject *module)
{
    if (PyType_Ready(&VmContinuation_Type) < 0) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "Continuation", (PyObject *)&VmContinuation_Type);
}
