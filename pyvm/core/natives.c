/* The native boundary, both ways. See natives.h for its rules. */
#include "natives.h"
#include "arguments.h"
#include "attributes.h"
#include "calls.h"
#include "classes.h"
#include "compat.h"
#include "controls.h"
#include "errors.h"
#include "exceptions.h"
#include "gate.h"
#include "iterators.h"
#include "journal.h"
#include "protocols.h"
#include "reentry.h"
#include "loop.h"
#include "isa_generated.h"
#include "plain_calls.h"
#include "suspenders.h"

/* --- The bridge table: open addressing on the key's address ------------------------------------------------------- */

static struct {
    VmBridge *rows;
    size_t mask; /* rows - 1, a power of two less one */
    size_t count;
} bridges;

static PyObject *bail_out; /* the private exception type of N2 */

static size_t
bridge_slot(const VmBridge *rows, size_t mask, const void *key)
{
    size_t slot = (size_t)((uint64_t)(uintptr_t)key * 0x9E3779B97F4A7C15u >> 40) & mask; /* definitions stand side by side */
    while (rows[slot].key != NULL && rows[slot].key != key) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

static int
bridges_grow(void)
{
    size_t size = bridges.rows == NULL ? 256 : 2 * (bridges.mask + 1);
    VmBridge *rows = PyMem_Calloc(size, sizeof(VmBridge));
    if (rows == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t i = 0; bridges.rows != NULL && i <= bridges.mask; i++) {
        if (bridges.rows[i].key != NULL) {
            rows[bridge_slot(rows, size - 1, bridges.rows[i].key)] = bridges.rows[i];
        }
    }
    PyMem_Free(bridges.rows);
    bridges.rows = rows;
    bridges.mask = size - 1;
    return 0;
}

static int
is_method_wrapper(PyObject *callable)
{
    return Py_IS_TYPE(callable, &_PyMethodWrapper_Type);
}

/* T.__new__ of a native type: one definition serves all types, so its type is the key. */
static PyTypeObject *
new_wrapper_type(PyObject *callable)
{
    PyObject *self = PyCFunction_GET_SELF(callable);
    if (self != NULL && PyType_Check(self) && strcmp(((PyCFunctionObject *)callable)->m_ml->ml_name, "__new__") == 0) {
        return (PyTypeObject *)self;
    }
    return NULL;
}

/* What identifies a native in the table. */
static const void *
bridge_key(PyObject *callable)
{
    PyTypeObject *type = Py_TYPE(callable);
    if (type == &PyCFunction_Type || type == &PyCMethod_Type) {
        PyTypeObject *constructed = new_wrapper_type(callable);
        return constructed != NULL ? (const void *)constructed : ((PyCFunctionObject *)callable)->m_ml;
    }
    if (type == &PyMethodDescr_Type || type == &PyClassMethodDescr_Type) {
        return ((PyMethodDescrObject *)callable)->d_method;
    }
    if (is_method_wrapper(callable)) {
        return ((VmMethodWrapper *)callable)->descriptor;
    }
    return callable; /* slot wrappers and types are themselves */
}

const VmBridge *
vm_bridge_find_key(const void *key)
{
    if (UNLIKELY(bridges.rows == NULL)) {
        return NULL;
    }
    const VmBridge *row = &bridges.rows[bridge_slot(bridges.rows, bridges.mask, key)];
    return row->key != NULL ? row : NULL;
}

const VmBridge *
vm_bridge_find(PyObject *callable)
{
    return vm_bridge_find_key(bridge_key(callable));
}

const VmBridge *
vm_bridge_for_new(PyTypeObject *type)
{
    while (type->tp_base != NULL && type->tp_base->tp_new == type->tp_new) {
        type = type->tp_base;
    }
    return vm_bridge_find((PyObject *)type);
}

/* bridge(native, library, kind) */
static PyObject *
add_bridge(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *native, *library;
    const char *kind;
    if (!PyArg_ParseTuple(args, "OO!s:bridge", &native, &VmFunction_Type, &library, &kind)) {
        return NULL;
    }
    VmBridge row = {bridge_key(native), native, library, VM_BRIDGE_NONE, vm_plain_shortcut(native)};
    row.kind = strcmp(kind, "guest") == 0 ? VM_BRIDGE_GUEST : strcmp(kind, "pure") == 0 ? VM_BRIDGE_PURE
             : strcmp(kind, "lazy") == 0 ? VM_BRIDGE_LAZY
             : strcmp(kind, "check") == 0 ? VM_BRIDGE_CHECK : VM_BRIDGE_NONE;
    if (row.kind == VM_BRIDGE_NONE) {
        PyErr_Format(PyExc_ValueError, "bridge(): kind is \"guest\", \"pure\", \"lazy\" or \"check\", not \"%s\"", kind);
        return NULL;
    }
    if ((bridges.rows == NULL || 2 * (bridges.count + 1) > bridges.mask) && bridges_grow() < 0) {
        return NULL;
    }
    VmBridge *slot = &bridges.rows[bridge_slot(bridges.rows, bridges.mask, row.key)];
    bridges.count += slot->key == NULL;
    VmBridge old = *slot;
    *slot = row;
    Py_INCREF(native);
    Py_INCREF(library);
    Py_XDECREF(old.native);
    Py_XDECREF(old.library);
    Py_RETURN_NONE;
}

/* --- From the VM into a native ------------------------------------------------------------------------------------ */

int
vm_is_guest_value(PyObject *value)
{
    PyTypeObject *type = Py_TYPE(value);
    if (type == &VmFunction_Type || type == &VmGenerator_Type || type == &VmSuspender_Type) {
        return 1;
    }
    if (type == &PyMethod_Type) {
        return vm_is_guest_value(PyMethod_GET_FUNCTION(value));
    }
    return PyIter_Check(value) && !vm_iterator_is_native(value);
}

PyObject *
vm_bridge_self(PyObject *callable, const VmBridge *bridge)
{
    if (is_method_wrapper(callable)) {
        return ((VmMethodWrapper *)callable)->self;
    }
    if (PyType_Check(callable)) {
        return callable;
    }
    if (PyCFunction_Check(callable) && !PyCFunction_Check(bridge->native) && !PyType_Check(bridge->native)) {
        return PyCFunction_GET_SELF(callable); /* of a row that was registered as a method descriptor */
    }
    return NULL;
}

static int
any_guest_value(PyObject *self, PyObject *const *arguments, Py_ssize_t count)
{
    if (self != NULL && vm_is_guest_value(self)) {
        return 1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (vm_is_guest_value(arguments[i])) {
            return 1;
        }
    }
    return 0;
}

/* 1 if the native consumes an argument that has no end, or a very far one. What only wraps or steps it does not. */
static int
consumes_endless(const VmBridge *bridge, PyObject *const *arguments, Py_ssize_t count)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *argument = arguments[i];
        if ((PyRange_Check(argument) || PyIter_Check(argument)) && vm_iterator_is_endless(argument)) {
            return bridge->key != vm_next_definition && !vm_iterator_is_lazy(bridge->native);
        }
    }
    return 0;
}

/* 1 if a Python function of the host gets a class that guests may not call: it would call it for the guest. */
static int
lends_closed_class(PyObject *callable, PyObject *const *arguments, Py_ssize_t count)
{
    for (Py_ssize_t i = 0; PyFunction_Check(callable) && i < count; i++) {
        if (PyType_Check(arguments[i]) && !vm_gate_allows_construction((PyTypeObject *)arguments[i])) {
            return 1;
        }
    }
    return 0;
}

/* Keeps the iterators among the arguments: 1, or 0 if there is one that a speculation must not step. */
static int
keep_iterators(VmJournal *journal, PyObject *const *arguments, Py_ssize_t count)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        if (UNLIKELY(PyIter_Check(arguments[i])) && !vm_journal_keep(journal, arguments[i])) {
            return 0;
        }
    }
    return 1;
}

/* 1 for next(iterator) of an iterator whose step cannot meet guest code: it needs no journal. */
static int
is_native_step(const VmBridge *bridge, PyObject *const *arguments, Py_ssize_t count)
{
    return bridge->key == vm_next_definition && count > 0 && !vm_iterator_touches_elements(arguments[0]);
}

/* 1 with an error set for `list.__class_getitem__` and its like of parameters that are nested too deeply. */
static int
alias_is_too_deep(PyObject *callable, PyObject *const *arguments, Py_ssize_t positional)
{
    return PyCFunction_Check(callable) && ((PyCFunctionObject *)callable)->m_ml->ml_meth == (PyCFunction)Py_GenericAlias
        && positional > 0 && vm_check_alias_depth(arguments[0]) < 0;
}

VmOutcome
vm_native_call(VmContinuation *continuation, PyObject *callable, PyObject **arguments, Py_ssize_t positional,
               PyObject *keyword_names, PyObject **result, VmNativeDetour *detour)
{
    if (callable == (PyObject *)&PyType_Type && positional == 1 && keyword_names == NULL) { /* type(object) runs nothing */
        *result = Py_NewRef(Py_TYPE(arguments[0]));
        return VM_DONE;
    }
    if (vm_reentry_refuses_call(continuation, callable, arguments, positional) || alias_is_too_deep(callable, arguments, positional)) {
        return VM_RAISED;
    }
    if (callable == (PyObject *)&PySuper_Type && positional == 0 && keyword_names == NULL) { /* its own way to find them sees no guest frame */
        return vm_super_in_frame(vm_control_caller(continuation), result);
    }
    const VmBridge *bridge = vm_bridge_find(callable);
    Py_ssize_t count = positional + (keyword_names == NULL ? 0 : PyTuple_GET_SIZE(keyword_names));
    PyObject *self = NULL;
    if (bridge != NULL) {
        self = vm_bridge_self(callable, bridge);
        detour->library = bridge->library;
        detour->self = self;
        int lazy = bridge->kind == VM_BRIDGE_LAZY;
        if (bridge->kind == VM_BRIDGE_GUEST
            || (!lazy && (any_guest_value(self, arguments, count) || consumes_endless(bridge, arguments, count)))
            || lends_closed_class(callable, arguments, count)) {
            return VM_GUEST;
        }
    }
    int speculate = bridge != NULL && (bridge->kind == VM_BRIDGE_PURE || bridge->kind == VM_BRIDGE_LAZY);
    VmJournal journal;
    vm_journal_open(&journal);
    if (speculate && bridge->kind != VM_BRIDGE_LAZY && !is_native_step(bridge, arguments, count) && UNLIKELY(!keep_iterators(&journal, arguments, count))) {
        vm_journal_close(&journal);
        return VM_GUEST;
    }
    VmNativeUse use = {callable, arguments, count, NULL};
    vm_native_use_begin(continuation, &use);
    uint8_t outer = continuation->speculating;
    continuation->speculating = speculate ? VM_SPECULATING : VM_RUNNING;
    PyObject *value = PyObject_Vectorcall(callable, arguments, (size_t)positional | PY_VECTORCALL_ARGUMENTS_OFFSET, keyword_names);
    continuation->speculating = outer;
    vm_native_use_end(continuation, &use);
    if (UNLIKELY(continuation->bailed)) { /* N2 */
        continuation->bailed = 0;
        Py_XDECREF(value);
        PyErr_Clear();
        vm_journal_undo(&journal);
        return VM_GUEST;
    }
    vm_journal_close(&journal);
    if (UNLIKELY(continuation->memory.refused) && value == NULL) {
        vm_memory_native_failed(&continuation->memory);
    }
    if (value == NULL) {
        return VM_RAISED;
    }
    *result = value;
    return VM_DONE;
}

/* --- From a native into the guest --------------------------------------------------------------------------------- */

int
vm_native_refuses_entry(VmContinuation *continuation, PyObject **answer)
{
    *answer = NULL;
    if (vm_restoring || (continuation != NULL && continuation->speculating == VM_IDENTITY)) {
        *answer = Py_NewRef(Py_NotImplemented);
        return 1;
    }
    if (continuation == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "a guest function runs only inside its execution: call it from the guest, "
                                            "or start one with VM.call()");
        return 1;
    }
    if (continuation->speculating == VM_SPECULATING) {
        continuation->bailed = 1;
        PyErr_SetNone(bail_out);
        return 1;
    }
    return 0;
}

/* Runs a nested loop: nothing can be suspended until it is left. */
static VmExit
run_nested(VmContinuation *continuation, VmEntry entry, VmGenerator *generator, PyObject *value, PyObject **result)
{
    uint8_t outer = continuation->speculating;
    continuation->pins++;
    continuation->speculating = VM_RUNNING;
    VmExit exit = vm_loop_run(continuation, entry, generator, value, result);
    continuation->speculating = outer;
    continuation->pins--;
    return exit;
}

PyObject *
vm_function_call_from_native(PyObject *function, PyObject *const *arguments, size_t count_flags, PyObject *keyword_names)
{
    VmContinuation *continuation = vm_continuation_current();
    PyObject *result = NULL;
    if (vm_native_refuses_entry(continuation, &result)) {
        return result;
    }
    VmFrame *frame = vm_function_frame((VmFunction *)function);
    if (frame == NULL) {
        return NULL;
    }
    if (vm_arguments_bind((VmFunction *)function, arguments, PyVectorcall_NARGS(count_flags), keyword_names, frame->registers) < 0) {
        vm_frame_free(frame);
        return NULL;
    }
    vm_frame_open_closure(frame);
    if (frame->code->flags & VM_CODE_GENERATOR) {
        return vm_generator_new_steal(frame);
    }
    if (continuation->depth >= continuation->recursion_limit) {
        vm_frame_free(frame);
        vm_exception_recursion();
        return NULL;
    }
    if (Py_EnterRecursiveCall(" in a guest function called by a native")) {
        vm_frame_free(frame);
        return NULL;
    }
    frame->flags |= VM_FRAME_ENTRY;
    frame->prev = continuation->top;
    continuation->top = frame;
    continuation->depth++;
    VmExit exit = run_nested(continuation, VM_ENTER_EXECUTE, NULL, NULL, &result);
    Py_LeaveRecursiveCall();
    return exit == VM_EXIT_RETURNED ? result : NULL;
}

PyObject *
vm_generator_step_from_native(VmGenerator *generator, PyObject *value, PyObject **returned)
{
    VmContinuation *continuation = vm_continuation_current();
    PyObject *result = NULL;
    if (vm_native_refuses_entry(continuation, &result)) {
        Py_CLEAR(result); /* NotImplemented is no answer of a generator */
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_RuntimeError, "a generator cannot be stepped now");
        }
        return NULL;
    }
    if (Py_EnterRecursiveCall(" in a generator stepped by a native")) {
        return NULL;
    }
    VmExit exit = run_nested(continuation, VM_ENTER_RESUME, generator, Py_XNewRef(value), &result);
    Py_LeaveRecursiveCall();
    if (exit == VM_EXIT_GENERATOR_RETURNED) {
        *returned = result;
        return NULL;
    }
    return exit == VM_EXIT_YIELDED ? result : NULL;
}

/* --- What stands in the way --------------------------------------------------------------------------------------- */

/* Name of what the instruction at the frame's ip calls or does. Owned. */
static PyObject *
native_in_frame(VmFrame *frame)
{
    const uint16_t *words = frame->code->portable + vm_frame_offset(frame);
    int opcode = words[0] & 0xFF;
    if (opcode == OP_CALL_METHOD || opcode == OP_CALL_METHOD_KW) {
        return Py_NewRef(frame->code->names[words[3]]);
    }
    if ((opcode == OP_CALL || opcode == OP_CALL_KW || opcode == OP_CALL_EX) && !(words[2] & VM_OPERAND_CONSTANT)) {
        PyObject *callee = frame->registers[words[2] & VM_REGISTER_MASK];
        PyObject *name = callee == NULL ? NULL : PyObject_GetAttrString(callee, "__qualname__");
        if (name != NULL) {
            return name;
        }
        PyErr_Clear();
    }
    return PyUnicode_FromString(vm_opcode_names[opcode]);
}

void
vm_native_refuse_suspension(VmContinuation *continuation, PyObject *operation)
{
    VmFrame *frame = continuation->top;
    VmFrame *here = frame;
    while (frame != NULL && !(frame->flags & VM_FRAME_ENTRY)) {
        frame = frame->prev;
    }
    PyObject *native = Py_NewRef(Py_None);
    if (continuation->pins > 0 && frame != NULL && frame->prev != NULL) {
        Py_SETREF(native, native_in_frame(frame->prev));
    }
    PyObject *place = here == NULL ? Py_NewRef(Py_None)
                                   : PyUnicode_FromFormat("%U:%d", here->code->filename, vm_code_line(here->code, vm_frame_offset(here)));
    if (native != NULL && place != NULL) {
        vm_error_set_steal("NotSuspendable", PyTuple_Pack(3, operation, native, place));
    }
    Py_XDECREF(native);
    Py_XDECREF(place);
}

static PyMethodDef functions[] = {
    {"bridge", add_bridge, METH_VARARGS, "Names the guest-library version of a native, and when it runs instead."},
    {NULL},
};

int
vm_natives_setup(PyObject *module)
{
    bail_out = PyErr_NewException("pyvm._core.BailOut", PyExc_BaseException, NULL);
    return bail_out == NULL ? -1 : PyModule_AddFunctions(module, functions);
}
