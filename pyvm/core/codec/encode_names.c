/* What the stream counts apart from objects: code units, names of host objects, and shapes. */
#include "codec/encode.h"

/* --- Names and codes ------------------------------------------------------------------------------------------------ */

/* Number of an object in a list that grows by what is new, or -1. */
static int64_t
number_in(VmPointerMap *numbers, PyObject *list, PyObject *object)
{
    VmPointerEntry *known = vm_pointers_find(numbers, object);
    if (known != NULL) {
        return known->value;
    }
    uint32_t number = (uint32_t)PyList_GET_SIZE(list);
    if (PyList_Append(list, object) < 0) {
        return -1;
    }
    if (vm_pointers_add(numbers, object, number) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    return number;
}

int
vm_encode_code(VmEncoder *encoder, VmCode *code)
{
    int64_t number = number_in(&encoder->code_numbers, encoder->codes, (PyObject *)code);
    if (number < 0) {
        return FAILED;
    }
    RESERVE(encoder, VARINT_BYTES);
    put_varint(encoder, (uint64_t)number);
    return WROTE;
}

int
vm_encode_host(VmEncoder *encoder, PyObject *name)
{
    int64_t number = number_in(&encoder->host_numbers, encoder->hosts, name);
    if (number < 0) {
        return FAILED;
    }
    RESERVE(encoder, VARINT_BYTES + 1);
    put_byte(encoder, TAG_HOST);
    put_varint(encoder, (uint64_t)number);
    return WROTE;
}

/* --- Shapes --------------------------------------------------------------------------------------------------------- */

static int
grow_shapes(VmEncoder *encoder)
{
    size_t capacity = encoder->shape_capacity == 0 ? 64 : encoder->shape_capacity * 4;
    VmShapeEntry *shapes = PyMem_RawCalloc(capacity, sizeof(VmShapeEntry));
    if (shapes == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t i = 0; i < encoder->shape_capacity; i++) {
        if (encoder->shapes[i].keys != NULL) {
            size_t j = encoder->shapes[i].hash & (capacity - 1);
            while (shapes[j].keys != NULL) {
                j = (j + 1) & (capacity - 1);
            }
            shapes[j] = encoder->shapes[i];
        }
    }
    PyMem_RawFree(encoder->shapes);
    encoder->shapes = shapes;
    encoder->shape_capacity = capacity;
    return 0;
}

uint32_t
vm_encode_shape(VmEncoder *encoder, PyObject *const *keys, uint32_t count, const void *class_, int *is_new)
{
    const uint64_t factor = 0x9E3779B97F4A7C15ull;
    uint64_t hash = (uint64_t)(uintptr_t)class_ * factor + count;
    for (uint32_t i = 0; i < count; i++) {
        hash = (hash ^ ((uint64_t)(uintptr_t)keys[i] >> 4)) * factor;
        hash ^= hash >> 29;
    }
    if (encoder->shape_count * 2 >= encoder->shape_capacity && grow_shapes(encoder) < 0) {
        return UINT32_MAX;
    }
    size_t i = hash & (encoder->shape_capacity - 1);
    for (; encoder->shapes[i].keys != NULL; i = (i + 1) & (encoder->shape_capacity - 1)) {
        VmShapeEntry *shape = &encoder->shapes[i];
        if (shape->hash == hash && shape->count == count && shape->class_ == class_
            && memcmp(shape->keys, keys, count * sizeof(PyObject *)) == 0) {
            *is_new = 0;
            return shape->number;
        }
    }
    PyObject **copy = PyMem_RawMalloc((count + 1) * sizeof(PyObject *));
    if (copy == NULL) {
        PyErr_NoMemory();
        return UINT32_MAX;
    }
    for (uint32_t k = 0; k < count; k++) {
        copy[k] = Py_NewRef(keys[k]);
    }
    encoder->shapes[i] = (VmShapeEntry){hash, (uint32_t)encoder->shape_count++, count, class_, copy};
    *is_new = 1;
    return encoder->shapes[i].number;
}
