/* Tables: the probe chain of a dict or set, and commits by known hash. See tables.h.
 *
 * Commits run with guest comparisons answering NotImplemented, that is by identity: the key was found or ruled out before.
 */
#include "tables.h"
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
PyAPI_DATA(PyObject *) _PySet_Dummy;

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

/* T2 */
static inline Py_hash_t
hash_now(PyObject *key, Py_hash_t known)
{
    return Py_TYPE(key)->tp_hash == PyBaseObject_Type.tp_hash ? PyBaseObject_Type.tp_hash(key) : known;
}

/* --- The probe chain ----------------------------------------------------------------------------------------------- */

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
walk_dict(PyObject *dict, PyObject *key, VmProbe *walk)
{
    VmDictKeys *keys = vm_dict_keys(dict);
    size_t mask = ((size_t)1 << keys->log2_size) - 1;
    size_t slot = walk->slot & mask;
    for (;;) {
        Py_ssize_t index = dict_index(keys, slot);
        if (index == -1) { /* empty */
            return NULL;
        }
        walk->perturb >>= PERTURB_SHIFT;
        slot = (slot * 5 + walk->perturb + 1) & mask;
        if (index >= 0) {
            Py_hash_t found_hash;
            PyObject *found = dict_entry(keys, index, &found_hash);
            if (found != NULL && (found == key || found_hash == walk->hash)) {
                walk->slot = slot;
                walk->position = index;
                return found;
            }
        }
    }
}

static PyObject *
walk_set(PySetObject *set, VmProbe *walk)
{
    size_t mask = (size_t)set->mask;
    size_t slot = walk->slot & mask;
    for (;;) {
        if (walk->probes < 0) {
            walk->probes = slot + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
            walk->offset = 0;
        }
        while (walk->probes >= 0) {
            Py_ssize_t position = (Py_ssize_t)((slot + (size_t)walk->offset) & mask);
            setentry *entry = &set->table[position];
            walk->offset++;
            walk->probes--;
            if (entry->hash == 0 && entry->key == NULL) {
                return NULL;
            }
            if (entry->hash == walk->hash && entry->key != NULL) {
                if (walk->probes < 0) {
                    walk->perturb >>= PERTURB_SHIFT;
                    slot = (slot * 5 + 1 + walk->perturb) & mask;
                }
                walk->slot = slot;
                walk->position = position;
                return entry->key;
            }
        }
        walk->perturb >>= PERTURB_SHIFT;
        slot = (slot * 5 + 1 + walk->perturb) & mask;
    }
}

static void *
table_place(PyObject *table)
{
    return PyDict_Check(table) ? (void *)vm_dict_keys(table) : (void *)((PySetObject *)table)->table;
}

static uint64_t
current_life(void)
{
    VmContinuation *continuation = vm_continuation_current();
    return continuation == NULL ? 0 : continuation->life;
}

void
vm_probe_begin(VmProbe *walk, PyObject *table, Py_hash_t hash)
{
    *walk = (VmProbe){.perturb = (size_t)hash, .slot = (size_t)hash, .probes = -1, .hash = hash, .life = current_life(),
                     .place = (uintptr_t)table_place(table)};
}

static int
is_among(PyObject *list, PyObject *object)
{
    for (Py_ssize_t i = 0; list != NULL && i < PyList_GET_SIZE(list); i++) {
        if (PyList_GET_ITEM(list, i) == object) {
            return 1;
        }
    }
    return 0;
}

PyObject *
vm_probe_next(VmProbe *walk, PyObject *table, PyObject *key, PyObject *settled)
{
    if (walk->life != current_life() || walk->place != (uintptr_t)table_place(table)) {
        int again = walk->again || walk->life != current_life();
        vm_probe_begin(walk, table, hash_now(key, walk->hash));
        walk->again = again;
    }
    PyObject *found;
    do {
        found = PyDict_Check(table) ? walk_dict(table, key, walk) : walk_set((PySetObject *)table, walk);
    } while (UNLIKELY(walk->again) && found != NULL && is_among(settled, found));
    return found;
}

/* The key that is at the position now, borrowed, or NULL. */
static PyObject *
key_at(PyObject *table, Py_ssize_t position)
{
    Py_hash_t hash;
    if (PyDict_Check(table)) {
        VmDictKeys *keys = vm_dict_keys(table);
        return position >= 0 && position < keys->count ? dict_entry(keys, position, &hash) : NULL;
    }
    return position >= 0 && position <= ((PySetObject *)table)->mask ? ((PySetObject *)table)->table[position].key : NULL;
}

VmMoved
vm_probe_moved(const VmProbe *walk, PyObject *table, PyObject *candidate)
{
    if (walk->life != current_life()) {
        return VM_RESTORED;
    }
    return walk->place != (uintptr_t)table_place(table) || key_at(table, walk->position) != candidate ? VM_MOVED : VM_UNMOVED;
}

PyObject *
vm_probe_pack(const VmProbe *walk)
{
    return PyBytes_FromStringAndSize((const char *)walk, sizeof(*walk));
}

int
vm_probe_is_packed(PyObject *object)
{
    return PyBytes_CheckExact(object) && PyBytes_GET_SIZE(object) == sizeof(VmProbe);
}

void
vm_probe_unpack(VmProbe *walk, PyObject *packed)
{
    memcpy(walk, PyBytes_AS_STRING(packed), sizeof(*walk));
    if (walk->probes > LINEAR_PROBES || walk->probes < -1 || walk->offset < 0 || walk->offset > LINEAR_PROBES + 1) {
        walk->life = 0; /* no core wrote this */
    }
    walk->hash -= walk->hash == -1; /* nor this */
}

/* table_walk(table, key, hash or state, settled) -> (candidate, state) | None */
static PyObject *
table_walk(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    VmProbe walk;
    if (check_count("table_walk", count, 4) < 0 || check_table(arguments[0]) < 0) {
        return NULL;
    }
    if (vm_probe_is_packed(arguments[2])) {
        vm_probe_unpack(&walk, arguments[2]);
    } else {
        Py_hash_t hash = PyLong_AsSsize_t(arguments[2]);
        if (hash == -1 && PyErr_Occurred()) {
            return NULL;
        }
        vm_probe_begin(&walk, arguments[0], hash_now(arguments[1], hash));
    }
    PyObject *found = vm_probe_next(&walk, arguments[0], arguments[1], PyList_Check(arguments[3]) ? arguments[3] : NULL);
    if (found == NULL) {
        Py_RETURN_NONE;
    }
    return Py_BuildValue("(ON)", found, vm_probe_pack(&walk));
}

/* table_moved(table, candidate, state): VmMoved, since table_walk() gave these. */
static PyObject *
table_moved(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    if (check_count("table_moved", count, 3) < 0 || check_table(arguments[0]) < 0) {
        return NULL;
    }
    if (!vm_probe_is_packed(arguments[2])) {
        PyErr_SetString(PyExc_TypeError, "table_moved() takes the state that table_walk() gave");
        return NULL;
    }
    VmProbe walk;
    vm_probe_unpack(&walk, arguments[2]);
    return PyLong_FromLong(vm_probe_moved(&walk, arguments[0], arguments[1]));
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

PyObject *
vm_table_get_known(PyObject *dict, PyObject *key, Py_hash_t hash)
{
    hash = hash_now(key, hash);
    uint8_t outer = identity_begin();
    PyObject *value = Py_XNewRef(_PyDict_GetItem_KnownHash(dict, key, hash));
    identity_end(outer);
    return value;
}

int
vm_table_set_known(PyObject *dict, PyObject *key, PyObject *value, Py_hash_t hash)
{
    hash = hash_now(key, hash);
    uint8_t outer = identity_begin();
    int status = PyODict_Check(dict) ? vm_ordered_set_known(dict, key, value, hash) : _PyDict_SetItem_KnownHash(dict, key, value, hash);
    identity_end(outer);
    return status;
}

int
vm_table_delete_known(PyObject *dict, PyObject *key, Py_hash_t hash)
{
    hash = hash_now(key, hash);
    uint8_t outer = identity_begin();
    int status = PyODict_Check(dict) ? vm_ordered_delete_known(dict, key, hash) : _PyDict_DelItem_KnownHash(dict, key, hash);
    identity_end(outer);
    return status;
}

/* The first free entry of the key's probe chain. */
static setentry *
free_entry(setentry *table, size_t mask, Py_hash_t hash)
{
    size_t perturb = (size_t)hash, slot = (size_t)hash & mask;
    for (;;) {
        setentry *entry = &table[slot];
        for (int probes = slot + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0; probes >= 0; probes--, entry++) {
            if (entry->key == NULL) {
                return entry;
            }
        }
        perturb >>= PERTURB_SHIFT;
        slot = (slot * 5 + 1 + perturb) & mask;
    }
}

/* As CPython's set_table_resize(): a table for more than `least` members, without the places of those that were removed. */
static int
resize_set(PySetObject *set, Py_ssize_t least)
{
    size_t size = PySet_MINSIZE;
    while (size <= (size_t)least) {
        size <<= 1;
    }
    setentry *old = set->table, *table = size == PySet_MINSIZE ? set->smalltable : PyMem_New(setentry, size);
    setentry saved[PySet_MINSIZE], *from = old;
    if (table == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    if (table == old) {
        memcpy(saved, old, sizeof(saved));
        from = saved;
    }
    memset(table, 0, size * sizeof(setentry));
    for (Py_ssize_t i = 0; i <= set->mask; i++) {
        if (from[i].key != NULL && from[i].hash != -1) { /* no key hashes to -1: that marks a removed one */
            *free_entry(table, size - 1, from[i].hash) = from[i];
        }
    }
    set->table = table;
    set->mask = (Py_ssize_t)size - 1;
    set->fill = set->used;
    if (old != set->smalltable) {
        PyMem_Free(old);
    }
    return 0;
}

/* As CPython's set_add_entry() does for a key that is not there, so that members come in the same order. */
int
vm_table_add_known(PyObject *object, PyObject *key, Py_hash_t hash)
{
    hash = hash_now(key, hash);
    PySetObject *set = (PySetObject *)object;
    setentry *entry = free_entry(set->table, (size_t)set->mask, hash);
    entry->key = Py_NewRef(key);
    entry->hash = hash;
    set->fill++;
    set->used++;
    if ((size_t)set->fill * 5 < (size_t)set->mask * 3) {
        return 0;
    }
    return resize_set(set, set->used > 50000 ? set->used * 2 : set->used * 4);
}

void
vm_table_discard_known(PyObject *object, PyObject *key, Py_hash_t hash)
{
    hash = hash_now(key, hash);
    PySetObject *set = (PySetObject *)object;
    VmProbe walk;
    vm_probe_begin(&walk, object, hash);
    PyObject *found;
    while ((found = walk_set(set, &walk)) != NULL && found != key) {
    }
    if (found != NULL) {
        set->table[walk.position].key = _PySet_Dummy; /* as CPython does: not counted as a reference */
        set->table[walk.position].hash = -1;
        set->used--;
        Py_DECREF(found);
    }
}

/* --- The same for the library -------------------------------------------------------------------------------------- */

static int
parse_hash(PyObject *object, Py_hash_t *hash)
{
    *hash = PyLong_AsSsize_t(object);
    return *hash == -1 && PyErr_Occurred() ? -1 : 0;
}

static PyObject *
none_unless(int failed)
{
    if (failed < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* dict_get_known(dict, key, hash) -> value | absent */
static PyObject *
dict_get_known(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    Py_hash_t hash;
    if (check_count("dict_get_known", count, 3) < 0 || check_table(arguments[0]) < 0 || parse_hash(arguments[2], &hash) < 0) {
        return NULL;
    }
    PyObject *value = vm_table_get_known(arguments[0], arguments[1], hash);
    return value != NULL || PyErr_Occurred() ? value : Py_NewRef(VM_ABSENT);
}

/* dict_set_known(dict, key, value, hash) */
static PyObject *
dict_set_known(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    Py_hash_t hash;
    if (check_count("dict_set_known", count, 4) < 0 || check_table(arguments[0]) < 0 || parse_hash(arguments[3], &hash) < 0) {
        return NULL;
    }
    return none_unless(vm_table_set_known(arguments[0], arguments[1], arguments[2], hash));
}

/* dict_delete_known(dict, key, hash) */
static PyObject *
dict_delete_known(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    Py_hash_t hash;
    if (check_count("dict_delete_known", count, 3) < 0 || check_table(arguments[0]) < 0 || parse_hash(arguments[2], &hash) < 0) {
        return NULL;
    }
    return none_unless(vm_table_delete_known(arguments[0], arguments[1], hash));
}

/* set_add_known(set, key, hash), of a key that is not there */
static PyObject *
set_add_known(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    Py_hash_t hash;
    if (check_count("set_add_known", count, 3) < 0 || parse_hash(arguments[2], &hash) < 0) {
        return NULL;
    }
    if (!PyAnySet_Check(arguments[0]) || hash == -1) {
        PyErr_SetString(PyExc_TypeError, "set_add_known() takes a set, a key and its hash");
        return NULL;
    }
    return none_unless(vm_table_add_known(arguments[0], arguments[1], hash));
}

/* set_discard_known(set, key, hash) */
static PyObject *
set_discard_known(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    Py_hash_t hash;
    if (check_count("set_discard_known", count, 3) < 0 || check_table(arguments[0]) < 0 || parse_hash(arguments[2], &hash) < 0) {
        return NULL;
    }
    vm_table_discard_known(arguments[0], arguments[1], hash);
    Py_RETURN_NONE;
}

/* table_walk_hash(state): the hash that it looks for */
static PyObject *
table_walk_hash(PyObject *Py_UNUSED(module), PyObject *state)
{
    VmProbe walk = {0};
    if (vm_probe_is_packed(state)) {
        vm_probe_unpack(&walk, state);
    }
    return PyLong_FromLongLong(walk.hash);
}

/* native_mix_hashes(list of ints): the hash of a tuple whose members have these, as CPython mixes them (xxHash). */
static PyObject *
native_mix_hashes(PyObject *Py_UNUSED(module), PyObject *hashes)
{
    if (!PyList_Check(hashes)) {
        PyErr_SetString(PyExc_TypeError, "a list of hashes is needed");
        return NULL;
    }
    const uint64_t first = 11400714785074694791u, second = 14029467366897019727u, fifth = 2870177450012600261u;
    uint64_t mixed = fifth;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(hashes); i++) {
        Py_ssize_t hash = PyLong_AsSsize_t(PyList_GET_ITEM(hashes, i));
        if (hash == -1 && PyErr_Occurred()) {
            return NULL;
        }
        mixed += (uint64_t)hash * second;
        mixed = (mixed << 31 | mixed >> 33) * first;
    }
    mixed += (uint64_t)PyList_GET_SIZE(hashes) ^ fifth ^ 3527539u;
    return PyLong_FromSsize_t(mixed == UINT64_MAX ? 1546275796 : (Py_ssize_t)mixed);
}

static PyMethodDef methods[] = {
    {"native_mix_hashes", native_mix_hashes, METH_O, NULL},
    {"table_walk_hash", table_walk_hash, METH_O, NULL},
    {"table_walk", (PyCFunction)(void (*)(void))table_walk, METH_FASTCALL, NULL},
    {"table_moved", (PyCFunction)(void (*)(void))table_moved, METH_FASTCALL, NULL},
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
