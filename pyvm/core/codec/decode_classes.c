/* Guest classes and their instances: made without running any hook, filled when everything else is there.
 *
 * type.__new__ calls __init_subclass__ of the next class in the method resolution order. Where that is not object's, or a metaclass
 * has something to say, a class is made with a metaclass of ours, derived from its own, whose mro() puts a class with an idle
 * __init_subclass__ first; then the class gets its own metaclass and its real order. __set_name__ is not called because the
 * namespace is empty at that time.
 */
#include "codec/decode.h"

#define MAX_CLASS_NESTING 200
#define CLASS_BYTES 2048

static PyObject *restoring_type, *idle_class;
static PyObject *name_init_subclass, *idle_hook; /* object's own __init_subclass__ */

/* --- The metaclass that runs nothing ------------------------------------------------------------------------------------- */

static PyObject *
idle_init_subclass(PyObject *Py_UNUSED(class_), PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwargs))
{
    Py_RETURN_NONE;
}

static PyObject *
restoring_mro(PyObject *class_, PyObject *Py_UNUSED(ignored))
{
    PyObject *order = PyObject_CallOneArg(vm_codec_types.type_mro, class_);
    if (order != NULL && PyList_Insert(order, 1, idle_class) < 0) {
        Py_CLEAR(order);
    }
    return order;
}

static PyMethodDef idle_methods[] = {
    {"__init_subclass__", (PyCFunction)(void (*)(void))idle_init_subclass, METH_CLASS | METH_VARARGS | METH_KEYWORDS, NULL},
    {NULL},
};

static PyMethodDef restoring_methods[] = {
    {"mro", restoring_mro, METH_NOARGS, NULL},
    {"__init_subclass__", (PyCFunction)(void (*)(void))idle_init_subclass, METH_CLASS | METH_VARARGS | METH_KEYWORDS, NULL},
    {NULL},
};

int
vm_decode_classes_setup(void)
{
    static PyType_Slot idle_slots[] = {{Py_tp_methods, idle_methods}, {0, NULL}};
    static PyType_Spec idle_spec = {"pyvm._core.Idle", 0, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, idle_slots};
    static PyType_Slot restoring_slots[] = {{Py_tp_methods, restoring_methods}, {0, NULL}};
    static PyType_Spec restoring_spec = {"pyvm._core.Restoring", 0, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, restoring_slots};
    idle_class = PyType_FromSpec(&idle_spec);
    restoring_type = PyType_FromSpecWithBases(&restoring_spec, (PyObject *)&PyType_Type);
    name_init_subclass = PyUnicode_InternFromString("__init_subclass__");
    idle_hook = name_init_subclass == NULL ? NULL : _PyType_Lookup(&PyBaseObject_Type, name_init_subclass);
    return idle_class == NULL || restoring_type == NULL || idle_hook == NULL ? -1 : vm_plain_classes_setup();
}

/* type.__new__(metaclass, name, bases, namespace) natively. */
static PyObject *
make_type(PyTypeObject *metaclass, PyObject *name, PyObject *bases, PyObject *namespace)
{
    PyObject *arguments = PyTuple_Pack(3, name, bases, namespace);
    PyObject *type = arguments == NULL ? NULL : PyType_Type.tp_new(metaclass, arguments, NULL);
    Py_XDECREF(arguments);
    return type;
}

/* The metaclass to make classes of a metaclass with. Borrowed. */
static PyTypeObject *
restoring_for(VmDecoder *decoder, PyTypeObject *metaclass)
{
    if (metaclass == &PyType_Type) {
        return (PyTypeObject *)restoring_type;
    }
    if (decoder->metaclasses == NULL && (decoder->metaclasses = PyDict_New()) == NULL) {
        return NULL;
    }
    PyObject *made = PyDict_GetItemWithError(decoder->metaclasses, (PyObject *)metaclass);
    if (made != NULL || PyErr_Occurred()) {
        return (PyTypeObject *)made;
    }
    PyObject *name = PyUnicode_FromString("Restoring"), *bases = PyTuple_Pack(2, restoring_type, metaclass);
    PyObject *namespace = PyDict_New();
    made = name == NULL || bases == NULL || namespace == NULL ? NULL : make_type(&PyType_Type, name, bases, namespace);
    Py_XDECREF(name);
    Py_XDECREF(bases);
    Py_XDECREF(namespace);
    if (made == NULL || PyDict_SetItem(decoder->metaclasses, (PyObject *)metaclass, made) < 0) {
        Py_XDECREF(made);
        return NULL;
    }
    Py_DECREF(made); /* the dict holds it */
    return (PyTypeObject *)made;
}

/* Gives a class that was made with restoring_for(metaclass) its own metaclass and method resolution order. */
static int
settle_class(PyTypeObject *type, PyTypeObject *metaclass)
{
    PyTypeObject *restoring = Py_TYPE(type);
    Py_INCREF(metaclass);
    Py_SET_TYPE(type, metaclass);
    Py_DECREF(restoring);
    Py_ssize_t n = PyTuple_GET_SIZE(type->tp_mro) - 1;
    PyObject *tuple = PyTuple_New(n); /* without the idle class in second place */
    if (tuple == NULL) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(PyTuple_GET_ITEM(type->tp_mro, i == 0 ? 0 : i + 1)));
    }
    Py_SETREF(type->tp_mro, tuple);
    PyType_Modified(type);
    return 0;
}

/* --- Skeletons --------------------------------------------------------------------------------------------------------------- */

typedef struct {
    PyTypeObject *metaclass;
    PyObject *name, *qualname, *bases, *slots; /* owned; slots NULL: no __slots__ */
} Skeleton;

static int
read_skeleton(VmDecoder *decoder, Skeleton *skeleton, int nesting)
{
    Py_ssize_t n;
    if ((skeleton->metaclass = vm_decode_class(decoder, nesting + 1)) == NULL || (skeleton->name = vm_decode_string(decoder)) == NULL
        || (skeleton->qualname = vm_decode_string(decoder)) == NULL || vm_decode_count(decoder, 1, &n) < 0) {
        return READ_FAILED;
    }
    if (!PyType_IsSubtype(skeleton->metaclass, &PyType_Type)) {
        return vm_decode_corrupt(decoder, "a metaclass that is none");
    }
    if (n > 1000) {
        return vm_decode_limit(decoder, "number of bases of a class", n, 1000);
    }
    skeleton->bases = PyTuple_New(n);
    for (Py_ssize_t i = 0; skeleton->bases != NULL && i < n; i++) {
        PyTypeObject *base = vm_decode_class(decoder, nesting + 1);
        if (base == NULL) {
            return READ_FAILED;
        }
        PyTuple_SET_ITEM(skeleton->bases, i, (PyObject *)base);
    }
    if (skeleton->bases == NULL || vm_decode_count(decoder, 1, &n) < 0) {
        return READ_FAILED;
    }
    if (n == 0) {
        return READ;
    }
    skeleton->slots = PyList_New(0);
    for (Py_ssize_t i = 1; skeleton->slots != NULL && i < n; i++) {
        PyObject *name = vm_decode_string(decoder);
        int status = name == NULL ? -1 : PyList_Append(skeleton->slots, name);
        Py_XDECREF(name);
        if (status < 0) {
            return READ_FAILED;
        }
    }
    return skeleton->slots == NULL ? READ_FAILED : READ;
}

/* type.__new__ has no hook to call: neither a metaclass has one nor a base. Bases that are guest classes are still empty. */
static int
has_no_hooks(const Skeleton *skeleton)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(skeleton->bases); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(skeleton->bases, i);
        if (!Py_IS_TYPE(base, &PyType_Type) || _PyType_Lookup(base, name_init_subclass) != idle_hook) {
            return 0;
        }
    }
    return skeleton->metaclass == &PyType_Type;
}

static PyTypeObject *
make_by_type(VmDecoder *decoder, const Skeleton *skeleton)
{
    int plain = has_no_hooks(skeleton);
    PyTypeObject *restoring = plain ? &PyType_Type : restoring_for(decoder, skeleton->metaclass);
    PyObject *namespace = restoring == NULL ? NULL : PyDict_New();
    PyObject *type = NULL;
    if (namespace != NULL && PyDict_SetItem(namespace, vm_codec_types.name_qualname, skeleton->qualname) == 0
        && PyDict_SetItem(namespace, vm_codec_types.name_module, vm_codec_types.empty_string) == 0
        && (skeleton->slots == NULL || PyDict_SetItem(namespace, vm_codec_types.name_slots, skeleton->slots) == 0)) {
        type = make_type(restoring, skeleton->name, skeleton->bases, namespace);
    }
    Py_XDECREF(namespace);
    if (type == NULL || (!plain && settle_class((PyTypeObject *)type, skeleton->metaclass) < 0)) {
        Py_XDECREF(type);
        return NULL;
    }
    return (PyTypeObject *)type;
}

static PyTypeObject *
make_class(VmDecoder *decoder, const Skeleton *skeleton)
{
    PyTypeObject *type = vm_plain_class_is(skeleton->metaclass, skeleton->name, skeleton->bases, skeleton->slots)
                             ? vm_plain_class_new(skeleton->name, skeleton->qualname, skeleton->bases)
                             : make_by_type(decoder, skeleton);
    if (type != NULL) {
        vm_class_mark(type);
    }
    return type;
}

static PyTypeObject *
read_class(VmDecoder *decoder, int nesting)
{
    uint32_t number;
    Skeleton skeleton = {NULL, NULL, NULL, NULL, NULL};
    PyTypeObject *type = NULL;
    if (nesting > MAX_CLASS_NESTING) {
        vm_decode_limit(decoder, "nesting of classes", nesting, MAX_CLASS_NESTING);
        return NULL;
    }
    if (vm_decode_charge(decoder, CLASS_BYTES) < 0 || vm_decode_number(decoder, NULL, &number) < 0) {
        return NULL;
    }
    Py_ssize_t place = vm_decode_noted(decoder->classes); /* namespaces come in the order of tags: hold the place */
    if (vm_decode_note(&decoder->classes, Py_None) == 0 && read_skeleton(decoder, &skeleton, nesting) == READ) {
        type = make_class(decoder, &skeleton);
    }
    if (type != NULL) {
        decoder->numbered[number] = Py_NewRef(type);
        PyList_SetItem(decoder->classes, place, Py_NewRef(type));
    }
    Py_XDECREF(skeleton.metaclass);
    Py_XDECREF(skeleton.name);
    Py_XDECREF(skeleton.qualname);
    Py_XDECREF(skeleton.bases);
    Py_XDECREF(skeleton.slots);
    return type;
}

PyTypeObject *
vm_decode_class(VmDecoder *decoder, int nesting)
{
    if (decoder->at < decoder->end && *decoder->at == TAG_CLASS) {
        decoder->at++;
        return read_class(decoder, nesting);
    }
    PyObject *value = vm_decode_plain(decoder);
    if (value != NULL && !PyType_Check(value)) {
        Py_CLEAR(value);
        vm_decode_corrupt(decoder, "a class was expected");
    }
    return (PyTypeObject *)value;
}

/* --- Namespaces ----------------------------------------------------------------------------------------------------------------- */

/* Special names go through type's own setattr, which keeps the C slots in step; the class counts as a plain type meanwhile, so
 * that no metaclass is asked. */
static int
set_class_item(PyTypeObject *type, PyObject *name, PyObject *value)
{
    PyObject *descriptor = _PyType_Lookup(&PyType_Type, name);
    Py_ssize_t n = PyUnicode_GET_LENGTH(name);
    int special = n > 4 && PyUnicode_READ_CHAR(name, 0) == '_' && PyUnicode_READ_CHAR(name, 1) == '_';
    if (!special || (descriptor != NULL && Py_TYPE(descriptor)->tp_descr_set != NULL)) {
        return PyDict_SetItem(type->tp_dict, name, value);
    }
    PyTypeObject *metaclass = Py_TYPE(type);
    Py_SET_TYPE(type, &PyType_Type);
    int status = PyType_Type.tp_setattro((PyObject *)type, name, value);
    Py_SET_TYPE(type, metaclass);
    return status;
}

static void
restore_abstract(PyTypeObject *type)
{
    PyObject *names = PyDict_GetItemWithError(type->tp_dict, vm_codec_types.name_abstract);
    if (names != NULL && PyAnySet_CheckExact(names) && PySet_GET_SIZE(names) > 0) {
        type->tp_flags |= Py_TPFLAGS_IS_ABSTRACT;
    }
}

static int
fill_class(VmDecoder *decoder, PyTypeObject *type, PyObject *list)
{
    PyObject *own = PyDict_Copy(type->tp_dict); /* the descriptors that type() made */
    if (own == NULL) {
        return READ_FAILED;
    }
    PyDict_Clear(type->tp_dict);
    PyType_Modified(type);
    int status = 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(list); i += 2) {
        PyObject *name = PyList_GET_ITEM(list, i), *value = PyList_GET_ITEM(list, i + 1);
        if (value != NULL) {
            status = set_class_item(type, name, value);
        } else {
            value = PyDict_GetItemWithError(own, name);
            if (value != NULL) {
                status = PyDict_SetItem(type->tp_dict, name, value);
            }
        }
    }
    Py_DECREF(own);
    PyType_Modified(type);
    if (status < 0) {
        return PyErr_Occurred() ? READ_FAILED : vm_decode_corrupt(decoder, "a class that cannot be filled");
    }
    restore_abstract(type);
    return READ;
}

int
vm_decode_fill_classes(VmDecoder *decoder)
{
    for (Py_ssize_t i = 0; i < vm_decode_noted(decoder->classes); i++) {
        PyTypeObject *type = (PyTypeObject *)PyList_GET_ITEM(decoder->classes, i);
        if (fill_class(decoder, type, PyList_GET_ITEM(decoder->namespaces, i)) < 0) {
            return READ_FAILED;
        }
    }
    for (Py_ssize_t i = 0; i < vm_decode_noted(decoder->classes); i++) { /* when all bases are filled: finalizers */
        vm_class_mark((PyTypeObject *)PyList_GET_ITEM(decoder->classes, i));
    }
    return READ;
}

/* --- Instances --------------------------------------------------------------------------------------------------------------------- */

static PyObject *
plain_instance(PyTypeObject *type)
{
    unsigned long abstract = type->tp_flags & Py_TPFLAGS_IS_ABSTRACT; /* it was made before the class became abstract */
    type->tp_flags &= ~Py_TPFLAGS_IS_ABSTRACT;
    PyObject *object = PyBaseObject_Type.tp_new(type, vm_codec_types.empty_tuple, NULL);
    type->tp_flags |= abstract;
    return object;
}

static PyObject *
new_from(PyTypeObject *native, PyTypeObject *type, PyObject *value)
{
    PyObject *arguments = PyTuple_Pack(1, value);
    PyObject *object = arguments == NULL ? NULL : native->tp_new(type, arguments, NULL);
    if (object != NULL && native == &PyByteArray_Type && native->tp_init(object, arguments, NULL) < 0) {
        Py_CLEAR(object);
    }
    Py_XDECREF(arguments);
    return object;
}

static PyTypeObject *
native_of_tag(unsigned tag)
{
    switch (tag) {
    case TAG_NULL: return &PyBaseObject_Type;
    case TAG_LIST: return &PyList_Type;
    case TAG_DICT: return &PyDict_Type;
    case TAG_TUPLE: return &PyTuple_Type;
    case TAG_SET: return &PySet_Type;
    case TAG_FROZENSET: return &PyFrozenSet_Type;
    case TAG_INT_BIG: return &PyLong_Type;
    case TAG_ASCII: return &PyUnicode_Type;
    case TAG_FLOAT: return &PyFloat_Type;
    case TAG_COMPLEX: return &PyComplex_Type;
    case TAG_BYTES: return &PyBytes_Type;
    case TAG_BYTEARRAY: return &PyByteArray_Type;
    case TAG_PROPERTY: return &PyProperty_Type;
    case TAG_STATICMETHOD: return &PyStaticMethod_Type;
    case TAG_CLASSMETHOD: return &PyClassMethod_Type;
    case TAG_MODULE: return &PyModule_Type;
    case TAG_WEAKREF: return &_PyWeakref_RefType;
    case TAG_DEQUE: return vm_codec_types.deque;
    case TAG_ORDERED_DICT: return vm_codec_types.ordered_dict;
    case TAG_DEFAULT_DICT: return vm_codec_types.default_dict;
    case TAG_RANDOM: return vm_codec_types.random;
    }
    return NULL;
}

static int
check_native(VmDecoder *decoder, PyTypeObject *type, unsigned tag)
{
    PyTypeObject *native = vm_codec_native_base(type);
    int good = tag == TAG_EXCEPTION ? PyType_FastSubclass(native, Py_TPFLAGS_BASE_EXC_SUBCLASS) : native == native_of_tag(tag);
    return good ? READ : vm_decode_state(decoder, "a class is derived from another native type than its instance");
}

/* What the instance is as a native value, as far as it has to be known to make it: its own header, and a value in place for
 * immutable ones. *part is what comes first among its children: how many, and how they are taken. */
typedef struct {
    VmOpenKind kind;
    Py_ssize_t count;  /* children of the main part */
    Py_ssize_t fields; /* fields that come before them, or are all there is */
    uint64_t maximum;
    PyObject *value;   /* owned */
} NativePart;

static int
read_native_header(VmDecoder *decoder, unsigned tag, NativePart *part)
{
    memset(part, 0, sizeof(*part));
    switch (tag) {
    case TAG_NULL: return READ;
    case TAG_LIST:
        part->kind = OPEN_APPEND;
        return vm_decode_count(decoder, 1, &part->count);
    case TAG_TUPLE:
        part->kind = OPEN_ITEMS;
        return vm_decode_count(decoder, 1, &part->count);
    case TAG_SET:
    case TAG_FROZENSET:
        part->kind = OPEN_SET;
        return vm_decode_count(decoder, 1, &part->count);
    case TAG_DICT:
    case TAG_ORDERED_DICT:
    case TAG_DEFAULT_DICT:
        part->kind = OPEN_PAIRS;
        part->fields = tag == TAG_DEFAULT_DICT;
        if (vm_decode_count(decoder, 2, &part->count) < 0) {
            return READ_FAILED;
        }
        part->count *= 2;
        return READ;
    case TAG_DEQUE:
        part->kind = OPEN_APPEND;
        if (vm_decode_varint(decoder, &part->maximum) < 0 || vm_decode_count(decoder, 1, &part->count) < 0) {
            return READ_FAILED;
        }
        return part->maximum > (uint64_t)PY_SSIZE_T_MAX ? vm_decode_corrupt(decoder, "the maximal length of a deque is too large") : READ;
    case TAG_EXCEPTION:
        NEED(decoder, 2);
        part->maximum = *decoder->at++;
        part->fields = *decoder->at++;
        return part->fields < 4 || part->fields > 14 ? vm_decode_corrupt(decoder, "an exception with too few or too many fields") : READ;
    case TAG_RANDOM:
    case TAG_STATICMETHOD:
    case TAG_CLASSMETHOD:
    case TAG_MODULE:
        part->fields = 1;
        return READ;
    case TAG_WEAKREF:
        part->fields = 2;
        return READ;
    case TAG_PROPERTY:
        part->fields = 4;
        return READ;
    default:
        part->value = vm_decode_plain(decoder);
        if (part->value == NULL) {
            return READ_FAILED;
        }
        return Py_IS_TYPE(part->value, native_of_tag(tag)) ? READ : vm_decode_corrupt(decoder, "a native part of another type");
    }
}

static PyObject *
exception_shell(PyTypeObject *type)
{
    PyBaseExceptionObject *exception = (PyBaseExceptionObject *)type->tp_alloc(type, 0);
    if (exception != NULL) {
        exception->args = Py_NewRef(vm_codec_types.empty_tuple);
        if (PyType_IsSubtype(type, (PyTypeObject *)PyExc_OSError)) {
            ((PyOSErrorObject *)exception)->written = -1;
        }
    }
    return (PyObject *)exception;
}

static PyObject *
instance_shell(PyTypeObject *type, unsigned tag, const NativePart *part)
{
    PyTypeObject *native = native_of_tag(tag);
    switch (tag) {
    case TAG_NULL: return plain_instance(type);
    case TAG_TUPLE: return type->tp_alloc(type, part->count);
    case TAG_EXCEPTION: {
        PyObject *exception = exception_shell(type);
        if (exception != NULL) {
            ((PyBaseExceptionObject *)exception)->suppress_context = part->maximum != 0;
        }
        return exception;
    }
    case TAG_STATICMETHOD:
    case TAG_CLASSMETHOD:
    case TAG_PROPERTY: return type->tp_alloc(type, 0);
    case TAG_WEAKREF: return vm_weakref_shell(type);
    case TAG_DEQUE: {
        PyObject *deque = native->tp_new(type, vm_codec_types.empty_tuple, NULL);
        if (deque != NULL && part->maximum > 0) {
            PyObject *arguments = Py_BuildValue("(OK)", vm_codec_types.empty_tuple, (unsigned long long)(part->maximum - 1));
            if (arguments == NULL || native->tp_init(deque, arguments, NULL) < 0) {
                Py_CLEAR(deque);
            }
            Py_XDECREF(arguments);
        }
        return deque;
    }
    default:
        return part->value == NULL ? native->tp_new(type, vm_codec_types.empty_tuple, NULL) : new_from(native, type, part->value);
    }
}

/* Opens what is to come: slots, below them attributes, below them the native part, which is read first. */
static int
open_instance(VmDecoder *decoder, uint64_t number, const VmDecodedShape *shape, PyObject *object_steal, const NativePart *part, PyObject **value)
{
    Py_ssize_t slots = shape->slots, names = shape->count;
    int opened = 0;
    VmOpen *open;
    PyObject **name_array = shape->names;
    unsigned tag = shape->native;
    if (slots > 0) {
        if ((open = vm_decode_open(decoder, OPEN_SLOTS, TAG_INSTANCE, Py_NewRef(object_steal), slots)) == NULL) {
            goto fail;
        }
        open->word = number;
        opened = 1;
    }
    if (names > 0) {
        if ((open = vm_decode_open(decoder, OPEN_ATTRIBUTES, TAG_INSTANCE, Py_NewRef(object_steal), names)) == NULL) {
            goto fail;
        }
        open->items = name_array;
        open->inner = (uint8_t)opened;
        opened = 1;
    }
    if (part->count > 0) {
        if ((open = vm_decode_open(decoder, part->kind, tag, Py_NewRef(object_steal), part->count)) == NULL) {
            goto fail;
        }
        open->items = part->kind == OPEN_ITEMS ? ((PyTupleObject *)object_steal)->ob_item : NULL;
        open->inner = (uint8_t)opened;
        opened = 1;
    }
    if (part->fields > 0) {
        if ((open = vm_decode_open_fields(decoder, tag, Py_NewRef(object_steal), part->fields)) == NULL) {
            goto fail;
        }
        open->inner = (uint8_t)opened;
        opened = 1;
    }
    if (opened) {
        Py_DECREF(object_steal);
        return READ_OPENED;
    }
    *value = object_steal;
    return READ;
fail:
    Py_DECREF(object_steal);
    return READ_FAILED;
}

/* Where the slots with these names are in instances of the class; without names, its own in order. */
static int
place_slots(PyTypeObject *type, PyObject *names, Py_ssize_t *places, Py_ssize_t count)
{
    Py_ssize_t known = vm_codec_slots(type, NULL, 0);
    PyMemberDef **members = PyMem_RawMalloc(((size_t)known + 1) * sizeof(PyMemberDef *));
    PyObject *numbers = PyDict_New(); /* name -> number of the member; a class hides its bases' */
    int status = members == NULL || numbers == NULL ? READ_FAILED : READ, same = known == count;
    if (members != NULL) {
        vm_codec_slots(type, members, known);
    }
    for (Py_ssize_t i = 0; status == READ && i < known; i++) {
        PyObject *name = PyUnicode_InternFromString(members[i]->name), *number = PyLong_FromSsize_t(i);
        status = name == NULL || number == NULL ? READ_FAILED : PyDict_SetItem(numbers, name, number);
        same = same && (names == NULL || PyList_GET_ITEM(names, i) == name);
        Py_XDECREF(name);
        Py_XDECREF(number);
    }
    for (Py_ssize_t i = 0; status == READ && i < count; i++) {
        PyObject *number = same ? NULL : PyDict_GetItemWithError(numbers, PyList_GET_ITEM(names, i));
        places[i] = same ? members[i]->offset : number == NULL ? 0 : members[PyLong_AsSsize_t(number)]->offset;
    }
    PyMem_RawFree(members);
    Py_XDECREF(numbers);
    return status;
}

/* Reads the names of the newest shape's slots, if they are there, and finds their places. */
static int
read_slots(VmDecoder *decoder, PyTypeObject *type, Py_ssize_t count, int named)
{
    Py_ssize_t *places = PyMem_RawCalloc((size_t)count + 1, sizeof(Py_ssize_t));
    PyObject *names = named ? PyList_New(0) : NULL;
    int status = places == NULL || (named && names == NULL) ? READ_FAILED : READ;
    for (Py_ssize_t i = 0; status == READ && named && i < count; i++) {
        PyObject *name = vm_decode_name(decoder);
        status = name == NULL ? READ_FAILED : PyList_Append(names, name);
        Py_XDECREF(name);
    }
    if (status == READ) {
        status = place_slots(type, names, places, count);
    } else if (places == NULL) {
        PyErr_NoMemory();
    }
    Py_XDECREF(names);
    VmDecodedShape *shape = &decoder->shapes[decoder->shape_count - 1];
    shape->places = places;
    shape->slots = (uint32_t)count;
    return status;
}

static int
read_new_shape(VmDecoder *decoder, int named)
{
    Py_ssize_t names, slots;
    if (vm_decode_count(decoder, 1, &names) < 0) {
        return READ_FAILED;
    }
    NEED(decoder, 1);
    unsigned native = *decoder->at++;
    if (vm_decode_count(decoder, 1, &slots) < 0) {
        return READ_FAILED;
    }
    if (native != TAG_EXCEPTION && native_of_tag(native) == NULL) {
        return vm_decode_corrupt(decoder, "an instance of an unknown native type");
    }
    PyTypeObject *type = vm_decode_class(decoder, 0);
    if (type == NULL) {
        return READ_FAILED;
    }
    if (check_native(decoder, type, native) < 0 || (!named && vm_codec_slots(type, NULL, 0) != slots)
        || !(vm_class_is_guest(type) || PyType_FastSubclass(type, Py_TPFLAGS_BASE_EXC_SUBCLASS) || type == &PyBaseObject_Type
             || (type->tp_flags & Py_TPFLAGS_HEAPTYPE))) {
        Py_DECREF(type);
        return PyErr_Occurred() ? READ_FAILED : vm_decode_state(decoder, "a class has other slots than its instance");
    }
    if (vm_decode_new_instance_shape(decoder, names, type, (uint8_t)native) < 0) {
        return READ_FAILED;
    }
    return slots == 0 ? READ : read_slots(decoder, type, slots, named);
}

int
vm_decode_instance(VmDecoder *decoder, unsigned tag, PyObject **value)
{
    uint64_t shape_number;
    uint32_t number;
    NativePart part;
    if (vm_decode_number(decoder, NULL, &number) < 0) {
        return READ_FAILED;
    }
    if (tag != TAG_INSTANCE) {
        if (read_new_shape(decoder, tag == TAG_SLOTTED_NEW) < 0) {
            return READ_FAILED;
        }
        shape_number = decoder->shape_count - 1;
    } else if (vm_decode_varint(decoder, &shape_number) < 0) {
        return READ_FAILED;
    }
    if (shape_number >= decoder->shape_count || decoder->shapes[shape_number].class_ == NULL) {
        return vm_decode_corrupt(decoder, "an instance with an unknown shape");
    }
    VmDecodedShape shape = decoder->shapes[shape_number];
    if (read_native_header(decoder, shape.native, &part) < 0) {
        Py_XDECREF(part.value);
        return READ_FAILED;
    }
    PyObject *object = NULL;
    Py_ssize_t total = shape.count + shape.slots + part.count + part.fields;
    if (vm_decode_promise(decoder, total) == READ) {
        decoder->promised -= total;
        if (vm_decode_charge(decoder, 8 * (shape.count + shape.slots)) == READ) {
            object = instance_shell(shape.class_, shape.native, &part);
        }
    }
    Py_XDECREF(part.value);
    if (object == NULL) {
        return READ_FAILED;
    }
    decoder->numbered[number] = Py_NewRef(object);
    return open_instance(decoder, shape_number, &shape, object, &part, value);
}
