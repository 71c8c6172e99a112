/* Identity. See identity.h. */
#include "identity.h"
#include "arrays.h"
#include "compat.h"
#include "continuation.h"

PyAPI_FUNC(int) _PySet_NextEntry(PyObject *, Py_ssize_t *, PyObject **, Py_hash_t *); /* 3.13 has it in an internal header */

#define RESTORES_SHIFT 48 /* addresses are shorter */
#define MAX_DEPTH 50      /* of tuples in a tuple that is hashed; below, it is taken for one with an address in it */

int
vm_identity_note(VmIdentities *identities, const void *address, int64_t id)
{
    if (identities->places.entries == NULL && vm_pointers_init(&identities->places, 64) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    VmPointerEntry *known = vm_pointers_find(&identities->places, address);
    if (known != NULL) {
        identities->noted[known->value].id = id;
        return 0;
    }
    if (VM_ARRAY_ROOM(identities->noted, identities->count, identities->capacity) < 0) {
        return -1;
    }
    if (vm_pointers_add(&identities->places, address, identities->count) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    identities->noted[identities->count++] = (VmIdentity){address, id};
    return 0;
}

/* The id of what there is one of in every process, and no blob holds: a multiple of 16 where no object can lie. 0 for all else. */
static int64_t
constant_id(PyObject *object)
{
    PyObject *constants[] = {Py_None, Py_True, Py_False, Py_Ellipsis, Py_NotImplemented};
    for (int i = 0; i < (int)Py_ARRAY_LENGTH(constants); i++) {
        if (object == constants[i]) {
            return 16 * (i + 1);
        }
    }
    if (PyTuple_CheckExact(object) && PyTuple_GET_SIZE(object) == 0) {
        return 16 * 6;
    }
    if (PyUnicode_CheckExact(object) && PyUnicode_IS_ASCII(object) && PyUnicode_GET_LENGTH(object) < 2) {
        return 16 * (7 + (PyUnicode_GET_LENGTH(object) == 0 ? 128 : PyUnicode_READ_CHAR(object, 0)));
    }
    if (PyLong_CheckExact(object)) {
        int overflow;
        long value = PyLong_AsLongAndOverflow(object, &overflow);
        return !overflow && value >= -5 && value <= 256 ? 16 * (value + 150) : 0;
    }
    return 0;
}

int64_t
vm_identity_of(VmIdentities *identities, PyObject *object)
{
    int64_t constant = constant_id(object);
    if (constant != 0) {
        return constant;
    }
    if (identities->places.entries != NULL) {
        VmPointerEntry *known = vm_pointers_find(&identities->places, object);
        if (known != NULL) {
            return identities->noted[known->value].id;
        }
    }
    int64_t id = (int64_t)((uint64_t)(uintptr_t)object + ((uint64_t)(identities->restores & 0x7FFF) << RESTORES_SHIFT));
    return vm_identity_note(identities, object, id) < 0 ? -1 : id;
}

void
vm_identity_clear(VmIdentities *identities)
{
    vm_pointers_free(&identities->places);
    PyMem_RawFree(identities->noted);
    identities->noted = NULL;
    identities->count = 0;
    identities->capacity = 0;
}

PyObject *
vm_builtin_id(PyObject *Py_UNUSED(module), PyObject *object)
{
    VmContinuation *continuation = vm_continuation_current();
    if (continuation == NULL) {
        return PyLong_FromVoidPtr(object);
    }
    int64_t id = vm_identity_of(&continuation->identities, object);
    return id == -1 && PyErr_Occurred() ? NULL : PyLong_FromLongLong(id);
}

/* The hash of the object comes from an address, its own or that of one in it. */
static int
hash_is_address(PyObject *object, int depth)
{
    PyTypeObject *type = Py_TYPE(object);
    if (PyTuple_Check(object) && type->tp_hash == PyTuple_Type.tp_hash) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(object); i++) {
            if (depth == 0 || hash_is_address(PyTuple_GET_ITEM(object, i), depth - 1)) {
                return 1;
            }
        }
        return 0;
    }
    if (type->tp_hash == PyFrozenSet_Type.tp_hash) {
        PyObject *key;
        Py_ssize_t position = 0;
        Py_hash_t hash;
        while (_PySet_NextEntry(object, &position, &key, &hash)) {
            if (depth == 0 || hash_is_address(key, depth - 1)) {
                return 1;
            }
        }
        return 0;
    }
    return type->tp_hash == PyBaseObject_Type.tp_hash || type == &PyMethod_Type || type == &PyCFunction_Type;
}

PyObject *
vm_builtin_hash(PyObject *Py_UNUSED(module), PyObject *object)
{
    Py_hash_t hash = PyObject_Hash(object);
    if (hash == -1) {
        return NULL;
    }
    VmContinuation *continuation = vm_continuation_current();
    if (continuation != NULL && !continuation->identities.saw_address_hash && hash_is_address(object, MAX_DEPTH)) {
        continuation->identities.saw_address_hash = 1;
    }
    return PyLong_FromSsize_t(hash);
}
