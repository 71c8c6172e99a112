/* Keys under known hashes, see hashes.h. Keys are compared by identity at most: guest comparisons are not called while
 * vm_restoring is set. */
#include "codec/hashes.h"
#include "codec/compat.h"
#include "codec/pointers.h"
#include "codec/types.h"
#include "continuation.h"
#include "intrinsics.h"

#define METER_FROM 512

int
vm_meter_init(VmMeter *meter, Py_ssize_t keys)
{
    meter->counts = NULL;
    if (keys < METER_FROM) {
        return 0;
    }
    size_t size = METER_FROM / 4;
    while (size < (size_t)keys / 4) {
        size *= 2;
    }
    meter->mask = size - 1;
    meter->counts = PyMem_RawCalloc(size, sizeof(uint16_t));
    if (meter->counts == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

void
vm_meter_free(VmMeter *meter)
{
    PyMem_RawFree(meter->counts);
    meter->counts = NULL;
}

/* --- Sets ---------------------------------------------------------------------------------------------------------- */

/* A frozenset counts as a set meanwhile. */
int
vm_set_update_known(PyObject *set, PyObject *dict)
{
    PyTypeObject *type = Py_TYPE(set);
    Py_SET_TYPE(set, &PySet_Type);
    PyObject *result = PyObject_CallFunctionObjArgs(vm_codec_types.set_update, set, dict, NULL);
    Py_SET_TYPE(set, type);
    ((PySetObject *)set)->hash = -1;
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static int
rehash_set(PyObject *set, PyObject *hashes)
{
    PyObject *dict = PyDict_New(), *key;
    Py_ssize_t position = 0, i = 0;
    Py_hash_t old;
    int status = dict == NULL ? -1 : 0;
    for (; status == 0 && _PySet_NextEntry(set, &position, &key, &old); i++) {
        Py_hash_t hash = PyLong_AsSsize_t(PyList_GET_ITEM(hashes, i));
        status = _PyDict_SetItem_KnownHash(dict, key, Py_None, hash);
    }
    if (status == 0) {
        PyTypeObject *type = Py_TYPE(set);
        Py_SET_TYPE(set, &PySet_Type);
        status = PySet_Clear(set); /* the dict holds the keys: none dies */
        Py_SET_TYPE(set, type);
    }
    if (status == 0) {
        status = vm_set_update_known(set, dict);
    }
    Py_XDECREF(dict);
    return status;
}

/* --- Dicts --------------------------------------------------------------------------------------------------------- */

static void
put_index(VmDictKeys *keys, size_t slot, Py_ssize_t index)
{
    if (keys->log2_size < 8) {
        ((int8_t *)keys->indices)[slot] = (int8_t)index;
    } else if (keys->log2_size < 16) {
        ((int16_t *)keys->indices)[slot] = (int16_t)index;
    } else if (keys->log2_size < 32) {
        ((int32_t *)keys->indices)[slot] = (int32_t)index;
    } else {
        ((int64_t *)keys->indices)[slot] = (int64_t)index;
    }
}

static int
is_taken(const VmDictKeys *keys, size_t slot)
{
    return keys->log2_size < 8    ? ((const int8_t *)keys->indices)[slot] >= 0
           : keys->log2_size < 16 ? ((const int16_t *)keys->indices)[slot] >= 0
           : keys->log2_size < 32 ? ((const int32_t *)keys->indices)[slot] >= 0
                                  : ((const int64_t *)keys->indices)[slot] >= 0;
}

/* Finds a slot for every entry anew. */
static void
index_entries(VmDictKeys *keys)
{
    VmHashEntry *entries = vm_keys_hash_entries(keys);
    size_t mask = ((size_t)1 << keys->log2_size) - 1;
    memset(keys->indices, 0xFF, (size_t)1 << keys->log2_index_bytes); /* all empty */
    for (Py_ssize_t i = 0; i < keys->count; i++) {
        size_t perturb = (size_t)entries[i].hash, slot = perturb & mask;
        if (entries[i].value == NULL) {
            continue;
        }
        while (is_taken(keys, slot)) {
            perturb >>= 5;
            slot = (slot * 5 + perturb + 1) & mask;
        }
        put_index(keys, slot, i);
    }
    keys->version = 0;
}

/* The nodes of an OrderedDict hold the hashes too. */
static int
rehash_nodes(PyObject *ordered)
{
    VmHashEntry *entries = vm_keys_hash_entries(vm_dict_keys(ordered));
    VmPointerMap numbers;
    int status = vm_pointers_init(&numbers, 64);
    for (Py_ssize_t i = 0; status == 0 && i < vm_dict_keys(ordered)->count; i++) {
        status = entries[i].value == NULL ? 0 : vm_pointers_add(&numbers, entries[i].key, (uint32_t)i);
    }
    for (VmOrderedNode *node = ((VmOrderedDict *)ordered)->first; status == 0 && node != NULL; node = node->next) {
        VmPointerEntry *found = vm_pointers_find(&numbers, node->key);
        if (found != NULL) {
            node->hash = entries[found->value].hash;
        }
    }
    vm_pointers_free(&numbers);
    if (status < 0) {
        PyErr_NoMemory();
    }
    return status;
}

static int
rehash_dict(PyObject *dict, PyObject *hashes)
{
    VmDictKeys *keys = vm_dict_keys(dict);
    VmHashEntry *entries = vm_keys_hash_entries(keys);
    if (vm_keys_is_unicode(keys)) {
        return 0; /* str only: they know their hashes */
    }
    for (Py_ssize_t i = 0, k = 0; i < keys->count; i++) {
        if (entries[i].value != NULL) {
            entries[i].hash = PyLong_AsSsize_t(PyList_GET_ITEM(hashes, k++));
        }
    }
    index_entries(keys);
    return PyODict_Check(dict) ? rehash_nodes(dict) : 0;
}

/* --- Intrinsics ---------------------------------------------------------------------------------------------------- */

/* table_keys(table): a list of the keys of a dict or a set, in order of its table */
static PyObject *
table_keys(PyObject *Py_UNUSED(module), PyObject *table)
{
    PyObject *list = PyList_New(0), *key, *value;
    Py_ssize_t position = 0;
    Py_hash_t hash;
    if (list == NULL || !(PyDict_Check(table) || PyAnySet_Check(table))) {
        return list;
    }
    while (PyDict_Check(table) ? PyDict_Next(table, &position, &key, &value) : _PySet_NextEntry(table, &position, &key, &hash)) {
        if (PyList_Append(list, key) < 0) {
            Py_DECREF(list);
            return NULL;
        }
    }
    return list;
}

/* give_hashes(table, hashes): the keys, in the order of table_keys(), are held under these hashes from now on */
static PyObject *
give_hashes(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    if (count != 2 || !(PyDict_Check(arguments[0]) || PyAnySet_Check(arguments[0])) || !PyList_CheckExact(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "give_hashes() takes a dict or a set, and a list");
        return NULL;
    }
    PyObject *table = arguments[0], *hashes = arguments[1];
    Py_ssize_t size = PyDict_Check(table) ? PyDict_GET_SIZE(table) : PySet_GET_SIZE(table);
    if (size != PyList_GET_SIZE(hashes)) {
        PyErr_SetString(PyExc_RuntimeError, "a __hash__ changed the table whose keys are hashed again");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < size; i++) {
        if (!PyLong_CheckExact(PyList_GET_ITEM(hashes, i)) || (PyLong_AsSsize_t(PyList_GET_ITEM(hashes, i)) == -1)) {
            PyErr_SetString(PyExc_TypeError, "a hash is an int, and not -1");
            return NULL;
        }
    }
    vm_restoring++;
    int status = PyDict_Check(table) ? rehash_dict(table, hashes) : rehash_set(table, hashes);
    vm_restoring--;
    if (status < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyMethodDef intrinsics[] = {
    {"table_keys", table_keys, METH_O, NULL},
    {"give_hashes", (PyCFunction)(void (*)(void))give_hashes, METH_FASTCALL, NULL},
    {NULL},
};

int
vm_hashes_setup(PyObject *module)
{
    return vm_intrinsics_add(module, intrinsics);
}
