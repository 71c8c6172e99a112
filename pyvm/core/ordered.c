/* A stand-in that hashes as the key enters or leaves an OrderedDict in its place; then the two are exchanged, in the table's entry
 * and in the node that keeps the order. */
#include "ordered.h"
#include "compat.h"

PyAPI_FUNC(int) _PyDict_SetItem_KnownHash(PyObject *, PyObject *, PyObject *, Py_hash_t);
PyAPI_FUNC(PyObject *) _PyDict_GetItem_KnownHash(PyObject *, PyObject *, Py_hash_t);

typedef struct {
    PyObject_HEAD
    Py_hash_t hash;
} StandIn;

static Py_hash_t
stand_in_hash(StandIn *stand_in)
{
    return stand_in->hash;
}

static PyTypeObject StandIn_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pyvm._core.StandIn",
    .tp_basicsize = sizeof(StandIn),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_hash = (hashfunc)stand_in_hash,
};

static PyObject *
stand_in_new(Py_hash_t hash)
{
    if (PyType_Ready(&StandIn_Type) < 0) {
        return NULL;
    }
    StandIn *stand_in = PyObject_New(StandIn, &StandIn_Type);
    if (stand_in != NULL) {
        stand_in->hash = hash;
    }
    return (PyObject *)stand_in;
}

static VmOrderedNode *
node_of(PyObject *ordered, PyObject *key)
{
    VmOrderedNode *node = ((VmOrderedDict *)ordered)->last;
    while (node != NULL && node->key != key) {
        node = node->previous;
    }
    return node;
}

static VmHashEntry *
entry_of(PyObject *ordered, PyObject *key)
{
    VmDictKeys *keys = vm_dict_keys(ordered);
    VmHashEntry *entries = vm_keys_hash_entries(keys);
    for (Py_ssize_t i = vm_keys_is_unicode(keys) ? 0 : keys->count; i-- > 0;) {
        if (entries[i].key == key && entries[i].value != NULL) {
            return &entries[i];
        }
    }
    return NULL;
}

/* Puts one key in the place of another of the same hash. 0, or -1 with an exception set. */
static int
exchange(PyObject *ordered, PyObject *old, PyObject *new)
{
    VmOrderedNode *node = node_of(ordered, old);
    VmHashEntry *entry = entry_of(ordered, old);
    if (node == NULL || entry == NULL) {
        PyErr_SetObject(PyExc_KeyError, old);
        return -1;
    }
    node->key = Py_NewRef(new);
    entry->key = Py_NewRef(new);
    Py_DECREF(old);
    Py_DECREF(old);
    return 0;
}

int
vm_ordered_set_known(PyObject *ordered, PyObject *key, PyObject *value, Py_hash_t hash)
{
    if (_PyDict_GetItem_KnownHash(ordered, key, hash) != NULL) {
        return _PyDict_SetItem_KnownHash(ordered, key, value, hash);
    }
    PyObject *stand_in = PyErr_Occurred() ? NULL : stand_in_new(hash);
    int status = stand_in == NULL || PyODict_SetItem(ordered, stand_in, value) < 0 ? -1 : exchange(ordered, stand_in, key);
    Py_XDECREF(stand_in);
    return status;
}

int
vm_ordered_delete_known(PyObject *ordered, PyObject *key, Py_hash_t hash)
{
    if (PyUnicode_CheckExact(key)) {
        return PyODict_DelItem(ordered, key);
    }
    PyObject *stand_in = stand_in_new(hash);
    Py_INCREF(key); /* the table's own */
    int status = stand_in == NULL || exchange(ordered, key, stand_in) < 0 ? -1 : PyODict_DelItem(ordered, stand_in);
    Py_DECREF(key);
    Py_XDECREF(stand_in);
    return status;
}
