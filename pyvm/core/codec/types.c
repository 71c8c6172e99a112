/* The native types that the codec knows, and the layouts of exceptions. */
#include "codec/types.h"
#include "codec/compat.h"
#include "continuation.h"
#include "functions.h"
#include "generators.h"
#include <datetime.h>

VmCodecTypes vm_codec_types;

/* --- Kinds -------------------------------------------------------------------------------------------------------- */

static int
is_python_class(PyTypeObject *type)
{
    return (type->tp_flags & Py_TPFLAGS_HEAPTYPE) && type->tp_dealloc == ((PyTypeObject *)vm_codec_types.slot_hash_probe)->tp_dealloc
           && ((PyHeapTypeObject *)type)->ht_module == NULL; /* types of C modules may inherit the same dealloc */
}

PyTypeObject *
vm_codec_native_base(PyTypeObject *type)
{
    while (is_python_class(type)) {
        type = type->tp_base;
    }
    return type;
}

static Py_ssize_t
own_slots(PyTypeObject *type)
{
    return (type->tp_flags & Py_TPFLAGS_HEAPTYPE) && type != vm_codec_native_base(type) ? Py_SIZE(type) : 0;
}

Py_ssize_t
vm_codec_slots(PyTypeObject *type, PyMemberDef **members, Py_ssize_t room)
{
    Py_ssize_t count = 0;
    for (PyTypeObject *base = type; base != NULL; base = base->tp_base) {
        count += own_slots(base);
    }
    Py_ssize_t place = count;
    for (PyTypeObject *base = type; room > 0 && base != NULL; base = base->tp_base) {
        for (Py_ssize_t i = own_slots(base); i-- > 0;) {
            if (--place < room) {
                members[place] = &base->tp_members[i];
            }
        }
    }
    return count;
}

static int
among(PyTypeObject *type, PyTypeObject *const *types, int n)
{
    for (int i = 0; i < n; i++) {
        if (types[i] == type) {
            return 1;
        }
    }
    return 0;
}

static VmTypeKind
kind_of_datetime(PyTypeObject *type)
{
    const VmCodecTypes *types = &vm_codec_types;
    if (type == PyDateTimeAPI->DateTimeType) {
        return KIND_DATETIME;
    }
    if (type == PyDateTimeAPI->DateType) {
        return KIND_DATE;
    }
    if (type == PyDateTimeAPI->TimeType) {
        return KIND_TIME;
    }
    if (type == PyDateTimeAPI->DeltaType) {
        return KIND_TIMEDELTA;
    }
    return type == types->timezone ? KIND_TIMEZONE : KIND_UNKNOWN;
}

static VmTypeKind
kind_of_iterator(PyTypeObject *type)
{
    const VmCodecTypes *types = &vm_codec_types;
    if (among(type, types->sequence_iterators, SEQUENCE_ITERATOR_KINDS) || type == types->ascii_iterator) {
        return KIND_SEQUENCE_ITERATOR;
    }
    if (among(type, types->dict_iterators, DICT_ITERATOR_KINDS)) {
        return KIND_DICT_ITERATOR;
    }
    if (among(type, types->dict_views, DICT_VIEW_KINDS)) {
        return KIND_DICT_VIEW;
    }
    const struct {
        const PyTypeObject *type;
        VmTypeKind kind;
    } rows[] = {
        {types->range_iterator, KIND_RANGE_ITERATOR}, {types->long_range_iterator, KIND_LONG_RANGE_ITERATOR},
        {types->set_iterator, KIND_SET_ITERATOR},     {&PyCallIter_Type, KIND_CALL_ITERATOR},
        {&PyEnum_Type, KIND_ENUMERATE},               {&PyZip_Type, KIND_ZIP},
        {&PyMap_Type, KIND_MAP},                      {&PyFilter_Type, KIND_FILTER},
        {types->count, KIND_COUNT},                   {types->repeat, KIND_REPEAT},
        {types->chain, KIND_CHAIN},                   {types->islice, KIND_ISLICE},
    };
    for (size_t i = 0; i < Py_ARRAY_LENGTH(rows); i++) {
        if (rows[i].type == type) {
            return rows[i].kind;
        }
    }
    return KIND_UNKNOWN;
}

static VmTypeKind
kind_of_native(PyTypeObject *type)
{
    const VmCodecTypes *types = &vm_codec_types;
    const struct {
        const PyTypeObject *type;
        VmTypeKind kind;
    } rows[] = {
        {&PyByteArray_Type, KIND_BYTEARRAY},     {&PyComplex_Type, KIND_COMPLEX},
        {&PyRange_Type, KIND_RANGE},             {&PySlice_Type, KIND_SLICE},
        {types->decimal, KIND_DECIMAL},          {&VmFunction_Type, KIND_FUNCTION},
        {&PyCell_Type, KIND_CELL},               {&VmGenerator_Type, KIND_GENERATOR},
        {&VmContinuation_Type, KIND_CONTINUATION}, {&PyMethod_Type, KIND_METHOD},
        {&PyCFunction_Type, KIND_BUILTIN},       {&PyCMethod_Type, KIND_BUILTIN},
        {&PyMethodDescr_Type, KIND_DESCRIPTOR},  {&PyClassMethodDescr_Type, KIND_DESCRIPTOR},
        {&PyWrapperDescr_Type, KIND_DESCRIPTOR}, {&PyGetSetDescr_Type, KIND_DESCRIPTOR},
        {&PyMemberDescr_Type, KIND_DESCRIPTOR},  {types->method_wrapper, KIND_WRAPPER},
        {&PyProperty_Type, KIND_PROPERTY},       {&PyClassMethod_Type, KIND_CLASSMETHOD},
        {&PyStaticMethod_Type, KIND_STATICMETHOD}, {&PyModule_Type, KIND_MODULE},
        {&PySuper_Type, KIND_SUPER},             {&_PyWeakref_RefType, KIND_WEAKREF},
        {&PyDictProxy_Type, KIND_MAPPING_PROXY}, {&PyTraceBack_Type, KIND_TRACEBACK},
        {types->deque, KIND_DEQUE},              {types->ordered_dict, KIND_ORDERED_DICT},
        {types->default_dict, KIND_DEFAULT_DICT},
    };
    for (size_t i = 0; i < Py_ARRAY_LENGTH(rows); i++) {
        if (rows[i].type == type) {
            return rows[i].kind;
        }
    }
    return KIND_UNKNOWN;
}

VmTypeKind
vm_codec_kind(PyTypeObject *type)
{
    VmTypeKind kind = kind_of_native(type);
    if (kind == KIND_UNKNOWN) {
        kind = kind_of_datetime(type);
    }
    if (kind == KIND_UNKNOWN) {
        kind = kind_of_iterator(type);
    }
    if (kind != KIND_UNKNOWN) {
        return kind;
    }
    if (type == vm_codec_types.abc_data) {
        return KIND_ABC_DATA;
    }
    if (vm_codec_types.code_unit == NULL) { /* it is Python, and the core comes first */
        PyObject *module = PyImport_ImportModule("pyvm.code");
        vm_codec_types.code_unit = module == NULL ? NULL : (PyTypeObject *)PyObject_GetAttrString(module, "CodeUnit");
        Py_XDECREF(module);
        PyErr_Clear();
    }
    if (type == vm_codec_types.code_unit) {
        return KIND_CODE_UNIT;
    }
    if (PyType_IsSubtype(type, &PyType_Type)) {
        return KIND_CLASS;
    }
    if (is_python_class(type) || PyType_FastSubclass(type, Py_TPFLAGS_BASE_EXC_SUBCLASS) || type == &PyBaseObject_Type) {
        return KIND_INSTANCE;
    }
    return KIND_REFUSED;
}

/* --- Exceptions --------------------------------------------------------------------------------------------------- */

#define ROW(exception, object_count, size_count, ...) {(PyTypeObject **)&PyExc_##exception, object_count, size_count, __VA_ARGS__}
#define AT(type, field) offsetof(type, field)

static const VmExceptionLayout exception_layouts[] = {
    ROW(StopIteration, 1, 0, {AT(PyStopIterationObject, value)}, {0}),
    ROW(SystemExit, 1, 0, {AT(PySystemExitObject, code)}, {0}),
    ROW(ImportError, VM_IMPORT_ERROR_FIELDS, 0, VM_IMPORT_ERROR_OFFSETS, {0}),
    ROW(OSError, 4, 1,
        {AT(PyOSErrorObject, myerrno), AT(PyOSErrorObject, strerror), AT(PyOSErrorObject, filename), AT(PyOSErrorObject, filename2)},
        {AT(PyOSErrorObject, written)}),
    ROW(SyntaxError, 8, 0,
        {AT(PySyntaxErrorObject, msg), AT(PySyntaxErrorObject, filename), AT(PySyntaxErrorObject, lineno),
         AT(PySyntaxErrorObject, offset), AT(PySyntaxErrorObject, text), AT(PySyntaxErrorObject, end_lineno),
         AT(PySyntaxErrorObject, end_offset), AT(PySyntaxErrorObject, print_file_and_line)},
        {0}),
    ROW(UnicodeError, 3, 2, {AT(PyUnicodeErrorObject, encoding), AT(PyUnicodeErrorObject, object), AT(PyUnicodeErrorObject, reason)},
        {AT(PyUnicodeErrorObject, start), AT(PyUnicodeErrorObject, end)}),
    ROW(AttributeError, 2, 0, {AT(PyAttributeErrorObject, obj), AT(PyAttributeErrorObject, name)}, {0}),
    ROW(NameError, 1, 0, {AT(PyNameErrorObject, name)}, {0}),
    ROW(BaseExceptionGroup, 2, 0, {AT(PyBaseExceptionGroupObject, msg), AT(PyBaseExceptionGroupObject, excs)}, {0}),
    ROW(BaseException, 0, 0, {0}, {0}),
};

const VmExceptionLayout *
vm_codec_exception_layout(PyTypeObject *type)
{
    const VmExceptionLayout *layout = exception_layouts;
    while (!PyType_IsSubtype(type, *layout->type)) { /* the last row fits all; UnicodeError itself has no fields of its own */
        layout++;
    }
    if (*layout->type == (PyTypeObject *)PyExc_UnicodeError && type->tp_basicsize < (Py_ssize_t)sizeof(PyUnicodeErrorObject)) {
        layout = &exception_layouts[Py_ARRAY_LENGTH(exception_layouts) - 1];
    }
    return layout;
}

int
vm_codec_exception_is_sound(PyObject *object)
{
    const VmExceptionLayout *layout = vm_codec_exception_layout(Py_TYPE(object));
    if (*layout->type == (PyTypeObject *)PyExc_UnicodeError) {
        PyUnicodeErrorObject *error = (PyUnicodeErrorObject *)object;
        if (error->object == NULL && error->encoding == NULL && error->reason == NULL) {
            error->start = error->end = 0;
            return 1; /* it was made without arguments */
        }
        int is_text = PyType_IsSubtype(Py_TYPE(object), (PyTypeObject *)PyExc_UnicodeEncodeError)
                      || PyType_IsSubtype(Py_TYPE(object), (PyTypeObject *)PyExc_UnicodeTranslateError);
        if (error->object == NULL || !(is_text ? PyUnicode_Check(error->object) : PyBytes_Check(error->object))
            || (error->encoding != NULL && !PyUnicode_Check(error->encoding)) || error->reason == NULL || !PyUnicode_Check(error->reason)
            || error->start < 0 || error->end < error->start) {
            return 0;
        }
        return error->encoding != NULL || PyType_IsSubtype(Py_TYPE(object), (PyTypeObject *)PyExc_UnicodeTranslateError);
    }
    if (*layout->type == (PyTypeObject *)PyExc_BaseExceptionGroup) {
        PyBaseExceptionGroupObject *group = (PyBaseExceptionGroupObject *)object;
        if (group->msg == NULL || !PyUnicode_Check(group->msg) || group->excs == NULL || !PyTuple_CheckExact(group->excs)
            || PyTuple_GET_SIZE(group->excs) == 0) {
            return 0;
        }
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(group->excs); i++) {
            PyObject *member = PyTuple_GET_ITEM(group->excs, i);
            if (member == NULL || !PyExceptionInstance_Check(member)) {
                return 0;
            }
        }
    }
    return 1;
}

/* --- Set-up ------------------------------------------------------------------------------------------------------- */

static PyTypeObject *
sample(PyObject *expressions, const char *expression)
{
    PyObject *value = PyRun_String(expression, Py_eval_input, expressions, expressions);
    if (value == NULL) {
        return NULL;
    }
    PyTypeObject *type = (PyTypeObject *)Py_NewRef(Py_TYPE(value));
    Py_DECREF(value);
    return type;
}

static const struct {
    size_t offset;
    const char *expression; /* of the type's own: "=" first; else a sample value */
} sampled[] = {
#define AT_TYPE(field) offsetof(VmCodecTypes, field)
    {AT_TYPE(sequence_iterators[ITERATOR_LIST]), "iter([])"},
    {AT_TYPE(sequence_iterators[ITERATOR_LIST_REVERSED]), "reversed([])"},
    {AT_TYPE(sequence_iterators[ITERATOR_TUPLE]), "iter(())"},
    {AT_TYPE(sequence_iterators[ITERATOR_STR]), "iter('\\u20ac')"},
    {AT_TYPE(ascii_iterator), "iter('a')"},
    {AT_TYPE(sequence_iterators[ITERATOR_BYTES]), "iter(b'')"},
    {AT_TYPE(sequence_iterators[ITERATOR_BYTEARRAY]), "iter(bytearray())"},
    {AT_TYPE(sequence_iterators[ITERATOR_REVERSED]), "reversed(())"},
    {AT_TYPE(range_iterator), "iter(range(0))"},
    {AT_TYPE(long_range_iterator), "iter(range(1 << 70))"},
    {AT_TYPE(set_iterator), "iter(set())"},
    {AT_TYPE(dict_iterators[0]), "iter({})"},
    {AT_TYPE(dict_iterators[1]), "iter({}.values())"},
    {AT_TYPE(dict_iterators[2]), "iter({}.items())"},
    {AT_TYPE(dict_iterators[3]), "reversed({})"},
    {AT_TYPE(dict_iterators[4]), "reversed({}.values())"},
    {AT_TYPE(dict_iterators[5]), "reversed({}.items())"},
    {AT_TYPE(dict_views[0]), "{}.keys()"},
    {AT_TYPE(dict_views[1]), "{}.values()"},
    {AT_TYPE(dict_views[2]), "{}.items()"},
    {AT_TYPE(method_wrapper), "[].__len__"},
    {AT_TYPE(abc_data), "__import__('abc').ABC._abc_impl"},
};

static const struct {
    size_t offset;
    const char *module, *name;
} imported[] = {
    {AT_TYPE(decimal), "decimal", "Decimal"},
    {AT_TYPE(timezone), "datetime", "timezone"},
    {AT_TYPE(deque), "collections", "deque"},
    {AT_TYPE(ordered_dict), "collections", "OrderedDict"},
    {AT_TYPE(default_dict), "collections", "defaultdict"},
    {AT_TYPE(random), "_random", "Random"},
    {AT_TYPE(count), "itertools", "count"},
    {AT_TYPE(repeat), "itertools", "repeat"},
    {AT_TYPE(chain), "itertools", "chain"},
    {AT_TYPE(islice), "itertools", "islice"},
};

static int
import_types(void)
{
    for (size_t i = 0; i < Py_ARRAY_LENGTH(imported); i++) {
        PyObject *module = PyImport_ImportModule(imported[i].module);
        PyObject *type = module == NULL ? NULL : PyObject_GetAttrString(module, imported[i].name);
        Py_XDECREF(module);
        if (type == NULL) {
            return -1;
        }
        *(PyObject **)((char *)&vm_codec_types + imported[i].offset) = type;
    }
    return 0;
}

static int
sample_types(void)
{
    PyObject *scope = PyDict_New();
    if (scope == NULL || PyDict_SetItemString(scope, "__builtins__", PyEval_GetBuiltins()) < 0) {
        Py_XDECREF(scope);
        return -1;
    }
    int status = 0;
    for (size_t i = 0; status == 0 && i < Py_ARRAY_LENGTH(sampled); i++) {
        PyTypeObject *type = sample(scope, sampled[i].expression);
        status = type == NULL ? -1 : 0;
        *(PyTypeObject **)((char *)&vm_codec_types + sampled[i].offset) = type;
    }
    vm_codec_types.sequence_iterators[ITERATOR_SEQUENCE] = &PySeqIter_Type;
    if (status == 0) {
        vm_codec_types.long_range = PyRun_String("range(1 << 70)", Py_eval_input, scope, scope);
        vm_codec_types.slot_hash_probe
            = PyRun_String("type('Probe', (), {'__hash__': lambda self: 0})", Py_eval_input, scope, scope);
        status = vm_codec_types.slot_hash_probe == NULL || vm_codec_types.long_range == NULL ? -1 : 0;
    }
    Py_DECREF(scope);
    return status;
}

static PyObject *
method_of(PyTypeObject *type, const char *name)
{
    PyObject *method = PyDict_GetItemString(vm_type_dict_borrow(type), name);
    if (method == NULL) {
        PyErr_Format(PyExc_SystemError, "%s has no method %s", type->tp_name, name);
    }
    return Py_XNewRef(method);
}

int
vm_codec_types_setup(void)
{
    VmCodecTypes *types = &vm_codec_types;
    PyDateTime_IMPORT;
    if (PyDateTimeAPI == NULL || import_types() < 0 || sample_types() < 0) {
        return -1;
    }
    types->datetime = PyDateTimeAPI;
    const char *const makers[DICT_VIEW_KINDS] = {"keys", "values", "items"};
    for (int i = 0; i < DICT_VIEW_KINDS; i++) {
        if ((types->dict_view_makers[i] = method_of(&PyDict_Type, makers[i])) == NULL) {
            return -1;
        }
    }
    types->set_update = method_of(&PySet_Type, "update");
    types->ordered_dict_set = method_of(types->ordered_dict, "__setitem__");
    types->type_mro = method_of(&PyType_Type, "mro");
    types->random_getstate = method_of(types->random, "getstate");
    types->random_setstate = method_of(types->random, "setstate");
    types->deque_append = method_of(types->deque, "append");
    types->deque_maxlen = method_of(types->deque, "maxlen");
    types->default_factory = method_of(types->default_dict, "default_factory");
    types->empty_tuple = PyTuple_New(0);
    types->empty_string = PyUnicode_InternFromString("");
    types->name_doc = PyUnicode_InternFromString("__doc__");
    types->name_module = PyUnicode_InternFromString("__module__");
    types->name_qualname = PyUnicode_InternFromString("__qualname__");
    types->name_slots = PyUnicode_InternFromString("__slots__");
    types->name_dict = PyUnicode_InternFromString("__dict__");
    types->name_abstract = PyUnicode_InternFromString("__abstractmethods__");
    return PyErr_Occurred() ? -1 : 0;
}
