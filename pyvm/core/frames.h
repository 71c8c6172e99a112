/* Frames: activation records as heap data.
 *
 * F1 a register is NULL or owns its object. A dead register may still hold an exact int or float (its box is reused).
 * F2 whenever control leaves the loop, frame->ip names an instruction: of the top frame the one to run next, or, when its
 *    continuation is waiting, the one that the answer completes; of every other frame the one that the frame above completes.
 * F3 a frame on the free list has only NULL registers.
 * F4 prev is the caller. A generator's frame has it only while the generator runs.
 */
#ifndef PYVM_FRAMES_H
#define PYVM_FRAMES_H
#include <Python.h>
#include <stdint.h>
#include "code.h"
#include "functions.h"

enum {
    VM_FRAME_ENTRY = 1,     /* entered from C: returning from it leaves the loop */
    VM_FRAME_GENERATOR = 2, /* owner is the generator */
    VM_FRAME_INIT = 4,      /* an __init__: owner is the new instance, which is the result */
    VM_FRAME_KEEP = 8,      /* owner is the value that the call evaluates to, whatever the function returns */
    VM_FRAME_CLOSING = 16,  /* a generator that is closed because what delegates to it is: it must not yield */
};

typedef struct VmFrame {
    const uint16_t *ip;
    struct VmFrame *prev; /* F4 */
    VmFunction *function; /* owned; its code is running */
    VmCode *code;         /* borrowed from function */
    PyObject *namespace;  /* owned or NULL: where a body's names live */
    PyObject *owner;      /* by flags: borrowed generator, owned instance or owned result; NULL without flags */
    uint32_t flags;
    uint32_t size_class;
    PyObject *registers[];
} VmFrame;

/* A frame about to run function's code from the start, registers NULL. Takes a new reference to function.
 * NULL with MemoryError set. */
VmFrame *vm_frame_new(VmFunction *function);
/* Releases everything it owns and returns it to the free list. Runs arbitrary destructors. */
void vm_frame_free(VmFrame *frame);
/* Word offset of frame->ip. */
#define vm_frame_offset(frame) ((uint32_t)((frame)->ip - (frame)->code->words))
#define VM_FRAME_SIZE_STEP 8
#define VM_FRAME_SIZE_CLASSES 32
#endif
