/* Iterators: what can be told of one before it is stepped, and the steps that the loop does not inline. See iterators.h. */
#include "iterators.h"
#include "answers.h"
#include "classes.h"
#include "composites.h"
#include "functions.h"
#include "generators.h"
#include "journal.h"
#include "library.h"
#include "natives.h"
#include "protocols.h"
#include "reentry.h"
#include "speculation.h"
#include "stepping.h"
#include "tees.h"

/* --- Questions ----------------------------------------------------------------------------------------------------- */

/* How far a walk through nested iterators may still go: levels, and iterators in all, for the same one can be in many. */
typedef struct {
    int depth, nodes;
} Walk;

#define WALK_NODES 1000
#define LONG_LENGTH (1L << 25) /* a native that steps so often takes about a second */

static struct {
    PyTypeObject *count, *repeat;
} sources;

static int
is_long_range(PyObject *iterator)
{
    long start, step, length;
    vm_range_iter_get((VmRangeIter *)iterator, &start, &step, &length);
    return length > LONG_LENGTH;
}

static int is_endless_within(PyObject *iterator, Walk *walk);

/* chain(*iterables): one of those that are still to come. */
static int
chains_endless(PyObject *source, Walk *walk)
{
    PyObject *tuple = source != NULL && Py_IS_TYPE(source, &PyTupleIter_Type) ? ((VmTupleIter *)source)->sequence : NULL;
    for (Py_ssize_t i = 0; tuple != NULL && i < PyTuple_GET_SIZE(tuple); i++) {
        PyObject *next = PyTuple_GET_ITEM(tuple, i);
        if (PyRange_Check(next) ? vm_iterator_is_endless(next) : PyIter_Check(next) && is_endless_within(next, walk)) {
            return 1;
        }
    }
    return 0;
}

static int
has_endless_part(PyObject *iterator, const VmComposite *composite, Walk *walk)
{
    if (vm_composite_is(composite, "chain") && chains_endless(((VmChain *)iterator)->source, walk)) {
        return 1;
    }
    for (const VmPart *part = composite->parts; part < composite->parts + VM_PARTS_MAX && part->name != NULL; part++) {
        int inner = part->kind == VM_PART_ITERATOR || part->kind == VM_PART_ITERATORS;
        PyObject *value = inner ? *(PyObject **)((char *)iterator + part->offset) : NULL;
        if (value != NULL && part->kind == VM_PART_ITERATOR && is_endless_within(value, walk)) {
            return 1;
        }
        for (Py_ssize_t i = 0; value != NULL && part->kind == VM_PART_ITERATORS && i < PyTuple_GET_SIZE(value); i++) {
            PyObject *one = PyTuple_GET_ITEM(value, i);
            if (one != NULL && is_endless_within(one, walk)) {
                return 1;
            }
        }
    }
    return 0;
}

static int
is_endless_within(PyObject *iterator, Walk *walk)
{
    PyTypeObject *type = Py_TYPE(iterator);
    if (type == &PyRangeIter_Type) {
        return is_long_range(iterator);
    }
    if (type == sources.repeat) {
        Py_ssize_t left = ((VmRepeat *)iterator)->left;
        return left < 0 || left > LONG_LENGTH;
    }
    if (type == sources.count || type == &PyLongRangeIter_Type || type == &PyCallIter_Type) {
        return 1;
    }
    const VmComposite *composite = vm_composite_of(type);
    if (composite == NULL) {
        return 0;
    }
    if (vm_composite_is(composite, "cycle")) {
        return 1;
    } else if (vm_composite_is(composite, "islice") && ((VmISlice *)iterator)->stop >= 0) {
        return ((VmISlice *)iterator)->stop - ((VmISlice *)iterator)->count > LONG_LENGTH;
    }
    if (walk->depth == 0 || --walk->nodes < 0) {
        return 1; /* too many to tell */
    }
    walk->depth--;
    int endless = has_endless_part(iterator, composite, walk);
    walk->depth++;
    return endless;
}

int
vm_iterator_is_endless(PyObject *iterator)
{
    if (PyRange_Check(iterator)) {
        Py_ssize_t length = PyObject_Size(iterator);
        if (length < 0) {
            PyErr_Clear(); /* it has no length that fits */
        }
        return length < 0 || length > LONG_LENGTH;
    }
    Walk walk = {VM_ITERATOR_DEPTH, WALK_NODES};
    return is_endless_within(iterator, &walk);
}

int
vm_iterator_is_lazy(PyObject *native)
{
    return PyType_Check(native) && vm_composite_of((PyTypeObject *)native) != NULL;
}

/* A step of these may take any number of steps of what is in them. */
static int
steps_without_end(PyObject *iterator, const VmComposite *composite)
{
    static const char *const looping[] = {"chain", "dropwhile", "filterfalse", "compress", "islice", "batched"};
    int loops = composite->type == &PyFilter_Type;
    for (size_t i = 0; i < sizeof(looping) / sizeof(looping[0]); i++) {
        loops |= vm_composite_is(composite, looping[i]);
    }
    VmISlice *slice = vm_composite_is(composite, "islice") ? (VmISlice *)iterator : NULL;
    if (!loops || (slice != NULL && slice->next - slice->count < LONG_LENGTH)) {
        return 0;
    }
    Walk walk = {VM_ITERATOR_DEPTH, WALK_NODES};
    return has_endless_part(iterator, composite, &walk);
}

static int is_native_within(PyObject *iterator, Walk *walk);

/* Calling it cannot reach guest code. */
static int
is_native_callable(PyObject *callable)
{
    if (PyType_Check(callable)) {
        return !vm_class_is_guest((PyTypeObject *)callable) && !vm_class_is_guest(Py_TYPE(callable));
    }
    return !vm_class_is_guest_instance(callable) && !vm_is_guest_value(callable);
}

static int
are_native_iterators(PyObject *tuple, Walk *walk)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
        PyObject *inner = PyTuple_GET_ITEM(tuple, i);
        if (inner != NULL && !is_native_within(inner, walk)) { /* zip_longest clears what is exhausted */
            return 0;
        }
    }
    return 1;
}

static int
is_native_part(const VmPart *part, PyObject *iterator, Walk *walk)
{
    if (part->kind >= VM_PART_DATA) {
        return 1;
    }
    PyObject *value = *(PyObject **)((char *)iterator + part->offset);
    if (value == NULL) {
        return 1;
    }
    switch (part->kind) {
    case VM_PART_CALLABLE:
        return is_native_callable(value);
    case VM_PART_SEQUENCE:
        return !vm_class_is_guest_instance(value);
    case VM_PART_ITERATORS:
        return are_native_iterators(value, walk);
    default:
        return is_native_within(value, walk);
    }
}

static int
is_native_within(PyObject *iterator, Walk *walk)
{
    PyTypeObject *type = Py_TYPE(iterator);
    if (type == &VmGenerator_Type || walk->depth == 0) {
        return 0;
    }
    if (vm_class_is_guest(type)) {
        if (vm_protocol_guest_borrow(iterator, VM_PROTOCOL_NEXT) != NULL) {
            return 0;
        }
        while (type != NULL && vm_class_is_guest(type)) { /* a guest class derived from one of the composites */
            type = type->tp_base;
        }
    }
    const VmComposite *composite = vm_composite_of(type);
    if (composite == NULL) {
        return 1;
    }
    if (--walk->nodes < 0) {
        return 0;
    }
    walk->depth--;
    int native = 1;
    for (const VmPart *part = composite->parts; native && part < composite->parts + VM_PARTS_MAX && part->name != NULL; part++) {
        native = is_native_part(part, iterator, walk);
    }
    walk->depth++;
    return native && !steps_without_end(iterator, composite);
}

int
vm_iterator_is_native(PyObject *iterator)
{
    Walk walk = {VM_ITERATOR_DEPTH, WALK_NODES};
    return is_native_within(iterator, &walk);
}

/* Iterators that refer to no others and keep nothing elsewhere. */
#define MAX_LEAVES 24
static PyTypeObject *leaves[MAX_LEAVES] = {
    &PyListIter_Type, &PyTupleIter_Type, &PyRangeIter_Type, &PyDictIterKey_Type, &PyDictIterValue_Type, &PyDictIterItem_Type,
    &PyDictRevIterKey_Type, &PyDictRevIterValue_Type, &PyDictRevIterItem_Type, &PyListRevIter_Type, &PySetIter_Type,
    &PyUnicodeIter_Type, &PyBytesIter_Type, &PyByteArrayIter_Type,
};
static int leaf_count = 14;

int
vm_iterator_is_plain_state(PyObject *iterator)
{
    PyTypeObject *type = Py_TYPE(iterator);
    for (int i = 0; i < leaf_count; i++) {
        if (leaves[i] == type) {
            return 1;
        }
    }
    const VmComposite *composite = vm_composite_of(type);
    return composite != NULL && (composite->name == NULL || strcmp(composite->name, "cycle") != 0); /* cycle fills a list */
}

int
vm_iterator_each_inner(PyObject *iterator, visitproc visitor, void *context)
{
    const VmComposite *composite = vm_composite_of(Py_TYPE(iterator));
    int answer = 0;
    for (int i = 0; composite != NULL && answer == 0 && i < VM_PARTS_MAX && composite->parts[i].name != NULL; i++) {
        const VmPart *part = &composite->parts[i];
        PyObject *value = part->kind < VM_PART_DATA ? *(PyObject **)((char *)iterator + part->offset) : NULL;
        if (value == NULL) {
            continue;
        }
        if (part->kind == VM_PART_ITERATOR || part->kind == VM_PART_PARENT) {
            answer = visitor(value, context);
        } else if (part->kind == VM_PART_ITERATORS) {
            for (Py_ssize_t j = 0; answer == 0 && j < PyTuple_GET_SIZE(value); j++) {
                PyObject *inner = PyTuple_GET_ITEM(value, j);
                answer = inner == NULL ? 0 : visitor(inner, context);
            }
        }
    }
    return answer;
}

int
vm_iterator_touches_elements(PyObject *iterator)
{
    const VmComposite *composite = vm_composite_of(Py_TYPE(iterator));
    if (composite == NULL) {
        return 0;
    }
    if (composite->type == &PyCallIter_Type) {
        return 1;
    }
    for (int i = 0; i < VM_PARTS_MAX && composite->parts[i].name != NULL; i++) {
        if (composite->parts[i].kind == VM_PART_CALLABLE || composite->parts[i].kind == VM_PART_PARENT) {
            return 1;
        }
    }
    return composite->name != NULL && (strcmp(composite->name, "compress") == 0 || strcmp(composite->name, "chain") == 0);
}

/* --- Steps --------------------------------------------------------------------------------------------------------- */

int
vm_iterator_take_steal(PyObject *value, PyObject **slot)
{
    if (LIKELY(value != NULL)) {
        vm_store_steal(slot, value);
        return 1;
    }
    if (PyErr_Occurred()) {
        if (!PyErr_ExceptionMatches(PyExc_StopIteration)) {
            return -1;
        }
        PyErr_Clear();
    }
    return 0;
}

/* A native step that runs the guest code that it meets. */
static PyObject *
step_pinned(PyObject *iterator)
{
    if (vm_reentry_refuses(iterator, "__next__")) {
        return NULL;
    }
    VmContinuation *continuation = vm_continuation_current();
    VmNativeUse use = {NULL, &iterator, 1, NULL};
    vm_native_use_begin(continuation, &use);
    PyObject *value = Py_TYPE(iterator)->tp_iternext(iterator);
    vm_native_use_end(continuation, &use);
    return value;
}

/* A native step that may meet guest elements. 1 if it did: then nothing has happened. */
static int
step_speculating(PyObject *iterator, PyObject **value)
{
    VmJournal journal;
    vm_journal_open(&journal);
    if (!vm_journal_keep(&journal, iterator)) {
        vm_journal_close(&journal);
        *value = step_pinned(iterator);
        return 0;
    }
    VmSpeculation speculation = vm_speculation_begin();
    *value = Py_TYPE(iterator)->tp_iternext(iterator);
    if (vm_speculation_bailed(&speculation, *value)) {
        vm_journal_undo(&journal);
        return 1;
    }
    vm_journal_close(&journal);
    return 0;
}

/* One of the iterators over builtin containers that are met most. */
static inline int
is_common_leaf(PyObject *iterator)
{
    PyTypeObject *type = Py_TYPE(iterator);
    return type == &PyListIter_Type || type == &PyTupleIter_Type || type == &PyRangeIter_Type || type == &PyDictIterItem_Type
        || type == &PyDictIterKey_Type || type == &PyDictIterValue_Type || type == &PySetIter_Type || type == &PyUnicodeIter_Type;
}

static inline int
are_common_leaves(PyObject *iterators)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(iterators); i++) {
        if (!is_common_leaf(PyTuple_GET_ITEM(iterators, i))) {
            return 0;
        }
    }
    return 1;
}

/* 1 if the step goes to common leaves and nowhere else. */
static int
steps_leaves(PyObject *iterator)
{
    PyTypeObject *type = Py_TYPE(iterator);
    if (type == &PyEnum_Type) {
        return is_common_leaf(((VmEnumerate *)iterator)->iterator);
    }
    if (type == &PyZip_Type) {
        return are_common_leaves(((VmZip *)iterator)->iterators);
    }
    return is_common_leaf(iterator);
}

/* The step of a map over common leaves, whose function is a guest's. 1: *outcome tells; 0: it is none, nothing has happened. */
static int
step_map(PyObject *iterator, PyObject **result, VmGuestCall *call, VmOutcome *outcome)
{
    VmMap *state = (VmMap *)iterator;
    int count = (int)PyTuple_GET_SIZE(state->iterators);
    if (count > VM_GUEST_CALL_ARGUMENTS || !vm_answer_can_ask(state->function, count) || !are_common_leaves(state->iterators)) {
        return 0;
    }
    PyObject *arguments[VM_GUEST_CALL_ARGUMENTS];
    int filled = 0;
    while (filled < count) {
        PyObject *inner = PyTuple_GET_ITEM(state->iterators, filled);
        arguments[filled] = Py_TYPE(inner)->tp_iternext(inner);
        if (arguments[filled] == NULL) {
            break;
        }
        filled++;
    }
    if (filled == count) {
        *outcome = vm_guest_call_set(call, state->function, count, arguments);
    } else {
        *outcome = PyErr_Occurred() ? VM_RAISED : VM_DONE;
        *result = NULL;
    }
    while (filled > 0) {
        Py_DECREF(arguments[--filled]);
    }
    return 1;
}

PyObject *
vm_enumerate_number(VmEnumerate *state)
{
    if (state->index < PY_SSIZE_T_MAX) {
        return PyLong_FromSsize_t(state->index++);
    }
    PyObject *number = state->long_index != NULL ? Py_NewRef(state->long_index) : PyLong_FromSsize_t(PY_SSIZE_T_MAX);
    PyObject *one = PyLong_FromLong(1);
    PyObject *next = number == NULL || one == NULL ? NULL : PyNumber_Add(number, one);
    Py_XDECREF(one);
    if (next == NULL) {
        Py_XDECREF(number);
        return NULL;
    }
    Py_XSETREF(state->long_index, next);
    return number;
}

PyObject *
vm_iterator_number_steal(PyObject *iterator, PyObject *value)
{
    VmEnumerate *state = (VmEnumerate *)iterator;
    PyObject *pair = PyTuple_New(2), *number = pair == NULL ? NULL : vm_enumerate_number(state);
    if (number == NULL) {
        Py_XDECREF(pair);
        Py_DECREF(value);
        return NULL;
    }
    PyTuple_SET_ITEM(pair, 0, number);
    PyTuple_SET_ITEM(pair, 1, value);
    return pair;
}

VmOutcome
vm_iterator_next(PyObject *iterator, PyObject **result, VmGuestCall *call)
{
    PyTypeObject *type = Py_TYPE(iterator);
    VmOutcome outcome;
    if (LIKELY(steps_leaves(iterator))) {
        *result = type->tp_iternext(iterator);
        return *result == NULL && PyErr_Occurred() ? VM_RAISED : VM_DONE;
    }
    if (vm_stepping_has_guest_part(iterator)) {
        return vm_stepping_begin(iterator, result, call);
    }
    if (type == &PyMap_Type && step_map(iterator, result, call, &outcome)) {
        return outcome;
    }
    if (vm_class_is_guest(type)) {
        PyObject *method = vm_protocol_guest_borrow(iterator, VM_PROTOCOL_NEXT);
        if (VmFunction_XCheck(method)) {
            return vm_guest_call_set(call, method, 1, &iterator);
        }
    }
    if (type->tp_iternext == NULL) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not an iterator", type->tp_name);
        return VM_RAISED;
    }
    if (!vm_iterator_is_native(iterator)) {
        return vm_stepping_knows(iterator) ? vm_stepping_begin(iterator, result, call)
                                           : vm_library_call(call, VM_LIBRARY_NEXT, 1, &iterator);
    }
    PyObject *value;
    if (vm_iterator_touches_elements(iterator)) {
        int bailed = step_speculating(iterator, &value);
        if (bailed) {
            return vm_library_call(call, VM_LIBRARY_NEXT, 1, &iterator);
        }
    } else {
        value = type->tp_iternext(iterator);
    }
    if (value == NULL && PyErr_Occurred()) {
        if (!PyErr_ExceptionMatches(PyExc_StopIteration)) {
            return VM_RAISED;
        }
        PyErr_Clear();
    }
    *result = value;
    return VM_DONE;
}

VmOutcome
vm_iterator_get(PyObject *object, PyObject **result, VmGuestCall *call)
{
    if (vm_class_is_guest_instance(object)) {
        PyObject *method = vm_protocol_guest_borrow(object, VM_PROTOCOL_ITER);
        if (VmFunction_XCheck(method) && ((VmFunction *)method)->code->flags & VM_CODE_GENERATOR) {
            return vm_guest_call_set(call, method, 1, &object); /* a generator needs no check that it is an iterator */
        }
        if (method != NULL && vm_answer_can_ask(method, 1)) {
            return vm_answer_ask(call, method, 1, &object, VM_ANSWER_ITERATOR, object, Py_None);
        }
        if (method != NULL) {
            return vm_library_call(call, VM_LIBRARY_ITER, 1, &object);
        }
    }
    PyObject *iterator = PyObject_GetIter(object);
    if (iterator == NULL) {
        return VM_RAISED;
    }
    *result = iterator;
    return VM_DONE;
}

int
vm_iterator_setup(PyObject *Py_UNUSED(module))
{
    PyObject *itertools = PyImport_ImportModule("itertools");
    if (itertools == NULL) {
        return -1;
    }
    static const char *const plain[] = {"count", "repeat"};
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        PyObject *type = PyObject_GetAttrString(itertools, plain[i]);
        if (type == NULL) {
            Py_DECREF(itertools);
            return -1;
        }
        leaves[leaf_count++] = (PyTypeObject *)type; /* kept for ever */
    }
    sources.count = leaves[leaf_count - 2];
    sources.repeat = leaves[leaf_count - 1];
    Py_DECREF(itertools);
    PyObject *text = PyUnicode_FromString("ascii"); /* has an iterator type of its own since 3.12 */
    PyObject *iterator = text == NULL ? NULL : PyObject_GetIter(text);
    Py_XDECREF(text);
    if (iterator == NULL) {
        return -1;
    }
    leaves[leaf_count++] = (PyTypeObject *)Py_NewRef(Py_TYPE(iterator));
    Py_DECREF(iterator);
    return 0;
}
