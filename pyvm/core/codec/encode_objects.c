/* Writing the values that have no short way: natives of every kind, and the machine's own objects. */
#include "codec/encode.h"
#include "classes.h"
#include "functions.h"
#include "gate.h"
#include "generators.h"
#include "suspenders.h"
#include "tracebacks.h"
#include <datetime.h>

/* Writes the tag of an object, unless a REF does. Leaves the function. */
#define BEGIN(encoder, object, tag) \
    do { \
        int begun = begin((encoder), (object), (tag), 0); \
        if (begun != 0) { \
            return begun < 0 ? FAILED : WROTE; \
        } \
    } while (0)

#define BEGIN_LATE(encoder, object, tag) \
    do { \
        int begun = begin((encoder), (object), (tag), 1); \
        if (begun != 0) { \
            return begun < 0 ? FAILED : WROTE; \
        } \
    } while (0)

static int
begin(VmEncoder *encoder, PyObject *object, unsigned tag, int late)
{
    int written = vm_encode_number(encoder, object, late);
    if (written == 0) {
        RESERVE(encoder, 1);
        put_byte(encoder, tag);
    }
    return written;
}

/* Opens the members of a tuple that is kept for it. Takes the reference. labels may be NULL. */
static int
open_fields_steal(VmEncoder *encoder, PyObject *object, PyObject *fields, const char *const *labels, int late)
{
    if (vm_encode_keep_steal(encoder, fields) < 0) {
        return FAILED;
    }
    VmWalk *walk = vm_encode_open(encoder, object, labels == NULL ? WALK_ITEMS : WALK_FIELDS);
    if (walk == NULL) {
        return FAILED;
    }
    walk->items = ((PyTupleObject *)fields)->ob_item;
    walk->count = PyTuple_GET_SIZE(fields);
    walk->labels = labels;
    walk->late = late ? encoder->late[encoder->late_count - 1] : NOT_LATE;
    return OPENED;
}

/* A tuple of borrowed fields, NULL among them. */
static PyObject *
fields_of(int n, ...)
{
    PyObject *fields = PyTuple_New(n);
    va_list arguments;
    va_start(arguments, n);
    for (int i = 0; fields != NULL && i < n; i++) {
        PyTuple_SET_ITEM(fields, i, Py_XNewRef(va_arg(arguments, PyObject *)));
    }
    va_end(arguments);
    return fields;
}

static int
put_i64(VmEncoder *encoder, int64_t value)
{
    RESERVE(encoder, 8);
    put_bytes(encoder, &value, 8);
    return WROTE;
}

static int
put_number(VmEncoder *encoder, uint64_t value)
{
    RESERVE(encoder, VARINT_BYTES);
    put_varint(encoder, value);
    return WROTE;
}

static int
put_u8(VmEncoder *encoder, unsigned value)
{
    RESERVE(encoder, 1);
    put_byte(encoder, value);
    return WROTE;
}

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

static int
open_zone(VmEncoder *encoder, PyObject *object, int has_zone, PyObject *zone)
{
    static const char *const labels[] = {"tzinfo"};
    return open_fields_steal(encoder, object, fields_of(1, has_zone ? zone : Py_None), labels, 1);
}

static int
encode_datetime(VmEncoder *encoder, PyObject *object)
{
    PyDateTime_DateTime *moment = (PyDateTime_DateTime *)object;
    BEGIN_LATE(encoder, object, TAG_DATETIME);
    RESERVE(encoder, 11);
    put_bytes(encoder, moment->data, 10);
    put_byte(encoder, moment->fold);
    return open_zone(encoder, object, moment->hastzinfo, moment->tzinfo);
}

static int
encode_time(VmEncoder *encoder, PyObject *object)
{
    PyDateTime_Time *moment = (PyDateTime_Time *)object;
    BEGIN_LATE(encoder, object, TAG_TIME);
    RESERVE(encoder, 7);
    put_bytes(encoder, moment->data, 6);
    put_byte(encoder, moment->fold);
    return open_zone(encoder, object, moment->hastzinfo, moment->tzinfo);
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

/* --- The machine's objects --------------------------------------------------------------------------------------------- */

enum { FUNCTION_FIELDS = 11 };
static const char *const function_labels[FUNCTION_FIELDS]
    = {"__globals__", "__builtins__", "__defaults__", "__kwdefaults__", "__closure__",     "__name__",
       "__qualname__", "__module__",  "__doc__",      "__annotations__", "__dict__"};

static int
same_text(PyObject *left, PyObject *right)
{
    return left == right || (PyUnicode_CheckExact(left) && PyUnicode_CheckExact(right) && PyUnicode_Compare(left, right) == 0);
}

static int
encode_function(VmEncoder *encoder, PyObject *object)
{
    VmFunction *function = (VmFunction *)object;
    PyObject **fields = &function->globals;
    unsigned mask = 0;
    for (int i = 0; i < FUNCTION_FIELDS; i++) {
        mask |= (unsigned)(fields[i] != NULL) << i;
    }
    if (function->builtins == encoder->builtins) {
        mask &= ~(1u << 1);
    }
    if (same_text(function->name, function->code->name)) {
        mask &= ~(1u << 5);
    }
    if (same_text(function->qualname, function->code->qualname)) {
        mask &= ~(1u << 6);
    }
    if (function->doc != NULL && same_text(function->doc, function->code->doc)) {
        mask &= ~(1u << 8);
    }
    BEGIN(encoder, object, TAG_FUNCTION);
    if (vm_encode_code(encoder, function->code) < 0 || put_number(encoder, mask) < 0) {
        return FAILED;
    }
    VmWalk *walk = vm_encode_open(encoder, object, WALK_MASKED);
    if (walk == NULL) {
        return FAILED;
    }
    walk->items = fields;
    walk->count = FUNCTION_FIELDS;
    walk->position = mask;
    walk->labels = function_labels;
    return OPENED;
}

static int
encode_cell(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"cell_contents"};
    BEGIN(encoder, object, TAG_CELL);
    VmWalk *walk = vm_encode_open(encoder, object, WALK_FIELDS);
    if (walk == NULL) {
        return FAILED;
    }
    walk->items = &((PyCellObject *)object)->ob_ref;
    walk->count = 1;
    walk->labels = labels;
    return OPENED;
}

/* A local that nothing reads any more still keeps its object until the function returns, which shows if that runs code then. */
static int
is_finalised(const VmFrame *frame, uint32_t reg)
{
    PyObject *object = frame->registers[reg];
    if (object == NULL) {
        return 0;
    }
    if (VmGenerator_Check(object)) {
        return ((VmGenerator *)object)->state == VM_GENERATOR_SUSPENDED;
    }
    return vm_class_is_guest(Py_TYPE(object)) && Py_TYPE(object)->tp_finalize != NULL;
}

/* The live registers and those dead locals. The result belongs to the encoder or the code. */
static const VmLive *
with_finalised(VmEncoder *encoder, const VmFrame *frame, const VmLive *live)
{
    uint32_t locals = frame->code->local_count, extra = 0;
    for (uint32_t i = 0, k = 0; i < locals; i++) {
        while (k < live->count && live->registers[k].reg < i) {
            k++;
        }
        extra += !(k < live->count && live->registers[k].reg == i) && is_finalised(frame, i);
    }
    if (extra == 0) {
        return live;
    }
    size_t bytes = sizeof(VmLive) + (live->count + extra) * sizeof(VmLiveRegister);
    PyObject *room = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)bytes);
    if (vm_encode_keep_steal(encoder, room) < 0) {
        return NULL;
    }
    VmLive *all = (VmLive *)PyBytes_AS_STRING(room);
    all->count = 0;
    uint32_t k = 0;
    for (uint32_t i = 0; i < frame->code->register_count; i++) {
        if (k < live->count && live->registers[k].reg == i) {
            all->registers[all->count++] = live->registers[k++];
        } else if (i < locals && is_finalised(frame, i)) {
            all->registers[all->count++] = (VmLiveRegister){(uint16_t)i, VM_REGISTER_MAYBE};
        }
    }
    return all;
}

int
vm_encode_frame(VmEncoder *encoder, VmFrame *frame, int completing)
{
    uint32_t offset = vm_frame_offset(frame), present = 0;
    const VmLive *live = vm_shape_live(frame->code, offset, completing);
    if (live == NULL) {
        return FAILED;
    }
    live = with_finalised(encoder, frame, live);
    if (live == NULL) {
        return FAILED;
    }
    for (uint32_t i = 0; i < live->count; i++) {
        present += frame->registers[live->registers[i].reg] != NULL;
    }
    if (vm_encode_code(encoder, frame->code) < 0) {
        return FAILED;
    }
    RESERVE(encoder, (size_t)VARINT_BYTES * (4 + present));
    put_varint(encoder, offset);
    unsigned kept = frame->flags & ~(unsigned)VM_FRAME_ENTRY; /* the outermost frame gets that again */
    put_varint(encoder, kept << 1 | (frame->namespace != NULL));
    put_varint(encoder, present);
    for (uint32_t i = 0, last = 0; i < live->count; i++) {
        uint32_t reg = live->registers[i].reg;
        if (frame->registers[reg] != NULL) {
            put_varint(encoder, reg - last);
            last = reg;
        }
    }
    VmWalk *walk = vm_encode_open(encoder, (PyObject *)frame, WALK_FRAME);
    if (walk == NULL) {
        return FAILED;
    }
    walk->live = live;
    walk->position = offset;
    return OPENED;
}

static int
is_on_stack(const VmEncoder *encoder, const VmGenerator *generator)
{
    if (encoder->continuation == NULL) {
        return 0;
    }
    for (const VmFrame *frame = encoder->continuation->top; frame != NULL; frame = frame->prev) {
        if (frame == generator->frame) {
            return 1;
        }
    }
    return 0;
}

static int
encode_generator(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"__name__", "__qualname__", "exception being handled"};
    VmGenerator *generator = (VmGenerator *)object;
    VmFrame *frame = generator->frame;
    if (generator->state == VM_GENERATOR_RUNNING && !is_on_stack(encoder, generator)) {
        return vm_encode_problem(encoder, object, "it runs in another execution");
    }
    BEGIN(encoder, object, TAG_GENERATOR);
    VmCode *code = frame == NULL ? NULL : frame->code;
    unsigned mask = generator->handled.exc_value != NULL && generator->handled.exc_value != Py_None ? 4 : 0;
    if (code == NULL || !same_text(generator->name, code->name)) {
        mask |= 1;
    }
    if (code == NULL || !same_text(generator->qualname, code->qualname)) {
        mask |= 2;
    }
    if (put_u8(encoder, generator->state) < 0 || put_u8(encoder, mask) < 0) {
        return FAILED;
    }
    if (frame != NULL) {
        int completing = generator->state != VM_GENERATOR_CREATED && vm_encode_completing(encoder, frame);
        if (vm_encode_frame(encoder, frame, completing) < 0) {
            return FAILED;
        }
    }
    PyObject *fields = fields_of(3, generator->name, generator->qualname, generator->handled.exc_value);
    if (open_fields_steal(encoder, object, fields, labels, 0) < 0) {
        return FAILED;
    }
    VmWalk *walk = &encoder->stack[encoder->depth - 1];
    walk->kind = WALK_MASKED;
    walk->position = mask;
    return OPENED;
}

static int
encode_continuation(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"builtins", "modules", "request", "result", "exception being handled"};
    VmContinuation *continuation = (VmContinuation *)object;
    if (encoder->continuation != NULL && encoder->continuation != continuation) {
        return vm_encode_problem(encoder, object, "an execution cannot hold another one");
    }
    if (continuation->running || continuation->pins != 0) {
        PyErr_SetString(PyExc_RuntimeError, "the continuation is running");
        return FAILED;
    }
    encoder->continuation = continuation;
    BEGIN(encoder, object, TAG_CONTINUATION);
    encoder->builtins = continuation->builtins;
    Py_ssize_t n = 0;
    for (VmFrame *frame = continuation->top; frame != NULL; frame = frame->prev) {
        n++;
    }
    RESERVE(encoder, VARINT_BYTES * 4 + 1);
    put_byte(encoder, (unsigned)continuation->state | (unsigned)continuation->answered << 2 | (unsigned)continuation->answer_raises << 3);
    put_varint(encoder, (uint64_t)continuation->fuel_used);
    put_varint(encoder, (uint64_t)continuation->recursion_limit);
    put_varint(encoder, (uint64_t)continuation->no_suspend);
    put_varint(encoder, (uint64_t)n);
    encoder->frames = PyMem_RawMalloc((size_t)(n + 1) * sizeof(VmFrame *));
    VmWalk *walk = encoder->frames == NULL ? NULL : vm_encode_open(encoder, object, WALK_STACK);
    if (walk == NULL) {
        PyErr_NoMemory();
        return FAILED;
    }
    walk->frames = encoder->frames;
    walk->count = n;
    for (VmFrame *frame = continuation->top; frame != NULL; frame = frame->prev) {
        encoder->frames[--n] = frame;
    }
    PyObject *handled = continuation->handled.exc_value == Py_None ? NULL : continuation->handled.exc_value;
    return open_fields_steal(
        encoder, object,
        fields_of(5, continuation->builtins, continuation->modules, continuation->request, continuation->result, handled), labels, 0);
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
    PyObject **name = vm_property_name(property);
    BEGIN(encoder, object, TAG_PROPERTY);
    if (put_u8(encoder, property->getter_doc != 0) < 0) {
        return FAILED;
    }
    PyObject *fields
        = fields_of(5, property->getter, property->setter, property->deleter, property->doc, name == NULL ? NULL : *name);
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

/* --- Iterators --------------------------------------------------------------------------------------------------------- */

static int
encode_sequence_iterator(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"sequence"};
    VmSequenceIter *iterator = (VmSequenceIter *)object;
    unsigned kind = ITERATOR_STR;
    for (unsigned i = 0; i < SEQUENCE_ITERATOR_KINDS; i++) {
        if (Py_TYPE(object) == vm_codec_types.sequence_iterators[i]) {
            kind = i;
        }
    }
    BEGIN(encoder, object, TAG_SEQUENCE_ITERATOR);
    int exhausted = iterator->sequence == NULL || iterator->index < 0; /* a reversed one may not have noticed yet */
    Py_ssize_t index = exhausted ? -1 : iterator->index;
    if (put_u8(encoder, kind) < 0 || put_number(encoder, (uint64_t)(index + 1)) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(1, exhausted ? NULL : iterator->sequence), labels, 0);
}

static int
encode_range_iterator(VmEncoder *encoder, PyObject *object)
{
    long start, step, length;
    vm_range_iter_get((VmRangeIter *)object, &start, &step, &length);
    BEGIN(encoder, object, TAG_RANGE_ITERATOR);
    return put_i64(encoder, start) < 0 || put_i64(encoder, step) < 0 || put_i64(encoder, length < 0 ? 0 : length) < 0 ? FAILED : WROTE;
}

static int
encode_long_range_iterator(VmEncoder *encoder, PyObject *object)
{
    VmLongRangeIter *iterator = (VmLongRangeIter *)object;
    PyObject *fields = vm_long_range_left(iterator); /* (start, step, length) */
    if (fields == NULL) {
        return FAILED;
    }
    int begun = begin(encoder, object, TAG_LONG_RANGE_ITERATOR, 1);
    if (begun != 0) {
        Py_DECREF(fields);
        return begun < 0 ? FAILED : WROTE;
    }
    return open_fields_steal(encoder, object, fields, NULL, 1);
}

static int
encode_dict_iterator(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"dict"};
    VmDictIter *iterator = (VmDictIter *)object;
    unsigned kind = 0;
    while (Py_TYPE(object) != vm_codec_types.dict_iterators[kind]) {
        kind++;
    }
    uint64_t passed = 0; /* live entries before (reversed: up to) the cursor: deleted ones leave no holes after a restore */
    if (iterator->dict != NULL) {
        PyObject *key, *value;
        Py_ssize_t position = 0;
        Py_ssize_t limit = kind < 3 ? iterator->position : iterator->position + 1;
        while (PyDict_Next(iterator->dict, &position, &key, &value) && position <= limit) {
            passed++;
        }
    }
    BEGIN(encoder, object, TAG_DICT_ITERATOR);
    if (put_u8(encoder, kind) < 0 || put_number(encoder, passed) < 0 || put_i64(encoder, iterator->used) < 0
        || put_number(encoder, (uint64_t)(iterator->length < 0 ? 0 : iterator->length)) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(1, iterator->dict), labels, 0);
}

static int
encode_dict_view(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"dict"};
    unsigned kind = 0;
    while (Py_TYPE(object) != vm_codec_types.dict_views[kind]) {
        kind++;
    }
    BEGIN(encoder, object, TAG_DICT_VIEW);
    if (put_u8(encoder, kind) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(1, ((VmDictView *)object)->dict), labels, 0);
}

/* What is left of it: a set's order may be another one after a restore. */
static int
encode_set_iterator(VmEncoder *encoder, PyObject *object)
{
    VmSetIter *iterator = (VmSetIter *)object;
    PyObject *left = PyList_New(0), *key;
    Py_ssize_t position = iterator->position;
    Py_hash_t hash;
    while (left != NULL && iterator->set != NULL && _PySet_NextEntry(iterator->set, &position, &key, &hash)) {
        if (PyList_Append(left, key) < 0) {
            Py_CLEAR(left);
        }
    }
    if (vm_encode_keep_steal(encoder, left) < 0) {
        return FAILED;
    }
    BEGIN(encoder, object, TAG_SET_ITERATOR);
    return vm_encode_list_body(encoder, left);
}

static int
encode_call_iterator(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"callable", "sentinel"};
    VmCallIter *iterator = (VmCallIter *)object;
    BEGIN(encoder, object, TAG_CALL_ITERATOR);
    return open_fields_steal(encoder, object, fields_of(2, iterator->callable, iterator->sentinel), labels, 0);
}

static int
encode_enumerate(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"count", "iterator"};
    VmEnumerate *enumerate = (VmEnumerate *)object;
    BEGIN(encoder, object, TAG_ENUMERATE);
    PyObject *index = enumerate->index == PY_SSIZE_T_MAX && enumerate->long_index != NULL ? Py_NewRef(enumerate->long_index)
                                                                                          : PyLong_FromSsize_t(enumerate->index);
    if (vm_encode_keep_steal(encoder, index) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(2, index, enumerate->iterator), labels, 0);
}

static int
encode_zip(VmEncoder *encoder, PyObject *object)
{
    VmZip *zip = (VmZip *)object;
    BEGIN(encoder, object, TAG_ZIP);
    if (put_u8(encoder, zip->strict != 0) < 0 || put_number(encoder, (uint64_t)zip->count) < 0) {
        return FAILED;
    }
    static const char *const labels[] = {"iterators"};
    return open_fields_steal(encoder, object, fields_of(1, zip->iterators), labels, 0);
}

static int
encode_map(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"function", "iterators"};
    VmMap *map = (VmMap *)object;
    BEGIN(encoder, object, TAG_MAP);
    return open_fields_steal(encoder, object, fields_of(2, map->function, map->iterators), labels, 0);
}

static int
encode_filter(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"function", "iterator"};
    VmFilter *filter = (VmFilter *)object;
    BEGIN(encoder, object, TAG_FILTER);
    return open_fields_steal(encoder, object, fields_of(2, filter->function, filter->iterator), labels, 0);
}

static int
encode_count(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"next", "step"};
    VmCount *count = (VmCount *)object;
    BEGIN_LATE(encoder, object, TAG_COUNT);
    PyObject *next = count->count == PY_SSIZE_T_MAX ? Py_XNewRef(count->long_count) : PyLong_FromSsize_t(count->count);
    if (vm_encode_keep_steal(encoder, next) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(2, next, count->step), labels, 1);
}

static int
encode_repeat(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"object"};
    VmRepeat *repeat = (VmRepeat *)object;
    BEGIN(encoder, object, TAG_REPEAT);
    return put_i64(encoder, repeat->left) < 0 ? FAILED : open_fields_steal(encoder, object, fields_of(1, repeat->element), labels, 0);
}

static int
encode_chain(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"iterables", "current iterator"};
    VmChain *chain = (VmChain *)object;
    BEGIN(encoder, object, TAG_CHAIN);
    return open_fields_steal(encoder, object, fields_of(2, chain->source, chain->active), labels, 0);
}

static int
encode_islice(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"iterator"};
    VmISlice *slice = (VmISlice *)object;
    BEGIN(encoder, object, TAG_ISLICE);
    if (put_number(encoder, (uint64_t)slice->next) < 0 || put_number(encoder, (uint64_t)(slice->stop + 1)) < 0
        || put_number(encoder, (uint64_t)slice->step) < 0 || put_number(encoder, (uint64_t)slice->count) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(1, slice->iterator), labels, 0);
}

/* What abc keeps of a class. Its caches are not written: they fill again. */
static int
encode_abc_data(VmEncoder *encoder, PyObject *object)
{
    VmAbcData *data = (VmAbcData *)object;
    PyObject *registered = PyList_New(0), *reference;
    Py_ssize_t position = 0;
    Py_hash_t hash;
    while (registered != NULL && data->registry != NULL && _PySet_NextEntry(data->registry, &position, &reference, &hash)) {
        PyObject *target = PyWeakref_Check(reference) ? vm_weakref_target_borrow(reference) : NULL;
        if (target != NULL && PyList_Append(registered, target) < 0) {
            Py_CLEAR(registered);
        }
    }
    if (vm_encode_keep_steal(encoder, registered) < 0) {
        return FAILED;
    }
    BEGIN(encoder, object, TAG_ABC_DATA);
    return vm_encode_list_body(encoder, registered);
}

static int
encode_code_unit(VmEncoder *encoder, PyObject *object)
{
    VmCode *code = vm_code_link(object, 0);
    if (code == NULL || vm_encode_keep_steal(encoder, (PyObject *)code) < 0 || put_u8(encoder, TAG_CODE) < 0) {
        return FAILED;
    }
    return vm_encode_code(encoder, code);
}

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
static int
encode_native_part(VmEncoder *encoder, PyObject *object, int tag)
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

/* The values of all slots of the class and its bases, bases first. A tuple with NULL for what is unset, or NULL. */
static PyObject *
slot_values(PyObject *object)
{
    PyTypeObject *chain[200];
    int depth = 0;
    Py_ssize_t n = 0;
    for (PyTypeObject *type = Py_TYPE(object); type != NULL && depth < 200; type = type->tp_base) {
        if ((type->tp_flags & Py_TPFLAGS_HEAPTYPE) && type != vm_codec_native_base(type)) {
            chain[depth++] = type;
            n += Py_SIZE(type);
        }
    }
    PyObject *values = PyTuple_New(n);
    for (n = 0; values != NULL && depth-- > 0;) {
        PyMemberDef *member = chain[depth]->tp_members;
        for (Py_ssize_t i = 0; i < Py_SIZE(chain[depth]); i++, member++) {
            PyTuple_SET_ITEM(values, n++, Py_XNewRef(*(PyObject **)((char *)object + member->offset)));
        }
    }
    return values;
}

/* Slots, then attributes, then the native part: walks close in the other order. */
static int
open_instance(VmEncoder *encoder, PyObject *object, PyObject *slots, PyObject *dict, int names, int tag)
{
    int opened = WROTE;
    if (slots != NULL && PyTuple_GET_SIZE(slots) > 0) {
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
    int native = encode_native_part(encoder, object, tag);
    return native == WROTE ? opened : native;
}

int
vm_encode_instance(VmEncoder *encoder, PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    PyObject *small[64], **names = small, *dict = NULL;
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
    PyObject *slots = slot_values(object);
    if (vm_encode_keep_steal(encoder, slots) < 0) {
        goto done;
    }
    int begun = vm_encode_number(encoder, object, 0);
    if (begun != 0) {
        result = begun < 0 ? FAILED : WROTE;
        goto done;
    }
    uint32_t shape = vm_encode_shape(encoder, names, (uint32_t)n, type, &is_new);
    if (shape == UINT32_MAX || put_u8(encoder, is_new ? TAG_INSTANCE_NEW : TAG_INSTANCE) < 0) {
        goto done;
    }
    if (!is_new) {
        if (put_number(encoder, shape) < 0) {
            goto done;
        }
    } else {
        if (put_number(encoder, (uint64_t)n) < 0 || put_u8(encoder, (unsigned)tag) < 0
            || put_number(encoder, (uint64_t)PyTuple_GET_SIZE(slots)) < 0 || vm_encode_class(encoder, (PyObject *)type, 0) < 0) {
            goto done;
        }
        for (int i = 0; i < n; i++) {
            if (vm_encode_string(encoder, names[i]) < 0) {
                goto done;
            }
        }
    }
    result = open_instance(encoder, object, slots, dict, n, tag);
done:
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
    return encode_native_part(encoder, object, (int)tag);
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
    case KIND_FUNCTION: return encode_function(encoder, object);
    case KIND_CELL: return encode_cell(encoder, object);
    case KIND_GENERATOR: return encode_generator(encoder, object);
    case KIND_CONTINUATION: return encode_continuation(encoder, object);
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
    case KIND_SEQUENCE_ITERATOR: return encode_sequence_iterator(encoder, object);
    case KIND_RANGE_ITERATOR: return encode_range_iterator(encoder, object);
    case KIND_LONG_RANGE_ITERATOR: return encode_long_range_iterator(encoder, object);
    case KIND_DICT_ITERATOR: return encode_dict_iterator(encoder, object);
    case KIND_DICT_VIEW: return encode_dict_view(encoder, object);
    case KIND_SET_ITERATOR: return encode_set_iterator(encoder, object);
    case KIND_CALL_ITERATOR: return encode_call_iterator(encoder, object);
    case KIND_ENUMERATE: return encode_enumerate(encoder, object);
    case KIND_ZIP: return encode_zip(encoder, object);
    case KIND_MAP: return encode_map(encoder, object);
    case KIND_FILTER: return encode_filter(encoder, object);
    case KIND_COUNT: return encode_count(encoder, object);
    case KIND_REPEAT: return encode_repeat(encoder, object);
    case KIND_CHAIN: return encode_chain(encoder, object);
    case KIND_ISLICE: return encode_islice(encoder, object);
    case KIND_CODE_UNIT: return encode_code_unit(encoder, object);
    case KIND_ABC_DATA: return encode_abc_data(encoder, object);
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
