/* Writing instances and classes: native part, attributes, slots; skeleton, namespace. */
#include "codec/encode_parts.h"
#include "arrays.h"
#include "classes.h"

/* --- Containers of the standard library ----------------------------------------------------------------------------------- */

static int
open_list_steal(VmEncoder *encoder, PyObject *object, PyObject *list)
{
    if (vm_encode_keep_steal(encoder, list) < 0) {
        return FAILED;
    }
    if (put_number(encoder, (uint64_t)PyList_GET_SIZE(list)) < 0) {
        return FAILED;
    }
    if (PyList_GET_SIZE(list) == 0) {
        return WROTE;
    }
    VmWalk *walk = vm_encode_open(encoder, object, WALK_ITEMS);
    if (walk == NULL) {
        return FAILED;
    }
    walk->items = ((PyListObject *)list)->ob_item;
    walk->count = PyList_GET_SIZE(list);
    return OPENED;
}

/* A native attribute, read past whatever a subclass defines under its name. */
static PyObject *
native_attribute(PyObject *descriptor, PyObject *object)
{
    return Py_TYPE(descriptor)->tp_descr_get(descriptor, object, (PyObject *)Py_TYPE(object));
}

/* Body of a deque (or of an instance derived from it): its items natively, whatever a subclass overrides. */
static int
encode_deque_body(VmEncoder *encoder, PyObject *object)
{
    PyObject *maximum = native_attribute(vm_codec_types.deque_maxlen, object);
    if (vm_encode_keep_steal(encoder, maximum) < 0) {
        return FAILED;
    }
    Py_ssize_t limit = maximum == Py_None ? -1 : PyLong_AsSsize_t(maximum);
    if (PyErr_Occurred() || put_number(encoder, (uint64_t)(limit + 1)) < 0) {
        return FAILED;
    }
    PyObject *iterator = vm_codec_types.deque->tp_iter(object), *item;
    PyObject *list = iterator == NULL ? NULL : PyList_New(0);
    while (list != NULL && (item = Py_TYPE(iterator)->tp_iternext(iterator)) != NULL) {
        if (PyList_Append(list, item) < 0) {
            Py_CLEAR(list);
        }
        Py_DECREF(item);
    }
    Py_XDECREF(iterator);
    return list == NULL || PyErr_Occurred() ? FAILED : open_list_steal(encoder, object, list);
}

/* An OrderedDict's keys and values in its own order. Its nodes hold the keys, so nothing is hashed or compared. */
static PyObject *
ordered_pairs(PyObject *object)
{
    PyObject *list = PyList_New(0), *key, *value;
    Py_ssize_t position = 0;
    VmPointerMap positions;
    if (list == NULL || vm_pointers_init(&positions, 64) < 0) {
        Py_XDECREF(list);
        return PyErr_NoMemory();
    }
    int status = 0;
    while (status == 0 && PyDict_Next(object, &position, &key, &value)) {
        status = vm_pointers_add(&positions, key, (uint32_t)position);
    }
    for (VmOrderedNode *node = ((VmOrderedDict *)object)->first; status == 0 && node != NULL; node = node->next) {
        VmPointerEntry *entry = vm_pointers_find(&positions, node->key);
        position = entry == NULL ? 0 : (Py_ssize_t)entry->value - 1;
        status = entry == NULL || !PyDict_Next(object, &position, &key, &value) || PyList_Append(list, key) < 0
                         || PyList_Append(list, value) < 0
                     ? -1
                     : 0;
    }
    vm_pointers_free(&positions);
    if (status < 0) {
        Py_CLEAR(list);
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_RuntimeError, "OrderedDict and its table disagree");
        }
    }
    return list;
}

static int
encode_ordered_dict_body(VmEncoder *encoder, PyObject *object)
{
    PyObject *list = ordered_pairs(object);
    if (vm_encode_keep_steal(encoder, list) < 0 || put_number(encoder, (uint64_t)PyList_GET_SIZE(list) / 2) < 0) {
        return FAILED;
    }
    if (PyList_GET_SIZE(list) == 0) {
        return WROTE;
    }
    VmWalk *walk = vm_encode_open(encoder, object, WALK_PAIRS);
    if (walk == NULL) {
        return FAILED;
    }
    walk->items = ((PyListObject *)list)->ob_item;
    walk->count = PyList_GET_SIZE(list);
    walk->node = ((VmOrderedDict *)object)->first;
    return OPENED;
}

static int
encode_default_dict_body(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"default_factory"};
    PyObject *factory = native_attribute(vm_codec_types.default_factory, object);
    if (vm_encode_keep_steal(encoder, factory) < 0) {
        return FAILED;
    }
    if (vm_encode_dict_body(encoder, object) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(1, factory), labels, 0);
}

/* --- Instances ---------------------------------------------------------------------------------------------------------------- */

static int
open_exception_fields(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"args", "__cause__", "__context__", "__traceback__", "field", "field", "field",
                                         "field", "field", "field", "field", "field", "field", "field"};
    const VmExceptionLayout *layout = vm_codec_exception_layout(Py_TYPE(object));
    PyBaseExceptionObject *exception = (PyBaseExceptionObject *)object;
    int n = 4 + layout->object_count + layout->size_count;
    PyObject *fields = PyTuple_New(n);
    if (fields == NULL) {
        return FAILED;
    }
    PyTuple_SET_ITEM(fields, 0, Py_XNewRef(exception->args));
    PyTuple_SET_ITEM(fields, 1, Py_XNewRef(exception->cause));
    PyTuple_SET_ITEM(fields, 2, Py_XNewRef(exception->context));
    PyTuple_SET_ITEM(fields, 3, Py_XNewRef(exception->traceback));
    for (int i = 0; i < layout->object_count; i++) {
        PyTuple_SET_ITEM(fields, 4 + i, Py_XNewRef(*(PyObject **)((char *)object + layout->objects[i])));
    }
    for (int i = 0; i < layout->size_count; i++) {
        PyObject *size = PyLong_FromSsize_t(*(Py_ssize_t *)((char *)object + layout->sizes[i]));
        PyTuple_SET_ITEM(fields, 4 + layout->object_count + i, size);
    }
    if (PyErr_Occurred() || put_u8(encoder, exception->suppress_context != 0) < 0 || put_u8(encoder, (unsigned)n) < 0) {
        Py_DECREF(fields);
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields, labels, 0);
}

/* The tag that says what an instance's class is derived from: NULL for plain objects, -1 if the codec does not know it. */
static int
native_tag(PyTypeObject *native)
{
    const struct {
        const PyTypeObject *type;
        int tag;
    } rows[] = {
        {&PyBaseObject_Type, TAG_NULL},       {&PyList_Type, TAG_LIST},           {&PyDict_Type, TAG_DICT},
        {&PyTuple_Type, TAG_TUPLE},           {&PySet_Type, TAG_SET},             {&PyFrozenSet_Type, TAG_FROZENSET},
        {&PyLong_Type, TAG_INT_BIG},          {&PyUnicode_Type, TAG_ASCII},       {&PyFloat_Type, TAG_FLOAT},
        {&PyComplex_Type, TAG_COMPLEX},       {&PyBytes_Type, TAG_BYTES},         {&PyByteArray_Type, TAG_BYTEARRAY},
        {&PyProperty_Type, TAG_PROPERTY},     {&PyStaticMethod_Type, TAG_STATICMETHOD}, {&PyClassMethod_Type, TAG_CLASSMETHOD},
        {vm_codec_types.deque, TAG_DEQUE},    {vm_codec_types.ordered_dict, TAG_ORDERED_DICT},
        {vm_codec_types.default_dict, TAG_DEFAULT_DICT},                          {vm_codec_types.random, TAG_RANDOM},
        {&PyModule_Type, TAG_MODULE},         {&_PyWeakref_RefType, TAG_WEAKREF},
    };
    if (PyType_FastSubclass(native, Py_TPFLAGS_BASE_EXC_SUBCLASS)) {
        return TAG_EXCEPTION;
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(rows); i++) {
        if (rows[i].type == native) {
            return rows[i].tag;
        }
    }
    return -1;
}

/* An exact copy of what an instance of a subclass of int, str, float, complex, bytes or bytearray is. Owned. */
static PyObject *
exact_copy(PyObject *object, int tag)
{
    switch (tag) {
    case TAG_INT_BIG:
        return _PyLong_Copy((PyLongObject *)object);
    case TAG_ASCII:
        return PyUnicode_FromKindAndData(PyUnicode_KIND(object), PyUnicode_DATA(object), PyUnicode_GET_LENGTH(object));
    case TAG_FLOAT:
        return PyFloat_FromDouble(PyFloat_AS_DOUBLE(object));
    case TAG_COMPLEX:
        return PyComplex_FromCComplex(((PyComplexObject *)object)->cval);
    case TAG_BYTES:
        return PyBytes_FromStringAndSize(PyBytes_AS_STRING(object), PyBytes_GET_SIZE(object));
    default:
        return PyByteArray_FromStringAndSize(PyByteArray_AS_STRING(object), PyByteArray_GET_SIZE(object));
    }
}

/* What the instance is as a native value. WROTE, OPENED or FAILED. */
int
vm_encode_native_part(VmEncoder *encoder, PyObject *object, int tag)
{
    switch (tag) {
    case TAG_NULL:
        return WROTE;
    case TAG_LIST:
        return vm_encode_list_body(encoder, object);
    case TAG_DICT:
        return vm_encode_dict_body(encoder, object);
    case TAG_TUPLE:
        return vm_encode_tuple_body(encoder, object);
    case TAG_SET:
    case TAG_FROZENSET:
        return vm_encode_set_body(encoder, object);
    case TAG_DEQUE:
        return encode_deque_body(encoder, object);
    case TAG_ORDERED_DICT:
        return encode_ordered_dict_body(encoder, object);
    case TAG_DEFAULT_DICT:
        return encode_default_dict_body(encoder, object);
    case TAG_EXCEPTION:
        return open_exception_fields(encoder, object);
    case TAG_RANDOM: {
        PyObject *state = PyObject_CallOneArg(vm_codec_types.random_getstate, object);
        return vm_encode_keep_steal(encoder, state) < 0 ? FAILED : open_fields_steal(encoder, object, fields_of(1, state), NULL, 0);
    }
    case TAG_STATICMETHOD:
    case TAG_CLASSMETHOD:
        return open_fields_steal(encoder, object, fields_of(1, ((VmMethodWrapperObject *)object)->callable), NULL, 0);
    case TAG_PROPERTY: {
        VmProperty *property = (VmProperty *)object;
        return open_fields_steal(encoder, object,
                                 fields_of(4, property->getter, property->setter, property->deleter, property->doc), NULL, 0);
    }
    case TAG_MODULE:
        return open_fields_steal(encoder, object, fields_of(1, ((VmModuleObject *)object)->dict), NULL, 0);
    case TAG_WEAKREF:
        return open_fields_steal(encoder, object,
                                 fields_of(2, vm_weakref_target_borrow(object), ((PyWeakReference *)object)->wr_callback), NULL, 0);
    default: {
        PyObject *copy = exact_copy(object, tag); /* written at once: plain values open nothing */
        if (copy == NULL) {
            return FAILED;
        }
        int status = vm_encode_value(encoder, copy);
        return vm_encode_keep_steal(encoder, copy) < 0 ? FAILED : status;
    }
    }
}

#define MAX_ATTRIBUTES 4096

/* The names of the instance's attributes in order of insertion. The dict that holds them (NULL: inline values), how many. */
static int
attribute_names(VmEncoder *encoder, PyObject *object, PyObject **names, PyObject **dict)
{
    PyTypeObject *type = Py_TYPE(object);
    VmDictKeys *shared = vm_type_shared_keys(type);
    int n = 0;
    *dict = NULL;
    if (shared != NULL) {
        VmInlineValues *values = vm_inline_values(object);
        if (values != NULL) {
            for (int i = 0; i < vm_inline_count(values); i++) {
                int slot = vm_inline_order(values, i);
                if (values->values[slot] != NULL) {
                    names[n++] = vm_keys_unicode_entries(shared)[slot].key;
                }
            }
            return n;
        }
    }
    *dict = vm_instance_dict_borrow(object);
    PyObject *key, *value;
    Py_ssize_t position = 0;
    if (*dict != NULL && PyDict_GET_SIZE(*dict) > MAX_ATTRIBUTES) {
        return -2;
    }
    while (*dict != NULL && PyDict_Next(*dict, &position, &key, &value)) {
        if (!PyUnicode_CheckExact(key)) {
            return -2;
        }
        if (!PyUnicode_CHECK_INTERNED(key) && (key = PyDict_SetDefault(encoder->canonical, key, key)) == NULL) {
            return -1;
        }
        names[n++] = key;
    }
    return n;
}

/* The members of the instance's slots: an array to free, or NULL without an exception if it has none. */
static PyMemberDef **
slot_members(PyTypeObject *type, Py_ssize_t *count)
{
    *count = vm_codec_slots(type, NULL, 0);
    if (*count == 0) {
        return NULL;
    }
    PyMemberDef **members = PyMem_RawMalloc((size_t)*count * sizeof(PyMemberDef *));
    if (members == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    vm_codec_slots(type, members, *count);
    return members;
}

/* The values of the slots. A tuple with NULL for what is unset, or NULL. */
static PyObject *
slot_values(PyObject *object, PyMemberDef **members, Py_ssize_t count)
{
    PyObject *values = PyTuple_New(count);
    for (Py_ssize_t i = 0; values != NULL && i < count; i++) {
        PyTuple_SET_ITEM(values, i, Py_XNewRef(*(PyObject **)((char *)object + members[i]->offset)));
    }
    return values;
}

static int
encode_slot_names(VmEncoder *encoder, PyMemberDef **members, Py_ssize_t count)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *name = PyUnicode_InternFromString(members[i]->name);
        if (vm_encode_keep_steal(encoder, name) < 0 || vm_encode_string(encoder, name) < 0) {
            return FAILED;
        }
    }
    return WROTE;
}

/* Slots, then attributes, then the native part: walks close in the other order. */
static int
open_instance(VmEncoder *encoder, PyObject *object, PyObject *slots, PyObject *dict, int names, int tag)
{
    int opened = WROTE;
    if (PyTuple_GET_SIZE(slots) > 0) {
        VmWalk *walk = vm_encode_open(encoder, object, WALK_SLOTS);
        if (walk == NULL) {
            return FAILED;
        }
        walk->items = ((PyTupleObject *)slots)->ob_item;
        walk->count = PyTuple_GET_SIZE(slots);
        opened = OPENED;
    }
    if (names == 1 && dict != NULL && Py_REFCNT(dict) > 1) {
        static const char *const labels[] = {"__dict__"};
        if (open_fields_steal(encoder, object, fields_of(1, dict), labels, 0) < 0) {
            return FAILED;
        }
        opened = OPENED;
    } else if (names > 0) {
        VmWalk *walk = vm_encode_open(encoder, dict == NULL ? object : dict, dict == NULL ? WALK_ATTRIBUTES : WALK_ATTRIBUTE_DICT);
        if (walk == NULL) {
            return FAILED;
        }
        if (dict == NULL) {
            walk->values = vm_inline_values(object);
        }
        opened = OPENED;
    }
    int native = vm_encode_native_part(encoder, object, tag);
    return native == WROTE ? opened : native;
}

/* Remembers the instance that was numbered last if its finaliser has run. */
static int
note_finalised(VmEncoder *encoder, PyObject *object)
{
    if (LIKELY(Py_TYPE(object)->tp_finalize == NULL || !PyObject_GC_IsFinalized(object))) {
        return 0;
    }
    if (VM_ARRAY_ROOM(encoder->finalised, encoder->finalised_count, encoder->finalised_capacity) < 0) {
        return -1;
    }
    encoder->finalised[encoder->finalised_count++] = encoder->numbered - 1;
    return 0;
}

int
vm_encode_instance(VmEncoder *encoder, PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    PyObject *small[64], **names = small, *dict = NULL;
    PyMemberDef **members = NULL;
    Py_ssize_t slot_count = 0;
    int tag = native_tag(vm_codec_native_base(type)), is_new, result = FAILED;
    if (tag < 0) {
        return vm_encode_problem(encoder, object, "its class is derived from a native type that cannot be frozen");
    }
    PyObject *held = vm_instance_dict_borrow(object);
    if (held != NULL && PyDict_GET_SIZE(held) > 64) {
        names = PyMem_RawMalloc(((size_t)PyDict_GET_SIZE(held) + 1) * sizeof(PyObject *));
        if (names == NULL) {
            PyErr_NoMemory();
            return FAILED;
        }
    }
    int n = attribute_names(encoder, object, names, &dict);
    if (n < 0) {
        result = n == -2 ? vm_encode_problem(encoder, object, "it has thousands of attributes, or some whose names are not str") : FAILED;
        goto done;
    }
    if (held != NULL && Py_REFCNT(held) > 1 && tag != TAG_MODULE) { /* somebody holds vars(object): one dict, not two */
        names[0] = vm_codec_types.name_dict;
        n = 1;
        dict = held;
    }
    if (tag == TAG_MODULE) { /* its attributes are its namespace, which the native part holds */
        n = 0;
    }
    members = slot_members(type, &slot_count);
    PyObject *slots = PyErr_Occurred() ? NULL : slot_values(object, members, slot_count);
    if (vm_encode_keep_steal(encoder, slots) < 0) {
        goto done;
    }
    int begun = vm_encode_number(encoder, object, 0);
    if (begun != 0) {
        result = begun < 0 ? FAILED : WROTE;
        goto done;
    }
    if (note_finalised(encoder, object) < 0) {
        goto done;
    }
    uint32_t shape = vm_encode_shape(encoder, names, (uint32_t)n, type, &is_new);
    if (shape == UINT32_MAX || put_u8(encoder, !is_new ? TAG_INSTANCE : slot_count > 0 ? TAG_SLOTTED_NEW : TAG_INSTANCE_NEW) < 0) {
        goto done;
    }
    if (!is_new) {
        if (put_number(encoder, shape) < 0) {
            goto done;
        }
    } else {
        if (put_number(encoder, (uint64_t)n) < 0 || put_u8(encoder, (unsigned)tag) < 0
            || put_number(encoder, (uint64_t)slot_count) < 0 || vm_encode_class(encoder, (PyObject *)type, 0) < 0) {
            goto done;
        }
        for (int i = 0; i < n; i++) {
            if (vm_encode_string(encoder, names[i]) < 0) {
                goto done;
            }
        }
        if (encode_slot_names(encoder, members, slot_count) < 0) {
            goto done;
        }
    }
    result = open_instance(encoder, object, slots, dict, n, tag);
done:
    PyMem_RawFree(members);
    if (names != small) {
        PyMem_RawFree(names);
    }
    return result;
}

/* --- Classes -------------------------------------------------------------------------------------------------------------------- */

#define MAX_CLASS_NESTING 200

/* The names in __slots__ as the class was made from: members, then what else the slots asked for. */
static PyObject *
class_slot_names(PyTypeObject *type)
{
    PyObject *names = PyList_New(0);
    PyMemberDef *member = type->tp_members;
    for (Py_ssize_t i = 0; names != NULL && i < Py_SIZE(type); i++, member++) {
        PyObject *name = PyUnicode_InternFromString(member->name);
        if (name == NULL || PyList_Append(names, name) < 0) {
            Py_CLEAR(names);
        }
        Py_XDECREF(name);
    }
    const char *const extra[] = {vm_class_adds_dict(type) ? "__dict__" : NULL, vm_class_adds_weakrefs(type) ? "__weakref__" : NULL};
    for (int i = 0; names != NULL && i < 2; i++) {
        PyObject *name = extra[i] == NULL ? NULL : PyUnicode_InternFromString(extra[i]);
        if (name != NULL && PyList_Append(names, name) < 0) {
            Py_CLEAR(names);
        }
        Py_XDECREF(name);
    }
    return names;
}

static int
encode_class_skeleton(VmEncoder *encoder, PyTypeObject *type, int nesting)
{
    PyHeapTypeObject *heap = (PyHeapTypeObject *)type;
    if (vm_encode_class(encoder, (PyObject *)Py_TYPE(type), nesting + 1) < 0 || vm_encode_string(encoder, heap->ht_name) < 0
        || vm_encode_string(encoder, heap->ht_qualname) < 0) {
        return FAILED;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(type->tp_bases);
    if (put_number(encoder, (uint64_t)n) < 0) {
        return FAILED;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        if (vm_encode_class(encoder, PyTuple_GET_ITEM(type->tp_bases, i), nesting + 1) < 0) {
            return FAILED;
        }
    }
    if (PyDict_GetItemWithError(type->tp_dict, vm_codec_types.name_slots) == NULL) {
        return put_number(encoder, 0);
    }
    PyObject *names = class_slot_names(type);
    if (vm_encode_keep_steal(encoder, names) < 0 || put_number(encoder, (uint64_t)PyList_GET_SIZE(names) + 1) < 0) {
        return FAILED;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(names); i++) {
        if (vm_encode_string(encoder, PyList_GET_ITEM(names, i)) < 0) {
            return FAILED;
        }
    }
    return WROTE;
}

/* A class that a native made out of guest classes is the guest's too. */
static int
is_guest_class(PyTypeObject *type)
{
    if (vm_class_is_guest(type) || vm_class_is_guest(Py_TYPE(type))) {
        return 1;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(type->tp_bases); i++) {
        if (vm_class_is_guest((PyTypeObject *)PyTuple_GET_ITEM(type->tp_bases, i))) {
            return 1;
        }
    }
    return 0;
}

int
vm_encode_class(VmEncoder *encoder, PyObject *class_, int nesting)
{
    PyObject *name = vm_registry_name_borrow(encoder->registry, class_);
    if (name != NULL) {
        return vm_encode_host(encoder, name);
    }
    PyTypeObject *type = (PyTypeObject *)class_;
    if (!is_guest_class(type)) {
        return vm_encode_problem(encoder, class_, "a class of the host that no registry names");
    }
    if (nesting > MAX_CLASS_NESTING) {
        return vm_encode_problem(encoder, class_, "its bases are nested too deeply");
    }
    int begun = vm_encode_number(encoder, class_, 0);
    if (begun != 0) {
        return begun < 0 ? FAILED : WROTE;
    }
    if (put_u8(encoder, TAG_CLASS) < 0 || PyList_Append(encoder->classes, class_) < 0) {
        return FAILED;
    }
    return encode_class_skeleton(encoder, type, nesting);
}

/* Keys and values of a class's namespace in order; NULL for the descriptors that type() makes by itself. */
static PyObject *
class_namespace(PyTypeObject *type)
{
    PyObject *list = PyList_New(0), *key, *value;
    Py_ssize_t position = 0;
    while (list != NULL && PyDict_Next(type->tp_dict, &position, &key, &value)) {
        int own = (Py_IS_TYPE(value, &PyGetSetDescr_Type) || Py_IS_TYPE(value, &PyMemberDescr_Type))
                  && ((PyDescrObject *)value)->d_type == type;
        if (PyList_Append(list, key) < 0 || PyList_Append(list, value) < 0) {
            Py_CLEAR(list);
        } else if (own) {
            Py_CLEAR(((PyListObject *)list)->ob_item[PyList_GET_SIZE(list) - 1]);
        }
    }
    return list;
}

#define KEPT_CLASS_FLAGS (Py_TPFLAGS_SEQUENCE | Py_TPFLAGS_MAPPING)

int
vm_encode_next_fill(VmEncoder *encoder)
{
    if (encoder->filled == PyList_GET_SIZE(encoder->classes)) {
        return WROTE;
    }
    PyTypeObject *type = (PyTypeObject *)PyList_GET_ITEM(encoder->classes, encoder->filled++);
    PyObject *list = class_namespace(type);
    if (vm_encode_keep_steal(encoder, list) < 0) {
        return FAILED;
    }
    RESERVE(encoder, 2 * VARINT_BYTES + 1);
    put_byte(encoder, TAG_FILL);
    put_varint(encoder, type->tp_flags & KEPT_CLASS_FLAGS);
    put_varint(encoder, (uint64_t)PyList_GET_SIZE(list) / 2);
    VmWalk *walk = vm_encode_open(encoder, (PyObject *)type, WALK_FILL);
    if (walk == NULL) {
        return FAILED;
    }
    walk->items = ((PyListObject *)list)->ob_item;
    walk->count = PyList_GET_SIZE(list);
    return OPENED;
}
