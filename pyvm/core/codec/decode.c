/* The reader: its stack, its memory of numbered objects, and how children are given to what is open. */
#include "codec/decode.h"
#include "classes.h"

static PyObject *decode_error; /* DecodeError(kind, reason, offset or sizes) */

/* --- Errors ------------------------------------------------------------------------------------------------------------ */

static int
fail(const char *kind, const char *reason, Py_ssize_t first, Py_ssize_t second)
{
    PyObject *arguments = Py_BuildValue("(ssnn)", kind, reason, first, second);
    if (arguments != NULL) {
        PyErr_SetObject(decode_error, arguments);
        Py_DECREF(arguments);
    }
    return READ_FAILED;
}

int
vm_decode_corrupt(VmDecoder *decoder, const char *reason)
{
    return fail("corrupt", reason, decoder->at - decoder->start, 0);
}

int
vm_decode_state(VmDecoder *decoder, const char *reason)
{
    return fail("state", reason, decoder->at - decoder->start, 0);
}

int
vm_decode_missing(VmDecoder *decoder, PyObject *name)
{
    PyObject *arguments = Py_BuildValue("(sOnn)", "missing", name, (Py_ssize_t)(decoder->at - decoder->start), (Py_ssize_t)0);
    if (arguments != NULL) {
        PyErr_SetObject(decode_error, arguments);
        Py_DECREF(arguments);
    }
    return READ_FAILED;
}

int
vm_decode_limit(VmDecoder *Py_UNUSED(decoder), const char *what, Py_ssize_t size, Py_ssize_t limit)
{
    return fail("limit", what, size, limit);
}

/* --- Numbers and room --------------------------------------------------------------------------------------------------- */

int
vm_decode_varint(VmDecoder *decoder, uint64_t *value)
{
    uint64_t result = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        NEED(decoder, 1);
        uint8_t byte = *decoder->at++;
        if (shift == 63 && byte > 1) {
            break;
        }
        result |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            *value = result;
            return READ;
        }
    }
    return vm_decode_corrupt(decoder, "a number has more than 64 bits");
}

int
vm_decode_count(VmDecoder *decoder, Py_ssize_t unit, Py_ssize_t *count)
{
    uint64_t n;
    if (vm_decode_varint(decoder, &n) < 0) {
        return READ_FAILED;
    }
    if (n > (uint64_t)(decoder->end - decoder->at) / (uint64_t)unit) {
        return vm_decode_corrupt(decoder, "a length is larger than what is left");
    }
    *count = (Py_ssize_t)n;
    return READ;
}

int
vm_decode_promise(VmDecoder *decoder, Py_ssize_t children)
{
    if (children > decoder->end - decoder->at - decoder->promised) { /* D3; promised never exceeds what is left */
        return vm_decode_corrupt(decoder, "it promises more values than there are bytes left");
    }
    decoder->promised += children;
    return READ;
}

#define CHARGE_FACTOR 64
#define CHARGE_FREE (1 << 22)

int
vm_decode_charge(VmDecoder *decoder, Py_ssize_t bytes)
{
    Py_ssize_t limit = CHARGE_FREE + CHARGE_FACTOR * (decoder->end - decoder->start);
    decoder->charged += bytes;
    if (decoder->charged > limit) {
        return vm_decode_limit(decoder, "memory for frames and classes", decoder->charged, limit);
    }
    return READ;
}

static NOINLINE int
grow_numbers(VmDecoder *decoder)
{
    uint32_t capacity = decoder->number_capacity * 2 + 64;
    PyObject **numbered = PyMem_RawRealloc(decoder->numbered, capacity * sizeof(PyObject *));
    if (numbered == NULL || decoder->count >= UINT32_MAX / 4) {
        PyErr_NoMemory();
        return READ_FAILED;
    }
    decoder->numbered = numbered;
    decoder->number_capacity = capacity;
    return READ;
}

int
vm_decode_number(VmDecoder *decoder, PyObject *object, uint32_t *number)
{
    if (UNLIKELY(decoder->count == decoder->number_capacity) && grow_numbers(decoder) < 0) {
        return READ_FAILED;
    }
    if (number != NULL) {
        *number = decoder->count;
    }
    decoder->numbered[decoder->count++] = Py_XNewRef(object);
    return READ;
}

PyObject *
vm_decode_empty_dict_borrow(VmDecoder *decoder)
{
    if (decoder->empty_dict == NULL) {
        decoder->empty_dict = PyDict_New();
    }
    return decoder->empty_dict;
}

VmOpen *
vm_decode_open(VmDecoder *decoder, VmOpenKind kind, unsigned tag, PyObject *object_steal, Py_ssize_t count)
{
    if (object_steal == NULL && PyErr_Occurred()) {
        return NULL;
    }
    if (vm_decode_promise(decoder, count) < 0) {
        Py_XDECREF(object_steal);
        return NULL;
    }
    if (UNLIKELY(decoder->depth == decoder->capacity)) {
        Py_ssize_t capacity = decoder->capacity * 2 + 32;
        VmOpen *stack = PyMem_RawRealloc(decoder->stack, (size_t)capacity * sizeof(VmOpen));
        if (stack == NULL) {
            Py_XDECREF(object_steal);
            PyErr_NoMemory();
            return NULL;
        }
        decoder->stack = stack;
        decoder->capacity = capacity;
    }
    VmOpen *open = &decoder->stack[decoder->depth++];
    memset(open, 0, sizeof(*open));
    open->object = object_steal;
    open->count = count;
    open->number = NO_NUMBER;
    open->kind = (uint8_t)kind;
    open->tag = (uint8_t)tag;
    Py_ssize_t keys = kind == OPEN_PAIRS ? count / 2 : kind == OPEN_SET ? count : 0;
    return vm_meter_init(&open->meter, keys) < 0 ? NULL : open; /* the stack owns what was given */
}

VmOpen *
vm_decode_open_fields(VmDecoder *decoder, unsigned tag, PyObject *object_steal, Py_ssize_t count)
{
    VmOpen *open = vm_decode_open(decoder, OPEN_FIELDS, tag, object_steal, count);
    if (open != NULL) {
        open->items = PyMem_RawCalloc((size_t)count + 1, sizeof(PyObject *));
        if (open->items == NULL) {
            PyErr_NoMemory();
            return NULL; /* the stack owns what was given */
        }
    }
    return open == NULL || vm_chain_open(decoder, open) < 0 ? NULL : open;
}

/* Releases what a frame of the stack owns, its object too. */
static void
drop_open(VmOpen *open)
{
    if (open->kind == OPEN_FIELDS && open->items != NULL) {
        for (Py_ssize_t i = 0; i < open->count; i++) {
            Py_XDECREF(open->items[i]);
        }
        PyMem_RawFree(open->items);
    }
    if (open->kind == OPEN_FRAME) {
        PyMem_RawFree((void *)open->registers);
        if (open->frame != NULL) {
            vm_frame_free(open->frame);
        }
    }
    Py_XDECREF(open->object);
    Py_XDECREF(open->key);
    Py_XDECREF(open->hash);
    Py_XDECREF(open->entries);
    vm_meter_free(&open->meter);
}

/* --- Children ----------------------------------------------------------------------------------------------------------------- */

static inline int
is_plain_key(PyObject *key)
{
    PyTypeObject *type = Py_TYPE(key);
    return type == &PyUnicode_Type || type == &PyLong_Type || type == &PyBytes_Type || type == &PyFloat_Type || type == &PyBool_Type
           || key == Py_None;
}

/* 0, or -1 with DecodeError set if too many keys have this one's hash. */
static inline int
meter_key(VmDecoder *decoder, VmOpen *open, PyObject *key)
{
    if (LIKELY(open->meter.counts == NULL) || PyUnicode_CheckExact(key) || !vm_meter_collides(&open->meter, PyObject_Hash(key))) {
        return READ;
    }
    return vm_decode_limit(decoder, "number of keys with one hash", VM_METER_LIMIT + 1, VM_METER_LIMIT);
}

/* Puts a key aside with its hash (and later its value): D5. Takes the references. */
static int
put_aside_steal(VmDecoder *decoder, VmOpen *open, PyObject *key, PyObject *value, int is_set)
{
    int status = 0;
    if (open->entries == NULL) {
        open->entries = PyList_New(0);
        status = open->entries == NULL ? -1 : vm_decode_defer(decoder, open->object, open->entries, is_set);
    }
    PyObject *hash = open->hash == NULL ? Py_None : open->hash;
    if (status == 0) {
        status = PyList_Append(open->entries, key) < 0 || PyList_Append(open->entries, hash) < 0
                         || (!is_set && PyList_Append(open->entries, value) < 0)
                     ? -1
                     : 0;
    }
    Py_CLEAR(open->hash);
    Py_DECREF(key);
    Py_XDECREF(value);
    return status;
}

static int
deliver_pair_steal(VmDecoder *decoder, VmOpen *open, PyObject *child)
{
    if (open->key == NULL) {
        open->key = child;
        return READ;
    }
    PyObject *key = open->key;
    open->key = NULL;
    if (LIKELY(open->entries == NULL && open->hash == NULL && is_plain_key(key))) {
        int status = meter_key(decoder, open, key) < 0    ? READ_FAILED
                     : open->tag == TAG_ORDERED_DICT ? PyODict_SetItem(open->object, key, child)
                                                     : PyDict_SetItem(open->object, key, child);
        Py_DECREF(key);
        Py_DECREF(child);
        return status;
    }
    return put_aside_steal(decoder, open, key, child, 0);
}

static int
deliver_element_steal(VmDecoder *decoder, VmOpen *open, PyObject *child)
{
    if (LIKELY(open->entries == NULL && open->hash == NULL && is_plain_key(child) && Py_IS_TYPE(open->object, &PySet_Type))) {
        int status = meter_key(decoder, open, child) < 0 ? READ_FAILED : PySet_Add(open->object, child);
        Py_DECREF(child);
        return status;
    }
    return put_aside_steal(decoder, open, child, NULL, 1);
}

/* Sets an attribute without asking the class what it thinks of it. */
static int
set_attribute(PyObject *object, PyObject *name, PyObject *value)
{
    if (UNLIKELY(name == vm_codec_types.name_dict)) {
        if (!PyDict_CheckExact(value)) {
            PyErr_SetString(PyExc_TypeError, "the __dict__ of an instance is not a dict");
            return -1;
        }
        return vm_instance_dict_set(object, value);
    }
    PyObject *descriptor = _PyType_Lookup(Py_TYPE(object), name);
    if (LIKELY(descriptor == NULL || Py_TYPE(descriptor)->tp_descr_set == NULL)) {
        return PyObject_GenericSetAttr(object, name, value);
    }
    PyObject *dict = PyObject_GenericGetDict(object, NULL);
    if (dict == NULL) {
        return -1;
    }
    int status = PyDict_SetItem(dict, name, value);
    Py_DECREF(dict);
    return status;
}

/* Writes the slot that is next. */
static int
set_slot_steal(VmDecoder *decoder, VmOpen *open, PyObject *child)
{
    Py_ssize_t place = decoder->shapes[open->word].places[open->index];
    if (place == 0) {
        Py_XDECREF(child);
        return READ;
    }
    PyObject **slot = (PyObject **)((char *)open->object + place);
    Py_XSETREF(*slot, child);
    return READ;
}

static int
append_steal(VmOpen *open, PyObject *child)
{
    int status;
    if (PyList_Check(open->object)) {
        status = PyList_Append(open->object, child);
    } else {
        PyObject *result = PyObject_CallFunctionObjArgs(vm_codec_types.deque_append, open->object, child, NULL);
        status = result == NULL ? -1 : 0;
        Py_XDECREF(result);
    }
    Py_DECREF(child);
    return status;
}

/* A child of the open object is there. Takes the reference. */
static int
deliver_steal(VmDecoder *decoder, VmOpen *open, PyObject *child)
{
    if (UNLIKELY(child == NULL) && open->kind != OPEN_FIELDS && open->kind != OPEN_SLOTS && open->kind != OPEN_FILL
        && open->kind != OPEN_STACK) {
        return vm_decode_corrupt(decoder, "a value is missing");
    }
    int status = READ;
    switch ((VmOpenKind)open->kind) {
    case OPEN_ITEMS:
        open->items[open->index] = child;
        break;
    case OPEN_FIELDS:
        open->items[open->index] = child;
        vm_chain_child(decoder, open, child);
        if (open->tag == TAG_CONTINUATION && open->index == 0) {
            decoder->builtins = child;
        }
        break;
    case OPEN_APPEND:
        status = append_steal(open, child);
        break;
    case OPEN_PAIRS:
        status = deliver_pair_steal(decoder, open, child);
        break;
    case OPEN_VALUES:
        status = PyDict_SetItem(open->object, open->items[open->index], child);
        Py_DECREF(child);
        break;
    case OPEN_SET:
        status = deliver_element_steal(decoder, open, child);
        break;
    case OPEN_ATTRIBUTES:
        status = set_attribute(open->object, open->items[open->index], child);
        Py_DECREF(child);
        break;
    case OPEN_SLOTS:
        status = set_slot_steal(decoder, open, child);
        break;
    case OPEN_FRAME:
        status = vm_decode_frame_child_steal(decoder, open, child);
        break;
    case OPEN_STACK: /* NULL: a frame of its own, which has pushed itself */
        status = child == NULL ? READ
               : open->word == 2 ? vm_decode_keep_question(decoder, child) : vm_decode_push_generator(decoder, child);
        Py_XDECREF(child);
        break;
    case OPEN_FILL:
        ((PyListObject *)open->object)->ob_item[open->index] = child;
        break;
    }
    open->index++;
    return status;
}

/* All children are there. 1: *value is the object's, owned; 0: another frame of the object goes on. */
static int
close_top(VmDecoder *decoder, PyObject **value)
{
    VmOpen *open = &decoder->stack[decoder->depth - 1];
    if (open->kind == OPEN_FIELDS) {
        *value = NULL;
        if (vm_decode_close_fields(decoder, open, value) < 0) {
            return -1;
        }
        open = &decoder->stack[decoder->depth - 1];
        if (*value != NULL && vm_chain_close(decoder, open, *value) < 0) {
            Py_CLEAR(*value);
            return -1;
        }
        if (*value != NULL && open->number != NO_NUMBER) {
            Py_XSETREF(decoder->numbered[open->number], Py_NewRef(*value));
        }
    } else if (open->kind == OPEN_FRAME) {
        if (vm_decode_close_frame(decoder, open) < 0) {
            return -1;
        }
        *value = Py_XNewRef(open->object);
    } else {
        if (open->tag == TAG_FROZENSET && Py_IS_TYPE(open->object, &PySet_Type)) {
            Py_SET_TYPE(open->object, &PyFrozenSet_Type);
        }
        *value = Py_NewRef(open->object);
    }
    int gives = !open->inner;
    if (!gives) {
        Py_CLEAR(*value);
    }
    VmOpen closed = *open;
    decoder->depth--;
    drop_open(&closed);
    return gives;
}

/* Reads what the open object is to be given next. */
static int
read_child(VmDecoder *decoder, PyObject **value)
{
    VmOpen *open = decoder->depth == 0 ? NULL : &decoder->stack[decoder->depth - 1];
    if (open != NULL) {
        if (open->kind == OPEN_STACK) {
            NEED(decoder, 1);
            open->word = *decoder->at++;
            if (open->word > 2) {
                return vm_decode_corrupt(decoder, "neither a frame nor a generator on the stack");
            }
            decoder->promised -= open->word == 0;
            return open->word != 0 ? vm_decode_value(decoder, value) : vm_decode_open_frame(decoder, NULL);
        }
        if ((open->kind == OPEN_SET || (open->kind == OPEN_PAIRS && open->key == NULL)) && decoder->at < decoder->end
            && *decoder->at == TAG_HASH) {
            NEED(decoder, 10);
            decoder->at++;
            Py_XSETREF(open->hash, PyLong_FromLongLong(take_i64(decoder)));
            if (open->hash == NULL) {
                return READ_FAILED;
            }
        }
    }
    return vm_decode_value(decoder, value);
}

/* Reads one value with all that hangs on it. */
static int
read_whole(VmDecoder *decoder, PyObject **result)
{
    PyObject *value = NULL;
    Py_ssize_t base = decoder->depth;
    for (;;) {
        int status = read_child(decoder, &value);
        if (status == READ_FAILED) {
            return READ_FAILED;
        }
        if (status == READ_OPENED) {
            continue;
        }
        for (;;) {
            if (decoder->depth == base) {
                *result = value;
                return READ;
            }
            VmOpen *open = &decoder->stack[decoder->depth - 1];
            if (deliver_steal(decoder, open, value) < 0) {
                return READ_FAILED;
            }
            value = NULL;
            if (open->index < open->count) {
                break;
            }
            int gives = close_top(decoder, &value);
            if (gives < 0) {
                return READ_FAILED;
            }
            if (!gives) {
                break;
            }
        }
    }
}

/* --- The whole stream ----------------------------------------------------------------------------------------------------------- */

static int
read_fill(VmDecoder *decoder)
{
    uint64_t flags;
    Py_ssize_t n, number = vm_decode_noted(decoder->namespaces);
    if (vm_decode_varint(decoder, &flags) < 0 || vm_decode_count(decoder, 2, &n) < 0) {
        return READ_FAILED;
    }
    if (number >= vm_decode_noted(decoder->classes)) {
        return vm_decode_corrupt(decoder, "a namespace without a class");
    }
    ((PyTypeObject *)PyList_GET_ITEM(decoder->classes, number))->tp_flags |= flags & (Py_TPFLAGS_SEQUENCE | Py_TPFLAGS_MAPPING);
    if (vm_decode_promise(decoder, 2 * n) < 0) {
        return READ_FAILED;
    }
    decoder->promised -= 2 * n;
    PyObject *list = PyList_New(2 * n), *value = NULL;
    if (list == NULL || vm_decode_note(&decoder->namespaces, list) < 0) {
        Py_XDECREF(list);
        return READ_FAILED;
    }
    if (n == 0) {
        Py_DECREF(list);
        return READ;
    }
    if (vm_decode_open(decoder, OPEN_FILL, TAG_FILL, list, 2 * n) == NULL) {
        return READ_FAILED;
    }
    VmOpen *open = &decoder->stack[decoder->depth - 1];
    while (open->index < open->count) {
        decoder->promised--;
        PyObject *name = vm_decode_name(decoder);
        if (name == NULL || deliver_steal(decoder, open, name) < 0 || read_whole(decoder, &value) < 0) {
            return READ_FAILED;
        }
        open = &decoder->stack[decoder->depth - 1]; /* the stack may have moved */
        if (deliver_steal(decoder, open, value) < 0) {
            return READ_FAILED;
        }
    }
    VmOpen closed = *open;
    decoder->depth--;
    drop_open(&closed);
    return READ;
}

/* The ids that the program asked for, by the addresses that their objects have now. */
static int
read_identities(VmDecoder *decoder)
{
    uint64_t restores, number;
    Py_ssize_t count;
    if (decoder->continuation == NULL) {
        return vm_decode_corrupt(decoder, "identities without a continuation");
    }
    VmIdentities *identities = &decoder->continuation->identities;
    if (vm_decode_varint(decoder, &restores) < 0) {
        return READ_FAILED;
    }
    NEED(decoder, 1);
    identities->saw_address_hash = *decoder->at++ != 0;
    identities->restores = (uint32_t)restores + 1;
    if (vm_decode_count(decoder, 9, &count) < 0) {
        return READ_FAILED;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (vm_decode_varint(decoder, &number) < 0) {
            return READ_FAILED;
        }
        NEED(decoder, 8);
        int64_t id = take_i64(decoder);
        PyObject *object = NULL;
        if (number & 1) {
            object = number / 2 < (uint64_t)PyList_GET_SIZE(decoder->hosts) ? PyList_GET_ITEM(decoder->hosts, number / 2) : NULL;
        } else {
            object = number / 2 < decoder->count ? decoder->numbered[number / 2] : NULL;
        }
        if (object == NULL) {
            return vm_decode_corrupt(decoder, "an identity of an object that is not there");
        }
        if (vm_identity_note(identities, object, id) < 0) {
            return READ_FAILED;
        }
    }
    return READ;
}

/* Those whose finaliser has run; it is guests' classes alone that can have one which shows. */
static int
read_finalised(VmDecoder *decoder)
{
    uint64_t number;
    Py_ssize_t count;
    if (vm_decode_count(decoder, 1, &count) < 0) {
        return READ_FAILED;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (vm_decode_varint(decoder, &number) < 0) {
            return READ_FAILED;
        }
        PyObject *object = number < decoder->count ? decoder->numbered[number] : NULL;
        if (object == NULL || !vm_class_is_guest_instance(object)) {
            return vm_decode_corrupt(decoder, "a finaliser ran of something else than an instance");
        }
        vm_gc_set_finalized(object);
    }
    return READ;
}

static int
read_stream(VmDecoder *decoder, PyObject **root)
{
    decoder->promised = 1;
    if (read_whole(decoder, root) < 0) {
        return READ_FAILED;
    }
    for (;;) {
        NEED(decoder, 1);
        unsigned tag = *decoder->at++;
        if (tag == TAG_END) {
            break;
        }
        if (tag == TAG_IDENTITIES) {
            if (read_identities(decoder) < 0) {
                return READ_FAILED;
            }
            continue;
        }
        if (tag == TAG_FINALISED) {
            if (read_finalised(decoder) < 0) {
                return READ_FAILED;
            }
            continue;
        }
        if (tag != TAG_FILL) {
            return vm_decode_corrupt(decoder, "neither a namespace nor the end after the root");
        }
        if (read_fill(decoder) < 0) {
            return READ_FAILED;
        }
    }
    if (decoder->at != decoder->end) {
        return vm_decode_corrupt(decoder, "there is something after the end");
    }
    if (vm_decode_noted(decoder->namespaces) != vm_decode_noted(decoder->classes)) {
        return vm_decode_corrupt(decoder, "a class without a namespace");
    }
    if (*root == NULL) {
        return vm_decode_corrupt(decoder, "there is no root");
    }
    if (vm_decode_fill_deferred(decoder) < 0 || vm_decode_set_cursors(decoder) < 0 || vm_decode_fill_classes(decoder) < 0
        || vm_decode_check_iterators(decoder) < 0) { /* D1, D5 */
        return READ_FAILED;
    }
    return vm_decode_check_frames(decoder);
}

static void
free_decoder(VmDecoder *decoder)
{
    while (decoder->depth > 0) {
        VmOpen open = decoder->stack[--decoder->depth];
        drop_open(&open);
    }
    for (size_t i = 0; i < decoder->deferred_count; i++) {
        Py_XDECREF(decoder->deferred[i].object);
        Py_XDECREF(decoder->deferred[i].entries);
    }
    for (uint32_t i = 0; i < decoder->shape_count; i++) {
        for (uint32_t k = 0; k < decoder->shapes[i].count; k++) {
            Py_XDECREF(decoder->shapes[i].names[k]);
        }
        PyMem_RawFree(decoder->shapes[i].names);
        PyMem_RawFree(decoder->shapes[i].places);
        Py_XDECREF(decoder->shapes[i].class_);
    }
    for (uint32_t i = 0; i < decoder->count; i++) {
        Py_XDECREF(decoder->numbered[i]);
    }
    PyMem_RawFree(decoder->stack);
    PyMem_RawFree(decoder->deferred);
    PyMem_RawFree(decoder->shapes);
    PyMem_RawFree(decoder->numbered);
    PyMem_RawFree(decoder->frames);
    PyMem_RawFree(decoder->frame_completing);
    Py_XDECREF(decoder->empty_dict);
    Py_XDECREF(decoder->classes);
    Py_XDECREF(decoder->namespaces);
    Py_XDECREF(decoder->question);
    Py_XDECREF(decoder->metaclasses);
    Py_XDECREF(decoder->functions);
    Py_XDECREF(decoder->iterated);
    Py_XDECREF(decoder->rehash);
    Py_XDECREF(decoder->cursors_of_sets);
    vm_pointers_free(&decoder->chains);
}

/* Calls `complete` with the list of all objects that have a number. */
static int
complete_objects(VmDecoder *decoder, PyObject *complete)
{
    PyObject *objects = PyList_New(0);
    int status = objects == NULL ? -1 : 0;
    for (uint32_t i = 0; i < decoder->count && status == 0; i++) {
        status = decoder->numbered[i] == NULL ? 0 : PyList_Append(objects, decoder->numbered[i]);
    }
    PyObject *done = status < 0 ? NULL : PyObject_CallOneArg(complete, objects);
    Py_XDECREF(objects);
    Py_XDECREF(done);
    return done == NULL ? -1 : 0;
}

/* codec_decode(stream, codes, hosts, registry, host=None, complete=None) -> (root, containers with stored hashes). */
static PyObject *
codec_decode(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer stream;
    VmDecoder decoder;
    memset(&decoder, 0, sizeof(decoder));
    decoder.host = Py_None;
    PyObject *complete = Py_None;
    if (!PyArg_ParseTuple(args, "y*O!O!O!|OO:codec_decode", &stream, &PyList_Type, &decoder.codes, &PyList_Type, &decoder.hosts,
                          &VmRegistry_Type, &decoder.registry, &decoder.host, &complete)) {
        return NULL;
    }
    decoder.start = decoder.at = stream.buf;
    decoder.end = decoder.start + stream.len;
    PyObject *root = NULL, *result = NULL;
    if (vm_registry_refresh(decoder.registry) < 0) {
        PyBuffer_Release(&stream);
        return NULL;
    }
    int collected = PyGC_Disable(); /* D1: a collection would run finalizers; and half-made objects are no sight for it */
    vm_restoring++;
    if (read_stream(&decoder, &root) == READ && (complete == Py_None || complete_objects(&decoder, complete) == 0)
        && (decoder.rehash != NULL || (decoder.rehash = PyList_New(0)) != NULL)) {
        result = PyTuple_Pack(2, root, decoder.rehash);
    }
    if (result == NULL && !PyErr_Occurred()) {
        vm_decode_corrupt(&decoder, "the values do not fit together");
    }
    PyObject *error = result == NULL ? vm_error_take() : NULL; /* tearing down must not run into it */
    Py_XDECREF(root);
    free_decoder(&decoder);
    vm_restoring--;
    if (collected) {
        PyGC_Enable();
    }
    PyBuffer_Release(&stream);
    if (error != NULL) {
        vm_error_put_steal(error);
    }
    return result;
}

static PyMethodDef functions[] = {
    {"codec_decode", codec_decode, METH_VARARGS,
     "codec_decode(stream, codes, host objects, registry, host=None, complete=None) -> (root, containers whose hashes were stored).\n\n"
     "complete is called with the list of all objects when they are there."},
    {NULL},
};

int
vm_decode_setup(PyObject *module)
{
    decode_error = PyErr_NewExceptionWithDoc("pyvm._core.DecodeError", "(kind, reason, offset or size, limit): a stream that is refused.",
                                             PyExc_ValueError, NULL);
    if (decode_error == NULL || PyModule_AddObjectRef(module, "DecodeError", decode_error) < 0 || vm_decode_classes_setup() < 0
        || vm_decode_objects_setup() < 0) {
        return -1;
    }
    return PyModule_AddFunctions(module, functions);
}
