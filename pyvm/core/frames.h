/* Frames: activation records as heap data.
 *
 * F1 a register is NULL or owns its object. A dead register may still hold an exact int or float (its box is reused).
 * F2 whenever control leaves the loop, frame->ip names an instruction: of the top frame the one to run next, or, when its
 *    continuation is waiting, the one that the answer completes; of every other frame the one that the frame above completes.
 * F3 a frame on the free list has NULL registers, no namespace, no owner and no flags.
 * F4 prev is the caller. A generator's frame has it only while the generator runs.
 */
#ifndef PYVM_FRAMES_H
#define PYVM_FRAMES_H
#include <Python.h>
#include <stdint.h>
#include "code.h"
#include "functions.h"
#include "numbers.h"
#include "outcome.h"

enum {
    VM_FRAME_ENTRY = 1,     /* entered from C: returning from it leaves the loop */
    VM_FRAME_GENERATOR = 2, /* owner is the generator */
    VM_FRAME_INIT = 4,      /* an __init__: owner is the new instance, which is the result */
    VM_FRAME_KEEP = 8,      /* owner is the value that the call evaluates to, whatever the function returns */
    VM_FRAME_CLOSING = 16,  /* a generator that is closed because what delegates to it is: it must not yield */
    VM_FRAME_ANSWER = 32,   /* a special method: owner is the question that its value has to answer (answers.h) */
    VM_FRAME_DEFAULT = 64,  /* a generator that next(generator, constant) resumed: its end is answered with operand 4 of that CALL */
    VM_FRAME_OWNS = VM_FRAME_INIT | VM_FRAME_KEEP | VM_FRAME_ANSWER,
};

typedef struct VmFrame {
    const uint16_t *ip;
    struct VmFrame *prev; /* F4 */
    VmFunction *function; /* owned; its code is running */
    VmCode *code;         /* borrowed from function */
    PyObject *namespace;  /* owned or NULL: where a body's names live */
    PyObject *owner;      /* by flags: borrowed generator, or owned (VM_FRAME_OWNS); NULL without flags */
    uint32_t flags;
    uint32_t size_class;
    PyObject *registers[];
} VmFrame;

/* A new frame for a call: SystemError for a body, which runs in a namespace only (no compiler emits such a call). */
VmFrame *vm_function_frame(VmFunction *function);
/* Puts the function's captured cells into their registers: part of every call. */
static inline void
vm_frame_open_closure(VmFrame *frame)
{
    const VmCode *code = frame->code;
    for (int i = 0; i < code->free_count; i++) {
        frame->registers[code->cells[code->cell_count + i]] = Py_NewRef(PyTuple_GET_ITEM(frame->function->closure, i));
    }
}
/* Word offset of frame->ip. */
#define vm_frame_offset(frame) ((uint32_t)((frame)->ip - (frame)->code->words))

#define VM_FRAME_SIZE_STEP 8
#define VM_FRAME_SIZE_CLASSES 32
#define VM_FRAME_FREE_LIMIT 256

/* Frames that wait for reuse, a list a size class, linked by prev. */
extern struct VmFrameFreeList {
    VmFrame *first[VM_FRAME_SIZE_CLASSES];
    int count[VM_FRAME_SIZE_CLASSES];
} vm_frame_free_list;
VmFrame *vm_frame_allocate(uint32_t size_class);

/* A frame about to run function's code from the start, registers NULL; prev is not set. NULL with MemoryError set, else it has
 * taken the reference to function. */
static inline VmFrame *
vm_frame_new_steal(VmFunction *function)
{
    VmCode *code = function->code;
    uint32_t size_class = code->size_class;
    VmFrame *frame = size_class < VM_FRAME_SIZE_CLASSES ? vm_frame_free_list.first[size_class] : NULL;
    if (LIKELY(frame != NULL)) {
        vm_frame_free_list.first[size_class] = frame->prev;
        vm_frame_free_list.count[size_class]--;
    } else {
        frame = vm_frame_allocate(size_class);
        if (frame == NULL) {
            return NULL;
        }
    }
    frame->function = function;
    frame->code = code;
    frame->ip = code->words;
    return frame;
}

/* The same with a new reference to function, and prev NULL. */
static inline VmFrame *
vm_frame_new(VmFunction *function)
{
    VmFrame *frame = vm_frame_new_steal(function);
    if (LIKELY(frame != NULL)) {
        Py_INCREF(function);
        frame->prev = NULL;
    }
    return frame;
}

/* Releases everything it owns and returns it to the free list. Runs arbitrary destructors. */
static inline void
vm_frame_free(VmFrame *frame)
{
    VmFunction *function = frame->function;
    uint32_t size_class = frame->size_class;
    PyObject **slot = frame->registers, **end = slot + frame->code->register_count;
    for (; slot < end; slot++) {
        PyObject *object = *slot;
        if (object != NULL) {
            *slot = NULL;
            vm_release(object);
        }
    }
    if (UNLIKELY(frame->flags != 0 || frame->namespace != NULL)) {
        Py_CLEAR(frame->namespace);
        if (frame->flags & VM_FRAME_OWNS) {
            Py_CLEAR(frame->owner);
        }
        frame->owner = NULL; /* F3 */
        frame->flags = 0;
    }
    if (LIKELY(size_class < VM_FRAME_SIZE_CLASSES && vm_frame_free_list.count[size_class] < VM_FRAME_FREE_LIMIT)) {
        frame->prev = vm_frame_free_list.first[size_class];
        vm_frame_free_list.first[size_class] = frame;
        vm_frame_free_list.count[size_class]++;
    } else {
        PyMem_Free(frame);
    }
    Py_DECREF(function);
}
#endif
