/* Frames: rebuilt register by register, then proved to fit their code. */
#include "codec/decode.h"
#include "answers.h"
#include "stepping.h"

static int
remember_frame(VmDecoder *decoder, VmFrame *frame)
{
    if (VM_ARRAY_ROOM(decoder->frames, decoder->frame_count, decoder->frame_capacity) < 0) {
        return READ_FAILED;
    }
    decoder->frames[decoder->frame_count++] = frame;
    return READ;
}

/* The frame is on the continuation's stack from now on. */
static int
push_frame(VmDecoder *decoder, VmFrame *frame)
{
    VmContinuation *continuation = decoder->continuation;
    if (decoder->question != NULL) {
        return vm_decode_state(decoder, "a question to a frame that is no generator's");
    }
    if (continuation->top == NULL) {
        if (frame->flags & VM_FRAME_ANSWER) {
            return vm_decode_state(decoder, "a frame that answers nobody is at the bottom of the stack");
        }
        frame->flags |= VM_FRAME_ENTRY; /* returning from the outermost frame leaves the loop */
        if (frame->flags & VM_FRAME_GENERATOR) {
            return vm_decode_state(decoder, "a generator that nothing resumed is at the bottom of the stack");
        }
    }
    frame->prev = continuation->top;
    continuation->top = frame;
    continuation->depth++;
    return READ;
}

/* --- Reading ------------------------------------------------------------------------------------------------------------ */

/* Head of a frame. owner (taken) is its generator, or NULL for a frame on the stack. */
int
vm_decode_open_frame(VmDecoder *decoder, PyObject *owner)
{
    uint64_t code_number, offset, flags;
    Py_ssize_t n;
    uint16_t *registers = NULL;
    if (vm_decode_varint(decoder, &code_number) < 0 || vm_decode_varint(decoder, &offset) < 0 || vm_decode_varint(decoder, &flags) < 0
        || vm_decode_count(decoder, 2, &n) < 0) {
        goto fail;
    }
    if (code_number >= (uint64_t)PyList_GET_SIZE(decoder->codes)) {
        vm_decode_corrupt(decoder, "a frame without code");
        goto fail;
    }
    VmCode *code = (VmCode *)PyList_GET_ITEM(decoder->codes, (Py_ssize_t)code_number);
    unsigned kept = (unsigned)(flags >> 1);
    int is_generator = (kept & VM_FRAME_GENERATOR) != 0;
    int fits = is_generator ? (kept & ~(unsigned)(VM_FRAME_CLOSING | VM_FRAME_DEFAULT)) == VM_FRAME_GENERATOR
                            : kept == 0 || kept == VM_FRAME_INIT || kept == VM_FRAME_KEEP || kept == VM_FRAME_ANSWER;
    if (!VmCode_Check(code) || offset >= code->word_count || n > code->register_count || !fits || is_generator != (owner != NULL)) {
        vm_decode_state(decoder, "a frame does not fit its code");
        goto fail;
    }
    registers = PyMem_RawMalloc((size_t)(n + 1) * sizeof(uint16_t));
    if (registers == NULL) {
        PyErr_NoMemory();
        goto fail;
    }
    uint64_t reg = 0, delta;
    for (Py_ssize_t i = 0; i < n; i++) {
        if (vm_decode_varint(decoder, &delta) < 0) {
            goto fail;
        }
        reg += delta;
        if ((i > 0 && delta == 0) || delta > UINT16_MAX || reg >= code->register_count) {
            vm_decode_state(decoder, "a frame has registers that its code does not have");
            goto fail;
        }
        registers[i] = (uint16_t)reg;
    }
    if (vm_decode_charge(decoder, (Py_ssize_t)(sizeof(VmFrame) + code->register_count * sizeof(PyObject *))) < 0) {
        goto fail;
    }
    int owned = (kept & VM_FRAME_OWNS) != 0;
    VmOpen *open = vm_decode_open(decoder, OPEN_FRAME, 0, owner, 1 + (Py_ssize_t)(flags & 1) + owned + n);
    owner = NULL; /* taken */
    if (open == NULL) {
        goto fail;
    }
    open->registers = registers;
    open->hash = PyLong_FromUnsignedLongLong(flags | offset << 8); /* until the frame can be made */
    open->key = Py_NewRef(code);
    return open->hash == NULL ? READ_FAILED : READ_OPENED;
fail:
    PyMem_RawFree(registers);
    Py_XDECREF(owner);
    return READ_FAILED;
}

/* The function is there, so the frame can be made. A function whose code has changed since (one that is named, not held) is
 * replaced by one with the code that the frame is running. */
static int
make_frame(VmDecoder *decoder, VmOpen *open, PyObject *child)
{
    VmCode *code = (VmCode *)open->key;
    if (!VmFunction_Check(child)) {
        return vm_decode_state(decoder, "a frame of something that is not a function");
    }
    VmFunction *function = (VmFunction *)Py_NewRef(child);
    if (function->code != code) {
        if (function->code->free_count != code->free_count) {
            Py_DECREF(function);
            return vm_decode_state(decoder, "a frame of a function with another closure");
        }
        VmFunction *pinned = vm_function_new(code, function->globals, function->builtins);
        if (pinned != NULL) {
            pinned->closure = Py_XNewRef(function->closure);
        }
        Py_SETREF(function, pinned);
        if (function == NULL) {
            return READ_FAILED;
        }
    }
    uint64_t word = PyLong_AsUnsignedLongLong(open->hash);
    open->frame = vm_frame_new(function);
    Py_DECREF(function);
    if (open->frame == NULL) {
        return READ_FAILED;
    }
    open->frame->ip = code->words + (word >> 8);
    open->number = (uint32_t)(word & 255);
    Py_CLEAR(open->hash);
    return READ;
}

int
vm_decode_frame_child_steal(VmDecoder *decoder, VmOpen *open, PyObject *child)
{
    Py_ssize_t i = open->index;
    if (i == 0) {
        int status = make_frame(decoder, open, child);
        Py_DECREF(child);
        return status;
    }
    unsigned flags = open->number;
    int has_namespace = flags & 1, has_owner = (flags >> 1 & VM_FRAME_OWNS) != 0;
    i--;
    if (has_namespace && i-- == 0) {
        open->frame->namespace = child;
        return READ;
    }
    if (has_owner && i-- == 0) {
        if (flags >> 1 & VM_FRAME_ANSWER && !vm_answer_is_question(child)) {
            Py_DECREF(child);
            return vm_decode_state(decoder, "a frame that answers no question");
        }
        open->frame->owner = child;
        open->frame->flags = flags >> 1;
        return READ;
    }
    open->frame->registers[open->registers[i]] = child;
    return READ;
}

int
vm_decode_close_frame(VmDecoder *decoder, VmOpen *open)
{
    VmFrame *frame = open->frame;
    VmGenerator *generator = (VmGenerator *)open->object;
    unsigned flags = open->number;
    open->number = NO_NUMBER;
    if (remember_frame(decoder, frame) < 0) {
        return READ_FAILED;
    }
    if (generator == NULL) {
        if (decoder->continuation == NULL) {
            return vm_decode_state(decoder, "a frame that belongs to nothing");
        }
        open->frame = NULL;
        return push_frame(decoder, frame);
    }
    frame->owner = (PyObject *)generator;
    frame->flags = flags >> 1;
    generator->frame = frame;
    generator->state = (VmGeneratorState)open->word;
    if (!(generator->name != NULL && PyUnicode_GET_LENGTH(generator->name) > 0)) {
        Py_SETREF(generator->name, Py_NewRef(frame->code->name));
    }
    if (PyUnicode_GET_LENGTH(generator->qualname) == 0) {
        Py_SETREF(generator->qualname, Py_NewRef(frame->code->qualname));
    }
    open->frame = NULL;
    return READ;
}

int
vm_decode_keep_question(VmDecoder *decoder, PyObject *value)
{
    if (decoder->question != NULL || value == NULL || !vm_answer_is_question(value) || !vm_stepping_is_question(value)) {
        return vm_decode_state(decoder, "a generator that is asked something else than a step's value");
    }
    decoder->question = Py_NewRef(value);
    return READ;
}

int
vm_decode_push_generator(VmDecoder *decoder, PyObject *value)
{
    VmGenerator *generator = (VmGenerator *)value;
    if (decoder->continuation == NULL || value == NULL || !VmGenerator_Check(value) || generator->frame == NULL
        || generator->state != VM_GENERATOR_RUNNING || generator->frame->prev != NULL || generator->frame == decoder->continuation->top) {
        return vm_decode_state(decoder, "a generator that cannot be on the stack");
    }
    if (decoder->question != NULL) {
        Py_XSETREF(generator->question, decoder->question);
        decoder->question = NULL;
        generator->frame->flags |= VM_FRAME_ANSWER;
    }
    Py_INCREF(generator); /* G2: the continuation holds it while it runs */
    return push_frame(decoder, generator->frame);
}

/* --- Checking --------------------------------------------------------------------------------------------------------------- */

static int
check_function(VmDecoder *decoder, const VmFunction *function)
{
    uint16_t cells = function->code->free_count;
    Py_ssize_t n = function->closure == NULL ? 0 : PyTuple_GET_SIZE(function->closure);
    if (n != cells) {
        return vm_decode_state(decoder, "a function with another closure than its code");
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *cell = PyTuple_GET_ITEM(function->closure, i);
        if (cell == NULL || !PyCell_Check(cell)) {
            return vm_decode_state(decoder, "a closure that holds something else than cells");
        }
    }
    if (function->defaults != NULL && PyTuple_GET_SIZE(function->defaults) > function->code->positional_count) {
        return vm_decode_state(decoder, "a function with more defaults than parameters");
    }
    return READ;
}

static int
is_cell(const VmCode *code, uint32_t reg)
{
    for (uint32_t i = 0; i < (uint32_t)code->cell_count + code->free_count; i++) {
        if (code->cells[i] == reg) {
            return 1;
        }
    }
    return 0;
}

/* The frame stands at an instruction where a frame can stand, and its registers hold what the code relies on (F1, F2, S2). */
static int
check_frame(VmDecoder *decoder, VmFrame *frame, int completing)
{
    VmCode *code = frame->code;
    uint32_t offset = vm_frame_offset(frame);
    int begins = vm_shape_is_instruction(code, offset);
    if (begins <= 0) {
        return begins < 0 ? READ_FAILED : vm_decode_state(decoder, "a frame that stands inside an instruction");
    }
    if (completing && !vm_shape_can_complete(code, offset)) {
        return vm_decode_state(decoder, "a frame that waits at an instruction which never waits");
    }
    const VmLive *live = vm_shape_live(code, offset, completing);
    if (live == NULL) {
        return READ_FAILED;
    }
    for (uint32_t i = 0; i < live->count; i++) {
        PyObject *value = frame->registers[live->registers[i].reg];
        if (!vm_register_kind_fits((VmRegisterKind)live->registers[i].kind, value)) {
            return vm_decode_state(decoder, "a register is missing, or holds another kind of value than the code relies on");
        }
    }
    for (uint32_t i = 0, k = 0; i < code->register_count; i++) { /* what is dead is empty, or a named local that nothing reads */
        if (k < live->count && live->registers[k].reg == i) {
            k++;
        } else if (frame->registers[i] != NULL && (i >= code->local_count || is_cell(code, i))) {
            return vm_decode_state(decoder, "a frame holds a value in a dead register");
        }
    }
    if ((code->flags & VM_CODE_BODY) != 0 && frame->namespace == NULL) {
        return vm_decode_state(decoder, "a body without a namespace");
    }
    int generator_code = (code->flags & VM_CODE_GENERATOR) != 0;
    return generator_code == ((frame->flags & VM_FRAME_GENERATOR) != 0)
               ? READ
               : vm_decode_state(decoder, "a generator's code in a frame that is none, or the reverse");
}

/* What is below a frame has to be an instruction that calls. */
static int
check_generator(VmDecoder *decoder, const VmFrame *frame, int on_stack)
{
    const VmGenerator *generator = (VmGenerator *)frame->owner;
    uint32_t offset = vm_frame_offset(frame);
    int good;
    switch (generator->state) {
    case VM_GENERATOR_CREATED:
        good = offset == 0 && !on_stack;
        break;
    case VM_GENERATOR_SUSPENDED:
        good = !on_stack && vm_shape_is_yield(frame->code, offset);
        break;
    case VM_GENERATOR_RUNNING:
        good = on_stack;
        break;
    default:
        good = 0;
    }
    return good ? READ : vm_decode_state(decoder, "a generator's state does not fit its frame");
}

int
vm_decode_check_frames(VmDecoder *decoder)
{
    for (Py_ssize_t i = 0; i < vm_decode_noted(decoder->functions); i++) {
        if (check_function(decoder, (VmFunction *)PyList_GET_ITEM(decoder->functions, i)) < 0) {
            return READ_FAILED;
        }
    }
    VmContinuation *continuation = decoder->continuation;
    if (continuation == NULL && decoder->frame_count == 0) {
        return READ; /* plain data */
    }
    VmPointerMap on_stack;
    if (decoder->question != NULL) {
        return vm_decode_state(decoder, "a question to nobody");
    }
    if (vm_pointers_init(&on_stack, 64) < 0) {
        PyErr_NoMemory();
        return READ_FAILED;
    }
    int status = READ;
    for (VmFrame *frame = continuation == NULL ? NULL : continuation->top; frame != NULL && status == READ; frame = frame->prev) {
        status = vm_pointers_add(&on_stack, frame, 0) < 0 ? READ_FAILED : READ;
    }
    for (size_t i = 0; i < decoder->frame_count && status == READ; i++) {
        VmFrame *frame = decoder->frames[i];
        int stacked = vm_pointers_find(&on_stack, frame) != NULL;
        int about_to_run = (frame->flags & VM_FRAME_GENERATOR) != 0 && ((VmGenerator *)frame->owner)->state == VM_GENERATOR_CREATED;
        if (continuation != NULL && frame == continuation->top && continuation->state == VM_READY && !continuation->answered) {
            about_to_run = 1;
        }
        status = check_frame(decoder, frame, !about_to_run);
        if (status == READ && (frame->flags & VM_FRAME_GENERATOR)) {
            status = check_generator(decoder, frame, stacked);
        }
    }
    vm_pointers_free(&on_stack);
    if (status == READ && continuation != NULL) {
        int has_frames = continuation->top != NULL, live = continuation->state == VM_READY || continuation->state == VM_WAITING;
        if (has_frames != live || (continuation->state == VM_WAITING) != (continuation->request != NULL)) {
            return vm_decode_state(decoder, "a continuation's state does not fit its frames");
        }
    }
    return status;
}
