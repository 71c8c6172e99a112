/* Operators and comparisons. Exact ints below 2**60 and floats are done inline, in every form; all else goes through protocols.h.
 *
 * A family is stamped out by a macro: INTEGER(a, b, &r) and FLOAT(a, b, &r) are 0 when they have the result, 1 when the general
 * way has to be taken.
 */

#ifndef VM_OPERATOR_RULES
#define VM_OPERATOR_RULES
#define INT_ADD(a, b, r) __builtin_add_overflow(a, b, r)
#define INT_SUB(a, b, r) __builtin_sub_overflow(a, b, r)
#define INT_MUL(a, b, r) __builtin_mul_overflow(a, b, r)
#define INT_DIV(a, b, r) ((void)(b), (void)(r), 1)
#define INT_FLOORDIV(a, b, r) ((b) == 0 ? 1 : (*(r) = vm_int_floor_divide(a, b), 0))
#define INT_MOD(a, b, r) \
    ((b) == 0 ? 1 \
              : (*(r) = (((uint64_t)(a) | (uint64_t)(b)) >> 31) ? vm_int_modulo(a, b) : (int64_t)((uint32_t)(a) % (uint32_t)(b)), 0))
#define INT_POW(a, b, r) ((void)(b), (void)(r), 1)
#define INT_LSHIFT(a, b, r) (!vm_int_shift_left(a, b, r))
#define INT_RSHIFT(a, b, r) (!vm_int_shift_right(a, b, r))
#define INT_AND(a, b, r) (*(r) = (a) & (b), 0)
#define INT_OR(a, b, r) (*(r) = (a) | (b), 0)
#define INT_XOR(a, b, r) (*(r) = (a) ^ (b), 0)
#define FLOAT_ADD(a, b, r) (*(r) = (a) + (b), 0)
#define FLOAT_SUB(a, b, r) (*(r) = (a) - (b), 0)
#define FLOAT_MUL(a, b, r) (*(r) = (a) * (b), 0)
#define FLOAT_DIV(a, b, r) ((b) == 0.0 ? 1 : (*(r) = (a) / (b), 0))
#define FLOAT_FLOORDIV(a, b, r) ((b) == 0.0 ? 1 : (*(r) = vm_float_floor_divide(a, b), 0))
#define FLOAT_MOD(a, b, r) ((b) == 0.0 ? 1 : (*(r) = vm_float_modulo(a, b), 0))
#define FLOAT_POW(a, b, r) ((void)(r), 1)
#define FLOAT_NONE(a, b, r) ((void)(r), 1)
#define FLOAT_LSHIFT FLOAT_NONE
#define FLOAT_RSHIFT FLOAT_NONE
#define FLOAT_AND FLOAT_NONE
#define FLOAT_OR FLOAT_NONE
#define FLOAT_XOR FLOAT_NONE

#define STORE_NUMBER(stored) do { if (UNLIKELY((stored) < 0)) { SAVE(); RAISE(); } NEXT(4); } while (0)
/* The inline part: left and right are set; falls through when it has no answer. */
#define ARITHMETIC(name) { \
        int64_t i_, j_, r_; \
        double d_, e_, f_; \
        if (LIKELY(vm_int_get(left, &i_) && vm_int_get(right, &j_))) { \
            if (!INT_##name(i_, j_, &r_)) { STORE_NUMBER(vm_store_int(&R[ip[1]], r_)); } \
        } else if ((vm_is_float(left) || vm_is_float(right)) && vm_double_get(left, &d_) && vm_double_get(right, &e_)) { \
            if (!FLOAT_##name(d_, e_, &f_)) { STORE_NUMBER(vm_store_float(&R[ip[1]], f_)); } \
        } \
    }
#define BINARY_HANDLERS(name, number) \
    HANDLER(name##_RR) { \
        left = R[ip[2]]; \
        right = R[ip[3]]; \
        ARITHMETIC(name) \
        operation = number; \
        goto binary_slow; \
    } \
    HANDLER(name##_RI) { \
        int64_t i_, j_ = (int16_t)ip[3], r_; \
        double f_; \
        left = R[ip[2]]; \
        if (LIKELY(vm_int_get(left, &i_))) { \
            if (!INT_##name(i_, j_, &r_)) { STORE_NUMBER(vm_store_int(&R[ip[1]], r_)); } \
        } else if (vm_is_float(left) && !FLOAT_##name(vm_float_value(left), (double)j_, &f_)) { \
            STORE_NUMBER(vm_store_float(&R[ip[1]], f_)); \
        } \
        operation = number; \
        goto binary_slow; \
    } \
    HANDLER(name) { \
        left = READ(2); \
        right = READ(3); \
        ARITHMETIC(name) \
        operation = number; \
        goto binary_slow; \
    }

/* truth of the comparison where it needs no call: -1 = it does. */
#define COMPARE_INLINE(op) { \
        int64_t i_, j_; \
        truth = -1; \
        if (LIKELY(vm_int_get(left, &i_) && vm_int_get(right, &j_))) { \
            truth = i_ op j_; \
        } else if (vm_is_float(left) && vm_is_float(right)) { \
            truth = vm_float_value(left) op vm_float_value(right); \
        } \
    }
#define FUSED_HANDLERS(name, op, number) \
    HANDLER(name##_RR_BRT) { left = R[ip[2]]; right = R[ip[3]]; COMPARE_INLINE(op) if (UNLIKELY(truth < 0)) { operation = number; goto compare_slow; } if (truth) { ip += 4; JUMP(2); } NEXT(8); } \
    HANDLER(name##_RR_BRF) { left = R[ip[2]]; right = R[ip[3]]; COMPARE_INLINE(op) if (UNLIKELY(truth < 0)) { operation = number; goto compare_slow; } if (!truth) { ip += 4; JUMP(2); } NEXT(8); } \
    HANDLER(name##_RI_BRT) { int64_t i_; left = R[ip[2]]; if (UNLIKELY(!vm_int_get(left, &i_))) { operation = number; goto compare_slow; } if (i_ op (int16_t)ip[3]) { ip += 4; JUMP(2); } NEXT(8); } \
    HANDLER(name##_RI_BRF) { int64_t i_; left = R[ip[2]]; if (UNLIKELY(!vm_int_get(left, &i_))) { operation = number; goto compare_slow; } if (!(i_ op (int16_t)ip[3])) { ip += 4; JUMP(2); } NEXT(8); }
#define COMPARE_HANDLER(name, op, number) \
    HANDLER(name) { \
        left = READ(2); \
        right = READ(3); \
        COMPARE_INLINE(op) \
        if (LIKELY(truth >= 0)) { \
            store_bool(&R[ip[1]], truth); \
            NEXT(4); \
        } \
        operation = number; \
        goto compare_slow; \
    }
#endif

BINARY_HANDLERS(ADD, 0)
BINARY_HANDLERS(SUB, 1)
BINARY_HANDLERS(MUL, 2)
BINARY_HANDLERS(DIV, 4)
BINARY_HANDLERS(FLOORDIV, 5)
BINARY_HANDLERS(MOD, 6)
BINARY_HANDLERS(POW, 7)
BINARY_HANDLERS(LSHIFT, 8)
BINARY_HANDLERS(RSHIFT, 9)
BINARY_HANDLERS(AND, 10)
BINARY_HANDLERS(OR, 11)
BINARY_HANDLERS(XOR, 12)

HANDLER(MATMUL) {
    operation = 3;
    goto binary_slow;
}

binary_slow: {
    SAVE();
    left = operand(PORTABLE(2), R, K);
    right = operand(PORTABLE(3), R, K);
    if (operation == 0 && PyUnicode_CheckExact(left) && PyUnicode_CheckExact(right)) {
        /* `s += x` in place: the destination is the left operand's register, which alone holds it. */
        if ((PORTABLE(2) & ~VM_OPERAND_LAST_USE) == ip[1]) {
            truth = vm_string_append(&R[ip[1]], right);
            if (truth < 0) {
                RAISE();
            }
            if (truth > 0) {
                if ((PORTABLE(3) & ~VM_OPERAND_LAST_USE) != ip[1]) {
                    RELEASE_PORTABLE(3);
                }
                NEXT(4);
            }
        }
    }
    outcome = vm_binary_operation(operation, (PORTABLE(0) >> 8) & 1, left, right, &value, &call);
    goto binary_done;
}

COMPARE_HANDLER(LT, <, 0)
COMPARE_HANDLER(LE, <=, 1)
COMPARE_HANDLER(EQ, ==, 2)
COMPARE_HANDLER(NE, !=, 3)
COMPARE_HANDLER(GT, >, 4)
COMPARE_HANDLER(GE, >=, 5)
FUSED_HANDLERS(LT, <, 0)
FUSED_HANDLERS(LE, <=, 1)
FUSED_HANDLERS(EQ, ==, 2)
FUSED_HANDLERS(NE, !=, 3)
FUSED_HANDLERS(GT, >, 4)
FUSED_HANDLERS(GE, >=, 5)

compare_slow: { /* a fused form stores its result too: the branch behind it decides */
    SAVE();
    left = operand(PORTABLE(2), R, K);
    right = operand(PORTABLE(3), R, K);
    if ((operation == Py_EQ || operation == Py_NE) && PyUnicode_CheckExact(left) && PyUnicode_CheckExact(right)) {
        truth = vm_str_equal(left, right) == (operation == Py_EQ);
        RELEASE_PORTABLE(2);
        RELEASE_PORTABLE(3);
        store_bool(&R[ip[1]], truth);
        NEXT(4);
    }
    outcome = vm_compare(operation, left, right, &value, &call);
}

binary_done: {
    if (UNLIKELY(outcome == VM_RAISED)) {
        RAISE();
    }
    RELEASE_PORTABLE(2);
    RELEASE_PORTABLE(3);
    if (UNLIKELY(outcome == VM_GUEST)) {
        GUEST();
    }
    STORE_STEAL(1, value);
    NEXT(4);
}

HANDLER(NEG) {
    int64_t integer;
    object = READ(2);
    if (LIKELY(vm_int_get(object, &integer))) {
        if (UNLIKELY(vm_store_int(&R[ip[1]], -integer) < 0)) {
            SAVE();
            RAISE();
        }
        NEXT(3);
    }
    if (vm_is_float(object)) {
        if (UNLIKELY(vm_store_float(&R[ip[1]], -vm_float_value(object)) < 0)) {
            SAVE();
            RAISE();
        }
        NEXT(3);
    }
    SAVE();
    outcome = vm_unary_operation(VM_UNARY_NEG, object, &value, &call);
    goto unary_done;
}

HANDLER(POS) {
    SAVE();
    outcome = vm_unary_operation(VM_UNARY_POS, READ(2), &value, &call);
    goto unary_done;
}

HANDLER(INVERT) {
    SAVE();
    outcome = vm_unary_operation(VM_UNARY_INVERT, READ(2), &value, &call);
}

unary_done: {
    if (UNLIKELY(outcome == VM_RAISED)) {
        RAISE();
    }
    RELEASE(2);
    if (UNLIKELY(outcome == VM_GUEST)) {
        GUEST();
    }
    STORE_STEAL(1, value);
    NEXT(3);
}

HANDLER(NOT) {
    SAVE();
    outcome = vm_truth(READ(2), &truth, &call);
    truth = !truth;
    goto truth_done;
}

HANDLER(BOOL) {
    SAVE();
    outcome = vm_truth(READ(2), &truth, &call);
}

truth_done: {
    if (UNLIKELY(outcome == VM_RAISED)) {
        RAISE();
    }
    RELEASE(2);
    if (UNLIKELY(outcome == VM_GUEST)) {
        GUEST();
    }
    store_bool(&R[ip[1]], truth);
    NEXT(3);
}

HANDLER(IS) {
    truth = READ(2) == READ(3);
    goto identity_done;
}

HANDLER(IS_NOT) {
    truth = READ(2) != READ(3);
}

identity_done: {
    RELEASE(2);
    RELEASE(3);
    store_bool(&R[ip[1]], truth);
    NEXT(4);
}

HANDLER(IN) {
    operation = 0;
    goto contains;
}

HANDLER(NOT_IN) {
    operation = 1;
}

contains: {
    SAVE();
    outcome = vm_contains(READ(3), READ(2), &truth, &call);
    if (UNLIKELY(outcome == VM_RAISED)) {
        RAISE();
    }
    RELEASE(2);
    RELEASE(3);
    if (UNLIKELY(outcome == VM_GUEST)) {
        GUEST();
    }
    store_bool(&R[ip[1]], truth ^ operation);
    NEXT(4);
}
