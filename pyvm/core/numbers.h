/* Ints and floats in registers: the paths that the loop inlines.
 *
 * N1 a box (exact int or float) with one reference belongs to the register that holds it, so the next result for that
 *    register overwrites it in place. Boxes that die anywhere else go to a free list of ours.
 * N2 ints in -5..256 are CPython's own singletons, so `is` answers what it answers there.
 * N3 ints are read when |value| < 2**60 (two digits): sums and differences of two of them fit an int64_t.
 *
 * Measured on the prototype (3.11): boxes reused in place 1.9x on an integer loop, the free lists 1.2x on n-body.
 */
#ifndef PYVM_NUMBERS_H
#define PYVM_NUMBERS_H
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include "compat.h"
#include "outcome.h"

/* Left to itself gcc calls these from the loop, where registers are scarce: mandelbrot 19.8 ms, n-body 23.4; inlined 11.4 and 17.6
 * (3.11). */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

#define VM_SMALL_INT_MIN (-5)
#define VM_SMALL_INT_COUNT 262
#ifdef VM_HARD
#define VM_BOX_LIMIT 1
#else
#define VM_BOX_LIMIT 200
#endif

typedef struct {
    PyObject *small[VM_SMALL_INT_COUNT]; /* owned, N2 */
    PyObject *ints[VM_BOX_LIMIT];        /* dead boxes of one digit: count 0, type and memory intact */
    PyObject *floats[VM_BOX_LIMIT];
    int int_count, float_count;
} VmNumbers;
extern VmNumbers vm_numbers;

/* Finds the small ints. 0, or -1 with an exception set. */
int vm_number_setup(PyObject *module);

/* --- Reference counts that know the free lists --------------------------------------------------------------------- */

/* Frees an object without references, or keeps its box. May run destructors. */
void vm_number_free(PyObject *o);

/* Py_DECREF, with our own free list. May run destructors. */
ALWAYS_INLINE void
vm_release(PyObject *o)
{
    if (vm_decref_is_last(o)) {
        vm_number_free(o);
    }
}

static inline void
vm_xrelease(PyObject *o)
{
    if (o != NULL) {
        vm_release(o);
    }
}

/* Replaces what a slot holds; the old object is released last. May run destructors. */
ALWAYS_INLINE void
vm_store_steal(PyObject **slot, PyObject *value)
{
    PyObject *old = *slot;
    *slot = value;
    vm_xrelease(old);
}

/* --- Reading ------------------------------------------------------------------------------------------------------- */

static inline int
vm_is_int(PyObject *o) /* exact: no bool, no subclass */
{
    return Py_IS_TYPE(o, &PyLong_Type);
}

static inline int
vm_is_float(PyObject *o)
{
    return Py_IS_TYPE(o, &PyFloat_Type);
}

static inline double
vm_float_value(PyObject *o)
{
    return ((PyFloatObject *)o)->ob_fval;
}

/* Value of an exact int: 1, or 0 if it has more than two digits. */
static inline int
vm_int_get60(PyObject *o, int64_t *value)
{
    if (LIKELY(vm_int_is_compact(o))) {
        *value = vm_int_compact_value(o);
        return 1;
    }
    return vm_int_two_digits(o, value);
}

/* 1 and the value of an exact int with |value| < 2**60, else 0. */
ALWAYS_INLINE int
vm_int_get(PyObject *o, int64_t *value)
{
    return vm_is_int(o) && vm_int_get60(o, value);
}

/* 1 and the value as arithmetic with a float sees it: an exact float, or an exact int below 2**60. */
ALWAYS_INLINE int
vm_double_get(PyObject *o, double *value)
{
    if (vm_is_float(o)) {
        *value = vm_float_value(o);
        return 1;
    }
    int64_t integer;
    if (vm_int_get(o, &integer)) {
        *value = (double)integer;
        return 1;
    }
    return 0;
}

/* An int that a double represents exactly: comparing the doubles then compares the numbers. */
static inline int
vm_int_is_exact_double(int64_t value)
{
    return value >= -((int64_t)1 << 53) && value <= ((int64_t)1 << 53);
}

/* --- Boxes --------------------------------------------------------------------------------------------------------- */

static inline int
vm_int_is_small(int64_t value)
{
    return (uint64_t)(value - VM_SMALL_INT_MIN) < VM_SMALL_INT_COUNT;
}

static inline uint64_t
vm_int_magnitude(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

/* A box for a value outside -5..256. */
ALWAYS_INLINE PyObject *
vm_box_large_int(int64_t value)
{
    uint64_t magnitude = vm_int_magnitude(value);
    if (LIKELY(vm_numbers.int_count > 0 && magnitude <= PyLong_MASK)) {
        PyObject *box = vm_numbers.ints[--vm_numbers.int_count];
        vm_set_refcount_one(box);
        vm_int_set_one_digit(box, value < 0, magnitude);
        return box;
    }
    return PyLong_FromLongLong(value);
}

static inline PyObject *
vm_box_int(int64_t value)
{
    if (vm_int_is_small(value)) {
        return vm_newref_small_int(vm_numbers.small[value - VM_SMALL_INT_MIN]);
    }
    return vm_box_large_int(value);
}

ALWAYS_INLINE PyObject *
vm_box_float(double value)
{
    if (LIKELY(vm_numbers.float_count > 0)) {
        PyObject *box = vm_numbers.floats[--vm_numbers.float_count];
        vm_set_refcount_one(box);
        ((PyFloatObject *)box)->ob_fval = value;
        return box;
    }
    return PyFloat_FromDouble(value);
}

/* --- Storing ------------------------------------------------------------------------------------------------------- */

/* Overwrites *slot's own box with a value outside -5..256 (N1): 1, or 0 if there is none that is large enough. */
ALWAYS_INLINE int
vm_int_overwrite(PyObject *old, int64_t value)
{
    if (UNLIKELY(old == NULL) || !vm_is_unique(old) || !vm_is_int(old)) {
        return 0;
    }
    uint64_t magnitude = vm_int_magnitude(value);
    int64_t digits = vm_int_digit_count(old); /* at least as many are allocated */
    if (LIKELY(magnitude <= PyLong_MASK)) {
        if (digits == 0) {
            return 0;
        }
        vm_int_set_one_digit(old, value < 0, magnitude);
        return 1;
    }
    if (digits < 2 || magnitude >> (2 * PyLong_SHIFT) != 0) {
        return 0;
    }
    vm_int_set_two_digits(old, value < 0, magnitude);
    return 1;
}

/* *slot = value. 0, or -1 with MemoryError set and the slot untouched. Releasing what was there may run destructors. */
ALWAYS_INLINE int
vm_store_int(PyObject **slot, int64_t value)
{
    PyObject *box;
    if (UNLIKELY(vm_int_is_small(value))) {
        box = vm_newref_small_int(vm_numbers.small[value - VM_SMALL_INT_MIN]);
    }
    else {
        if (LIKELY(vm_int_overwrite(*slot, value))) {
            return 0;
        }
        box = vm_box_large_int(value);
        if (UNLIKELY(box == NULL)) {
            return -1;
        }
    }
    vm_store_steal(slot, box);
    return 0;
}

ALWAYS_INLINE int
vm_store_float(PyObject **slot, double value)
{
    PyObject *old = *slot;
    if (LIKELY(old != NULL) && vm_is_unique(old) && vm_is_float(old)) {
        ((PyFloatObject *)old)->ob_fval = value;
        return 0;
    }
    PyObject *box = vm_box_float(value);
    if (UNLIKELY(box == NULL)) {
        return -1;
    }
    vm_store_steal(slot, box);
    return 0;
}

/* --- Arithmetic as CPython defines it ------------------------------------------------------------------------------- */

/* The divisor is not 0. */
static inline int64_t
vm_int_floor_divide(int64_t left, int64_t right)
{
    int64_t quotient = left / right;
    return quotient - (left % right != 0 && (left < 0) != (right < 0));
}

static inline int64_t
vm_int_modulo(int64_t left, int64_t right)
{
    int64_t remainder = left % right;
    return remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder;
}

/* left / right as a correctly rounded double: 1, or 0 if it takes the long way (large operands, divisor 0). */
static inline int
vm_int_true_divide(int64_t left, int64_t right, double *result)
{
    if (right == 0 || !vm_int_is_exact_double(left) || !vm_int_is_exact_double(right)) {
        return 0;
    }
    *result = (double)left / (double)right;
    return 1;
}

/* left * right: 1, or 0 if it does not fit. */
static inline int
vm_int_multiply(int64_t left, int64_t right, int64_t *result)
{
    return !__builtin_mul_overflow(left, right, result);
}

/* left ** right: 1, or 0 if right is negative or the result does not fit. */
static inline int
vm_int_power(int64_t left, int64_t right, int64_t *result)
{
    int64_t power = 1;
    if (right < 0) {
        return 0;
    }
    for (;;) {
        if ((right & 1) != 0 && __builtin_mul_overflow(power, left, &power)) {
            return 0;
        }
        right >>= 1;
        if (right == 0) {
            *result = power;
            return 1;
        }
        if (__builtin_mul_overflow(left, left, &left)) {
            return 0;
        }
    }
}

/* left ** right: 1, or 0 for what is not plain: a base that is not above 0, an infinity, nan, overflow. */
static inline int
vm_float_power(double left, double right, double *result)
{
    if (!(left > 0.0) || !isfinite(left) || !isfinite(right)) {
        return 0;
    }
    *result = pow(left, right);
    return isfinite(*result);
}

/* left << count, |left| < 2**60: 1, or 0 if count is negative or the result may not fit. */
static inline int
vm_int_shift_left(int64_t left, int64_t count, int64_t *result)
{
    if (count < 0 || count > 62) {
        return 0;
    }
    int64_t shifted = (int64_t)((uint64_t)left << count);
    if (shifted >> count != left) {
        return 0;
    }
    *result = shifted;
    return 1;
}

/* left >> count: 1, or 0 if count is negative. */
static inline int
vm_int_shift_right(int64_t left, int64_t count, int64_t *result)
{
    if (count < 0) {
        return 0;
    }
    *result = left >> (count > 63 ? 63 : count);
    return 1;
}

/* The divisor is not 0. The result has the divisor's sign, also when it is zero. */
static inline double
vm_float_modulo(double left, double right)
{
    double remainder = fmod(left, right);
    if (remainder != 0.0) {
        return (right < 0) != (remainder < 0) ? remainder + right : remainder;
    }
    return copysign(0.0, right);
}

/* The divisor is not 0. Not floor(left / right): the quotient is made from the exact remainder. */
static inline double
vm_float_floor_divide(double left, double right)
{
    double remainder = fmod(left, right);
    double quotient = (left - remainder) / right;
    if (remainder != 0.0 && (right < 0) != (remainder < 0)) {
        quotient -= 1.0;
    }
    if (quotient == 0.0) {
        return copysign(0.0, left / right);
    }
    double whole = floor(quotient);
    return quotient - whole > 0.5 ? whole + 1.0 : whole;
}
#endif
