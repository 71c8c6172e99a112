/* The loop: locals, dispatch, the ways in and out, and what all handlers share. The handlers stand in handlers/, a file a group of
 * rows of the instruction table; loop_body.h puts them together.
 *
 * The body is compiled twice: as run_plain, and as run_stepping, which counts every instruction (continuation->steps).
 */
#include "loop.h"
#include "answers.h"
#include "arguments.h"
#include "attribute_caches.h"
#include "attribute_stores.h"
#include "bound_methods.h"
#include "calls.h"
#include "classes.h"
#include "exceptions.h"
#include "globals.h"
#include "iterators.h"
#include "library.h"
#include "link.h"
#include "natives.h"
#include "numbers.h"
#include "patterns.h"
#include "plain_calls.h"
#include "protocols.h"
#include "shape.h"
#include "stepping.h"
#include "suspenders.h"
#include "tracebacks.h"
#include <time.h>

#define SLICE 2000 /* safepoints between polls of signals, the clock and CPython's own eval breaker */
#define MEMORY_SLICE 64 /* and of what a guest with a memory limit holds */

static PyObject *poll_function;      /* a Python function that does nothing: calling it serves CPython's eval breaker */
static PyObject *builtin_objects[VM_BUILTIN_COUNT];

/* Of those that are NULL there. */
static const VmLibrary builtin_functions[VM_BUILTIN_COUNT] = {
    [VM_BUILTIN_BUILD_CLASS] = VM_LIBRARY_BUILD_CLASS,
    [VM_BUILTIN_MATCH_GROUP] = VM_LIBRARY_MATCH_GROUP,
    [VM_BUILTIN_RERAISE_GROUP] = VM_LIBRARY_RERAISE_GROUP,
};

/* How the value that a callee's frame returned (or the host answered) completes the instruction that waits for it. */
typedef enum {
    COMPLETE_STORE,   /* into the operand at word 1; ABSENT drops it */
    COMPLETE_DROP,
    COMPLETE_BRANCH_TRUE,
    COMPLETE_BRANCH_FALSE,
    COMPLETE_NOT,     /* store the negation of a bool */
    COMPLETE_NEXT,    /* FOR_ITER: store and enter the loop's body */
    COMPLETE_UNPACK,
    COMPLETE_UNPACK_STAR,
    COMPLETE_RAISE,
    COMPLETE_YIELD_FROM,
    COMPLETE_IMPOSSIBLE,
} Completion;

static const uint8_t completions[VM_OPCODE_COUNT] = {
    [OP_TRAP] = COMPLETE_IMPOSSIBLE, [OP_RET] = COMPLETE_IMPOSSIBLE, [OP_JMP] = COMPLETE_IMPOSSIBLE,
    [OP_BRT] = COMPLETE_BRANCH_TRUE, [OP_BRF] = COMPLETE_BRANCH_FALSE, [OP_FOR_ITER] = COMPLETE_NEXT,
    [OP_STORE_NAME] = COMPLETE_DROP, [OP_DEL_NAME] = COMPLETE_DROP, [OP_STORE_ATTR] = COMPLETE_DROP, [OP_DEL_ATTR] = COMPLETE_DROP,
    [OP_SET_ITEM] = COMPLETE_DROP, [OP_DEL_ITEM] = COMPLETE_DROP, [OP_SET_SLICE] = COMPLETE_DROP,
    [OP_NOT] = COMPLETE_NOT, [OP_NOT_IN] = COMPLETE_NOT,
    [OP_LIST_EXTEND] = COMPLETE_DROP, [OP_SET_ADD] = COMPLETE_DROP, [OP_SET_UPDATE] = COMPLETE_DROP, [OP_MAP_ADD] = COMPLETE_DROP,
    [OP_DICT_UPDATE] = COMPLETE_DROP, [OP_DICT_MERGE] = COMPLETE_DROP,
    [OP_UNPACK] = COMPLETE_UNPACK, [OP_UNPACK_EX] = COMPLETE_UNPACK_STAR,
    [OP_RAISE] = COMPLETE_RAISE, [OP_RAISE_FROM] = COMPLETE_RAISE, [OP_RAISE0] = COMPLETE_IMPOSSIBLE, [OP_RERAISE] = COMPLETE_IMPOSSIBLE,
    [OP_YIELD_FROM] = COMPLETE_YIELD_FROM, [OP_IMPORT_STAR] = COMPLETE_DROP, [OP_SETUP_ANNOTATIONS] = COMPLETE_DROP,
};

/* --- What handlers share -------------------------------------------------------------------------------------------- */

static inline PyObject *
operand(uint16_t word, PyObject **registers, PyObject **constants)
{
    return word & VM_OPERAND_CONSTANT ? constants[word & VM_CONSTANT_MASK] : registers[word & VM_REGISTER_MASK];
}

/* Releases the register of an operand that is its last use. */
static inline void
release_last_use(uint16_t word, PyObject **registers)
{
    if ((word & (VM_OPERAND_CONSTANT | VM_OPERAND_LAST_USE)) == VM_OPERAND_LAST_USE) {
        PyObject *dead = registers[word & VM_REGISTER_MASK];
        registers[word & VM_REGISTER_MASK] = NULL;
        vm_xrelease(dead);
    }
}

/* The operand as an owned reference: taken out of its register where this is its last use. */
static inline PyObject *
take_operand(uint16_t word, PyObject **registers, PyObject **constants)
{
    PyObject *value = operand(word, registers, constants);
    if ((word & (VM_OPERAND_CONSTANT | VM_OPERAND_LAST_USE)) == VM_OPERAND_LAST_USE) {
        registers[word & VM_REGISTER_MASK] = NULL;
        return value;
    }
    return Py_NewRef(value);
}

static inline void
store_bool(PyObject **slot, int truth)
{
    vm_store_steal(slot, Py_NewRef(truth ? Py_True : Py_False));
}

static inline int32_t
jump_distance(const uint16_t *place)
{
    return (int32_t)(place[0] | (uint32_t)place[1] << 16);
}

/* --- Safepoints ------------------------------------------------------------------------------------------------------ */

static double
monotonic_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Safepoints until the next poll. */
static int64_t
next_slice(const VmContinuation *continuation)
{
    int64_t slice = continuation->memory.limit == 0 ? SLICE : continuation->memory.used > continuation->memory.trip ? 1 : MEMORY_SLICE;
    return continuation->pins == 0 && continuation->fuel < slice ? continuation->fuel : slice;
}

/* A poll: 0 to go on, 1 to pre-empt (an exception may be set), -1 with an exception to raise in the guest. */
static COLD int
poll(VmContinuation *continuation)
{
    PyObject *nothing = PyObject_CallNoArgs(poll_function);
    if (nothing == NULL) {
        return continuation->pins == 0 ? 1 : -1; /* a signal handler's exception belongs to the host */
    }
    Py_DECREF(nothing);
    if (continuation->memory.limit != 0 && vm_memory_check(&continuation->memory) < 0) {
        return -1;
    }
    if (continuation->pins > 0) {
        return 0;
    }
    if (continuation->interrupted) {
        continuation->interrupted = 0;
        return 1;
    }
    if (continuation->fuel <= 0) {
        return 1;
    }
    return continuation->deadline != 0 && monotonic_seconds() >= continuation->deadline;
}

/* --- Frames ---------------------------------------------------------------------------------------------------------- */

/* Clears the temporaries that are not live at the handler: CPython pops its value stack there. 0 or -1 with an exception set. */
static int
clear_dead_temporaries(VmFrame *frame, uint32_t target)
{
    VmCode *code = frame->code;
    if (code->register_count == code->fixed_count) {
        return 0;
    }
    const uint64_t *live = vm_shape_live_in(code, target);
    if (live == NULL) {
        return -1;
    }
    for (uint32_t i = code->fixed_count; i < code->register_count; i++) {
        PyObject *dead = frame->registers[i];
        if (dead != NULL && !(live[i / 64] >> (i % 64) & 1)) {
            frame->registers[i] = NULL;
            Py_DECREF(dead);
        }
    }
    return 0;
}

/* Result of __init__'s frame: the instance. NULL with TypeError set. Takes both references. */
static COLD PyObject *
init_result_steal(PyObject *instance, PyObject *value)
{
    if (value != Py_None) {
        PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'", Py_TYPE(value)->tp_name);
        Py_CLEAR(instance);
    }
    Py_DECREF(value);
    return instance;
}

/* Leaves the top frame: its caller, or NULL. Runs arbitrary destructors. */
static inline VmFrame *
pop_frame(VmContinuation *continuation, VmFrame *top)
{
    VmFrame *caller = top->prev;
    continuation->top = caller;
    continuation->depth--;
    vm_frame_free(top);
    return caller;
}

static inline void
take_operands(PyObject **taken, const uint16_t *words, int count, PyObject **registers, PyObject **constants)
{
    for (int i = 0; i < count; i++) {
        taken[i] = take_operand(words[i], registers, constants);
    }
}

/* Fast call of a function with positional parameters only: a frame with its arguments, or NULL without an exception when the
 * general way has to be taken, with one for MemoryError. Operands come from the words of a CALL; last uses are moved. */
static inline VmFrame *
simple_call(VmFunction *function, const uint16_t *ip, PyObject **registers, PyObject **constants)
{
    int count = ip[0] >> 8;
    VmCode *code = function->code;
    if (UNLIKELY(!(code->flags & VM_CODE_SIMPLE))) {
        return NULL;
    }
    int missing = code->positional_count - count;
    if (UNLIKELY(missing != 0) && (missing < 0 || function->defaults == NULL || PyTuple_GET_SIZE(function->defaults) < missing)) {
        return NULL;
    }
    VmFrame *frame = vm_frame_new_steal(function);
    if (UNLIKELY(frame == NULL)) {
        return NULL;
    }
    if (LIKELY(ip[2] & VM_OPERAND_LAST_USE)) {
        registers[ip[2] & VM_REGISTER_MASK] = NULL; /* moved into the frame */
    } else {
        Py_INCREF(function);
    }
    take_operands(frame->registers, ip + 3, count, registers, constants);
    for (int i = 0; i < missing; i++) {
        PyObject *value = PyTuple_GET_ITEM(function->defaults, PyTuple_GET_SIZE(function->defaults) - missing + i);
        frame->registers[count + i] = Py_NewRef(value);
    }
    vm_frame_open_closure(frame);
    return frame;
}

/* The same for a function (taken, also when the answer is NULL with an exception) with count operands. */
static inline VmFrame *
simple_bound_call_steal(VmFunction *function, const uint16_t *words, int count, PyObject **registers, PyObject **constants)
{
    if (UNLIKELY(!(function->code->flags & VM_CODE_SIMPLE) || function->code->positional_count != count)) {
        return NULL;
    }
    VmFrame *frame = vm_frame_new_steal(function);
    if (UNLIKELY(frame == NULL)) {
        Py_DECREF(function);
        return NULL;
    }
    take_operands(frame->registers, words, count, registers, constants);
    vm_frame_open_closure(frame);
    return frame;
}

/* The same for a method: the instance is the first argument. */
static inline VmFrame *
simple_method_call(VmFunction *function, PyObject *object, const uint16_t *words, int count, PyObject **registers,
                   PyObject **constants)
{
    VmCode *code = function->code;
    if (UNLIKELY(!(code->flags & VM_CODE_SIMPLE) || code->positional_count != count + 1)) {
        return NULL;
    }
    VmFrame *frame = vm_frame_new(function);
    if (UNLIKELY(frame == NULL)) {
        return NULL;
    }
    frame->registers[0] = Py_NewRef(object);
    take_operands(frame->registers + 1, words, count, registers, constants);
    vm_frame_open_closure(frame);
    return frame;
}

/* The same for a bound method of a function: the callee is word 2 of a CALL_R. */
static inline VmFrame *
simple_call_of_bound(PyObject *bound, const uint16_t *ip, PyObject **registers, PyObject **constants)
{
    VmFunction *function = (VmFunction *)PyMethod_GET_FUNCTION(bound);
    int count = ip[0] >> 8;
    if (!(ip[2] & VM_OPERAND_LAST_USE) || !vm_method_is_unique(bound)) {
        return simple_method_call(function, PyMethod_GET_SELF(bound), ip + 3, count, registers, constants);
    }
    if (UNLIKELY(!(function->code->flags & VM_CODE_SIMPLE) || function->code->positional_count != count + 1)) {
        return NULL;
    }
    VmFrame *frame = vm_frame_new_steal(function);
    if (UNLIKELY(frame == NULL)) {
        return NULL;
    }
    registers[ip[2] & VM_REGISTER_MASK] = NULL;
    frame->registers[0] = PyMethod_GET_SELF(bound); /* moved, like the function */
    vm_method_end_emptied(bound);
    take_operands(frame->registers + 1, ip + 3, count, registers, constants);
    vm_frame_open_closure(frame);
    return frame;
}

/* The call is next(generator, constant), of a generator that can be stepped or is finished. */
static inline int
is_next_with_constant(PyObject *callable, const uint16_t *ip, PyObject **registers)
{
    if (ip[0] >> 8 != 2 || !Py_IS_TYPE(callable, &PyCFunction_Type) || ((PyCFunctionObject *)callable)->m_ml != vm_next_definition
        || (ip[3] & VM_OPERAND_CONSTANT) || !(ip[4] & VM_OPERAND_CONSTANT)) {
        return 0;
    }
    PyObject *generator = registers[ip[3] & VM_REGISTER_MASK];
    return VmGenerator_Check(generator) && ((VmGenerator *)generator)->state != VM_GENERATOR_RUNNING;
}

/* --- Calls with operands ----------------------------------------------------------------------------------------------- */

#define WINDOW_LIMIT (VM_MAX_COUNT + VM_CALL_SCRATCH + 2)

/* Calls with count operands behind words, of which the last len(keyword_names) are keywords; first (or NULL) comes before them. */
static NOINLINE VmCallKind
call_operands(VmContinuation *continuation, PyObject *callable, PyObject *first, const uint16_t *words, int count, PyObject *names,
              PyObject **registers, PyObject **constants, VmCallResult *result)
{
    PyObject *window[WINDOW_LIMIT];
    PyObject **arguments = window + VM_CALL_SCRATCH;
    int n = 0;
    if (first != NULL) {
        arguments[n++] = first;
    }
    for (int i = 0; i < count; i++) {
        arguments[n++] = operand(words[i], registers, constants);
    }
    VmCallKind kind;
    if (names == NULL && first == NULL && vm_plain_call(continuation, callable, arguments, n, result, &kind)) {
        return kind;
    }
    Py_ssize_t positional = n - (names == NULL ? 0 : PyTuple_GET_SIZE(names));
    return vm_call(continuation, callable, arguments, positional, names, result);
}

/* object.method(operands) of a native method that was cached. */
static NOINLINE VmCallKind
call_plain_method(VmContinuation *continuation, const VmCache *cache, PyObject *object, const uint16_t *words, int count,
                  PyObject **registers, PyObject **constants, VmCallResult *result)
{
    PyObject *window[WINDOW_LIMIT], *method = Py_NewRef(cache->object);
    PyObject **arguments = window + VM_CALL_SCRATCH;
    VmCallKind kind;
    arguments[0] = object;
    for (int i = 0; i < count; i++) {
        arguments[i + 1] = operand(words[i], registers, constants);
    }
    if (!vm_plain_method(continuation, (VmAttributeKind)cache->kind, method, arguments, count + 1, result, &kind)) {
        kind = vm_call(continuation, method, arguments, count + 1, NULL, result);
    }
    Py_DECREF(method);
    return kind;
}

/* The frame of the getter, if the cache says that the attribute is a property of the simplest kind; NULL without an exception: the
 * general way has to be taken. */
static inline VmFrame *
property_call(const VmCache *cache, PyObject *object)
{
    if (cache->kind != VM_ATTRIBUTE_PROPERTY || cache->version != vm_type_version(Py_TYPE(object))) {
        return NULL;
    }
    PyObject *getter = ((VmProperty *)cache->object)->getter;
    if (getter == NULL || !vm_answer_can_ask(getter, 1)) {
        return NULL;
    }
    VmFrame *frame = vm_frame_new((VmFunction *)getter);
    if (UNLIKELY(frame == NULL)) {
        PyErr_Clear(); /* the general way will meet it again */
        return NULL;
    }
    frame->registers[0] = Py_NewRef(object);
    vm_frame_open_closure(frame);
    return frame;
}

/* What LOAD_ATTR_CALLED loads on a miss: *value owned, or NULL with an exception set or, with VM_GUEST, the call filled. */
static NOINLINE VmOutcome
load_called(VmCache *cache, PyObject *object, PyObject *name, PyObject **value, VmGuestCall *call)
{
    PyObject *callable;
    int bound;
    *value = NULL;
    VmOutcome outcome = vm_method_lookup(cache, object, name, &callable, &bound);
    if (outcome == VM_GUEST) {
        return vm_attribute_load(cache, object, name, value, call);
    }
    if (outcome == VM_DONE) {
        *value = bound ? Py_NewRef(callable) : vm_method_bind(callable, object);
        Py_DECREF(callable);
    }
    return outcome;
}

/* A call of a method object with count operands, whose function is a native's descriptor. */
static NOINLINE VmCallKind
call_bound_native(VmContinuation *continuation, PyObject *bound, const uint16_t *words, int count, PyObject **registers,
                  PyObject **constants, VmCallResult *result)
{
    PyObject *window[WINDOW_LIMIT], *method = PyMethod_GET_FUNCTION(bound), *object = PyMethod_GET_SELF(bound);
    PyObject **arguments = window + VM_CALL_SCRATCH;
    VmCallKind kind;
    VmAttributeKind cached = vm_cache_method_kind(Py_TYPE(object), method);
    arguments[0] = object;
    for (int i = 0; i < count; i++) {
        arguments[i + 1] = operand(words[i], registers, constants);
    }
    if (cached == VM_METHOD_UNBOUND || !vm_plain_method(continuation, cached, method, arguments, count + 1, result, &kind)) {
        kind = vm_call(continuation, method, arguments, count + 1, NULL, result);
    }
    return kind;
}

/* object.name(operands) where getting the attribute runs guest code: a library function gets everything packed. */
static NOINLINE VmCallKind
call_attribute(VmContinuation *continuation, PyObject *object, PyObject *name, const uint16_t *words, int count, PyObject *names,
               PyObject **registers, PyObject **constants, VmCallResult *result)
{
    int positional = count - (names == NULL ? 0 : (int)PyTuple_GET_SIZE(names));
    PyObject *function = vm_library_function_borrow(VM_LIBRARY_CALL_ATTRIBUTE);
    PyObject *args = function == NULL ? NULL : PyTuple_New(positional);
    PyObject *kwargs = args == NULL ? NULL : PyDict_New();
    VmCallKind kind = VM_CALL_RAISED;
    for (int i = 0; kwargs != NULL && i < count; i++) {
        PyObject *value = operand(words[i], registers, constants);
        if (i < positional) {
            PyTuple_SET_ITEM(args, i, Py_NewRef(value));
        } else if (PyDict_SetItem(kwargs, PyTuple_GET_ITEM(names, i - positional), value) < 0) {
            Py_CLEAR(kwargs);
        }
    }
    if (kwargs != NULL) {
        PyObject *window[VM_CALL_SCRATCH + 4] = {NULL, NULL, object, name, args, kwargs};
        kind = vm_call(continuation, function, window + VM_CALL_SCRATCH, 4, NULL, result);
    }
    Py_XDECREF(args);
    Py_XDECREF(kwargs);
    return kind;
}

/* MAKE_FUNC: words from the code operand on. Owned; NULL with an exception set. */
static NOINLINE PyObject *
make_function(VmFrame *frame, const uint16_t *words, int captures)
{
    PyObject **registers = frame->registers, **constants = frame->code->constants;
    VmCode *code = vm_code_nested_borrow(frame->code, words[0]);
    VmFunction *function = code == NULL ? NULL : vm_function_new(code, frame->function->globals, frame->function->builtins);
    if (function == NULL) {
        return NULL;
    }
    if (captures > 0) {
        function->closure = PyTuple_New(captures);
        if (function->closure == NULL) {
            Py_DECREF(function);
            return NULL;
        }
        for (int i = 0; i < captures; i++) {
            PyTuple_SET_ITEM(function->closure, i, Py_NewRef(registers[words[4 + i]]));
        }
    }
    if (words[1] != VM_OPERAND_ABSENT) {
        function->defaults = Py_NewRef(operand(words[1], registers, constants));
    }
    if (words[2] != VM_OPERAND_ABSENT) {
        function->kwdefaults = Py_NewRef(operand(words[2], registers, constants));
    }
    if (words[3] != VM_OPERAND_ABSENT) {
        PyObject *annotations = operand(words[3], registers, constants);
        function->annotations = PyTuple_Check(annotations) ? vm_annotations_from_pairs(annotations) : Py_NewRef(annotations);
        if (function->annotations == NULL) {
            Py_DECREF(function);
            return NULL;
        }
    }
    return (PyObject *)function;
}

/* SETUP_ANNOTATIONS: 0 or -1 with an exception set. */
static NOINLINE int
setup_annotations(PyObject *namespace)
{
    static PyObject *name;
    if (name == NULL && (name = PyUnicode_InternFromString("__annotations__")) == NULL) {
        return -1;
    }
    int present = PySequence_Contains(namespace, name);
    if (present != 0) {
        return present < 0 ? -1 : 0;
    }
    PyObject *annotations = PyDict_New();
    int status = annotations == NULL ? -1 : PyObject_SetItem(namespace, name, annotations);
    Py_XDECREF(annotations);
    return status;
}

#define VM_LOOP_NAME run_plain
#define VM_STEPPING 0
#include "loop_body.h"
#undef VM_LOOP_NAME
#undef VM_STEPPING
#define VM_LOOP_NAME run_stepping
#define VM_STEPPING 1
#include "loop_body.h"

VmExit
vm_loop_run(VmContinuation *continuation, VmEntry entry, VmGenerator *generator, PyObject *value, PyObject **result)
{
    if (UNLIKELY(continuation->steps >= 0) && continuation->pins == 0) {
        return run_stepping(continuation, entry, generator, value, result);
    }
    return run_plain(continuation, entry, generator, value, result);
}

int
vm_loop_setup(PyObject *module)
{
    PyObject *namespace = PyDict_New();
    PyObject *done = namespace == NULL ? NULL : PyRun_String("def poll(): pass", Py_file_input, namespace, namespace);
    Py_XDECREF(done);
    poll_function = done == NULL ? NULL : Py_XNewRef(PyDict_GetItemString(namespace, "poll"));
    Py_XDECREF(namespace);
    builtin_objects[VM_BUILTIN_ASSERTION_ERROR] = Py_NewRef(PyExc_AssertionError);
    builtin_objects[VM_BUILTIN_NOT_IMPLEMENTED_ERROR] = Py_NewRef(PyExc_NotImplementedError);
    return poll_function == NULL ? -1 : 0;
}
