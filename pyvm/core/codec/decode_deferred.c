/* Containers whose keys are not plain: filled when every key is complete (D5).
 *
 * A key that guest code hashed comes with its hash, and is entered by it. Any other key is hashed by CPython, after the work of
 * doing so has been measured: the hash of a tuple visits all that is below it, each path anew.
 */
#include "codec/decode.h"

#define MAX_KEY_DEPTH 500

int
vm_decode_defer(VmDecoder *decoder, PyObject *object, PyObject *entries, int is_set)
{
    if (decoder->deferred_count == decoder->deferred_capacity) {
        size_t capacity = decoder->deferred_capacity * 2 + 16;
        VmDeferred *deferred = PyMem_RawRealloc(decoder->deferred, capacity * sizeof(VmDeferred));
        if (deferred == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        decoder->deferred = deferred;
        decoder->deferred_capacity = capacity;
    }
    decoder->deferred[decoder->deferred_count++] = (VmDeferred){Py_NewRef(object), Py_NewRef(entries), (uint8_t)is_set};
    return 0;
}

/* --- The work of a hash --------------------------------------------------------------------------------------------------- */

typedef struct {
    VmPointerMap measured; /* tuple -> index of its weight */
    uint64_t *work;
    uint16_t *depth;
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
    if (scales->count == scales->capacity) {
        size_t capacity = scales->capacity * 2 + 64;
        uint64_t *all_work = PyMem_RawRealloc(scales->work, capacity * sizeof(uint64_t));
        if (all_work != NULL) {
            scales->work = all_work;
        }
        uint16_t *all_depth = all_work == NULL ? NULL : PyMem_RawRealloc(scales->depth, capacity * sizeof(uint16_t));
        if (all_depth == NULL) {
            PyErr_NoMemory();
            return READ_FAILED;
        }
        scales->depth = all_depth;
        scales->capacity = capacity;
    }
    scales->work[scales->count] = work;
    scales->depth[scales->count] = (uint16_t)depth;
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
            top->work += scales->work[known->value];
            top->depth = Py_MAX(top->depth, scales->depth[known->value] + 1u);
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

/* Enters a key in a dict by its stored hash, or by CPython's. */
static int
enter(VmDecoder *decoder, Scales *scales, PyObject *dict, PyObject *key, PyObject *hash, PyObject *value)
{
    if (hash != Py_None) {
        Py_hash_t known = (Py_hash_t)PyLong_AsLongLong(hash);
        return _PyDict_SetItem_KnownHash(dict, key, value, known == -1 ? -2 : known);
    }
    if (weigh(decoder, scales, key) < 0) {
        return READ_FAILED;
    }
    if (!can_be_hashed(key)) {
        return vm_decode_state(decoder, "a key that cannot be hashed again");
    }
    return PyODict_Check(dict) ? PyODict_SetItem(dict, key, value) : PyDict_SetItem(dict, key, value);
}

static int
fill_dict(VmDecoder *decoder, Scales *scales, PyObject *dict, PyObject *entries, int *stored)
{
    for (Py_ssize_t i = 0; i + 2 < PyList_GET_SIZE(entries); i += 3) {
        PyObject *hash = PyList_GET_ITEM(entries, i + 1);
        *stored |= hash != Py_None;
        if (hash != Py_None && PyODict_Check(dict)) {
            return vm_decode_state(decoder, "an OrderedDict with stored hashes");
        }
        if (enter(decoder, scales, dict, PyList_GET_ITEM(entries, i), hash, PyList_GET_ITEM(entries, i + 2)) < 0) {
            return READ_FAILED;
        }
    }
    return READ;
}

/* set.update(dict) takes keys with the hashes under which the dict holds them. A frozenset counts as a set meanwhile. */
static int
fill_set(VmDecoder *decoder, Scales *scales, PyObject *set, PyObject *entries, int *stored)
{
    PyObject *dict = PyDict_New();
    int status = dict == NULL ? READ_FAILED : READ;
    for (Py_ssize_t i = 0; status == READ && i + 1 < PyList_GET_SIZE(entries); i += 2) {
        PyObject *hash = PyList_GET_ITEM(entries, i + 1);
        *stored |= hash != Py_None;
        status = enter(decoder, scales, dict, PyList_GET_ITEM(entries, i), hash, Py_None);
    }
    if (status == READ) {
        PyTypeObject *type = Py_TYPE(set);
        Py_SET_TYPE(set, &PySet_Type);
        PyObject *result = PyObject_CallFunctionObjArgs(vm_codec_types.set_update, set, dict, NULL);
        Py_SET_TYPE(set, type == &PySet_Type ? &PySet_Type : type);
        status = result == NULL ? READ_FAILED : READ;
        Py_XDECREF(result);
    }
    Py_XDECREF(dict);
    return status;
}

static int
fill(VmDecoder *decoder, Scales *scales, const VmDeferred *deferred)
{
    int stored = 0;
    int status = deferred->is_set ? fill_set(decoder, scales, deferred->object, deferred->entries, &stored)
                                  : fill_dict(decoder, scales, deferred->object, deferred->entries, &stored);
    if (status == READ && stored) {
        status = PyList_Append(decoder->rehash, deferred->object);
    }
    return status < 0 ? READ_FAILED : READ;
}

int
vm_decode_fill_deferred(VmDecoder *decoder)
{
    Scales scales = {.limit = (1u << 22) + 16 * (uint64_t)(decoder->end - decoder->start)};
    if (vm_pointers_init(&scales.measured, 64) < 0) {
        PyErr_NoMemory();
        return READ_FAILED;
    }
    int status = READ;
    for (int frozen = 1; frozen >= 0; frozen--) { /* a frozenset may be a key of the others; inner ones were closed first */
        for (size_t i = 0; status == READ && i < decoder->deferred_count; i++) {
            if ((PyFrozenSet_Check(decoder->deferred[i].object) != 0) == frozen) {
                status = fill(decoder, &scales, &decoder->deferred[i]);
            }
        }
    }
    vm_pointers_free(&scales.measured);
    PyMem_RawFree(scales.work);
    PyMem_RawFree(scales.depth);
    return status;
}

int
vm_decode_check_iterators(VmDecoder *decoder)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(decoder->iterated); i++) {
        if (!PyIter_Check(PyList_GET_ITEM(decoder->iterated, i))) {
            return vm_decode_state(decoder, "something that is no iterator is iterated over");
        }
    }
    return READ;
}

/* Iterators over sets of their own start at the beginning of what is there now. */
int
vm_decode_set_cursors(VmDecoder *decoder)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(decoder->iterators); i++) {
        VmSetIter *iterator = (VmSetIter *)PyList_GET_ITEM(decoder->iterators, i);
        if (iterator->set != NULL) {
            iterator->used = iterator->length = PySet_GET_SIZE(iterator->set);
        }
    }
    return READ;
}
