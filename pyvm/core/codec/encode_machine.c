/* Writing the machine's own objects: functions, cells, frames, generators, continuations. */
#include "codec/encode_parts.h"
#include "classes.h"
#include "functions.h"
#include "generators.h"

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

int
vm_encode_function(VmEncoder *encoder, PyObject *object)
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

int
vm_encode_cell(VmEncoder *encoder, PyObject *object)
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

/* How far the values that a dead local holds are looked through for one whose end runs code. */
#define FINALISED_NODES 256
#define FINALISED_DEPTH 16

typedef struct {
    int nodes, depth; /* left */
} Search;

/* A visitproc. 1: the end of the object, or of what only it may hold, runs code; 0; -1: too many were looked at. */
static int
is_finalised(PyObject *object, void *context)
{
    Search *search = context;
    PyTypeObject *type = Py_TYPE(object);
    if (VmGenerator_Check(object)) {
        return ((VmGenerator *)object)->state == VM_GENERATOR_SUSPENDED;
    }
    int is_guest = vm_class_is_guest(type) && !PyType_Check(object);
    if (is_guest && type->tp_finalize != NULL) {
        return 1;
    }
    if (--search->nodes < 0) {
        return -1;
    }
    int holds = is_guest || type == &PyList_Type || type == &PyTuple_Type || type == &PyDict_Type || type == &PySet_Type
             || type == vm_codec_types.deque;
    if (!holds || type->tp_traverse == NULL || search->depth == 0) {
        return 0;
    }
    search->depth--;
    int found = type->tp_traverse(object, is_finalised, search);
    search->depth++;
    return found;
}

/* A local that nothing reads any more still keeps its object until the function returns, which shows if that runs code then. */
static int
ends_with_code(const VmFrame *frame, uint32_t reg)
{
    Search search = {FINALISED_NODES, FINALISED_DEPTH};
    return frame->registers[reg] != NULL && is_finalised(frame->registers[reg], &search) > 0;
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
        extra += !(k < live->count && live->registers[k].reg == i) && ends_with_code(frame, i);
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
        } else if (i < locals && ends_with_code(frame, i)) {
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
    if (kept & VM_FRAME_GENERATOR) {
        kept &= ~(unsigned)VM_FRAME_ANSWER; /* what it is asked is written beside it */
    }
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

int
vm_encode_generator(VmEncoder *encoder, PyObject *object)
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
is_asked_generator(const VmFrame *frame)
{
    return frame->flags & VM_FRAME_GENERATOR && frame->flags & VM_FRAME_ANSWER;
}

int
vm_encode_continuation(VmEncoder *encoder, PyObject *object)
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
        n += is_asked_generator(frame) ? 2 : 1;
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
        if (is_asked_generator(frame)) {
            encoder->frames[--n] = frame;
        }
    }
    PyObject *handled = continuation->handled.exc_value == Py_None ? NULL : continuation->handled.exc_value;
    return open_fields_steal(
        encoder, object,
        fields_of(5, continuation->builtins, continuation->modules, continuation->request, continuation->result, handled), labels, 0);
}

/* How a blob calls what lies at an address: twice the number of an object in the stream, one more than twice that of a name; or -1. */
static int64_t
identity_number(VmEncoder *encoder, const void *address)
{
    VmPointerEntry *seen = vm_pointers_find(&encoder->seen, address);
    if (seen != NULL) {
        return (int64_t)seen->value * 2;
    }
    PyObject *name = vm_registry_name_borrow(encoder->registry, (PyObject *)address); /* which may be nobody's any more */
    seen = name == NULL ? NULL : vm_pointers_find(&encoder->host_numbers, name);
    return seen == NULL ? -1 : (int64_t)seen->value * 2 + 1;
}

/* The ids that were asked for, of the objects that are in the stream. */
int
vm_encode_identities(VmEncoder *encoder, const VmIdentities *identities)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < identities->count; i++) {
        count += identity_number(encoder, identities->noted[i].address) >= 0;
    }
    if (count == 0 && !identities->saw_address_hash) {
        return WROTE;
    }
    RESERVE(encoder, VARINT_BYTES * 2 + 2);
    put_byte(encoder, TAG_IDENTITIES);
    put_varint(encoder, identities->restores);
    put_byte(encoder, identities->saw_address_hash);
    put_varint(encoder, count);
    for (uint32_t i = 0; i < identities->count; i++) {
        int64_t number = identity_number(encoder, identities->noted[i].address);
        if (number >= 0 && (put_number(encoder, (uint64_t)number) < 0 || put_i64(encoder, identities->noted[i].id) < 0)) {
            return FAILED;
        }
    }
    return WROTE;
}

/* The instances in the stream whose finaliser has run and left them alive: it does not run again. */
int
vm_encode_finalised(VmEncoder *encoder)
{
    if (encoder->finalised_count == 0) {
        return WROTE;
    }
    RESERVE(encoder, VARINT_BYTES * (1 + encoder->finalised_count) + 1);
    put_byte(encoder, TAG_FINALISED);
    put_varint(encoder, encoder->finalised_count);
    for (size_t i = 0; i < encoder->finalised_count; i++) {
        put_varint(encoder, encoder->finalised[i]);
    }
    return WROTE;
}
