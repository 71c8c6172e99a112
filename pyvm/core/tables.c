/* Tables: the probe chain of a dict or set, and commits by known hash. See tables.h.
 *
 * Commits run with guest comparisons answering NotImplemented, that is by identity: the key was found or ruled out before.
 */
#include "tables.h"
#include <stdint.h>
#include "compat.h"
#include "continuation.h"
#include "intrinsics.h"
#include "natives.h"
#include "ordered.h"

#define PERTURB_SHIFT 5
#define LINEAR_PROBES 9

/* Exported by every CPython here, but no longer declared by all. */
PyAPI_FUNC(int) _PyDict_SetItem_KnownHash(PyObject *, PyObject *, PyObject *, Py_hash_t);
PyAPI_FUNC(PyObject *) _PyDict_GetItem_KnownHash(PyObject *, PyObject *, Py_hash_t);
PyAPI_FUNC(int) _PyDict_DelItem_KnownHash(PyObject *, PyObject *, Py_hash_t);
PyAPI_FUNC(int) _PySet_NextEntry(PyObject *, Py_ssize_t *, PyObject **, Py_hash_t *);
PyAPI_FUNC(int) _PySet_Update(PyObject *, PyObject *);

static int
check_count(const char *name, Py_ssize_t count, Py_ssize_t expected)
{
    if (count != expected) {
        PyErr_Format(PyExc_TypeError, "%s() takes %zd arguments, got %zd", name, expected, count);
        return -1;
    }
    return 0;
}

static int
check_table(PyObject *table)
{
    if (!PyDict_Check(table) && !PyAnySet_Check(table)) {
        PyErr_Format(PyExc_TypeError, "a dict or a set is needed, not '%.200s'", Py_TYPE(table)->tp_name);
        return -1;
    }
    return 0;
}

/* --- Comparisons by identity while a commit runs -------------------------------------------------------------------- */

static uint8_t
identity_begin(void)
{
    VmContinuation *continuation = vm_continuation_current();
    uint8_t outer = continuation == NULL ? VM_RUNNING : continuation->speculating;
    if (continuation != NULL) {
        continuation->speculating = VM_IDENTITY;
    }
    return outer;
}

static void
identity_end(uint8_t outer)
{
    VmContinuation *continuation = vm_continuation_current();
    if (continuation != NULL) {
        continuation->speculating = outer;
    }
}

/* --- The probe chain ----------------------------------------------------------------------------------------------- */

typedef struct {
    size_t perturb, slot;
    Py_ssize_t probes, offset; /* sets: linear probes left at this slot and done; -1 = not begun */
} Walk;

/* (candidate, position, state) */
static PyObject *
walk_step(PyObject *candidate, Py_ssize_t position, const Walk *walk)
{
    return Py_BuildValue("(On(KKnn))", candidate, position, (unsigned long long)walk->perturb, (unsigned long long)walk->slot,
                         walk->probes, walk->offset);
}

static Py_ssize_t
dict_index(const VmDictKeys *keys, size_t slot)
{
    if (keys->log2_size < 8) {
        return ((const int8_t *)keys->indices)[slot];
    }
    if (keys->log2_size < 16) {
        return ((const int16_t *)keys->indices)[slot];
    }
    return keys->log2_size < 32 ? (Py_ssize_t)((const int32_t *)keys->indices)[slot] : (Py_ssize_t)((const int64_t *)keys->indices)[slot];
}

/* The key at an entry with its hash; NULL for a deleted one. Borrowed. */
static PyObject *
dict_entry(VmDictKeys *keys, Py_ssize_t index, Py_hash_t *hash)
{
    if (vm_keys_is_unicode(keys)) {
        PyObject *key = vm_keys_unicode_entries(keys)[index].key;
        *hash = key == NULL ? 0 : ((PyASCIIObject *)key)->hash;
        return key;
    }
    *hash = vm_keys_hash_entries(keys)[index].hash;
    return vm_keys_hash_entries(keys)[index].key;
}

static PyObject *
walk_dict(PyObject *dict, PyObject *key, Py_hash_t hash, Walk *walk)
{
    VmDictKeys *keys = vm_dict_keys(dict);
    size_t mask = ((size_t)1 << keys->log2_size) - 1;
    size_t slot = walk->slot & mask;
    for (;;) {
        Py_ssize_t index = dict_index(keys, slot);
        if (index == -1) { /* empty */
            Py_RETURN_NONE;
        }
        walk->perturb >>= PERTURB_SHIFT;
        slot = (slot * 5 + walk->perturb + 1) & mask;
        if (index >= 0) {
            Py_hash_t found_hash;
            PyObject *found = dict_entry(keys, index, &found_hash);
            if (found != NULL && (found == key || found_hash == hash)) {
                walk->slot = slot;
                return walk_step(found, index, walk);
            }
        }
    }
}

static PyObject *
walk_set(PySetObject *set, Py_hash_t hash, Walk *walk)
{
    size_t mask = (size_t)set->mask;
    size_t slot = walk->slot & mask;
    for (;;) {
        if (walk->probes < 0) {
            walk->probes = slot + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
            walk->offset = 0;
        }
        while (walk->probes >= 0) {
            Py_ssize_t position = (Py_ssize_t)(slot + (size_t)walk->offset);
            setentry *entry = &set->table[position];
            walk->offset++;
            walk->probes--;
            if (entry->hash == 0 && entry->key == NULL) {
                Py_RETURN_NONE;
            }
            if (entry->hash == hash && entry->key != NULL) {
                if (walk->probes < 0) {
                    walk->perturb >>= PERTURB_SHIFT;
                    slot = (slot * 5 + 1 + walk->perturb) & mask;
                }
                walk->slot = slot;
                return walk_step(entry->key, position, walk);
            }
        }
        walk->perturb >>= PERTURB_SHIFT;
        slot = (slot * 5 + 1 + walk->perturb) & mask;
    }
}

/* table_walk(table, key, hash, state or None) -> (candidate, position, state) | None */
static PyObject *
table_walk(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    if (check_count("table_walk", count, 4) < 0 || check_table(arguments[0]) < 0) {
        return NULL;
    }
    Py_hash_t hash = PyLong_AsSsize_t(arguments[2]);
    if (hash == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Walk walk = {(size_t)hash, (size_t)hash, -1, 0};
    if (arguments[3] != Py_None) {
        unsigned long long perturb, slot;
        if (!PyArg_ParseTuple(arguments[3], "KKnn", &perturb, &slot, &walk.probes, &walk.offset)) {
            return NULL;
        }
        walk.perturb = (size_t)perturb;
        walk.slot = (size_t)slot;
    }
    return PyDict_Check(arguments[0]) ? walk_dict(arguments[0], arguments[1], hash, &walk)
                                      : walk_set((PySetObject *)arguments[0], hash, &walk);
}

/* table_token(table): (which life of the continuation, where the table lies). The second changes when CPython itself would notice
 * that a lookup has to begin again; the first tells that from a restore, after which every table lies elsewhere. */
static PyObject *
table_token(PyObject *Py_UNUSED(module), PyObject *table)
{
    if (check_table(table) < 0) {
        return NULL;
    }
    VmContinuation *continuation = vm_continuation_current();
    void *place = PyDict_Check(table) ? (void *)vm_dict_keys(table) : (void *)((PySetObject *)table)->table;
    return Py_BuildValue("(KN)", (unsigned long long)(continuation == NULL ? 0 : continuation->life), PyLong_FromVoidPtr(place));
}

/* table_slot_key(table, position): the key that is there now, or absent. */
static PyObject *
table_slot_key(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    if (check_count("table_slot_key", count, 2) < 0 || check_table(arguments[0]) < 0) {
        return NULL;
    }
    Py_ssize_t position = PyLong_AsSsize_t(arguments[1]);
    PyObject *key = NULL;
    Py_hash_t hash;
    if (PyDict_Check(arguments[0])) {
        VmDictKeys *keys = vm_dict_keys(arguments[0]);
        key = position >= 0 && position < keys->count ? dict_entry(keys, position, &hash) : NULL;
    } else if (position >= 0 && position <= ((PySetObject *)arguments[0])->mask) {
        key = ((PySetObject *)arguments[0])->table[position].key;
    }
    return Py_NewRef(key == NULL ? VM_ABSENT : key);
}

/* --- Entries in order ---------------------------------------------------------------------------------------------- */

/* dict_next(dict, position) -> (position of the one after, key, value, hash) | None */
static PyObject *
dict_next(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    if (check_count("dict_next", count, 2) < 0 || check_table(arguments[0]) < 0) {
        return NULL;
    }
    Py_ssize_t position = PyLong_AsSsize_t(arguments[1]);
    PyObject *key, *value;
    if (!PyDict_Next(arguments[0], &position, &key, &value)) {
        Py_RETURN_NONE;
    }
    Py_hash_t hash;
    VmDictKeys *keys = vm_dict_keys(arguments[0]);
    if (vm_keys_is_unicode(keys)) { /* of a split table the position says nothing about the entry, but the key knows its hash */
        hash = ((PyASCIIObject *)key)->hash;
    } else {
        dict_entry(keys, position - 1, &hash);
    }
    return Py_BuildValue("(nOOn)", position, key, value, hash);
}

/* set_next(set, position) -> (position of the one after, key, hash) | None */
static PyObject *
set_next(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    if (check_count("set_next", count, 2) < 0 || check_table(arguments[0]) < 0) {
        return NULL;
    }
    Py_ssize_t position = PyLong_AsSsize_t(arguments[1]);
    PyObject *key;
    Py_hash_t hash;
    if (!_PySet_NextEntry(arguments[0], &position, &key, &hash)) {
        Py_RETURN_NONE;
    }
    return Py_BuildValue("(nOn)", position, key, hash);
}

/* --- Commits ------------------------------------------------------------------------------------------------------- */

static int
parse_hash(PyObject *object, Py_hash_t *hash)
{
    *hash = PyLong_AsSsize_t(object);
    return *hash == -1 && PyErr_Occurred() ? -1 : 0;
}

/* dict_get_known(dict, key, hash) -> value | absent */
static PyObject *
dict_get_known(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    Py_hash_t hash;
    if (check_count("dict_get_known", count, 3) < 0 || check_table(arguments[0]) < 0 || parse_hash(arguments[2], &hash) < 0) {
        return NULL;
    }
    uint8_t outer = identity_begin();
    PyObject *value = Py_XNewRef(_PyDict_GetItem_KnownHash(arguments[0], arguments[1], hash));
    identity_end(outer);
    return value != NULL || PyErr_Occurred() ? value : Py_NewRef(VM_ABSENT);
}

static PyObject *
none_unless(int failed)
{
    if (failed < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* dict_set_known(dict, key, value, hash) */
static PyObject *
dict_set_known(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    Py_hash_t hash;
    if (check_count("dict_set_known", count, 4) < 0 || check_table(arguments[0]) < 0 || parse_hash(arguments[3], &hash) < 0) {
        return NULL;
    }
    uint8_t outer = identity_begin();
    int status = PyODict_Check(arguments[0]) ? vm_ordered_set_known(arguments[0], arguments[1], arguments[2], hash)
                                             : _PyDict_SetItem_KnownHash(arguments[0], arguments[1], arguments[2], hash);
    identity_end(outer);
    return none_unless(status);
}

/* dict_delete_known(dict, key, hash) */
static PyObject *
dict_delete_known(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    Py_hash_t hash;
    if (check_count("dict_delete_known", count, 3) < 0 || check_table(arguments[0]) < 0 || parse_hash(arguments[2], &hash) < 0) {
        return NULL;
    }
    uint8_t outer = identity_begin();
    int status = PyODict_Check(arguments[0]) ? vm_ordered_delete_known(arguments[0], arguments[1], hash)
                                             : _PyDict_DelItem_KnownHash(arguments[0], arguments[1], hash);
    identity_end(outer);
    return none_unless(status);
}

/* A set takes hashes from a dict that it is updated from: so one entry goes through a dict of its own. */
static PyObject *
one_entry(PyObject *key, Py_hash_t hash)
{
    PyObject *dict = PyDict_New();
    if (dict != NULL && _PyDict_SetItem_KnownHash(dict, key, Py_None, hash) < 0) {
        Py_CLEAR(dict);
    }
    return dict;
}

/* set_add_known(set, key, hash) */
static PyObject *
set_add_known(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    Py_hash_t hash;
    if (check_count("set_add_known", count, 3) < 0 || check_table(arguments[0]) < 0 || parse_hash(arguments[2], &hash) < 0) {
        return NULL;
    }
    PyObject *entry = one_entry(arguments[1], hash);
    if (entry == NULL) {
        return NULL;
    }
    uint8_t outer = identity_begin();
    int status = _PySet_Update(arguments[0], entry);
    identity_end(outer);
    Py_DECREF(entry);
    return none_unless(status);
}

/* set_discard_known(set, key, hash) */
static PyObject *
set_discard_known(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    Py_hash_t hash;
    if (check_count("set_discard_known", count, 3) < 0 || check_table(arguments[0]) < 0 || parse_hash(arguments[2], &hash) < 0) {
        return NULL;
    }
    PyObject *entry = one_entry(arguments[1], hash);
    PyObject *single = entry == NULL ? NULL : PySet_New(NULL);
    PyObject *answer = NULL;
    uint8_t outer = identity_begin();
    if (single != NULL && _PySet_Update(single, entry) == 0) {
        answer = PyObject_CallMethod((PyObject *)&PySet_Type, "difference_update", "OO", arguments[0], single);
    }
    identity_end(outer);
    Py_XDECREF(single);
    Py_XDECREF(entry);
    return answer;
}

static PyMethodDef methods[] = {
    {"table_walk", (PyCFunction)(void (*)(void))table_walk, METH_FASTCALL, NULL},
    {"table_token", table_token, METH_O, NULL},
    {"table_slot_key", (PyCFunction)(void (*)(void))table_slot_key, METH_FASTCALL, NULL},
    {"dict_next", (PyCFunction)(void (*)(void))dict_next, METH_FASTCALL, NULL},
    {"set_next", (PyCFunction)(void (*)(void))set_next, METH_FASTCALL, NULL},
    {"dict_get_known", (PyCFunction)(void (*)(void))dict_get_known, METH_FASTCALL, NULL},
    {"dict_set_known", (PyCFunction)(void (*)(void))dict_set_known, METH_FASTCALL, NULL},
    {"dict_delete_known", (PyCFunction)(void (*)(void))dict_delete_known, METH_FASTCALL, NULL},
    {"set_add_known", (PyCFunction)(void (*)(void))set_add_known, METH_FASTCALL, NULL},
    {"set_discard_known", (PyCFunction)(void (*)(void))set_discard_known, METH_FASTCALL, NULL},
    {NULL},
};

int
vm_tables_setup(PyObject *module)
{
    return vm_intrinsics_add(module, methods);
}
