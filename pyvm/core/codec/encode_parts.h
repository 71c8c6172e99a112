/* What the writers of single types share: tags, fields, and each other. */
#ifndef PYVM_ENCODE_PARTS_H
#define PYVM_ENCODE_PARTS_H
#include "codec/encode.h"

/* Writes the tag of an object, unless a REF does. Leaves the function. */
#define BEGIN(encoder, object, tag) \
    do { \
        int begun = begin((encoder), (object), (tag), 0); \
        if (begun != 0) { \
            return begun < 0 ? FAILED : WROTE; \
        } \
    } while (0)

#define BEGIN_LATE(encoder, object, tag) \
    do { \
        int begun = begin((encoder), (object), (tag), 1); \
        if (begun != 0) { \
            return begun < 0 ? FAILED : WROTE; \
        } \
    } while (0)

static inline int
begin(VmEncoder *encoder, PyObject *object, unsigned tag, int late)
{
    int written = vm_encode_number(encoder, object, late);
    if (written == 0) {
        RESERVE(encoder, 1);
        put_byte(encoder, tag);
    }
    return written;
}

/* Opens the members of a tuple that is kept for it. Takes the reference. labels may be NULL. */
static inline int
open_fields_steal(VmEncoder *encoder, PyObject *object, PyObject *fields, const char *const *labels, int late)
{
    if (vm_encode_keep_steal(encoder, fields) < 0) {
        return FAILED;
    }
    VmWalk *walk = vm_encode_open(encoder, object, labels == NULL ? WALK_ITEMS : WALK_FIELDS);
    if (walk == NULL) {
        return FAILED;
    }
    walk->items = ((PyTupleObject *)fields)->ob_item;
    walk->count = PyTuple_GET_SIZE(fields);
    walk->labels = labels;
    walk->late = late ? encoder->late[encoder->late_count - 1] : NOT_LATE;
    return OPENED;
}

/* A tuple of borrowed fields, NULL among them. */
static inline PyObject *
fields_of(int n, ...)
{
    PyObject *fields = PyTuple_New(n);
    va_list arguments;
    va_start(arguments, n);
    for (int i = 0; fields != NULL && i < n; i++) {
        PyTuple_SET_ITEM(fields, i, Py_XNewRef(va_arg(arguments, PyObject *)));
    }
    va_end(arguments);
    return fields;
}

static inline int
put_i64(VmEncoder *encoder, int64_t value)
{
    RESERVE(encoder, 8);
    put_bytes(encoder, &value, 8);
    return WROTE;
}

static inline int
put_number(VmEncoder *encoder, uint64_t value)
{
    RESERVE(encoder, VARINT_BYTES);
    put_varint(encoder, value);
    return WROTE;
}

static inline int
put_u8(VmEncoder *encoder, unsigned value)
{
    RESERVE(encoder, 1);
    put_byte(encoder, value);
    return WROTE;
}

/* One a kind; each writes the tag, or a REF, and opens what the object holds. */
int vm_encode_function(VmEncoder *encoder, PyObject *object);
int vm_encode_cell(VmEncoder *encoder, PyObject *object);
int vm_encode_generator(VmEncoder *encoder, PyObject *object);
int vm_encode_continuation(VmEncoder *encoder, PyObject *object);
int vm_encode_sequence_iterator(VmEncoder *encoder, PyObject *object);
int vm_encode_range_iterator(VmEncoder *encoder, PyObject *object);
int vm_encode_long_range_iterator(VmEncoder *encoder, PyObject *object);
int vm_encode_dict_iterator(VmEncoder *encoder, PyObject *object);
int vm_encode_dict_view(VmEncoder *encoder, PyObject *object);
int vm_encode_set_iterator(VmEncoder *encoder, PyObject *object);
int vm_encode_call_iterator(VmEncoder *encoder, PyObject *object);
int vm_encode_enumerate(VmEncoder *encoder, PyObject *object);
int vm_encode_zip(VmEncoder *encoder, PyObject *object);
int vm_encode_map(VmEncoder *encoder, PyObject *object);
int vm_encode_filter(VmEncoder *encoder, PyObject *object);
int vm_encode_count(VmEncoder *encoder, PyObject *object);
int vm_encode_repeat(VmEncoder *encoder, PyObject *object);
int vm_encode_chain(VmEncoder *encoder, PyObject *object);
int vm_encode_islice(VmEncoder *encoder, PyObject *object);
int vm_encode_abc_data(VmEncoder *encoder, PyObject *object);
int vm_encode_code_unit(VmEncoder *encoder, PyObject *object);
int vm_encode_native_part(VmEncoder *encoder, PyObject *object, int tag);
#endif
