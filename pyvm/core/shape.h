/* The shape of a code's frames: which registers matter at an instruction, and what they must hold.
 *
 * Computed once per code, when first asked for, from its portable words. The codec freezes live registers only and checks a
 * restored frame against the same facts; the loop clears what a handler does not need.
 *
 * S1 a register is live at a point if some path from there reads it before writing it. Of code that may look at its own
 *    locals (VM_CODE_LOCALS) every named local is live everywhere.
 * S2 a kind other than UNSET and MAYBE means that every path to the point has assigned the register: it is not NULL.
 */
#ifndef PYVM_SHAPE_H
#define PYVM_SHAPE_H
#include <Python.h>
#include <stdint.h>
#include "code.h"

typedef enum {
    VM_REGISTER_UNSET,     /* no path assigns it, or it was released */
    VM_REGISTER_MAYBE,     /* some path assigns it */
    VM_REGISTER_ANY,       /* any object */
    VM_REGISTER_CELL,
    VM_REGISTER_LIST,      /* exact: a display that the frame is building */
    VM_REGISTER_SET,
    VM_REGISTER_DICT,
    VM_REGISTER_ITERATOR,
    VM_REGISTER_EXCEPTION,
    VM_REGISTER_HANDLED    /* an exception or None */
} VmRegisterKind;

typedef struct {
    uint16_t reg;
    uint8_t kind; /* VmRegisterKind */
} VmLiveRegister;

/* The live registers at a point, ascending. */
typedef struct VmLive {
    struct VmLive *next; /* of the shape's cache */
    uint32_t offset;
    uint8_t completing;
    uint32_t count;
    VmLiveRegister registers[];
} VmLive;

/* Live registers at an instruction. completing = 0: it is about to run. completing = 1: it has started, released its last-use
 * operands, and a result completes it. Borrowed: lives as long as the code. NULL with MemoryError set, or with ValueError if no
 * instruction begins at the offset. */
const VmLive *vm_shape_live(VmCode *code, uint32_t offset, int completing);
/* The live-in set of an instruction as bits, 64 registers a word. Borrowed; NULL with an exception as above. */
const uint64_t *vm_shape_live_in(VmCode *code, uint32_t offset);
/* 1 if an instruction begins at the offset, 0 if not, -1 with MemoryError set. */
int vm_shape_is_instruction(VmCode *code, uint32_t offset);
/* 1 if the instruction at the offset can be under way while its frame waits: it may suspend or run guest code. */
int vm_shape_can_complete(const VmCode *code, uint32_t offset);
/* 1 if it is a YIELD or YIELD_FROM. */
int vm_shape_is_yield(const VmCode *code, uint32_t offset);
/* 1 if object (may be NULL) can stand in a register of that kind. */
int vm_register_kind_fits(VmRegisterKind kind, PyObject *object);
void vm_shape_free(VmShape *shape);
int vm_shape_setup(PyObject *module);
#endif
