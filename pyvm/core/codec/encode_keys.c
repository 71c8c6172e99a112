/* Keys whose hash has to be stored: guest code computed it, so reading the stream cannot. */
#include "codec/encode.h"
#include <datetime.h>

static int
has_guest_zone(PyObject *key)
{
    PyObject *zone = NULL;
    if (PyDateTime_Check(key) && ((PyDateTime_DateTime *)key)->hastzinfo) {
        zone = ((PyDateTime_DateTime *)key)->tzinfo;
    } else if (PyTime_Check(key) && ((PyDateTime_Time *)key)->hastzinfo) {
        zone = ((PyDateTime_Time *)key)->tzinfo;
    }
    return zone != NULL && Py_TYPE(zone) != vm_codec_types.timezone;
}

/* The hash of a key was computed by guest code, or from such hashes, so it has to be stored: 1. 0 if CPython hashes the key by
 * itself. */
static int
hash_is_guests(PyObject *key, int nesting, int *looked_at)
{
    PyTypeObject *type = Py_TYPE(key);
    if (type == &PyUnicode_Type || type == &PyLong_Type) {
        return 0;
    }
    if (nesting > 100 || ++*looked_at > 1000) {
        return 1; /* perhaps: it is hashed again, which is always right */
    }
    if (type->tp_hash == ((PyTypeObject *)vm_codec_types.slot_hash_probe)->tp_hash) {
        return 1;
    }
    if (PyFrozenSet_Check(key)) {
        PyObject *member;
        Py_ssize_t position = 0;
        Py_hash_t hash;
        while (_PySet_NextEntry(key, &position, &member, &hash)) {
            if (hash_is_guests(member, nesting + 1, looked_at)) {
                return 1;
            }
        }
        return 0;
    }
    if (PyTuple_Check(key)) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(key); i++) {
            if (hash_is_guests(PyTuple_GET_ITEM(key, i), nesting + 1, looked_at)) {
                return 1;
            }
        }
        return 0;
    }
    if (PyWeakref_CheckRef(key)) {
        PyObject *target = vm_weakref_target_borrow(key);
        return target != NULL && Py_TYPE(target)->tp_hash == ((PyTypeObject *)vm_codec_types.slot_hash_probe)->tp_hash;
    }
    return has_guest_zone(key);
}

int
vm_encode_guest_hash(VmEncoder *encoder, PyObject *key, Py_hash_t hash)
{
    int looked_at = 0;
    if (!hash_is_guests(key, 0, &looked_at)) {
        return WROTE;
    }
    int64_t wide = hash;
    encoder->hashed = 1;
    RESERVE(encoder, 9);
    put_byte(encoder, TAG_HASH);
    put_bytes(encoder, &wide, 8);
    return WROTE;
}

void
vm_encode_keys_setup(void)
{
    PyDateTimeAPI = vm_codec_types.datetime;
}
