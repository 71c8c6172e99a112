/* Reading the values that have no short way: shells when their tags are read, finished when their fields are there. */
#include "codec/decode.h"
#include "tracebacks.h"
#include <datetime.h>

static int
numbered_shell(VmDecoder *decoder, PyObject *shell)
{
    return shell == NULL ? READ_FAILED : vm_decode_number(decoder, shell, NULL);
}

/* A shell with n fields to come. Takes the shell. */
static int
open_shell_steal(VmDecoder *decoder, unsigned tag, PyObject *shell, Py_ssize_t n, uint64_t word)
{
    if (numbered_shell(decoder, shell) < 0) {
        Py_XDECREF(shell);
        return READ_FAILED;
    }
    VmOpen *open = vm_decode_open_fields(decoder, tag, shell, n);
    if (open == NULL) {
        return READ_FAILED;
    }
    open->word = word;
    return READ_OPENED;
}

/* A late object with n fields to come. */
static int
open_late(VmDecoder *decoder, unsigned tag, Py_ssize_t n, uint64_t word)
{
    uint32_t number;
    if (vm_decode_number(decoder, NULL, &number) < 0) {
        return READ_FAILED;
    }
    VmOpen *open = vm_decode_open_fields(decoder, tag, NULL, n);
    if (open == NULL) {
        return READ_FAILED;
    }
    open->number = number;
    open->word = word;
    return READ_OPENED;
}

static int
give_numbered_steal(VmDecoder *decoder, PyObject *object, PyObject **value)
{
    if (numbered_shell(decoder, object) < 0) {
        Py_XDECREF(object);
        return READ_FAILED;
    }
    *value = object;
    return READ;
}

static int
take_code(VmDecoder *decoder, VmCode **code)
{
    uint64_t number;
    if (vm_decode_varint(decoder, &number) < 0) {
        return READ_FAILED;
    }
    if (number >= (uint64_t)PyList_GET_SIZE(decoder->codes)) {
        return vm_decode_corrupt(decoder, "a code unit that is not there");
    }
    *code = (VmCode *)PyList_GET_ITEM(decoder->codes, (Py_ssize_t)number);
    return VmCode_Check(*code) ? READ : vm_decode_corrupt(decoder, "a code unit that is not linked");
}

/* --- Opening --------------------------------------------------------------------------------------------------------------- */

/* Dates are made by CPython's constructors, which check the ranges. */
static int
read_date(VmDecoder *decoder, PyObject **value)
{
    NEED(decoder, 4);
    const uint8_t *b = decoder->at;
    decoder->at += 4;
    return give_numbered_steal(decoder, PyDate_FromDate(b[0] << 8 | b[1], b[2], b[3]), value);
}

static int
read_timedelta(VmDecoder *decoder, PyObject **value)
{
    NEED(decoder, 12);
    int32_t fields[3];
    memcpy(fields, decoder->at, 12);
    decoder->at += 12;
    return give_numbered_steal(decoder, PyDelta_FromDSU(fields[0], fields[1], fields[2]), value);
}

static int
read_decimal(VmDecoder *decoder, PyObject **value)
{
    Py_ssize_t n;
    if (vm_decode_count(decoder, 1, &n) < 0) {
        return READ_FAILED;
    }
    PyObject *text = PyUnicode_DecodeASCII((const char *)decoder->at, n, NULL);
    decoder->at += n;
    PyObject *number = text == NULL ? NULL : PyObject_CallOneArg((PyObject *)vm_codec_types.decimal, text);
    Py_XDECREF(text);
    return give_numbered_steal(decoder, number, value);
}

static int
open_with_bytes(VmDecoder *decoder, unsigned tag, Py_ssize_t bytes)
{
    NEED(decoder, bytes);
    uint64_t place = (uint64_t)(decoder->at - decoder->start);
    decoder->at += bytes;
    return open_late(decoder, tag, 1, place);
}

static int
read_range_iterator(VmDecoder *decoder, PyObject **value)
{
    NEED(decoder, 24);
    long start = take_i64(decoder), step = take_i64(decoder), length = take_i64(decoder);
    if (length < 0) {
        return vm_decode_corrupt(decoder, "a range iterator with a negative length");
    }
    PyObject *range = PyObject_CallFunction((PyObject *)&PyRange_Type, "i", 0);
    PyObject *iterator = range == NULL ? NULL : PyObject_GetIter(range);
    Py_XDECREF(range);
    if (iterator != NULL) {
        vm_range_iter_set((VmRangeIter *)iterator, start, step, length);
    }
    return give_numbered_steal(decoder, iterator, value);
}

static PyObject *
empty_dict_view(unsigned kind)
{
    PyObject *dict = PyDict_New();
    PyObject *view = dict == NULL ? NULL : PyObject_CallOneArg(vm_codec_types.dict_view_makers[kind], dict);
    Py_XDECREF(dict);
    return view;
}

static PyObject *
empty_dict_iterator(unsigned kind)
{
    PyObject *view = empty_dict_view(kind % 3);
    PyObject *iterator = view == NULL ? NULL : kind < 3 ? PyObject_GetIter(view) : PyObject_CallMethod(view, "__reversed__", NULL);
    Py_XDECREF(view);
    return iterator;
}

/* word: passed << 3 | kind. The guarded size and what is left are kept in the shell. */
static int
open_dict_iterator(VmDecoder *decoder)
{
    uint64_t passed, left;
    NEED(decoder, 1);
    unsigned kind = *decoder->at++;
    if (kind >= DICT_ITERATOR_KINDS || vm_decode_varint(decoder, &passed) < 0) {
        return PyErr_Occurred() ? READ_FAILED : vm_decode_corrupt(decoder, "an unknown kind of dict iterator");
    }
    NEED(decoder, 8);
    int64_t used = take_i64(decoder);
    if (vm_decode_varint(decoder, &left) < 0) {
        return READ_FAILED;
    }
    if (passed > (uint64_t)INT32_MAX || left > (uint64_t)INT32_MAX) {
        return vm_decode_corrupt(decoder, "a dict iterator beyond any dict");
    }
    VmDictIter *iterator = (VmDictIter *)empty_dict_iterator(kind);
    if (iterator == NULL) {
        return READ_FAILED;
    }
    iterator->used = (Py_ssize_t)used;
    iterator->length = (Py_ssize_t)left;
    return open_shell_steal(decoder, TAG_DICT_ITERATOR, (PyObject *)iterator, 1, passed << 3 | kind);
}

static int
open_dict_view(VmDecoder *decoder)
{
    NEED(decoder, 1);
    unsigned kind = *decoder->at++;
    if (kind >= DICT_VIEW_KINDS) {
        return vm_decode_corrupt(decoder, "an unknown kind of dict view");
    }
    return open_shell_steal(decoder, TAG_DICT_VIEW, empty_dict_view(kind), 1, 0);
}

/* An iterator over a sequence, to be given its sequence and index. str and bytes iterators are made late: the type depends on
 * what they iterate over. */
static PyObject *
sequence_iterator_shell(unsigned kind)
{
    PyObject *list = NULL, *shell = NULL;
    switch (kind) {
    case ITERATOR_TUPLE:
        return PyObject_GetIter(vm_codec_types.empty_tuple);
    case ITERATOR_REVERSED:
        return PyObject_CallOneArg((PyObject *)&PyReversed_Type, vm_codec_types.empty_tuple);
    }
    list = PyList_New(0);
    if (list != NULL) {
        shell = kind == ITERATOR_LIST            ? PyObject_GetIter(list)
                : kind == ITERATOR_LIST_REVERSED ? PyObject_CallMethod(list, "__reversed__", NULL)
                                                 : PySeqIter_New(list);
        Py_DECREF(list);
    }
    return shell;
}

static int
open_sequence_iterator(VmDecoder *decoder)
{
    uint64_t index;
    NEED(decoder, 1);
    unsigned kind = *decoder->at++;
    if (kind >= SEQUENCE_ITERATOR_KINDS || vm_decode_varint(decoder, &index) < 0) {
        return PyErr_Occurred() ? READ_FAILED : vm_decode_corrupt(decoder, "an unknown kind of iterator");
    }
    if (index > (uint64_t)PY_SSIZE_T_MAX / 16) {
        return vm_decode_corrupt(decoder, "an iterator beyond any sequence");
    }
    uint64_t word = index << 3 | kind;
    if (kind == ITERATOR_STR || kind == ITERATOR_BYTES || kind == ITERATOR_BYTEARRAY) {
        return open_late(decoder, TAG_SEQUENCE_ITERATOR, 1, word);
    }
    return open_shell_steal(decoder, TAG_SEQUENCE_ITERATOR, sequence_iterator_shell(kind), 1, word);
}

/* The iterator is over a set of its own, which holds what was left. */
static int
open_set_iterator(VmDecoder *decoder, PyObject **value)
{
    Py_ssize_t n;
    if (vm_decode_count(decoder, 1, &n) < 0) {
        return READ_FAILED;
    }
    PyObject *set = PySet_New(NULL);
    PyObject *iterator = set == NULL ? NULL : PyObject_GetIter(set);
    Py_XDECREF(set); /* the iterator holds it */
    if (numbered_shell(decoder, iterator) < 0) {
        Py_XDECREF(iterator);
        return READ_FAILED;
    }
    if (n == 0) {
        *value = iterator;
        return READ;
    }
    return vm_decode_open_fields(decoder, TAG_SET_ITERATOR, iterator, n) == NULL ? READ_FAILED : READ_OPENED;
}

static int
open_set_cursor(VmDecoder *decoder)
{
    NEED(decoder, 8);
    int64_t used = take_i64(decoder);
    PyObject *set = PySet_New(NULL);
    PyObject *iterator = set == NULL ? NULL : PyObject_GetIter(set);
    Py_XDECREF(set);
    if (iterator != NULL) {
        ((VmSetIter *)iterator)->used = (Py_ssize_t)used;
    }
    return open_shell_steal(decoder, TAG_SET_CURSOR, iterator, 2, 0);
}

static PyObject *
new_of(PyTypeObject *type, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    PyObject *tuple = Py_VaBuildValue(format, arguments);
    va_end(arguments);
    PyObject *object = tuple == NULL ? NULL : type->tp_new(type, tuple, NULL);
    Py_XDECREF(tuple);
    return object;
}

/* A zip over nothing, whose own tuple has the right length for n iterators. */
static int
open_zip(VmDecoder *decoder)
{
    uint64_t n;
    NEED(decoder, 1);
    unsigned strict = *decoder->at++ != 0;
    if (vm_decode_varint(decoder, &n) < 0) {
        return READ_FAILED;
    }
    if (n > (uint64_t)(decoder->end - decoder->at)) {
        return vm_decode_corrupt(decoder, "a zip of more iterators than there are bytes left");
    }
    if (vm_decode_charge(decoder, (Py_ssize_t)(n * 200)) < 0) {
        return READ_FAILED;
    }
    PyObject *arguments = PyTuple_New((Py_ssize_t)n);
    if (arguments == NULL) {
        return READ_FAILED;
    }
    for (uint64_t i = 0; i < n; i++) {
        PyTuple_SET_ITEM(arguments, (Py_ssize_t)i, Py_NewRef(vm_codec_types.empty_tuple));
    }
    PyObject *shell = PyZip_Type.tp_new(&PyZip_Type, arguments, NULL);
    Py_DECREF(arguments);
    if (shell != NULL) {
        ((VmZip *)shell)->strict = (int)strict;
    }
    return open_shell_steal(decoder, TAG_ZIP, shell, 1, 0);
}

/* Of no class yet: the caches are empty. */
static int
open_abc_data(VmDecoder *decoder, PyObject **value)
{
    Py_ssize_t n;
    if (vm_decode_count(decoder, 1, &n) < 0) {
        return READ_FAILED;
    }
    PyObject *data = vm_codec_types.abc_data->tp_new(vm_codec_types.abc_data, vm_codec_types.empty_tuple, NULL);
    return n == 0 ? give_numbered_steal(decoder, data, value) : open_shell_steal(decoder, TAG_ABC_DATA, data, n, 0);
}

static int
read_code_unit(VmDecoder *decoder, PyObject **value)
{
    VmCode *code = NULL;
    if (take_code(decoder, &code) < 0) {
        return READ_FAILED;
    }
    *value = Py_NewRef(code->unit);
    return READ;
}

static PyObject *
deque_shell(PyTypeObject *type, uint64_t maximum)
{
    PyObject *deque = vm_codec_types.deque->tp_new(type, vm_codec_types.empty_tuple, NULL);
    if (deque == NULL || maximum == 0) {
        return deque;
    }
    PyObject *arguments = Py_BuildValue("(OK)", vm_codec_types.empty_tuple, (unsigned long long)(maximum - 1));
    if (arguments == NULL || vm_codec_types.deque->tp_init(deque, arguments, NULL) < 0) {
        Py_CLEAR(deque);
    }
    Py_XDECREF(arguments);
    return deque;
}

static int
read_deque_header(VmDecoder *decoder, uint64_t *maximum, Py_ssize_t *n)
{
    if (vm_decode_varint(decoder, maximum) < 0 || vm_decode_count(decoder, 1, n) < 0) {
        return READ_FAILED;
    }
    return *maximum > (uint64_t)PY_SSIZE_T_MAX ? vm_decode_corrupt(decoder, "the maximal length of a deque is too large") : READ;
}

/* The standard library's containers as they are. */
static int
open_container(VmDecoder *decoder, unsigned tag, PyObject **value)
{
    uint64_t maximum;
    Py_ssize_t n;
    PyObject *shell;
    if (tag == TAG_DEQUE) {
        if (read_deque_header(decoder, &maximum, &n) < 0) {
            return READ_FAILED;
        }
        shell = deque_shell(vm_codec_types.deque, maximum);
    } else {
        if (vm_decode_count(decoder, 2, &n) < 0) {
            return READ_FAILED;
        }
        PyTypeObject *type = tag == TAG_ORDERED_DICT ? vm_codec_types.ordered_dict : vm_codec_types.default_dict;
        shell = type->tp_new(type, vm_codec_types.empty_tuple, NULL);
        n *= 2;
    }
    if (give_numbered_steal(decoder, shell, value) < 0) {
        return READ_FAILED;
    }
    int opened = READ;
    if (n > 0) {
        VmOpen *open = vm_decode_open(decoder, tag == TAG_DEQUE ? OPEN_APPEND : OPEN_PAIRS, tag, shell, n);
        if (open == NULL) {
            return READ_FAILED;
        }
        opened = READ_OPENED;
    }
    if (tag == TAG_DEFAULT_DICT) { /* the factory comes before the items */
        VmOpen *open = vm_decode_open_fields(decoder, tag, n > 0 ? Py_NewRef(shell) : shell, 1);
        if (open == NULL) {
            return READ_FAILED;
        }
        open->inner = n > 0;
        opened = READ_OPENED;
    }
    return opened;
}

static int
open_function(VmDecoder *decoder)
{
    VmCode *code = NULL;
    uint64_t mask;
    if (take_code(decoder, &code) < 0 || vm_decode_varint(decoder, &mask) < 0) {
        return READ_FAILED;
    }
    if (mask >> 11 != 0 || (mask & 1) == 0) {
        return vm_decode_corrupt(decoder, "a function with unknown fields, or without globals");
    }
    if (!(mask & 2) && (decoder->builtins == NULL || !PyDict_CheckExact(decoder->builtins))) {
        return vm_decode_corrupt(decoder, "a function without builtins");
    }
    PyObject *empty = vm_decode_empty_dict_borrow(decoder);
    VmFunction *function = empty == NULL ? NULL : vm_function_new(code, empty, mask & 2 ? empty : decoder->builtins);
    if (function == NULL) {
        return READ_FAILED;
    }
    Py_CLEAR(function->module);
    if (vm_decode_note(&decoder->functions, (PyObject *)function) < 0) {
        Py_DECREF(function);
        return READ_FAILED;
    }
    return open_shell_steal(decoder, TAG_FUNCTION, (PyObject *)function, __builtin_popcountll(mask), mask);
}

static VmGenerator *
generator_shell(void)
{
    VmGenerator *generator = PyObject_GC_New(VmGenerator, &VmGenerator_Type);
    if (generator != NULL) {
        generator->frame = NULL;
        generator->state = VM_GENERATOR_FINISHED;
        generator->handled.exc_value = NULL;
        generator->handled.previous_item = NULL;
        generator->name = Py_NewRef(vm_codec_types.empty_string);
        generator->qualname = Py_NewRef(vm_codec_types.empty_string);
        generator->question = NULL;
        generator->weakrefs = NULL;
        PyObject_GC_Track(generator);
    }
    return generator;
}

static int
open_generator(VmDecoder *decoder, PyObject **value)
{
    NEED(decoder, 2);
    unsigned state = *decoder->at++, mask = *decoder->at++;
    if (state > VM_GENERATOR_FINISHED || mask > 7) {
        return vm_decode_corrupt(decoder, "a generator in an unknown state");
    }
    VmGenerator *generator = generator_shell();
    if (give_numbered_steal(decoder, (PyObject *)generator, value) < 0) {
        return READ_FAILED;
    }
    Py_ssize_t n = __builtin_popcount(mask);
    int has_frame = state != VM_GENERATOR_FINISHED;
    if (!has_frame && (mask & 3) != 3) {
        return vm_decode_corrupt(decoder, "a finished generator without a name");
    }
    if (has_frame) {
        if (vm_decode_open_frame(decoder, (PyObject *)generator) < 0) {
            return READ_FAILED;
        }
        decoder->stack[decoder->depth - 1].word = state;
    }
    if (n > 0) {
        VmOpen *open = vm_decode_open_fields(decoder, TAG_GENERATOR, has_frame ? Py_NewRef(generator) : (PyObject *)generator, n);
        if (open == NULL) {
            return READ_FAILED;
        }
        open->word = mask;
        open->inner = (uint8_t)has_frame;
    }
    return READ_OPENED;
}

static int
open_continuation(VmDecoder *decoder)
{
    uint64_t fuel_used, recursion_limit, no_suspend;
    Py_ssize_t frames;
    NEED(decoder, 1);
    unsigned state = *decoder->at++;
    if (vm_decode_varint(decoder, &fuel_used) < 0 || vm_decode_varint(decoder, &recursion_limit) < 0
        || vm_decode_varint(decoder, &no_suspend) < 0 || vm_decode_count(decoder, 1, &frames) < 0) {
        return READ_FAILED;
    }
    if (decoder->continuation != NULL || state > 15 || fuel_used > INT64_MAX || recursion_limit > INT32_MAX || no_suspend > INT32_MAX) {
        return vm_decode_corrupt(decoder, "a continuation with impossible counters, or a second one");
    }
    PyObject *empty = vm_decode_empty_dict_borrow(decoder), *arguments[] = {empty, empty, decoder->host};
    PyObject *shell = empty == NULL ? NULL : PyObject_Vectorcall((PyObject *)&VmContinuation_Type, arguments, 3, NULL);
    if (numbered_shell(decoder, shell) < 0) {
        Py_XDECREF(shell);
        return READ_FAILED;
    }
    VmContinuation *continuation = (VmContinuation *)shell;
    decoder->continuation = continuation;
    Py_CLEAR(continuation->result);
    continuation->state = (VmState)(state & 3);
    continuation->answered = state >> 2 & 1;
    continuation->answer_raises = state >> 3 & 1;
    continuation->fuel_used = (int64_t)fuel_used;
    continuation->recursion_limit = (int32_t)recursion_limit;
    continuation->no_suspend = (int32_t)no_suspend;
    if (frames > 0 && vm_decode_open(decoder, OPEN_STACK, TAG_CONTINUATION, Py_NewRef(shell), frames) == NULL) {
        Py_DECREF(shell);
        return READ_FAILED;
    }
    VmOpen *open = vm_decode_open_fields(decoder, TAG_CONTINUATION, shell, 5);
    if (open == NULL) {
        return READ_FAILED;
    }
    open->inner = frames > 0;
    return READ_OPENED;
}

static PyObject *
mapping_proxy_shell(VmDecoder *decoder)
{
    PyObject *empty = vm_decode_empty_dict_borrow(decoder);
    return empty == NULL ? NULL : PyDictProxy_New(empty);
}

/* The descriptor of a type under a name; it has to be a native one, which does not run anything when it is bound. */
static int
read_descriptor(VmDecoder *decoder, PyObject **value)
{
    PyTypeObject *type = vm_decode_class(decoder, 0);
    PyObject *name = type == NULL ? NULL : vm_decode_string(decoder);
    PyObject *found = name == NULL ? NULL : PyDict_GetItemWithError(vm_type_dict_borrow(type), name);
    int native = found != NULL
                 && (Py_IS_TYPE(found, &PyMethodDescr_Type) || Py_IS_TYPE(found, &PyClassMethodDescr_Type)
                     || Py_IS_TYPE(found, &PyWrapperDescr_Type) || Py_IS_TYPE(found, &PyGetSetDescr_Type)
                     || Py_IS_TYPE(found, &PyMemberDescr_Type)
                     || (PyCFunction_CheckExact(found) && PyCFunction_GET_SELF(found) == (PyObject *)type));
    *value = native ? Py_NewRef(found) : NULL;
    Py_XDECREF(type);
    Py_XDECREF(name);
    if (!native && !PyErr_Occurred()) {
        return vm_decode_state(decoder, "a native type does not have a method that the program uses");
    }
    return native ? READ : READ_FAILED;
}

static int
open_traceback(VmDecoder *decoder)
{
    VmCode *code = NULL;
    uint64_t offset;
    if (take_code(decoder, &code) < 0 || vm_decode_varint(decoder, &offset) < 0) {
        return READ_FAILED;
    }
    int begins = offset < code->word_count ? vm_shape_is_instruction(code, (uint32_t)offset) : 0;
    if (begins <= 0) {
        return begins < 0 ? READ_FAILED : vm_decode_state(decoder, "a traceback entry that is not at an instruction");
    }
    int status = open_late(decoder, TAG_TRACEBACK, 1, offset);
    if (status == READ_OPENED) {
        decoder->stack[decoder->depth - 1].key = Py_NewRef(code);
    }
    return status;
}

/* The object's number comes before that of the adapter's name. */
static int
open_adapted(VmDecoder *decoder)
{
    uint32_t number;
    if (vm_decode_number(decoder, NULL, &number) < 0) {
        return READ_FAILED;
    }
    PyObject *name = vm_decode_string(decoder);
    PyObject *adapter = name == NULL ? NULL : vm_registry_adapter_named_borrow(decoder->registry, name);
    if (adapter == NULL) {
        int status = PyErr_Occurred() ? READ_FAILED : vm_decode_missing(decoder, name);
        Py_XDECREF(name);
        return status;
    }
    Py_DECREF(name);
    VmOpen *open = vm_decode_open_fields(decoder, TAG_ADAPTED, NULL, 1);
    if (open == NULL) {
        return READ_FAILED;
    }
    open->number = number;
    open->key = Py_NewRef(adapter);
    return READ_OPENED;
}

static int
open_islice(VmDecoder *decoder)
{
    uint64_t fields[4];
    for (int i = 0; i < 4; i++) {
        if (vm_decode_varint(decoder, &fields[i]) < 0) {
            return READ_FAILED;
        }
        if (fields[i] > (uint64_t)PY_SSIZE_T_MAX) {
            return vm_decode_corrupt(decoder, "an islice beyond any sequence");
        }
    }
    VmISlice *slice = (VmISlice *)new_of(vm_codec_types.islice, "(Oi)", vm_codec_types.empty_tuple, 0);
    if (slice == NULL) {
        return READ_FAILED;
    }
    slice->next = (Py_ssize_t)fields[0];
    slice->stop = (Py_ssize_t)fields[1] - 1;
    slice->step = fields[2] == 0 ? 1 : (Py_ssize_t)fields[2];
    slice->count = (Py_ssize_t)fields[3];
    return open_shell_steal(decoder, TAG_ISLICE, (PyObject *)slice, 1, 0);
}

static int
open_repeat(VmDecoder *decoder)
{
    NEED(decoder, 8);
    int64_t left = take_i64(decoder);
    VmRepeat *repeat = (VmRepeat *)new_of(vm_codec_types.repeat, "(O)", Py_None);
    if (repeat == NULL) {
        return READ_FAILED;
    }
    repeat->left = left < -1 ? 0 : (Py_ssize_t)left;
    return open_shell_steal(decoder, TAG_REPEAT, (PyObject *)repeat, 1, 0);
}

static int
open_property(VmDecoder *decoder)
{
    NEED(decoder, 1);
    unsigned getter_doc = *decoder->at++ != 0;
    VmProperty *property = (VmProperty *)PyProperty_Type.tp_alloc(&PyProperty_Type, 0);
    if (property != NULL) {
        property->getter_doc = (int)getter_doc;
    }
    return open_shell_steal(decoder, TAG_PROPERTY, (PyObject *)property, 5, 0);
}

int
vm_decode_object(VmDecoder *decoder, unsigned tag, PyObject **value)
{
    switch (tag) {
    case TAG_RANGE: return open_late(decoder, tag, 3, 0);
    case TAG_SLICE: return open_shell_steal(decoder, tag, PySlice_New(NULL, NULL, NULL), 3, 0);
    case TAG_DATE: return read_date(decoder, value);
    case TAG_TIME: return open_with_bytes(decoder, tag, 7);
    case TAG_DATETIME: return open_with_bytes(decoder, tag, 11);
    case TAG_TIMEDELTA: return read_timedelta(decoder, value);
    case TAG_UTC:
        *value = Py_NewRef(PyDateTime_TimeZone_UTC);
        return READ;
    case TAG_TIMEZONE: return open_late(decoder, tag, 2, 0);
    case TAG_DECIMAL: return read_decimal(decoder, value);
    case TAG_CLASS:
        decoder->at--;
        *value = (PyObject *)vm_decode_class(decoder, 0);
        return *value == NULL ? READ_FAILED : READ;
    case TAG_INSTANCE_NEW:
    case TAG_SLOTTED_NEW:
    case TAG_INSTANCE: return vm_decode_instance(decoder, tag, value);
    case TAG_FUNCTION: return open_function(decoder);
    case TAG_CELL: return open_shell_steal(decoder, tag, PyCell_New(NULL), 1, 0);
    case TAG_GENERATOR: return open_generator(decoder, value);
    case TAG_CONTINUATION: return open_continuation(decoder);
    case TAG_METHOD: return open_shell_steal(decoder, tag, PyMethod_New(Py_None, Py_None), 2, 0);
    case TAG_BUILTIN_METHOD:
    case TAG_WRAPPER: return open_late(decoder, tag, 2, 0);
    case TAG_DESCRIPTOR: return read_descriptor(decoder, value);
    case TAG_PROPERTY: return open_property(decoder);
    case TAG_CLASSMETHOD: return open_shell_steal(decoder, tag, PyClassMethod_Type.tp_alloc(&PyClassMethod_Type, 0), 2, 0);
    case TAG_STATICMETHOD: return open_shell_steal(decoder, tag, PyStaticMethod_Type.tp_alloc(&PyStaticMethod_Type, 0), 2, 0);
    case TAG_MODULE: return open_shell_steal(decoder, tag, PyModule_NewObject(vm_codec_types.empty_string), 1, 0);
    case TAG_SUPER: return open_shell_steal(decoder, tag, PySuper_Type.tp_alloc(&PySuper_Type, 0), 3, 0);
    case TAG_WEAKREF: return open_shell_steal(decoder, tag, vm_weakref_shell(&_PyWeakref_RefType), 2, 0);
    case TAG_MAPPING_PROXY: return open_shell_steal(decoder, tag, mapping_proxy_shell(decoder), 1, 0);
    case TAG_TRACEBACK: return open_traceback(decoder);
    case TAG_SEQUENCE_ITERATOR: return open_sequence_iterator(decoder);
    case TAG_RANGE_ITERATOR: return read_range_iterator(decoder, value);
    case TAG_LONG_RANGE_ITERATOR: return open_late(decoder, tag, 3, 0);
    case TAG_DICT_ITERATOR: return open_dict_iterator(decoder);
    case TAG_DICT_VIEW: return open_dict_view(decoder);
    case TAG_SET_ITERATOR: return open_set_iterator(decoder, value);
    case TAG_SET_CURSOR: return open_set_cursor(decoder);
    case TAG_CALL_ITERATOR: return open_shell_steal(decoder, tag, PyCallIter_New(Py_None, Py_None), 2, 0);
    case TAG_ENUMERATE: return open_shell_steal(decoder, tag, new_of(&PyEnum_Type, "(O)", vm_codec_types.empty_tuple), 2, 0);
    case TAG_ZIP: return open_zip(decoder);
    case TAG_MAP:
        return open_shell_steal(decoder, tag, new_of(&PyMap_Type, "(OO)", Py_None, vm_codec_types.empty_tuple), 2, 0);
    case TAG_CODE: return read_code_unit(decoder, value);
    case TAG_ABC_DATA: return open_abc_data(decoder, value);
    case TAG_FILTER: return open_shell_steal(decoder, tag, new_of(&PyFilter_Type, "(OO)", Py_None, vm_codec_types.empty_tuple), 2, 0);
    case TAG_DEQUE:
    case TAG_ORDERED_DICT:
    case TAG_DEFAULT_DICT: return open_container(decoder, tag, value);
    case TAG_ADAPTED: return open_adapted(decoder);
    case TAG_COUNT: return open_late(decoder, tag, 2, 0);
    case TAG_REPEAT: return open_repeat(decoder);
    case TAG_CHAIN: return open_shell_steal(decoder, tag, new_of(vm_codec_types.chain, "()"), 2, 0);
    case TAG_ISLICE: return open_islice(decoder);
    }
    return vm_decode_corrupt(decoder, "an unknown tag");
}

int
vm_decode_objects_setup(void)
{
    PyDateTimeAPI = vm_codec_types.datetime;
    return vm_decode_closing_setup();
}
