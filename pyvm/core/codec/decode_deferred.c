/* Containers whose keys are not plain: filled when every key is complete (D5).
 *
 * A key that guest code hashed comes with its hash, and is entered by it. Any other key is hashed by CPython, after the work of
 * doing so has been measured: the hash of a tuple visits all that is below it, each path anew.
 */
#include "codec/decode.h"
#include "codec/hashes.h"
#include "ordered.h"

#define MAX_KEY_DEPTH 500

int
vm_decode_defer(VmDecoder *decoder, PyObject *object, PyObject *entries, int is_set)
{
    if (VM_ARRAY_ROOM(decoder->deferred, decoder->deferred_count, decoder->deferred_capacity) < 0) {
        return -1;
    }
    decoder->deferred[decoder->deferred_count++] = (VmDeferred){Py_NewRef(object), Py_NewRef(entries), (uint8_t)is_set};
    return 0;
}

/* --- The work of a hash --------------------------------------------------------------------------------------------------- */

typedef struct {
    uint64_t work;
    uint16_t depth;
} Weight;

typedef struct {
    VmPointerMap measured; /* tuple -> index of its weight */
    Weight *weights;
    size_t count, capacity;
    uint64_t limit, spent;
} Scales;

typedef struct {
    PyObject *tuple;
    Py_ssize_t index;
    uint64_t work;
    unsigned depth;
} Weighing;

static int
note_weight(Scales *scales, PyObject *tuple, uint64_t work, unsigned depth)
{
    if (VM_ARRAY_ROOM(scales->weights, scales->count, scales->capacity) < 0) {
        return READ_FAILED;
    }
    scales->weights[scales->count] = (Weight){work, (uint16_t)depth};
    if (vm_pointers_add(&scales->measured, tuple, (uint32_t)scales->count++) < 0) {
        PyErr_NoMemory();
        return READ_FAILED;
    }
    return READ;
}

/* Measures a tuple key, iteratively. Fails if hashing it would nest too deeply or take too long. */
static int
weigh(VmDecoder *decoder, Scales *scales, PyObject *key)
{
    Weighing stack[MAX_KEY_DEPTH + 1];
    int n = 0;
    if (!PyTuple_Check(key)) {
        return READ;
    }
    stack[n++] = (Weighing){key, 0, 1, 1};
    while (n > 0) {
        Weighing *top = &stack[n - 1];
        if (top->index == PyTuple_GET_SIZE(top->tuple)) {
            Weighing done = *top;
            n--;
            VmPointerEntry *known = vm_pointers_find(&scales->measured, done.tuple);
            if (known == NULL && note_weight(scales, done.tuple, done.work, done.depth) < 0) {
                return READ_FAILED;
            }
            if (done.work > scales->limit || (scales->spent += n == 0 ? done.work : 0) > scales->limit) {
                return vm_decode_limit(decoder, "work of hashing keys", (Py_ssize_t)scales->limit, (Py_ssize_t)scales->limit);
            }
            if (n > 0) {
                stack[n - 1].work += done.work;
                stack[n - 1].depth = Py_MAX(stack[n - 1].depth, done.depth + 1);
                if (stack[n - 1].depth > MAX_KEY_DEPTH) {
                    return vm_decode_limit(decoder, "depth of a tuple used as a key", stack[n - 1].depth, MAX_KEY_DEPTH);
                }
            }
            continue;
        }
        PyObject *item = PyTuple_GET_ITEM(top->tuple, top->index++);
        top->work++;
        if (item == NULL || !PyTuple_Check(item)) {
            continue;
        }
        VmPointerEntry *known = vm_pointers_find(&scales->measured, item);
        if (known != NULL) {
            top->work += scales->weights[known->value].work;
            top->depth = Py_MAX(top->depth, scales->weights[known->value].depth + 1u);
            if (top->work > scales->limit || top->depth > MAX_KEY_DEPTH) {
                return vm_decode_limit(decoder, "depth of a tuple used as a key", top->depth, MAX_KEY_DEPTH);
            }
        } else if (n > MAX_KEY_DEPTH) {
            return vm_decode_limit(decoder, "depth of a tuple used as a key", n, MAX_KEY_DEPTH);
        } else {
            stack[n++] = (Weighing){item, 0, 1, 1};
        }
    }
    return READ;
}

/* Types whose hash looks no further than themselves, or whose parts are measured. */
static int
can_be_hashed(PyObject *key)
{
    if (PySlice_Check(key) || Py_IS_TYPE(key, &PyDictProxy_Type) || Py_IS_TYPE(key, &Py_GenericAliasType)) {
        return 0;
    }
    if (PyTuple_Check(key)) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(key); i++) {
            PyObject *item = PyTuple_GET_ITEM(key, i);
            if (item == NULL || PySlice_Check(item) || Py_IS_TYPE(item, &PyDictProxy_Type)) {
                return 0;
            }
        }
    }
    return 1;
}

/* --- Filling ----------------------------------------------------------------------------------------------------------------- */

/* The hash that comes with a key, or the one that CPython gives it. */
static int
hash_of(VmDecoder *decoder, Scales *scales, PyObject *key, PyObject *stored, Py_hash_t *hash)
{
    if (stored != Py_None) {
        *hash = (Py_hash_t)PyLong_AsLongLong(stored);
        *hash = *hash == -1 ? -2 : *hash;
        return READ;
    }
    if (weigh(decoder, scales, key) < 0) {
        return READ_FAILED;
    }
    if (!can_be_hashed(key)) {
        return vm_decode_state(decoder, "a key that cannot be hashed again");
    }
    *hash = PyObject_Hash(key);
    return *hash == -1 ? READ_FAILED : READ;
}

/* The entries of a dict (three by three) or a set (two by two), in a dict. */
static int
fill_dict(VmDecoder *decoder, Scales *scales, PyObject *dict, const VmDeferred *deferred, int *stored)
{
    PyObject *entries = deferred->entries;
    Py_ssize_t stride = deferred->is_set ? 2 : 3, n = PyList_GET_SIZE(entries) / stride;
    VmMeter meter;
    int status = vm_meter_init(&meter, n);
    for (Py_ssize_t i = 0; status == READ && i < n; i++) {
        PyObject *key = PyList_GET_ITEM(entries, i * stride), *hash = PyList_GET_ITEM(entries, i * stride + 1);
        PyObject *value = deferred->is_set ? Py_None : PyList_GET_ITEM(entries, i * stride + 2);
        Py_hash_t known = 0;
        *stored |= hash != Py_None;
        status = hash_of(decoder, scales, key, hash, &known);
        if (status == READ && vm_meter_collides(&meter, known)) {
            status = vm_decode_limit(decoder, "number of keys with one hash", VM_METER_LIMIT + 1, VM_METER_LIMIT);
        }
        if (status == READ) {
            status = PyODict_Check(dict) ? vm_ordered_set_known(dict, key, value, known)
                                         : _PyDict_SetItem_KnownHash(dict, key, value, known);
        }
    }
    vm_meter_free(&meter);
    return status < 0 ? READ_FAILED : READ;
}

static int
fill(VmDecoder *decoder, Scales *scales, VmDeferred *deferred)
{
    int stored = 0, status;
    if (deferred->is_filled) {
        return READ;
    }
    deferred->is_filled = 1;
    if (deferred->is_set) {
        PyObject *dict = PyDict_New();
        status = dict == NULL ? READ_FAILED : fill_dict(decoder, scales, dict, deferred, &stored);
        if (status == READ) {
            status = vm_set_update_known(deferred->object, dict);
        }
        Py_XDECREF(dict);
    } else {
        status = fill_dict(decoder, scales, deferred->object, deferred, &stored);
    }
    if (status == READ && stored) {
        status = vm_decode_note(&decoder->rehash, deferred->object);
    }
    return status < 0 ? READ_FAILED : READ;
}

/* --- Frozensets, inner ones first --------------------------------------------------------------------------------------------- */

/* A tuple or a frozenset whose members are looked at, for frozensets among them. */
typedef struct {
    PyObject *object;
    Py_ssize_t index;
    VmDeferred *deferred; /* of a frozenset that is to be filled, else NULL */
} Visit;

typedef struct {
    VmPointerMap frozen; /* frozenset -> index of its VmDeferred */
    VmPointerMap seen;   /* tuple or frozenset -> 0 open, 1 done */
    Visit *stack;
    Py_ssize_t depth;
    size_t capacity;
} Visits;

static int
visit(VmDecoder *decoder, Visits *visits, PyObject *object)
{
    if (object == NULL || !(PyTuple_Check(object) || PyFrozenSet_Check(object))) {
        return READ;
    }
    VmPointerEntry *known = vm_pointers_find(&visits->seen, object);
    if (known != NULL) {
        return known->value == 1 ? READ : vm_decode_state(decoder, "a frozenset or a tuple that is its own member");
    }
    if (VM_ARRAY_ROOM(visits->stack, visits->depth, visits->capacity) < 0) {
        return READ_FAILED;
    }
    VmPointerEntry *number = PyFrozenSet_Check(object) ? vm_pointers_find(&visits->frozen, object) : NULL;
    visits->stack[visits->depth++] = (Visit){object, 0, number == NULL ? NULL : &decoder->deferred[number->value]};
    if (vm_pointers_add(&visits->seen, object, 0) < 0) {
        PyErr_NoMemory();
        return READ_FAILED;
    }
    return READ;
}

/* The next member that is looked at: 1, or 0 at the end. A frozenset that is not deferred holds plain keys only. */
static int
next_member(Visit *top, PyObject **member)
{
    if (top->deferred != NULL) {
        if (top->index + 1 >= PyList_GET_SIZE(top->deferred->entries)) {
            return 0;
        }
        *member = PyList_GET_ITEM(top->deferred->entries, top->index);
        top->index += 2;
        return 1;
    }
    if (!PyTuple_Check(top->object) || top->index >= PyTuple_GET_SIZE(top->object)) {
        return 0;
    }
    *member = PyTuple_GET_ITEM(top->object, top->index++);
    return 1;
}

static int
fill_frozensets(VmDecoder *decoder, Scales *scales, Visits *visits)
{
    for (size_t i = 0; i < decoder->deferred_count; i++) {
        if (!PyFrozenSet_Check(decoder->deferred[i].object)) {
            continue;
        }
        int status = visit(decoder, visits, decoder->deferred[i].object);
        while (status == READ && visits->depth > 0) {
            Visit *top = &visits->stack[visits->depth - 1];
            PyObject *member;
            if (next_member(top, &member)) {
                status = visit(decoder, visits, member);
                continue;
            }
            Visit done = visits->stack[--visits->depth];
            vm_pointers_find(&visits->seen, done.object)->value = 1;
            status = done.deferred == NULL ? READ : fill(decoder, scales, done.deferred);
        }
        if (status < 0) {
            return READ_FAILED;
        }
    }
    return READ;
}

static int
note_frozensets(VmDecoder *decoder, Visits *visits)
{
    for (size_t i = 0; i < decoder->deferred_count; i++) {
        if (PyFrozenSet_Check(decoder->deferred[i].object)
            && vm_pointers_add(&visits->frozen, decoder->deferred[i].object, (uint32_t)i) < 0) {
            PyErr_NoMemory();
            return READ_FAILED;
        }
    }
    return READ;
}

int
vm_decode_fill_deferred(VmDecoder *decoder)
{
    if (decoder->deferred_count == 0) {
        return READ;
    }
    Scales scales = {.limit = (1u << 22) + 16 * (uint64_t)(decoder->end - decoder->start)};
    Visits visits = {.depth = 0};
    int status = READ;
    if (vm_pointers_init(&scales.measured, 64) < 0 || vm_pointers_init(&visits.frozen, 64) < 0
        || vm_pointers_init(&visits.seen, 64) < 0) {
        PyErr_NoMemory();
        status = READ_FAILED;
    }
    if (status == READ) {
        status = note_frozensets(decoder, &visits);
    }
    if (status == READ) {
        status = fill_frozensets(decoder, &scales, &visits); /* they may be keys of the others */
    }
    for (size_t i = 0; status == READ && i < decoder->deferred_count; i++) {
        status = fill(decoder, &scales, &decoder->deferred[i]);
    }
    vm_pointers_free(&scales.measured);
    vm_pointers_free(&visits.frozen);
    vm_pointers_free(&visits.seen);
    PyMem_RawFree(visits.stack);
    PyMem_RawFree(scales.weights);
    return status;
}

int
vm_decode_check_iterators(VmDecoder *decoder)
{
    for (Py_ssize_t i = 0; i < vm_decode_noted(decoder->iterated); i++) {
        if (!PyIter_Check(PyList_GET_ITEM(decoder->iterated, i))) {
            return vm_decode_state(decoder, "something that is no iterator is iterated over");
        }
    }
    return READ;
}

/* --- Iterators over sets --------------------------------------------------------------------------------------------------- */

/* Where the table has what is left, in its order, as the last of its entries: the position to go on from, or -1. */
static Py_ssize_t
cursor_in(PyObject *set, PyObject *left)
{
    Py_ssize_t passed = PySet_GET_SIZE(set) - PyList_GET_SIZE(left), position = 0, start = ((PySetObject *)set)->mask + 1;
    PyObject *key;
    Py_hash_t hash;
    for (Py_ssize_t index = 0, before = 0; _PySet_NextEntry(set, &position, &key, &hash); before = position, index++) {
        if (index == passed) {
            start = before;
        }
        if (index >= passed && PyList_GET_ITEM(left, index - passed) != key) {
            return -1;
        }
    }
    return start;
}

/* A set of its own that holds what is left, by the hashes under which the set has it. */
static PyObject *
set_of_rest(PyObject *set, PyObject *left)
{
    VmPointerMap rest;
    if (vm_pointers_init(&rest, 64) < 0) {
        return PyErr_NoMemory();
    }
    int status = 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(left); i++) {
        status = vm_pointers_find(&rest, PyList_GET_ITEM(left, i)) != NULL ? 0 : vm_pointers_add(&rest, PyList_GET_ITEM(left, i), 0);
    }
    if (status < 0) {
        PyErr_NoMemory();
    }
    PyObject *dict = status < 0 ? NULL : PyDict_New(), *own = PySet_New(NULL), *key;
    Py_ssize_t position = 0;
    Py_hash_t hash;
    while (dict != NULL && _PySet_NextEntry(set, &position, &key, &hash)) {
        if (vm_pointers_find(&rest, key) != NULL && _PyDict_SetItem_KnownHash(dict, key, Py_None, hash) < 0) {
            Py_CLEAR(dict);
        }
    }
    vm_pointers_free(&rest);
    if (dict == NULL || own == NULL || vm_set_update_known(own, dict) < 0) {
        Py_CLEAR(own);
    }
    Py_XDECREF(dict);
    return own;
}

/* One whose set has changed its size keeps the size that it guards, and says so at its next step. */
static int
set_cursor(VmSetIter *iterator, PyObject *left)
{
    PyObject *set = iterator->set;
    if (iterator->used != PySet_GET_SIZE(set)) {
        return READ;
    }
    iterator->length = PyList_GET_SIZE(left);
    iterator->position = iterator->length > PySet_GET_SIZE(set) ? -1 : cursor_in(set, left);
    if (iterator->position < 0) {
        iterator->position = 0;
        PyObject *own = set_of_rest(set, left);
        if (own == NULL) {
            return READ_FAILED;
        }
        Py_SETREF(iterator->set, own);
        iterator->length = PySet_GET_SIZE(own);
    }
    iterator->used = PySet_GET_SIZE(iterator->set);
    return READ;
}

int
vm_decode_set_cursors(VmDecoder *decoder)
{
    int status = READ;
    for (Py_ssize_t i = 0; status == READ && i + 1 < vm_decode_noted(decoder->cursors_of_sets); i += 2) {
        VmSetIter *iterator = (VmSetIter *)PyList_GET_ITEM(decoder->cursors_of_sets, i);
        status = set_cursor(iterator, PyList_GET_ITEM(decoder->cursors_of_sets, i + 1));
    }
    return status;
}
