/* Reading plain values and the tags in front of all others. */
#include "codec/decode.h"

/* Numbers a complete new object and gives it. */
static inline int
numbered(VmDecoder *decoder, PyObject *object_steal, PyObject **value)
{
    if (UNLIKELY(object_steal == NULL)) {
        return READ_FAILED;
    }
    if (vm_decode_number(decoder, object_steal, NULL) < 0) {
        Py_DECREF(object_steal);
        return READ_FAILED;
    }
    *value = object_steal;
    return READ;
}

static int
unnumbered(PyObject *object_steal, PyObject **value)
{
    *value = object_steal;
    return object_steal == NULL ? READ_FAILED : READ;
}

static int
is_ascii(const uint8_t *bytes, Py_ssize_t n)
{
    uint8_t all = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        all |= bytes[i];
    }
    return all < 0x80;
}

static int
read_ascii(VmDecoder *decoder, Py_ssize_t n, PyObject **value)
{
    NEED(decoder, n);
    if (UNLIKELY(!is_ascii(decoder->at, n))) {
        return vm_decode_corrupt(decoder, "an ASCII string holds other characters");
    }
    const uint8_t *bytes = decoder->at;
    decoder->at += n;
    if (n < 2) { /* shared by CPython, so not numbered */
        return unnumbered(n == 0 ? Py_NewRef(vm_codec_types.empty_string) : PyUnicode_FromOrdinal(bytes[0]), value);
    }
    PyObject *string = PyUnicode_New(n, 127);
    if (string != NULL) {
        memcpy(PyUnicode_1BYTE_DATA(string), bytes, (size_t)n);
    }
    return numbered(decoder, string, value);
}

static int
read_string_of(VmDecoder *decoder, int kind, PyObject **value)
{
    Py_ssize_t n;
    if (vm_decode_count(decoder, kind, &n) < 0) {
        return READ_FAILED;
    }
    const uint8_t *at = decoder->at;
    if (kind == 4) {
        for (Py_ssize_t i = 0; i < n; i++) {
            uint32_t character;
            memcpy(&character, at + 4 * i, 4);
            if (character > 0x10FFFF) {
                return vm_decode_corrupt(decoder, "a string holds a character beyond U+10FFFF");
            }
        }
    }
    decoder->at += n * kind;
    PyObject *string;
    if (((uintptr_t)at & (uintptr_t)(kind - 1)) == 0) {
        string = PyUnicode_FromKindAndData(kind, at, n);
    } else { /* CPython reads whole characters, which must be aligned */
        void *copy = PyMem_Malloc((size_t)(n * kind) + 1);
        if (copy == NULL) {
            PyErr_NoMemory();
            return READ_FAILED;
        }
        memcpy(copy, at, (size_t)(n * kind));
        string = PyUnicode_FromKindAndData(kind, copy, n);
        PyMem_Free(copy);
    }
    return numbered(decoder, string, value);
}

static int
read_int(VmDecoder *decoder, Py_ssize_t size, PyObject **value)
{
    NEED(decoder, size);
    int64_t number = 0;
    memcpy(&number, decoder->at, (size_t)size);
    decoder->at += size;
    int unused = 64 - 8 * (int)size;
    number = (int64_t)((uint64_t)number << unused) >> unused;
    PyObject *object = PyLong_FromLongLong(number);
    return number < -5 || number > 256 ? numbered(decoder, object, value) : unnumbered(object, value);
}

static int
read_big_int(VmDecoder *decoder, PyObject **value)
{
    Py_ssize_t n;
    if (vm_decode_count(decoder, 1, &n) < 0) {
        return READ_FAILED;
    }
    PyObject *number = _PyLong_FromByteArray(decoder->at, (size_t)n, 1, 1);
    decoder->at += n;
    return numbered(decoder, number, value);
}

static int
read_double(VmDecoder *decoder, double *number)
{
    NEED(decoder, 8);
    memcpy(number, decoder->at, 8);
    decoder->at += 8;
    return READ;
}

static int
read_reference(VmDecoder *decoder, size_t size, PyObject **value)
{
    NEED(decoder, size);
    uint32_t number = 0;
    memcpy(&number, decoder->at, size);
    decoder->at += size;
    if (UNLIKELY(number >= decoder->count || decoder->numbered[number] == NULL)) {
        return vm_decode_corrupt(decoder, "a reference to an object that is not there yet");
    }
    *value = Py_NewRef(decoder->numbered[number]);
    return READ;
}

static int
read_bytes(VmDecoder *decoder, unsigned tag, PyObject **value)
{
    Py_ssize_t n;
    if (vm_decode_count(decoder, 1, &n) < 0) {
        return READ_FAILED;
    }
    const char *bytes = (const char *)decoder->at;
    decoder->at += n;
    return numbered(decoder, tag == TAG_BYTES ? PyBytes_FromStringAndSize(bytes, n) : PyByteArray_FromStringAndSize(bytes, n), value);
}

static int
read_host(VmDecoder *decoder, PyObject **value)
{
    uint64_t number;
    if (vm_decode_varint(decoder, &number) < 0) {
        return READ_FAILED;
    }
    if (number >= (uint64_t)PyList_GET_SIZE(decoder->hosts)) {
        return vm_decode_corrupt(decoder, "a host object without a name");
    }
    *value = Py_NewRef(PyList_GET_ITEM(decoder->hosts, (Py_ssize_t)number));
    return READ;
}

static int
read_sequence(VmDecoder *decoder, unsigned tag, PyObject **value)
{
    Py_ssize_t n;
    if (vm_decode_count(decoder, 1, &n) < 0) {
        return READ_FAILED;
    }
    if (vm_decode_promise(decoder, n) < 0) { /* before anything is allocated */
        return READ_FAILED;
    }
    decoder->promised -= n;
    PyObject *object = tag == TAG_LIST ? PyList_New(n) : PyTuple_New(n);
    if (numbered(decoder, object, value) < 0) {
        return READ_FAILED;
    }
    if (n == 0) {
        return READ;
    }
    VmOpen *open = vm_decode_open(decoder, OPEN_ITEMS, tag, object, n);
    if (open == NULL) {
        return READ_FAILED;
    }
    open->items = tag == TAG_LIST ? ((PyListObject *)object)->ob_item : ((PyTupleObject *)object)->ob_item;
    return READ_OPENED;
}

/* A set or frozenset; the latter is a set until it is closed. */
static int
read_set(VmDecoder *decoder, unsigned tag, PyObject **value)
{
    Py_ssize_t n;
    if (vm_decode_count(decoder, 1, &n) < 0) {
        return READ_FAILED;
    }
    PyObject *object = n == 0 && tag == TAG_FROZENSET ? PyFrozenSet_New(NULL) : PySet_New(NULL);
    if (numbered(decoder, object, value) < 0) {
        return READ_FAILED;
    }
    if (n == 0) {
        return READ;
    }
    return vm_decode_open(decoder, OPEN_SET, tag, object, n) == NULL ? READ_FAILED : READ_OPENED;
}

static int
read_dict(VmDecoder *decoder, PyObject **value)
{
    Py_ssize_t n;
    if (vm_decode_count(decoder, 2, &n) < 0) {
        return READ_FAILED;
    }
    PyObject *object = PyDict_New();
    if (numbered(decoder, object, value) < 0) {
        return READ_FAILED;
    }
    if (n == 0) {
        return READ;
    }
    return vm_decode_open(decoder, OPEN_PAIRS, TAG_DICT, object, 2 * n) == NULL ? READ_FAILED : READ_OPENED;
}

static VmDecodedShape *
new_shape(VmDecoder *decoder, Py_ssize_t names)
{
    if (VM_ARRAY_ROOM(decoder->shapes, decoder->shape_count, decoder->shape_capacity) < 0) {
        return NULL;
    }
    VmDecodedShape *shape = &decoder->shapes[decoder->shape_count];
    memset(shape, 0, sizeof(*shape));
    shape->names = PyMem_RawCalloc((size_t)names + 1, sizeof(PyObject *));
    if (shape->names == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    decoder->shape_count++;
    return shape;
}

/* --- Names ----------------------------------------------------------------------------------------------------------------- */

#define RECENT_NAMES 512

static PyObject *recent_names[RECENT_NAMES]; /* owned, interned: short names met last, each where its bytes say */

static PyObject **
recent_place(const uint8_t *bytes, Py_ssize_t n)
{
    uint64_t hash = (uint64_t)n;
    for (; n >= 8; n -= 8, bytes += 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        hash = (hash ^ word) * 0x9E3779B97F4A7C15;
        hash ^= hash >> 32;
    }
    for (; n > 0; n--) {
        hash = (hash ^ *bytes++) * 0x9E3779B97F4A7C15;
    }
    return &recent_names[hash >> 55];
}

/* A string that is interned: an attribute's or a key's name. Most are those of the blob before. */
PyObject *
vm_decode_name(VmDecoder *decoder)
{
    const uint8_t *at = decoder->at;
    Py_ssize_t n = at < decoder->end ? *at - TAG_SHORT_ASCII : 0;
    if (n < 2 || n > decoder->end - at - 1) {
        PyObject *name = vm_decode_string(decoder);
        if (name != NULL) {
            PyUnicode_InternInPlace(&name);
        }
        return name;
    }
    PyObject **place = recent_place(at + 1, n), *recent = *place;
    if (recent == NULL || PyUnicode_GET_LENGTH(recent) != n || memcmp(PyUnicode_1BYTE_DATA(recent), at + 1, (size_t)n) != 0) {
        if (!is_ascii(at + 1, n)) {
            vm_decode_corrupt(decoder, "an ASCII string holds other characters");
            return NULL;
        }
        recent = PyUnicode_FromStringAndSize((const char *)at + 1, n);
        if (recent == NULL) {
            return NULL;
        }
        PyUnicode_InternInPlace(&recent);
        Py_XSETREF(*place, recent);
    }
    decoder->at += n + 1;
    return vm_decode_number(decoder, recent, NULL) < 0 ? NULL : Py_NewRef(recent);
}

/* Reads the names of the newest shape. */
static int
read_shape_names(VmDecoder *decoder, Py_ssize_t n)
{
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *name = vm_decode_name(decoder);
        if (name == NULL) {
            return READ_FAILED;
        }
        VmDecodedShape *shape = &decoder->shapes[decoder->shape_count - 1];
        shape->names[i] = name;
        shape->count++;
    }
    return READ;
}

static int
open_shape_dict(VmDecoder *decoder, uint32_t number, PyObject *dict_steal)
{
    VmDecodedShape *shape = &decoder->shapes[number];
    VmOpen *open = vm_decode_open(decoder, OPEN_VALUES, TAG_SHAPE_DICT, dict_steal, shape->count);
    if (open == NULL) {
        return READ_FAILED;
    }
    open->items = shape->names; /* shapes are freed at the end only, and their arrays do not move */
    return READ_OPENED;
}

static int
read_shape_dict(VmDecoder *decoder, unsigned tag, PyObject **value)
{
    uint64_t number;
    Py_ssize_t n = 0;
    if (tag == TAG_SHAPE_DICT ? vm_decode_varint(decoder, &number) < 0 : vm_decode_count(decoder, 2, &n) < 0) {
        return READ_FAILED;
    }
    if (tag == TAG_SHAPE_DICT
        && (number >= decoder->shape_count || decoder->shapes[number].class_ != NULL || decoder->shapes[number].count == 0)) {
        return vm_decode_corrupt(decoder, "a dict with an unknown shape");
    }
    PyObject *dict = PyDict_New();
    if (numbered(decoder, dict, value) < 0) {
        return READ_FAILED;
    }
    if (tag == TAG_SHAPE_DICT_NEW) {
        if (n == 0 || new_shape(decoder, n) == NULL || read_shape_names(decoder, n) < 0) {
            Py_CLEAR(*value);
            return PyErr_Occurred() ? READ_FAILED : vm_decode_corrupt(decoder, "a shape without names");
        }
        number = decoder->shape_count - 1;
    }
    return open_shape_dict(decoder, (uint32_t)number, dict);
}

int
vm_decode_new_instance_shape(VmDecoder *decoder, Py_ssize_t names, PyTypeObject *class_steal, uint8_t native)
{
    VmDecodedShape *shape = new_shape(decoder, names);
    if (shape == NULL) {
        Py_DECREF(class_steal);
        return READ_FAILED;
    }
    shape->class_ = class_steal;
    shape->native = native;
    return read_shape_names(decoder, names);
}

static int
constant(PyObject *object, PyObject **value)
{
    *value = Py_NewRef(object);
    return READ;
}

/* What follows a tag that is not a small int or a short string. */
static int
read_tagged(VmDecoder *decoder, unsigned tag, PyObject **value)
{
    double number, imaginary;
    Py_ssize_t n;
    switch (tag) {
    case TAG_NULL:
        *value = NULL;
        return READ;
    case TAG_NONE: return constant(Py_None, value);
    case TAG_TRUE: return constant(Py_True, value);
    case TAG_FALSE: return constant(Py_False, value);
    case TAG_ELLIPSIS: return constant(Py_Ellipsis, value);
    case TAG_NOT_IMPLEMENTED: return constant(Py_NotImplemented, value);
    case TAG_INT8: return read_int(decoder, 1, value);
    case TAG_INT16: return read_int(decoder, 2, value);
    case TAG_INT32: return read_int(decoder, 4, value);
    case TAG_INT64: return read_int(decoder, 8, value);
    case TAG_INT_BIG: return read_big_int(decoder, value);
    case TAG_FLOAT: return read_double(decoder, &number) < 0 ? READ_FAILED : numbered(decoder, PyFloat_FromDouble(number), value);
    case TAG_COMPLEX:
        if (read_double(decoder, &number) < 0 || read_double(decoder, &imaginary) < 0) {
            return READ_FAILED;
        }
        return numbered(decoder, PyComplex_FromDoubles(number, imaginary), value);
    case TAG_REF8: return read_reference(decoder, 1, value);
    case TAG_REF16: return read_reference(decoder, 2, value);
    case TAG_REF32: return read_reference(decoder, 4, value);
    case TAG_ASCII:
        if (vm_decode_count(decoder, 1, &n) < 0) {
            return READ_FAILED;
        }
        return n < 64 ? vm_decode_corrupt(decoder, "a short string in its long form") : read_ascii(decoder, n, value);
    case TAG_LATIN1: return read_string_of(decoder, 1, value);
    case TAG_UCS2: return read_string_of(decoder, 2, value);
    case TAG_UCS4: return read_string_of(decoder, 4, value);
    case TAG_BYTES:
    case TAG_BYTEARRAY: return read_bytes(decoder, tag, value);
    case TAG_EMPTY_TUPLE: return constant(vm_codec_types.empty_tuple, value);
    case TAG_TUPLE:
    case TAG_LIST: return read_sequence(decoder, tag, value);
    case TAG_DICT: return read_dict(decoder, value);
    case TAG_SHAPE_DICT_NEW:
    case TAG_SHAPE_DICT: return read_shape_dict(decoder, tag, value);
    case TAG_SET:
    case TAG_FROZENSET: return read_set(decoder, tag, value);
    case TAG_HOST: return read_host(decoder, value);
    default: return vm_decode_object(decoder, tag, value);
    }
}

int
vm_decode_value(VmDecoder *decoder, PyObject **value)
{
    NEED(decoder, 1);
    unsigned tag = *decoder->at++;
    decoder->promised--;
    if (tag >= TAG_SHORT_ASCII) {
        return read_ascii(decoder, tag & 63, value);
    }
    if (tag >= TAG_SMALL_INT) {
        return unnumbered(PyLong_FromLong((long)tag - TAG_SMALL_INT - 1), value);
    }
    return read_tagged(decoder, tag, value);
}

PyObject *
vm_decode_plain(VmDecoder *decoder)
{
    PyObject *value = NULL;
    decoder->promised++;
    int status = vm_decode_value(decoder, &value);
    if (status == READ_FAILED) {
        return NULL;
    }
    if (status == READ_OPENED || value == NULL) {
        vm_decode_corrupt(decoder, "a plain value was expected");
        return NULL;
    }
    return value;
}

PyObject *
vm_decode_string(VmDecoder *decoder)
{
    PyObject *value = vm_decode_plain(decoder);
    if (value != NULL && !PyUnicode_CheckExact(value)) {
        Py_CLEAR(value);
        vm_decode_corrupt(decoder, "a string was expected");
    }
    return value;
}
