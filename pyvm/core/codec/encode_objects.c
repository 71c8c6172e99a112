/* Writing native values that have no short way, and the choice of a writer by type. */
#include "codec/encode_parts.h"
#include "classes.h"
#include "functions.h"
#include "gate.h"
#include "generators.h"
#include "tracebacks.h"
#include <datetime.h>

/* --- Plain natives --------------------------------------------------------------------------------------------------- */

static int
encode_bytearray(VmEncoder *encoder, PyObject *object)
{
    size_t n = (size_t)PyByteArray_GET_SIZE(object);
    BEGIN(encoder, object, TAG_BYTEARRAY);
    RESERVE(encoder, n + VARINT_BYTES);
    put_varint(encoder, n);
    put_bytes(encoder, PyByteArray_AS_STRING(object), n);
    return WROTE;
}

static int
encode_complex(VmEncoder *encoder, PyObject *object)
{
    Py_complex value = PyComplex_AsCComplex(object);
    BEGIN(encoder, object, TAG_COMPLEX);
    RESERVE(encoder, 16);
    put_bytes(encoder, &value, 16);
    return WROTE;
}

static int
encode_decimal(VmEncoder *encoder, PyObject *object)
{
    BEGIN(encoder, object, TAG_DECIMAL);
    PyObject *text = PyObject_Str(object);
    if (vm_encode_keep_steal(encoder, text) < 0) {
        return FAILED;
    }
    size_t n = (size_t)PyUnicode_GET_LENGTH(text);
    RESERVE(encoder, n + VARINT_BYTES);
    put_varint(encoder, n);
    put_bytes(encoder, PyUnicode_DATA(text), n);
    return WROTE;
}

static int
encode_range(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"start", "stop", "step"};
    VmRange *range = (VmRange *)object;
    BEGIN_LATE(encoder, object, TAG_RANGE);
    return open_fields_steal(encoder, object, fields_of(3, range->start, range->stop, range->step), labels, 1);
}

static int
encode_slice(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"start", "stop", "step"};
    PySliceObject *slice = (PySliceObject *)object;
    BEGIN(encoder, object, TAG_SLICE);
    return open_fields_steal(encoder, object, fields_of(3, slice->start, slice->stop, slice->step), labels, 0);
}

/* --- Dates and times --------------------------------------------------------------------------------------------------- */

/* zone is NULL without one: then CPython's struct ends before it. */
static int
open_zone(VmEncoder *encoder, PyObject *object, PyObject *zone)
{
    static const char *const labels[] = {"tzinfo"};
    return open_fields_steal(encoder, object, fields_of(1, zone), labels, 1);
}

static int
encode_datetime(VmEncoder *encoder, PyObject *object)
{
    PyDateTime_DateTime *moment = (PyDateTime_DateTime *)object;
    BEGIN_LATE(encoder, object, TAG_DATETIME);
    RESERVE(encoder, 11);
    put_bytes(encoder, moment->data, 10);
    put_byte(encoder, moment->fold);
    return open_zone(encoder, object, moment->hastzinfo ? moment->tzinfo : Py_None);
}

static int
encode_time(VmEncoder *encoder, PyObject *object)
{
    PyDateTime_Time *moment = (PyDateTime_Time *)object;
    BEGIN_LATE(encoder, object, TAG_TIME);
    RESERVE(encoder, 7);
    put_bytes(encoder, moment->data, 6);
    put_byte(encoder, moment->fold);
    return open_zone(encoder, object, moment->hastzinfo ? moment->tzinfo : Py_None);
}

static int
encode_date(VmEncoder *encoder, PyObject *object)
{
    BEGIN(encoder, object, TAG_DATE);
    RESERVE(encoder, 4);
    put_bytes(encoder, ((PyDateTime_Date *)object)->data, 4);
    return WROTE;
}

static int
encode_timedelta(VmEncoder *encoder, PyObject *object)
{
    PyDateTime_Delta *delta = (PyDateTime_Delta *)object;
    int32_t fields[3] = {delta->days, delta->seconds, delta->microseconds};
    BEGIN(encoder, object, TAG_TIMEDELTA);
    RESERVE(encoder, 12);
    put_bytes(encoder, fields, 12);
    return WROTE;
}

static int
encode_timezone(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"offset", "name"};
    if (object == PyDateTime_TimeZone_UTC) {
        return put_u8(encoder, TAG_UTC);
    }
    BEGIN_LATE(encoder, object, TAG_TIMEZONE);
    PyObject *arguments = PyObject_CallMethod(object, "__getinitargs__", NULL);
    if (vm_encode_keep_steal(encoder, arguments) < 0) {
        return FAILED;
    }
    PyObject *name = PyTuple_GET_SIZE(arguments) > 1 ? PyTuple_GET_ITEM(arguments, 1) : NULL;
    return open_fields_steal(encoder, object, fields_of(2, PyTuple_GET_ITEM(arguments, 0), name), labels, 1);
}

/* --- Methods and descriptors ------------------------------------------------------------------------------------------- */

static int
encode_method(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"__func__", "__self__"};
    PyMethodObject *method = (PyMethodObject *)object;
    BEGIN(encoder, object, TAG_METHOD);
    return open_fields_steal(encoder, object, fields_of(2, method->im_func, method->im_self), labels, 0);
}

/* The descriptor that gave a builtin method of an object, found by its definition. Borrowed or NULL. */
static PyObject *
descriptor_behind(PyTypeObject *type, PyMethodDef *definition)
{
    for (PyTypeObject *base = type; base != NULL; base = base->tp_base) {
        PyObject *found = PyDict_GetItemString(vm_type_dict_borrow(base), definition->ml_name);
        if (found != NULL && (Py_IS_TYPE(found, &PyMethodDescr_Type) || Py_IS_TYPE(found, &PyClassMethodDescr_Type))
            && ((PyMethodDescrObject *)found)->d_method == definition) {
            return found;
        }
    }
    return NULL;
}

/* A bound method that guests get in place of CPython's: the descriptor, which has a name, and the object. */
static int
encode_guarded_builtin(VmEncoder *encoder, PyObject *object, PyObject *self, PyMethodDef *definition)
{
    static const char *const labels[] = {"descriptor", "__self__"};
    PyObject *mro = self == NULL ? NULL : PyType_Check(self) ? ((PyTypeObject *)self)->tp_mro : Py_TYPE(self)->tp_mro;
    for (int again = 0; again < 2 && mro != NULL; again++) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(mro); i++) {
            PyObject *dict = vm_type_dict_borrow((PyTypeObject *)PyTuple_GET_ITEM(mro, i));
            PyObject *found = PyDict_GetItemString(dict, definition->ml_name);
            PyObject *guarded = found == NULL ? NULL : vm_gate_replacement_borrow(found);
            if (guarded != NULL && guarded != found && PyObject_TypeCheck(guarded, &PyMethodDescr_Type)
                && ((PyMethodDescrObject *)guarded)->d_method == definition) {
                BEGIN_LATE(encoder, object, TAG_WRAPPER);
                return open_fields_steal(encoder, object, fields_of(2, guarded, self), labels, 1);
            }
        }
        mro = Py_TYPE(self)->tp_mro;
    }
    return vm_encode_problem(encoder, object, "a native function that no registry names");
}

/* list.append of a list, dict.fromkeys of a class: the object, and the name under which its type has the method. */
static int
encode_builtin(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"__self__", "__name__"};
    PyCFunctionObject *function = (PyCFunctionObject *)object;
    PyObject *self = function->m_self;
    PyObject *descriptor = NULL;
    if (self != NULL && PyType_Check(self)
        && PyDict_GetItemString(vm_type_dict_borrow((PyTypeObject *)self), function->m_ml->ml_name) == object) { /* tuple.__new__ */
        PyObject *name = PyUnicode_FromString(function->m_ml->ml_name);
        if (vm_encode_keep_steal(encoder, name) < 0 || put_u8(encoder, TAG_DESCRIPTOR) < 0 || vm_encode_class(encoder, self, 0) < 0) {
            return FAILED;
        }
        return vm_encode_string(encoder, name);
    }
    if (self != NULL && !PyModule_Check(self)) {
        descriptor = descriptor_behind(PyType_Check(self) ? (PyTypeObject *)self : Py_TYPE(self), function->m_ml);
        if (descriptor == NULL && PyType_Check(self)) {
            descriptor = descriptor_behind(Py_TYPE(self), function->m_ml);
        }
    }
    if (descriptor == NULL) {
        return encode_guarded_builtin(encoder, object, self, function->m_ml);
    }
    BEGIN_LATE(encoder, object, TAG_BUILTIN_METHOD);
    return open_fields_steal(encoder, object, fields_of(2, self, ((PyDescrObject *)descriptor)->d_name), labels, 1);
}

static int
encode_descriptor(VmEncoder *encoder, PyObject *object)
{
    PyDescrObject *descriptor = (PyDescrObject *)object;
    PyObject *found = PyDict_GetItemWithError(vm_type_dict_borrow(descriptor->d_type), descriptor->d_name);
    if (found != object) {
        return vm_encode_problem(encoder, object, "a descriptor that its type does not hold any more");
    }
    if (put_u8(encoder, TAG_DESCRIPTOR) < 0 || vm_encode_class(encoder, (PyObject *)descriptor->d_type, 0) < 0) {
        return FAILED;
    }
    return vm_encode_string(encoder, descriptor->d_name);
}

static int
encode_wrapper(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"descriptor", "__self__"};
    VmMethodWrapper *wrapper = (VmMethodWrapper *)object;
    BEGIN_LATE(encoder, object, TAG_WRAPPER);
    return open_fields_steal(encoder, object, fields_of(2, (PyObject *)wrapper->descriptor, wrapper->self), labels, 1);
}

static int
encode_property(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"fget", "fset", "fdel", "__doc__", "__name__"};
    VmProperty *property = (VmProperty *)object;
    BEGIN(encoder, object, TAG_PROPERTY);
    if (put_u8(encoder, property->getter_doc != 0) < 0) {
        return FAILED;
    }
    PyObject *fields = fields_of(5, property->getter, property->setter, property->deleter, property->doc, property->name);
    return open_fields_steal(encoder, object, fields, labels, 0);
}

static int
encode_wrapped_callable(VmEncoder *encoder, PyObject *object, unsigned tag)
{
    static const char *const labels[] = {"__func__", "__dict__"};
    VmMethodWrapperObject *wrapper = (VmMethodWrapperObject *)object;
    BEGIN(encoder, object, tag);
    PyObject *dict = wrapper->dict != NULL && PyDict_GET_SIZE(wrapper->dict) > 0 ? wrapper->dict : NULL;
    return open_fields_steal(encoder, object, fields_of(2, wrapper->callable, dict), labels, 0);
}

static int
encode_module(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"__dict__"};
    BEGIN(encoder, object, TAG_MODULE);
    return open_fields_steal(encoder, object, fields_of(1, ((VmModuleObject *)object)->dict), labels, 0);
}

static int
encode_super(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"__thisclass__", "__self__", "__self_class__"};
    VmSuper *super = (VmSuper *)object;
    BEGIN(encoder, object, TAG_SUPER);
    return open_fields_steal(encoder, object, fields_of(3, (PyObject *)super->type, super->object, (PyObject *)super->object_type),
                             labels, 0);
}

static int
encode_weakref(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"referent", "__callback__"};
    PyWeakReference *reference = (PyWeakReference *)object;
    BEGIN(encoder, object, TAG_WEAKREF);
    return open_fields_steal(encoder, object, fields_of(2, vm_weakref_target_borrow(object), reference->wr_callback), labels, 0);
}

static int
encode_mapping_proxy(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"mapping"};
    BEGIN(encoder, object, TAG_MAPPING_PROXY);
    return open_fields_steal(encoder, object, fields_of(1, ((VmMappingProxy *)object)->mapping), labels, 0);
}

static int
encode_traceback(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"tb_next"};
    uint32_t offset = 0;
    PyObject *next = object;
    VmCode *code = NULL;
    while (next != NULL && (code = vm_traceback_code_borrow(next, &offset)) == NULL) {
        next = (PyObject *)((PyTracebackObject *)next)->tb_next; /* entries of the host's own frames are left out */
    }
    if (code == NULL) {
        return vm_encode_value(encoder, NULL);
    }
    BEGIN(encoder, object, TAG_TRACEBACK);
    if (vm_encode_code(encoder, code) < 0 || put_number(encoder, offset) < 0) {
        return FAILED;
    }
    PyObject *rest = (PyObject *)((PyTracebackObject *)next)->tb_next;
    while (rest != NULL && vm_traceback_code_borrow(rest, &offset) == NULL) {
        rest = (PyObject *)((PyTracebackObject *)rest)->tb_next;
    }
    return open_fields_steal(encoder, object, fields_of(1, rest), labels, 0);
}

/* --- Adapted values --------------------------------------------------------------------------------------------------------- */

static int
encode_adapted(VmEncoder *encoder, PyObject *object, PyObject *adapter)
{
    static const char *const labels[] = {"state"};
    PyObject *state = PyObject_CallOneArg(PyTuple_GET_ITEM(adapter, 1), object);
    if (state == NULL) {
        return FAILED;
    }
    if (state == Py_None) {
        Py_DECREF(state);
        return vm_encode_problem(encoder, object, "its state cannot be read back");
    }
    if (vm_encode_keep_steal(encoder, state) < 0) {
        return FAILED;
    }
    BEGIN_LATE(encoder, object, TAG_ADAPTED);
    if (vm_encode_string(encoder, PyTuple_GET_ITEM(adapter, 0)) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(1, state), labels, 1);
}

/* --- By type ---------------------------------------------------------------------------------------------------------------------- */

static VmTypeKind
kind_of(VmEncoder *encoder, PyTypeObject *type)
{
    VmPointerEntry *known = vm_pointers_find(&encoder->types, type);
    if (LIKELY(known != NULL)) {
        return (VmTypeKind)known->value;
    }
    VmTypeKind kind = vm_codec_kind(type);
    if ((kind == KIND_REFUSED || kind == KIND_INSTANCE) && vm_registry_adapter_borrow(encoder->registry, type) != NULL) {
        kind = KIND_ADAPTED;
    }
    vm_pointers_add(&encoder->types, type, kind); /* only a cache: running out of memory is no failure */
    return kind;
}

static int
encode_bodied(VmEncoder *encoder, PyObject *object, unsigned tag)
{
    BEGIN(encoder, object, tag);
    return vm_encode_native_part(encoder, object, (int)tag);
}

int
vm_encode_object(VmEncoder *encoder, PyObject *object)
{
    VmTypeKind kind = kind_of(encoder, Py_TYPE(object));
    if (Py_REFCNT(object) > 1 && kind != KIND_CLASS && vm_pointers_find(&encoder->seen, object) == NULL) {
        PyObject *name = vm_registry_name_borrow(encoder->registry, object);
        if (name != NULL) {
            return vm_encode_host(encoder, name);
        }
    }
    switch (kind) {
    case KIND_INSTANCE: return vm_encode_instance(encoder, object);
    case KIND_CLASS: return vm_encode_class(encoder, object, 0);
    case KIND_ADAPTED: return encode_adapted(encoder, object, vm_registry_adapter_borrow(encoder->registry, Py_TYPE(object)));
    case KIND_BYTEARRAY: return encode_bytearray(encoder, object);
    case KIND_COMPLEX: return encode_complex(encoder, object);
    case KIND_RANGE: return encode_range(encoder, object);
    case KIND_SLICE: return encode_slice(encoder, object);
    case KIND_DATE: return encode_date(encoder, object);
    case KIND_TIME: return encode_time(encoder, object);
    case KIND_DATETIME: return encode_datetime(encoder, object);
    case KIND_TIMEDELTA: return encode_timedelta(encoder, object);
    case KIND_TIMEZONE: return encode_timezone(encoder, object);
    case KIND_DECIMAL: return encode_decimal(encoder, object);
    case KIND_FUNCTION: return vm_encode_function(encoder, object);
    case KIND_CELL: return vm_encode_cell(encoder, object);
    case KIND_GENERATOR: return vm_encode_generator(encoder, object);
    case KIND_CONTINUATION: return vm_encode_continuation(encoder, object);
    case KIND_METHOD: return encode_method(encoder, object);
    case KIND_BUILTIN: return encode_builtin(encoder, object);
    case KIND_DESCRIPTOR: return encode_descriptor(encoder, object);
    case KIND_WRAPPER: return encode_wrapper(encoder, object);
    case KIND_PROPERTY: return encode_property(encoder, object);
    case KIND_CLASSMETHOD: return encode_wrapped_callable(encoder, object, TAG_CLASSMETHOD);
    case KIND_STATICMETHOD: return encode_wrapped_callable(encoder, object, TAG_STATICMETHOD);
    case KIND_MODULE: return encode_module(encoder, object);
    case KIND_SUPER: return encode_super(encoder, object);
    case KIND_WEAKREF: return encode_weakref(encoder, object);
    case KIND_MAPPING_PROXY: return encode_mapping_proxy(encoder, object);
    case KIND_TRACEBACK: return encode_traceback(encoder, object);
    case KIND_SEQUENCE_ITERATOR: return vm_encode_sequence_iterator(encoder, object);
    case KIND_RANGE_ITERATOR: return vm_encode_range_iterator(encoder, object);
    case KIND_LONG_RANGE_ITERATOR: return vm_encode_long_range_iterator(encoder, object);
    case KIND_DICT_ITERATOR: return vm_encode_dict_iterator(encoder, object);
    case KIND_DICT_VIEW: return vm_encode_dict_view(encoder, object);
    case KIND_SET_ITERATOR: return vm_encode_set_iterator(encoder, object);
    case KIND_CALL_ITERATOR: return vm_encode_call_iterator(encoder, object);
    case KIND_ENUMERATE: return vm_encode_enumerate(encoder, object);
    case KIND_ZIP: return vm_encode_zip(encoder, object);
    case KIND_MAP: return vm_encode_map(encoder, object);
    case KIND_FILTER: return vm_encode_filter(encoder, object);
    case KIND_COUNT: return vm_encode_count(encoder, object);
    case KIND_REPEAT: return vm_encode_repeat(encoder, object);
    case KIND_CHAIN: return vm_encode_chain(encoder, object);
    case KIND_ISLICE: return vm_encode_islice(encoder, object);
    case KIND_CODE_UNIT: return vm_encode_code_unit(encoder, object);
    case KIND_ABC_DATA: return vm_encode_abc_data(encoder, object);
    case KIND_DEQUE: return encode_bodied(encoder, object, TAG_DEQUE);
    case KIND_ORDERED_DICT: return encode_bodied(encoder, object, TAG_ORDERED_DICT);
    case KIND_DEFAULT_DICT: return encode_bodied(encoder, object, TAG_DEFAULT_DICT);
    case KIND_REFUSED:
    case KIND_UNKNOWN: break;
    }
    return vm_encode_problem(encoder, object, "values of this type cannot be frozen");
}

int
vm_encode_objects_setup(void)
{
    PyDateTimeAPI = vm_codec_types.datetime;
    return 0;
}
