/* Frames and their free lists. One list a size class; what is larger than the largest class goes back to the allocator. */
#include "frames.h"

struct VmFrameFreeList vm_frame_free_list;

COLD VmFrame *
vm_frame_allocate(uint32_t size_class)
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
vm_function_frame(VmFunction *function)
{
    if (UNLIKELY(function->code->flags & VM_CODE_BODY)) {
        PyErr_SetString(PyExc_SystemError, "a body was called as a function");
        return NULL;
    }
    return vm_frame_new(function);
}
