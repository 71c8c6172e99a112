/* Frames and their free lists. One list a size class; what is larger than the largest class goes back to the allocator. */
#include "frames.h"
#include "outcome.h"

#define FREE_LIST_LIMIT 256

static struct {
    VmFrame *first[VM_FRAME_SIZE_CLASSES];
    int count[VM_FRAME_SIZE_CLASSES];
} free_list;

static COLD VmFrame *
frame_allocate(uint32_t size_class)
{
    size_t registers = (size_t)(size_class + 1) * VM_FRAME_SIZE_STEP;
    VmFrame *frame = PyMem_Calloc(1, sizeof(VmFrame) + registers * sizeof(PyObject *)); /* F3: registers are NULL */
    if (frame == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    frame->size_class = size_class;
    return frame;
}

VmFrame *
vm_frame_new(VmFunction *function)
{
    VmCode *code = function->code;
    uint32_t size_class = code->register_count / VM_FRAME_SIZE_STEP;
    VmFrame *frame;
    if (LIKELY(size_class < VM_FRAME_SIZE_CLASSES && free_list.first[size_class] != NULL)) {
        frame = free_list.first[size_class];
        free_list.first[size_class] = frame->prev;
        free_list.count[size_class]--;
    } else {
        frame = frame_allocate(size_class);
        if (frame == NULL) {
            return NULL;
        }
    }
    Py_INCREF(function);
    frame->function = function;
    frame->code = code;
    frame->ip = code->words;
    frame->prev = NULL;
    frame->namespace = NULL;
    frame->owner = NULL;
    frame->flags = 0;
    return frame;
}

void
vm_frame_free(VmFrame *frame)
{
    uint32_t n = frame->code->register_count;
    for (uint32_t i = 0; i < n; i++) {
        PyObject *object = frame->registers[i];
        if (object != NULL) {
            frame->registers[i] = NULL;
            Py_DECREF(object);
        }
    }
    Py_CLEAR(frame->namespace);
    if (frame->flags & (VM_FRAME_INIT | VM_FRAME_KEEP)) {
        Py_CLEAR(frame->owner);
    }
    VmFunction *function = frame->function;
    uint32_t size_class = frame->size_class;
    if (size_class < VM_FRAME_SIZE_CLASSES && free_list.count[size_class] < FREE_LIST_LIMIT) {
        frame->prev = free_list.first[size_class];
        free_list.first[size_class] = frame;
        free_list.count[size_class]++;
    } else {
        PyMem_Free(frame);
    }
    Py_DECREF(function);
}
