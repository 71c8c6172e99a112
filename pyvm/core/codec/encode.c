/* The walk: its stack, its memory, and the plain values. Everything else is written in encode_objects.c; encoder.c starts it. */
#include "codec/encode.h"
#include "generators.h"

/* --- Room and memory ----------------------------------------------------------------------------------------------- */

int
vm_encode_grow(VmEncoder *encoder, size_t need)
{
    size_t used = (size_t)(encoder->out - encoder->start), size = (size_t)(encoder->end - encoder->start);
    size += size / 2 + need;
    char *start = PyMem_RawRealloc(encoder->start, size);
    if (start == NULL) {
        PyErr_NoMemory();
        return FAILED;
    }
    encoder->start = start;
    encoder->out = start + used;
    encoder->end = start + size;
    return 0;
}

VmWalk *
vm_encode_open(VmEncoder *encoder, PyObject *object, VmWalkKind kind)
{
    if (VM_ARRAY_ROOM(encoder->stack, encoder->depth, encoder->capacity) < 0) {
        return NULL;
    }
    VmWalk *walk = &encoder->stack[encoder->depth++];
    walk->object = object;
    walk->items = NULL;
    walk->labels = NULL;
    walk->index = walk->count = walk->position = 0;
    walk->late = NOT_LATE;
    walk->kind = (uint8_t)kind;
    return walk;
}

int
vm_encode_keep_steal(VmEncoder *encoder, PyObject *temporary)
{
    if (temporary == NULL) {
        return FAILED;
    }
    int status = PyList_Append(encoder->kept, temporary);
    Py_DECREF(temporary);
    return status;
}

int
vm_encode_problem(VmEncoder *encoder, PyObject *object, const char *reason)
{
    encoder->problem = object;
    encoder->reason = reason;
    return encoder->collecting ? WROTE : FAILED;
}

static int
write_reference(VmEncoder *encoder, uint32_t number)
{
    RESERVE(encoder, 5);
    if (number < 0x100) {
        put_byte(encoder, TAG_REF8);
        put_bytes(encoder, &number, 1);
    } else if (number < 0x10000) {
        put_byte(encoder, TAG_REF16);
        put_bytes(encoder, &number, 2);
    } else {
        put_byte(encoder, TAG_REF32);
        put_bytes(encoder, &number, 4);
    }
    return 1;
}

static int
is_open_late(const VmEncoder *encoder, uint32_t number)
{
    for (Py_ssize_t i = 0; i < encoder->late_count; i++) {
        if (encoder->late[i] == number) {
            return 1;
        }
    }
    return 0;
}

static int
remember_late(VmEncoder *encoder)
{
    if (VM_ARRAY_ROOM(encoder->late, encoder->late_count, encoder->late_capacity) < 0) {
        return -1;
    }
    encoder->late[encoder->late_count++] = encoder->numbered;
    return 0;
}

static inline int
has_noted_identity(VmEncoder *encoder, PyObject *object)
{
    return encoder->continuation != NULL && vm_identity_is_noted(&encoder->continuation->identities, object);
}

int
vm_encode_number(VmEncoder *encoder, PyObject *object, int late)
{
    if (Py_REFCNT(object) > 1 || vm_has_weakrefs(object) || UNLIKELY(has_noted_identity(encoder, object))) { /* N2 */
        VmPointerEntry *known = vm_pointers_find(&encoder->seen, object);
        if (known != NULL) {
            if (UNLIKELY(encoder->late_count > 0) && !encoder->collecting && is_open_late(encoder, known->value)) {
                vm_encode_problem(encoder, object, "it contains itself, and can only be made after what it contains");
                return -1;
            }
            return write_reference(encoder, known->value);
        }
        if (vm_pointers_add(&encoder->seen, object, encoder->numbered) < 0) {
            PyErr_NoMemory();
            return -1;
        }
    }
    if (late && remember_late(encoder) < 0) {
        return -1;
    }
    encoder->numbered++; /* N1 */
    return 0;
}

/* As vm_encode_number, for objects that a registry may name: 1 written, 0 new, -1. */
static inline int
number_or_name(VmEncoder *encoder, PyObject *object)
{
    if (Py_REFCNT(object) > 1) {
        VmPointerEntry *known = vm_pointers_find(&encoder->seen, object);
        if (known == NULL) {
            PyObject *name = vm_registry_name_borrow(encoder->registry, object);
            if (UNLIKELY(name != NULL)) {
                return vm_encode_host(encoder, name) < 0 ? -1 : 1;
            }
        }
    }
    return vm_encode_number(encoder, object, 0);
}

#define NUMBER(encoder, object) \
    do { \
        int written = vm_encode_number((encoder), (object), 0); \
        if (written != 0) { \
            return written < 0 ? FAILED : WROTE; \
        } \
    } while (0)

#define NUMBER_OR_NAME(encoder, object) \
    do { \
        int written = number_or_name((encoder), (object)); \
        if (written != 0) { \
            return written < 0 ? FAILED : WROTE; \
        } \
    } while (0)

/* --- Plain values --------------------------------------------------------------------------------------------------- */

int
vm_encode_string(VmEncoder *encoder, PyObject *string)
{
    size_t n = (size_t)PyUnicode_GET_LENGTH(string);
    unsigned kind = PyUnicode_KIND(string);
    if (LIKELY(PyUnicode_IS_ASCII(string))) {
        if (n >= 2) {
            NUMBER(encoder, string);
        }
        RESERVE(encoder, n + VARINT_BYTES + 1);
        if (n < 64) {
            put_byte(encoder, TAG_SHORT_ASCII | (unsigned)n);
        } else {
            put_byte(encoder, TAG_ASCII);
            put_varint(encoder, n);
        }
        put_bytes(encoder, PyUnicode_DATA(string), n);
        return WROTE;
    }
    NUMBER(encoder, string);
    RESERVE(encoder, n * kind + VARINT_BYTES + 1);
    put_byte(encoder, kind == PyUnicode_1BYTE_KIND ? TAG_LATIN1 : kind == PyUnicode_2BYTE_KIND ? TAG_UCS2 : TAG_UCS4);
    put_varint(encoder, n);
    put_bytes(encoder, PyUnicode_DATA(string), n * kind);
    return WROTE;
}

static int
encode_big_int(VmEncoder *encoder, PyObject *number)
{
    size_t n = _PyLong_NumBits(number) / 8 + 1;
    NUMBER(encoder, number);
    RESERVE(encoder, n + VARINT_BYTES + 1);
    put_byte(encoder, TAG_INT_BIG);
    put_varint(encoder, n);
    if (vm_int_to_bytes(number, (unsigned char *)encoder->out, n) < 0) {
        return FAILED;
    }
    encoder->out += n;
    return WROTE;
}

static inline int
encode_int(VmEncoder *encoder, PyObject *number)
{
    int overflow;
    long long value = PyLong_AsLongLongAndOverflow(number, &overflow);
    if (UNLIKELY(overflow)) {
        return encode_big_int(encoder, number);
    }
    if (value >= -1 && value <= 62) {
        RESERVE(encoder, 1);
        put_byte(encoder, (unsigned)(TAG_SMALL_INT + 1 + value));
        return WROTE;
    }
    if (value < -5 || value > 256) {
        NUMBER(encoder, number);
    }
    RESERVE(encoder, 9);
    int size = value == (int8_t)value ? 0 : value == (int16_t)value ? 1 : value == (int32_t)value ? 2 : 3;
    put_byte(encoder, (unsigned)(TAG_INT8 + size));
    put_bytes(encoder, &value, (size_t)1 << size); /* little-endian */
    return WROTE;
}

static int
encode_float(VmEncoder *encoder, PyObject *object)
{
    double value = PyFloat_AS_DOUBLE(object);
    NUMBER(encoder, object);
    RESERVE(encoder, 9);
    put_byte(encoder, TAG_FLOAT);
    put_bytes(encoder, &value, 8);
    return WROTE;
}

static int
encode_bytes(VmEncoder *encoder, PyObject *object)
{
    size_t n = (size_t)PyBytes_GET_SIZE(object);
    NUMBER(encoder, object);
    RESERVE(encoder, n + VARINT_BYTES + 1);
    put_byte(encoder, TAG_BYTES);
    put_varint(encoder, n);
    put_bytes(encoder, PyBytes_AS_STRING(object), n);
    return WROTE;
}

int
vm_encode_list_body(VmEncoder *encoder, PyObject *object)
{
    Py_ssize_t n = PyList_GET_SIZE(object);
    RESERVE(encoder, VARINT_BYTES);
    put_varint(encoder, (uint64_t)n);
    if (n == 0) {
        return WROTE;
    }
    VmWalk *walk = vm_encode_open(encoder, object, WALK_LIST);
    return walk == NULL ? FAILED : OPENED;
}

int
vm_encode_tuple_body(VmEncoder *encoder, PyObject *object)
{
    Py_ssize_t n = PyTuple_GET_SIZE(object);
    RESERVE(encoder, VARINT_BYTES);
    put_varint(encoder, (uint64_t)n);
    if (n == 0) {
        return WROTE;
    }
    VmWalk *walk = vm_encode_open(encoder, object, WALK_ITEMS);
    if (walk == NULL) {
        return FAILED;
    }
    walk->items = ((PyTupleObject *)object)->ob_item;
    walk->count = n;
    return OPENED;
}

int
vm_encode_dict_body(VmEncoder *encoder, PyObject *object)
{
    Py_ssize_t n = PyDict_GET_SIZE(object);
    RESERVE(encoder, VARINT_BYTES);
    put_varint(encoder, (uint64_t)n);
    if (n == 0) {
        return WROTE;
    }
    return vm_encode_open(encoder, object, WALK_DICT) == NULL ? FAILED : OPENED;
}

int
vm_encode_set_body(VmEncoder *encoder, PyObject *object)
{
    Py_ssize_t n = PySet_GET_SIZE(object);
    RESERVE(encoder, VARINT_BYTES);
    put_varint(encoder, (uint64_t)n);
    if (n == 0) {
        return WROTE;
    }
    return vm_encode_open(encoder, object, WALK_SET) == NULL ? FAILED : OPENED;
}

#define SHAPE_KEYS 32

/* The keys of a small dict with str keys only, each the one string that stands for its equals: 1, 0 if it is another dict. */
static int
dict_shape_keys(VmEncoder *encoder, PyObject *dict, PyObject **keys)
{
    PyObject *key, *value;
    Py_ssize_t position = 0, i = 0;
    while (PyDict_Next(dict, &position, &key, &value)) {
        if (UNLIKELY(!PyUnicode_CheckExact(key))) {
            return 0;
        }
        if (UNLIKELY(!PyUnicode_CHECK_INTERNED(key))) {
            key = PyDict_SetDefault(encoder->canonical, key, key);
            if (key == NULL) {
                return FAILED;
            }
        }
        keys[i++] = key;
    }
    return 1;
}

static int
encode_dict(VmEncoder *encoder, PyObject *dict)
{
    NUMBER_OR_NAME(encoder, dict);
    Py_ssize_t n = PyDict_GET_SIZE(dict);
    PyObject *keys[SHAPE_KEYS];
    int is_new, shaped = n > 0 && n <= SHAPE_KEYS ? dict_shape_keys(encoder, dict, keys) : 0;
    if (shaped <= 0) {
        if (shaped < 0) {
            return FAILED;
        }
        RESERVE(encoder, 1);
        put_byte(encoder, TAG_DICT);
        return vm_encode_dict_body(encoder, dict);
    }
    uint32_t number = vm_encode_shape(encoder, keys, (uint32_t)n, NULL, &is_new);
    if (number == UINT32_MAX) {
        return FAILED;
    }
    RESERVE(encoder, VARINT_BYTES + 1);
    put_byte(encoder, is_new ? TAG_SHAPE_DICT_NEW : TAG_SHAPE_DICT);
    put_varint(encoder, is_new ? (uint64_t)n : number);
    for (Py_ssize_t i = 0; is_new && i < n; i++) {
        if (vm_encode_string(encoder, keys[i]) < 0) {
            return FAILED;
        }
    }
    VmWalk *walk = vm_encode_open(encoder, dict, WALK_DICT_VALUES);
    return walk == NULL ? FAILED : OPENED;
}

static int
encode_constant(VmEncoder *encoder, unsigned tag)
{
    RESERVE(encoder, 1);
    put_byte(encoder, tag);
    return WROTE;
}

static int
encode_tuple(VmEncoder *encoder, PyObject *object)
{
    if (PyTuple_GET_SIZE(object) == 0) {
        return encode_constant(encoder, TAG_EMPTY_TUPLE);
    }
    NUMBER_OR_NAME(encoder, object);
    RESERVE(encoder, 1);
    put_byte(encoder, TAG_TUPLE);
    return vm_encode_tuple_body(encoder, object);
}

static inline int
encode_value(VmEncoder *encoder, PyObject *object)
{
    if (UNLIKELY(object == NULL)) {
        return encode_constant(encoder, TAG_NULL);
    }
    PyTypeObject *type = Py_TYPE(object);
    if (type == &PyUnicode_Type) {
        return vm_encode_string(encoder, object);
    }
    if (type == &PyLong_Type) {
        return encode_int(encoder, object);
    }
    if (object == Py_None) {
        return encode_constant(encoder, TAG_NONE);
    }
    if (type == &PyDict_Type) {
        return encode_dict(encoder, object);
    }
    if (type == &PyFloat_Type) {
        return encode_float(encoder, object);
    }
    if (type == &PyList_Type) {
        NUMBER_OR_NAME(encoder, object);
        RESERVE(encoder, 1);
        put_byte(encoder, TAG_LIST);
        return vm_encode_list_body(encoder, object);
    }
    if (type == &PyTuple_Type) {
        return encode_tuple(encoder, object);
    }
    if (type == &PyBool_Type) {
        return encode_constant(encoder, object == Py_True ? TAG_TRUE : TAG_FALSE);
    }
    if (type == &PyBytes_Type) {
        return encode_bytes(encoder, object);
    }
    if (type == &PySet_Type || type == &PyFrozenSet_Type) {
        NUMBER_OR_NAME(encoder, object);
        RESERVE(encoder, 1);
        put_byte(encoder, type == &PySet_Type ? TAG_SET : TAG_FROZENSET);
        return vm_encode_set_body(encoder, object);
    }
    if (object == Py_Ellipsis) {
        return encode_constant(encoder, TAG_ELLIPSIS);
    }
    if (object == Py_NotImplemented) {
        return encode_constant(encoder, TAG_NOT_IMPLEMENTED);
    }
    return vm_encode_object(encoder, object);
}

int
vm_encode_value(VmEncoder *encoder, PyObject *object)
{
    return encode_value(encoder, object);
}

/* --- Keys ------------------------------------------------------------------------------------------------------------ */

/* The hash under which a dict holds the key at a position (as PyDict_Next left it). */
static Py_hash_t
stored_hash(PyObject *dict, Py_ssize_t position, PyObject *key)
{
    VmDictKeys *keys = vm_dict_keys(dict);
    if (vm_keys_is_unicode(keys)) {
        return PyUnicode_CheckExact(key) ? ((PyASCIIObject *)key)->hash : 0;
    }
    return vm_keys_hash_entries(keys)[position - 1].hash;
}

/* Writes a HASH before a key that needs it. */
static inline int
encode_key_hash(VmEncoder *encoder, PyObject *key, Py_hash_t hash)
{
    return LIKELY(PyUnicode_CheckExact(key)) ? WROTE : vm_encode_guest_hash(encoder, key, hash);
}

/* --- The walk -------------------------------------------------------------------------------------------------------- */

static int
next_frame_child(VmWalk *walk, PyObject **child)
{
    VmFrame *frame = (VmFrame *)walk->object;
    while (walk->index < 3 + (Py_ssize_t)walk->live->count) {
        Py_ssize_t i = walk->index++;
        if (i == 0) {
            *child = (PyObject *)frame->function;
        } else if (i == 1) {
            *child = frame->namespace;
        } else if (i == 2) {
            *child = frame->flags & VM_FRAME_OWNS && !(frame->flags & VM_FRAME_GENERATOR) ? frame->owner : NULL;
        } else {
            *child = frame->registers[walk->live->registers[i - 3].reg];
        }
        if (*child != NULL) {
            return 1;
        }
    }
    return 0;
}

int
vm_walk_next(VmWalk *walk, PyObject **child)
{
    PyObject *key, *value;
    Py_hash_t hash;
    switch ((VmWalkKind)walk->kind) {
    case WALK_ITEMS:
    case WALK_PAIRS:
    case WALK_FIELDS:
    case WALK_SLOTS:
    case WALK_FILL:
        if (walk->index == walk->count) {
            return 0;
        }
        *child = walk->items[walk->index++];
        return 1;
    case WALK_MASKED:
        while (walk->index < walk->count && !(walk->position >> walk->index & 1)) {
            walk->index++;
        }
        if (walk->index == walk->count) {
            return 0;
        }
        *child = walk->items[walk->index++];
        return 1;
    case WALK_LIST:
        if (walk->index >= PyList_GET_SIZE(walk->object)) {
            return 0;
        }
        *child = PyList_GET_ITEM(walk->object, walk->index++);
        return 1;
    case WALK_DICT:
        if (walk->index % 2 == 0) {
            Py_ssize_t position = walk->position;
            if (!PyDict_Next(walk->object, &position, &key, &value)) {
                return 0;
            }
            walk->index++;
            *child = key;
            return 1;
        }
        PyDict_Next(walk->object, &walk->position, &key, &value);
        walk->index++;
        *child = value;
        return 1;
    case WALK_DICT_VALUES:
    case WALK_ATTRIBUTE_DICT:
        if (!PyDict_Next(walk->object, &walk->position, &key, &value)) {
            return 0;
        }
        *child = value;
        return 1;
    case WALK_ATTRIBUTES:
        while (walk->index < vm_inline_count(walk->values)) {
            *child = walk->values->values[vm_inline_order(walk->values, (int)walk->index++)];
            if (*child != NULL) {
                return 1;
            }
        }
        return 0;
    case WALK_SET:
        if (!_PySet_NextEntry(walk->object, &walk->position, child, &hash)) {
            return 0;
        }
        walk->index = hash; /* of the child */
        return 1;
    case WALK_FRAME:
        return next_frame_child(walk, child);
    case WALK_STACK:
        break;
    }
    return 0;
}

static void
close_walk(VmEncoder *encoder)
{
    VmWalk *walk = &encoder->stack[--encoder->depth];
    if (UNLIKELY(walk->late != NOT_LATE)) {
        encoder->late_count--;
    }
}

int
vm_encode_completing(const VmEncoder *encoder, const VmFrame *frame)
{
    const VmContinuation *continuation = encoder->continuation;
    int runs_next = continuation != NULL && frame == continuation->top && continuation->state == VM_READY && !continuation->answered;
    return !runs_next;
}

/* The next frame of a continuation: a byte and its body, or its generator, or what that is asked. A generator that is asked something
 * is there twice. */
static int
encode_next_on_stack(VmEncoder *encoder, VmWalk *walk)
{
    VmFrame *frame = walk->frames[walk->index++];
    RESERVE(encoder, 1);
    if (walk->index < walk->count && walk->frames[walk->index] == frame) {
        put_byte(encoder, 2);
        return encode_value(encoder, ((VmGenerator *)frame->owner)->question);
    }
    if (frame->flags & VM_FRAME_GENERATOR) {
        put_byte(encoder, 1);
        return encode_value(encoder, frame->owner);
    }
    put_byte(encoder, 0);
    return vm_encode_frame(encoder, frame, vm_encode_completing(encoder, frame));
}

/* Before the child that the walk gave: what a key needs. */
static int
encode_before_child(VmEncoder *encoder, VmWalk *walk, PyObject *child)
{
    if (walk->kind == WALK_SET) {
        return encode_key_hash(encoder, child, walk->index);
    }
    if (walk->kind == WALK_DICT && walk->index % 2 == 1) {
        Py_ssize_t position = walk->position;
        PyObject *key, *value;
        PyDict_Next(walk->object, &position, &key, &value);
        return encode_key_hash(encoder, child, stored_hash(walk->object, position, child));
    }
    if (walk->kind == WALK_PAIRS && walk->index % 2 == 1) {
        VmOrderedNode *node = walk->node;
        walk->node = node->next;
        return encode_key_hash(encoder, child, node->hash);
    }
    return WROTE;
}

/* The elements of a set that is shared may be met again: an iterator writes what is left of it. So they are remembered, however
 * few hold them. */
static inline int
encode_child(VmEncoder *encoder, const VmWalk *walk, PyObject *child)
{
    if (walk->kind != WALK_SET || Py_REFCNT(walk->object) == 1) {
        return encode_value(encoder, child);
    }
    Py_INCREF(child);
    int status = encode_value(encoder, child);
    Py_DECREF(child);
    return status;
}

int
vm_encode_run(VmEncoder *encoder)
{
    while (encoder->depth > 0) {
        VmWalk *walk = &encoder->stack[encoder->depth - 1];
        PyObject *child;
        int status = WROTE;
        if (walk->kind == WALK_STACK) {
            if (walk->index == walk->count) {
                close_walk(encoder);
            } else if (encode_next_on_stack(encoder, walk) < 0) {
                return FAILED;
            }
            continue;
        }
        if (walk->kind == WALK_LIST) { /* the stack cannot move while nothing opens */
            PyObject *list = walk->object;
            while (status == WROTE && walk->index < PyList_GET_SIZE(list)) {
                status = encode_value(encoder, PyList_GET_ITEM(list, walk->index++));
            }
        } else if (walk->kind == WALK_DICT_VALUES) {
            PyObject *key;
            while (status == WROTE && PyDict_Next(walk->object, &walk->position, &key, &child)) {
                status = encode_value(encoder, child);
            }
        } else {
            while (status == WROTE && vm_walk_next(walk, &child)) {
                if ((walk->kind == WALK_DICT || walk->kind == WALK_PAIRS || walk->kind == WALK_SET)
                    && encode_before_child(encoder, walk, child) < 0) {
                    return FAILED;
                }
                status = encode_child(encoder, walk, child);
            }
        }
        if (status == FAILED) {
            return FAILED;
        }
        if (status == WROTE) {
            close_walk(encoder);
        }
    }
    return WROTE;
}
