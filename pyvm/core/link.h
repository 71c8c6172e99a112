/* Specialised opcodes: what linking makes of portable ones. They exist in linked words only, never in a blob.
 *
 * A specialised form keeps its instruction's length and operand places (C1 in code.h). Where both operands are registers their
 * LAST_USE bits move to the head word, so that the fast path reads plain register numbers.
 */
#ifndef PYVM_LINK_H
#define PYVM_LINK_H
#include "isa_generated.h"

/* Head flags of the forms below; bit 8 is `n`'s in-place flag of binary operators. */
#define VM_HEAD_LAST_LEFT 0x0200
#define VM_HEAD_LAST_RIGHT 0x0400

/* Binary operators with two registers (_RR) and with a register and a small constant, kept in the word itself (_RI). */
#define VM_BINARY_FORMS(ROW) ROW(ADD) ROW(SUB) ROW(MUL) ROW(DIV) ROW(FLOORDIV) ROW(MOD) ROW(POW) ROW(LSHIFT) ROW(RSHIFT) ROW(AND) ROW(OR) ROW(XOR)
/* Comparisons whose result only decides the next BRT or BRF: both are done at once, the branch stays in place behind it. */
#define VM_COMPARE_FORMS(ROW) ROW(LT) ROW(LE) ROW(EQ) ROW(NE) ROW(GT) ROW(GE)

enum {
    OP_SPECIALISED = VM_OPCODE_COUNT - 1,
#define ROW(name) OP_##name##_RR, OP_##name##_RI,
    VM_BINARY_FORMS(ROW)
#undef ROW
#define ROW(name) OP_##name##_RR_BRT, OP_##name##_RR_BRF, OP_##name##_RI_BRT, OP_##name##_RI_BRF,
    VM_COMPARE_FORMS(ROW)
#undef ROW
    OP_GET_ITEM_RR,
    OP_GET_ITEM_RI, /* list or tuple by a small constant index */
    OP_MOVE_STEAL,
    OP_CALL_R,      /* positional call of a register */
    OP_LOAD_ATTR_CALLED, /* of an attribute that is called, and nothing else (bound_methods.h) */
    VM_LINKED_OPCODE_COUNT
};
#endif
