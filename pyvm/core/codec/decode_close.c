/* Finishing objects whose fields are there. Every field is checked for the type that the object's own code relies on. */
#include "codec/decode.h"
#include "composites.h"
#include "iterators.h"
#include "tracebacks.h"
#include <datetime.h>

/* Puts a field where it belongs. Takes nothing; releases what was there. */
static void
put_field(PyObject **place, PyObject *field)
{
    PyObject *old = *place;
    *place = Py_XNewRef(field);
    Py_XDECREF(old);
}

static int
check_fields(VmDecoder *decoder, int good)
{
    return good ? READ : vm_decode_state(decoder, "a field has a value of another type than it can have");
}

/* An instance of a guest class is looked at again when the class is filled. */
static int
is_iterator(VmDecoder *decoder, PyObject *object)
{
    if (object == NULL || PyIter_Check(object)) {
        return object != NULL;
    }
    return vm_class_is_guest(Py_TYPE(object)) && vm_decode_note(&decoder->iterated, object) == 0;
}

static int
note_inner(PyObject *inner, void *decoder)
{
    int data = Py_IS_TYPE(inner, vm_composite_type_borrow("_tee_dataobject")); /* which is checked by itself */
    return data || is_iterator(decoder, inner) ? 0 : -1;
}

/* What an adapter builds. If it is an iterator, those in it are looked at as well. */
static PyObject *
make_adapted(VmDecoder *decoder, PyObject *build, PyObject *state)
{
    PyObject *value = PyObject_Call(build, state, NULL);
    if (value != NULL && vm_iterator_each_inner(value, note_inner, decoder) < 0) {
        Py_CLEAR(value);
    }
    return value;
}

static int
is_null_or(PyObject *object, PyTypeObject *type)
{
    return object == NULL || Py_IS_TYPE(object, type);
}

/* The method of a native object, as its type would give it. NULL with an exception set. */
static PyObject *
bind_builtin(VmDecoder *decoder, PyObject *self, PyObject *name)
{
    if (self == NULL || name == NULL || !PyUnicode_CheckExact(name)) {
        check_fields(decoder, 0);
        return NULL;
    }
    PyTypeObject *starts[] = {PyType_Check(self) ? (PyTypeObject *)self : NULL, Py_TYPE(self)};
    for (int i = 0; i < 2; i++) {
        for (PyTypeObject *type = starts[i]; type != NULL; type = type->tp_base) {
            PyObject *found = PyDict_GetItemWithError(vm_type_dict_borrow(type), name);
            if (found == NULL) {
                continue;
            }
            if (i == 0 && Py_IS_TYPE(found, &PyClassMethodDescr_Type)) {
                return Py_TYPE(found)->tp_descr_get(found, NULL, self);
            }
            if (Py_IS_TYPE(found, &PyMethodDescr_Type) && i == 1) {
                return Py_TYPE(found)->tp_descr_get(found, self, (PyObject *)Py_TYPE(self));
            }
        }
    }
    if (!PyErr_Occurred()) {
        vm_decode_state(decoder, "a native object does not have a method that the program holds");
    }
    return NULL;
}

/* The objects that are late. NULL with an exception set. */
static PyObject *
make_late(VmDecoder *decoder, const VmOpen *open)
{
    PyObject **f = open->items;
    const uint8_t *b = decoder->start + open->word;
    switch (open->tag) {
    case TAG_RANGE:
        if (f[0] == NULL || f[1] == NULL || f[2] == NULL || !PyLong_CheckExact(f[0]) || !PyLong_CheckExact(f[1])
            || !PyLong_CheckExact(f[2])) {
            break;
        }
        return PyObject_CallFunctionObjArgs((PyObject *)&PyRange_Type, f[0], f[1], f[2], NULL);
    case TAG_TIME:
        if (f[0] == NULL || !(f[0] == Py_None || PyTZInfo_Check(f[0]))) {
            break;
        }
        return PyDateTimeAPI->Time_FromTimeAndFold(b[0], b[1], b[2], b[3] << 16 | b[4] << 8 | b[5], f[0], b[6],
                                                   PyDateTimeAPI->TimeType);
    case TAG_DATETIME:
        if (f[0] == NULL || !(f[0] == Py_None || PyTZInfo_Check(f[0]))) {
            break;
        }
        return PyDateTimeAPI->DateTime_FromDateAndTimeAndFold(b[0] << 8 | b[1], b[2], b[3], b[4], b[5], b[6],
                                                              b[7] << 16 | b[8] << 8 | b[9], f[0], b[10], PyDateTimeAPI->DateTimeType);
    case TAG_TIMEZONE:
        if (f[0] == NULL || !PyDelta_CheckExact(f[0]) || !is_null_or(f[1], &PyUnicode_Type)) {
            break;
        }
        return PyDateTimeAPI->TimeZone_FromTimeZone(f[0], f[1]);
    case TAG_LONG_RANGE_ITERATOR: {
        if (f[0] == NULL || f[1] == NULL || f[2] == NULL || !PyLong_CheckExact(f[0]) || !PyLong_CheckExact(f[1])
            || !PyLong_CheckExact(f[2])) {
            break;
        }
        PyObject *iterator = PyObject_GetIter(vm_codec_types.long_range);
        if (iterator != NULL) {
            vm_long_range_set((VmLongRangeIter *)iterator, f[0], f[1], f[2]);
        }
        return iterator;
    }
    case TAG_SEQUENCE_ITERATOR: {
        static const char *const empty = "";
        unsigned kind = open->word & 7;
        PyTypeObject *type = kind == ITERATOR_STR ? &PyUnicode_Type : kind == ITERATOR_BYTES ? &PyBytes_Type : &PyByteArray_Type;
        if (f[0] != NULL && !PyType_IsSubtype(Py_TYPE(f[0]), type)) {
            break;
        }
        PyObject *sequence = f[0] != NULL            ? Py_NewRef(f[0])
                             : kind == ITERATOR_STR   ? PyUnicode_FromString(empty)
                             : kind == ITERATOR_BYTES ? PyBytes_FromString(empty)
                                                      : PyByteArray_FromStringAndSize(empty, 0);
        PyObject *iterator = sequence == NULL ? NULL : type->tp_iter(sequence);
        Py_XDECREF(sequence);
        if (iterator != NULL) {
            VmSequenceIter *cursor = (VmSequenceIter *)iterator;
            cursor->index = (Py_ssize_t)(open->word >> 3) - 1;
            if (f[0] == NULL || cursor->index < 0) {
                cursor->index = 0;
                Py_CLEAR(cursor->sequence);
            }
        }
        return iterator;
    }
    case TAG_COUNT:
        if (f[0] == NULL || f[1] == NULL || !(PyLong_CheckExact(f[0]) || PyFloat_CheckExact(f[0]))
            || !(PyLong_CheckExact(f[1]) || PyFloat_CheckExact(f[1]))) {
            break;
        }
        return PyObject_CallFunctionObjArgs((PyObject *)vm_codec_types.count, f[0], f[1], NULL);
    case TAG_TRACEBACK:
        if (!is_null_or(f[0], &PyTraceBack_Type)) {
            break;
        }
        return vm_traceback_new((VmCode *)open->key, (uint32_t)open->word, f[0]);
    case TAG_WRAPPER:
        if (f[0] == NULL || f[1] == NULL) {
            break;
        }
        if (Py_IS_TYPE(f[0], &PyMethodDescr_Type) && PyType_IsSubtype(Py_TYPE(f[1]), ((PyDescrObject *)f[0])->d_type)) {
            return Py_TYPE(f[0])->tp_descr_get(f[0], f[1], (PyObject *)Py_TYPE(f[1]));
        }
        if (!Py_IS_TYPE(f[0], &PyWrapperDescr_Type) || !PyType_IsSubtype(Py_TYPE(f[1]), ((PyDescrObject *)f[0])->d_type)) {
            break;
        }
        return PyWrapper_New(f[0], f[1]);
    case TAG_BUILTIN_METHOD:
        return bind_builtin(decoder, f[0], f[1]);
    case TAG_ADAPTED:
        if (f[0] == NULL || !PyTuple_CheckExact(f[0])) {
            break;
        }
        return make_adapted(decoder, PyTuple_GET_ITEM(open->key, 2), f[0]);
    }
    check_fields(decoder, 0);
    return NULL;
}

/* --- Shells ------------------------------------------------------------------------------------------------------------------ */

/* Fields 0 to 10 in the order of encode_objects.c. Their types are checked at the end, when what they hold is complete. */
static int
close_function(VmDecoder *decoder, VmOpen *open)
{
    VmFunction *function = (VmFunction *)open->object;
    for (int i = 0, k = 0; i < 11; i++) {
        if (!(open->word >> i & 1)) {
            continue;
        }
        PyObject *field = open->items[k++];
        int good = field != NULL;
        if (i == 0 || i == 1 || i == 3 || i == 9 || i == 10) {
            good = good && PyDict_Check(field);
        } else if (i == 2 || i == 4) {
            good = good && PyTuple_CheckExact(field);
        } else if (i == 5 || i == 6) {
            good = good && PyUnicode_Check(field);
        }
        if (!good) {
            return check_fields(decoder, 0);
        }
        put_field(&function->globals + i, field);
    }
    return READ;
}

static int
close_generator(VmDecoder *decoder, VmOpen *open)
{
    VmGenerator *generator = (VmGenerator *)open->object;
    int k = 0;
    for (int i = 0; i < 2; i++) {
        if (open->word >> i & 1) {
            PyObject *name = open->items[k++];
            if (name == NULL || !PyUnicode_Check(name)) {
                return check_fields(decoder, 0);
            }
            put_field(i == 0 ? &generator->name : &generator->qualname, name);
        }
    }
    if (open->word & 4) {
        PyObject *handled = open->items[k];
        if (handled == NULL || !PyExceptionInstance_Check(handled)) {
            return check_fields(decoder, 0);
        }
        put_field(&generator->handled.exc_value, handled);
    }
    return READ;
}

static int
close_continuation(VmDecoder *decoder, VmOpen *open)
{
    VmContinuation *continuation = (VmContinuation *)open->object;
    PyObject **f = open->items;
    int good = f[0] != NULL && PyDict_CheckExact(f[0]) && f[1] != NULL && PyDict_CheckExact(f[1]) && is_null_or(f[2], &PyTuple_Type)
               && (f[4] == NULL || PyExceptionInstance_Check(f[4]));
    good = good && (continuation->state != VM_FAILED || (f[3] != NULL && PyExceptionInstance_Check(f[3])));
    good = good && (!continuation->answer_raises || (f[3] != NULL && PyExceptionInstance_Check(f[3])));
    good = good && (f[3] != NULL || (continuation->state != VM_COMPLETED && !continuation->answered));
    if (!good) {
        return check_fields(decoder, 0);
    }
    put_field(&continuation->builtins, f[0]);
    put_field(&continuation->modules, f[1]);
    put_field(&continuation->request, f[2]);
    put_field(&continuation->result, f[3]);
    put_field(&continuation->handled.exc_value, f[4]);
    continuation->handled_top = NULL;
    return READ;
}

static int
close_super(VmDecoder *decoder, VmOpen *open)
{
    VmSuper *super = (VmSuper *)open->object;
    PyObject **f = open->items;
    int good = f[0] != NULL && PyType_Check(f[0]) && (f[1] == NULL) == (f[2] == NULL) && (f[2] == NULL || PyType_Check(f[2]));
    good = good && (f[1] == NULL || f[1] == f[2] || Py_TYPE(f[1]) == (PyTypeObject *)f[2])
           && (f[2] == NULL || PyType_IsSubtype((PyTypeObject *)f[2], (PyTypeObject *)f[0]));
    if (!good) {
        return check_fields(decoder, 0);
    }
    put_field((PyObject **)&super->type, f[0]);
    put_field(&super->object, f[1]);
    put_field((PyObject **)&super->object_type, f[2]);
    return READ;
}

static int
close_dict_iterator(VmDecoder *decoder, VmOpen *open)
{
    VmDictIter *iterator = (VmDictIter *)open->object;
    PyObject *dict = open->items[0];
    Py_ssize_t passed = (Py_ssize_t)(open->word >> 3);
    if (dict != NULL && !PyDict_Check(dict)) {
        return check_fields(decoder, 0);
    }
    iterator->position = (open->word & 7) < 3 ? passed : passed - 1;
    put_field(&iterator->dict, dict);
    return READ;
}

/* The iterator's own set, in which each member has its place as its hash: so they come in the order in which they were written. */
static int
close_set_iterator(VmDecoder *decoder, VmOpen *open)
{
    VmSetIter *iterator = (VmSetIter *)open->object;
    PyObject *dict = PyDict_New();
    int status = dict == NULL || PyDict_SetItem(dict, Py_None, Py_None) < 0 ? READ_FAILED : READ;
    if (status == READ) {
        status = PyDict_DelItem(dict, Py_None); /* a table for str alone would keep no hashes */
    }
    for (Py_ssize_t i = 0; status == READ && i < open->count; i++) {
        status = open->items[i] == NULL ? check_fields(decoder, 0) : _PyDict_SetItem_KnownHash(dict, open->items[i], Py_None, i);
    }
    if (status == READ) {
        status = vm_set_update_known(iterator->set, dict);
    }
    if (status == READ) {
        iterator->used = iterator->length = PySet_GET_SIZE(iterator->set);
    }
    Py_XDECREF(dict);
    return status;
}

static int
close_sequence_iterator(VmDecoder *decoder, VmOpen *open)
{
    VmSequenceIter *iterator = (VmSequenceIter *)open->object;
    PyObject *sequence = open->items[0];
    unsigned kind = open->word & 7;
    int good = sequence == NULL || (kind == ITERATOR_LIST || kind == ITERATOR_LIST_REVERSED ? PyList_Check(sequence)
                                    : kind == ITERATOR_TUPLE                               ? PyTuple_Check(sequence)
                                                                                           : 1);
    if (!good) {
        return check_fields(decoder, 0);
    }
    iterator->index = (Py_ssize_t)(open->word >> 3) - 1;
    if (iterator->index < 0) {
        sequence = NULL; /* a reversed one that is exhausted keeps index -1 */
        iterator->index = kind == ITERATOR_TUPLE ? 0 : -1; /* 3.13 knows an exhausted list iterator by its index */
    }
    put_field(&iterator->sequence, sequence);
    return READ;
}

static int
close_enumerate(VmDecoder *decoder, VmOpen *open)
{
    VmEnumerate *enumerate = (VmEnumerate *)open->object;
    PyObject *index = open->items[0];
    if (index == NULL || !PyLong_CheckExact(index) || !is_iterator(decoder, open->items[1])) {
        return check_fields(decoder, 0);
    }
    Py_ssize_t small = PyLong_AsSsize_t(index);
    if (small == -1 && PyErr_Occurred()) {
        PyErr_Clear();
        small = PY_SSIZE_T_MAX;
        put_field(&enumerate->long_index, index);
    }
    if (small == PY_SSIZE_T_MAX) {
        put_field(&enumerate->long_index, index);
    }
    enumerate->index = small;
    put_field(&enumerate->iterator, open->items[1]);
    return READ;
}

/* A tuple of iterators, complete or (when guests reach it otherwise) checked as far as it is there. */
static int
is_tuple_of_iterators(VmDecoder *decoder, PyObject *tuple)
{
    if (tuple == NULL || !PyTuple_CheckExact(tuple)) {
        return 0;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
        if (!is_iterator(decoder, PyTuple_GET_ITEM(tuple, i))) {
            return 0;
        }
    }
    return 1;
}

static int
close_zip(VmDecoder *decoder, VmOpen *open)
{
    VmZip *zip = (VmZip *)open->object;
    if (!is_tuple_of_iterators(decoder, open->items[0]) || PyTuple_GET_SIZE(open->items[0]) != zip->count) {
        return check_fields(decoder, 0);
    }
    put_field(&zip->iterators, open->items[0]);
    return READ;
}

static int
close_map(VmDecoder *decoder, VmOpen *open)
{
    VmMap *map = (VmMap *)open->object;
    if (open->items[0] == NULL || !is_tuple_of_iterators(decoder, open->items[1]) || PyTuple_GET_SIZE(open->items[1]) == 0) {
        return check_fields(decoder, 0);
    }
    put_field(&map->function, open->items[0]);
    put_field(&map->iterators, open->items[1]);
    return READ;
}

/* The classes registered with an abstract class, held weakly as abc does. */
static int
close_abc_data(VmDecoder *decoder, VmOpen *open)
{
    VmAbcData *data = (VmAbcData *)open->object;
    if (open->count == 0) {
        return READ;
    }
    PyObject *set = PySet_New(NULL);
    int status = set == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; status == 0 && i < open->count; i++) {
        if (open->items[i] == NULL || !PyType_Check(open->items[i])) {
            Py_DECREF(set);
            return check_fields(decoder, 0);
        }
        PyObject *reference = PyWeakref_NewRef(open->items[i], NULL);
        status = reference == NULL ? -1 : PySet_Add(set, reference);
        Py_XDECREF(reference);
    }
    Py_XSETREF(data->registry, set);
    return status;
}

static int
close_weakref(VmDecoder *decoder, VmOpen *open)
{
    if (open->items[0] == NULL) {
        return READ; /* dead */
    }
    return vm_weakref_link(open->object, open->items[0], open->items[1]) == 0
               ? READ
               : vm_decode_state(decoder, "a weak reference to an object that cannot have any");
}

static int
close_wrapped_callable(VmDecoder *decoder, VmOpen *open)
{
    VmMethodWrapperObject *wrapper = (VmMethodWrapperObject *)open->object;
    PyObject *dict = open->count > 1 ? open->items[1] : NULL;
    if (open->items[0] == NULL || !is_null_or(dict, &PyDict_Type)) {
        return check_fields(decoder, 0);
    }
    put_field(&wrapper->callable, open->items[0]);
    if (dict != NULL) {
        put_field(&wrapper->dict, dict);
    }
    return READ;
}

static int
close_property(VmOpen *open)
{
    VmProperty *property = (VmProperty *)open->object;
    put_field(&property->getter, open->items[0]);
    put_field(&property->setter, open->items[1]);
    put_field(&property->deleter, open->items[2]);
    put_field(&property->doc, open->items[3]);
    if (open->count > 4) {
        put_field(&property->name, open->items[4]);
    }
    return READ;
}

static int
close_exception(VmDecoder *decoder, VmOpen *open)
{
    const VmExceptionLayout *layout = vm_codec_exception_layout(Py_TYPE(open->object));
    PyBaseExceptionObject *exception = (PyBaseExceptionObject *)open->object;
    PyObject **f = open->items;
    if (f[3] == Py_None) { /* `e.__traceback__ = None` leaves it there until 3.12 */
        Py_CLEAR(f[3]);
    }
    int good = f[0] != NULL && PyTuple_CheckExact(f[0]) && (f[1] == NULL || PyExceptionInstance_Check(f[1]))
               && (f[2] == NULL || PyExceptionInstance_Check(f[2])) && is_null_or(f[3], &PyTraceBack_Type);
    if (!good) {
        return check_fields(decoder, 0);
    }
    put_field(&exception->args, f[0]);
    put_field(&exception->cause, f[1]);
    put_field(&exception->context, f[2]);
    put_field(&exception->traceback, f[3]);
    Py_ssize_t fields = open->count - 4, objects = fields - layout->size_count;
    for (int i = 0; i < layout->object_count && i < objects; i++) { /* a newer Python may know more fields */
        put_field((PyObject **)((char *)exception + layout->objects[i]), f[4 + i]);
    }
    for (int i = 0; i < layout->size_count && objects >= 0; i++) {
        PyObject *size = f[4 + objects + i];
        Py_ssize_t value = size != NULL && PyLong_CheckExact(size) ? PyLong_AsSsize_t(size) : -1;
        if (value < -1 || (value == -1 && PyErr_Occurred())) {
            PyErr_Clear();
            return check_fields(decoder, 0);
        }
        *(Py_ssize_t *)((char *)exception + layout->sizes[i]) = value;
    }
    return vm_codec_exception_is_sound(open->object) ? READ : check_fields(decoder, 0);
}

static int
close_random(VmDecoder *decoder, VmOpen *open)
{
    if (open->items[0] == NULL || !PyTuple_CheckExact(open->items[0])) {
        return check_fields(decoder, 0);
    }
    PyObject *result = PyObject_CallFunctionObjArgs(vm_codec_types.random_setstate, open->object, open->items[0], NULL);
    Py_XDECREF(result);
    return result == NULL ? READ_FAILED : READ;
}

static int
close_shell(VmDecoder *decoder, VmOpen *open)
{
    PyObject **f = open->items, *object = open->object;
    switch (open->tag) {
    case TAG_SLICE:
        if (f[0] == NULL || f[1] == NULL || f[2] == NULL) {
            break;
        }
        put_field(&((PySliceObject *)object)->start, f[0]);
        put_field(&((PySliceObject *)object)->stop, f[1]);
        put_field(&((PySliceObject *)object)->step, f[2]);
        return READ;
    case TAG_FUNCTION: return close_function(decoder, open);
    case TAG_CELL:
        put_field(&((PyCellObject *)object)->ob_ref, f[0]);
        return READ;
    case TAG_GENERATOR: return close_generator(decoder, open);
    case TAG_CONTINUATION: return close_continuation(decoder, open);
    case TAG_METHOD:
        if (f[0] == NULL || f[1] == NULL) {
            break;
        }
        put_field(&((PyMethodObject *)object)->im_func, f[0]);
        put_field(&((PyMethodObject *)object)->im_self, f[1]);
        return READ;
    case TAG_PROPERTY: return close_property(open);
    case TAG_CLASSMETHOD:
    case TAG_STATICMETHOD: return close_wrapped_callable(decoder, open);
    case TAG_MODULE:
        if (f[0] == NULL || !PyDict_CheckExact(f[0])) {
            break;
        }
        put_field(&((VmModuleObject *)object)->dict, f[0]);
        return READ;
    case TAG_SUPER: return close_super(decoder, open);
    case TAG_WEAKREF: return close_weakref(decoder, open);
    case TAG_MAPPING_PROXY:
        if (f[0] == NULL || !PyMapping_Check(f[0])) {
            break;
        }
        put_field(&((VmMappingProxy *)object)->mapping, f[0]);
        return READ;
    case TAG_SEQUENCE_ITERATOR: return close_sequence_iterator(decoder, open);
    case TAG_DICT_ITERATOR: return close_dict_iterator(decoder, open);
    case TAG_DICT_VIEW:
        if (f[0] == NULL || !PyDict_Check(f[0])) {
            break;
        }
        put_field(&((VmDictView *)object)->dict, f[0]);
        return READ;
    case TAG_SET_ITERATOR: return close_set_iterator(decoder, open);
    case TAG_SET_CURSOR:
        if (f[0] != NULL && (!PyAnySet_Check(f[0]) || f[1] == NULL || !PyList_CheckExact(f[1]))) {
            break;
        }
        put_field(&((VmSetIter *)object)->set, f[0]);
        return f[0] == NULL ? READ : vm_decode_note(&decoder->cursors_of_sets, object) < 0 || vm_decode_note(&decoder->cursors_of_sets, f[1]) < 0 ? READ_FAILED : READ;
    case TAG_CALL_ITERATOR:
        put_field(&((VmCallIter *)object)->callable, f[1] == NULL ? NULL : f[0]);
        put_field(&((VmCallIter *)object)->sentinel, f[0] == NULL ? NULL : f[1]);
        return READ;
    case TAG_ENUMERATE: return close_enumerate(decoder, open);
    case TAG_ZIP: return close_zip(decoder, open);
    case TAG_MAP: return close_map(decoder, open);
    case TAG_ABC_DATA: return close_abc_data(decoder, open);
    case TAG_FILTER:
        if (f[0] == NULL || !is_iterator(decoder, f[1])) {
            break;
        }
        put_field(&((VmFilter *)object)->function, f[0]);
        put_field(&((VmFilter *)object)->iterator, f[1]);
        return READ;
    case TAG_DEFAULT_DICT:
        if (f[0] == NULL) {
            break;
        }
        return Py_TYPE(vm_codec_types.default_factory)->tp_descr_set(vm_codec_types.default_factory, object, f[0]);
    case TAG_REPEAT:
        if (f[0] == NULL) {
            break;
        }
        put_field(&((VmRepeat *)object)->element, f[0]);
        return READ;
    case TAG_CHAIN:
        if ((f[0] != NULL && !is_iterator(decoder, f[0])) || (f[1] != NULL && !is_iterator(decoder, f[1]))) {
            break;
        }
        put_field(&((VmChain *)object)->source, f[0]);
        put_field(&((VmChain *)object)->active, f[1]);
        return READ;
    case TAG_ISLICE:
        if (f[0] != NULL && !is_iterator(decoder, f[0])) {
            break;
        }
        put_field(&((VmISlice *)object)->iterator, f[0]);
        return READ;
    case TAG_EXCEPTION: return close_exception(decoder, open);
    case TAG_RANDOM: return close_random(decoder, open);
    }
    return check_fields(decoder, 0);
}

int
vm_decode_close_fields(VmDecoder *decoder, VmOpen *open, PyObject **value)
{
    if (open->object == NULL) {
        *value = make_late(decoder, open);
        if (*value == NULL && !PyErr_Occurred()) {
            return vm_decode_corrupt(decoder, "an object could not be made");
        }
        return *value == NULL ? READ_FAILED : READ;
    }
    if (close_shell(decoder, open) < 0) {
        return READ_FAILED;
    }
    *value = Py_NewRef(open->object);
    return READ;
}

int
vm_decode_closing_setup(void)
{
    PyDateTimeAPI = vm_codec_types.datetime;
    return 0;
}
