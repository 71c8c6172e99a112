/* Operators, comparisons and truth, for operands that the loop does not handle inline.
 *
 * Guest classes are recognised by the operands' special methods before anything runs; the order of attempts (reflected
 * methods of subclasses first, NotImplemented, the final TypeError) is then the guest library's.
 */
#include "protocols.h"
#include "answers.h"
#include "numbers.h"
#include "reentry.h"
#include "speculation.h"

/* --- Binary ---------------------------------------------------------------------------------------------------------- */

static PyObject *object_not_equal; /* object.__ne__ */

int
vm_operators_setup(PyObject *Py_UNUSED(module))
{
    object_not_equal = _PyType_Lookup(&PyBaseObject_Type, vm_protocol_names[VM_PROTOCOL_NE]);
    return object_not_equal == NULL ? -1 : 0;
}

enum { ADD, SUB, MUL, MATMUL, DIV, FLOORDIV, MOD, POW, LSHIFT, RSHIFT, AND, OR, XOR, OPERATOR_COUNT };

static PyObject *
power(PyObject *left, PyObject *right)
{
    return PyNumber_Power(left, right, Py_None);
}

static PyObject *
power_in_place(PyObject *left, PyObject *right)
{
    return PyNumber_InPlacePower(left, right, Py_None);
}

static const binaryfunc plain_operations[OPERATOR_COUNT] = {
    PyNumber_Add,         PyNumber_Subtract,  PyNumber_Multiply, PyNumber_MatrixMultiply, PyNumber_TrueDivide,
    PyNumber_FloorDivide, PyNumber_Remainder, power,             PyNumber_Lshift,         PyNumber_Rshift,
    PyNumber_And,         PyNumber_Or,        PyNumber_Xor,
};

static const binaryfunc in_place_operations[OPERATOR_COUNT] = {
    PyNumber_InPlaceAdd,         PyNumber_InPlaceSubtract,  PyNumber_InPlaceMultiply, PyNumber_InPlaceMatrixMultiply,
    PyNumber_InPlaceTrueDivide,  PyNumber_InPlaceFloorDivide, PyNumber_InPlaceRemainder, power_in_place,
    PyNumber_InPlaceLshift,      PyNumber_InPlaceRshift,    PyNumber_InPlaceAnd,      PyNumber_InPlaceOr,
    PyNumber_InPlaceXor,
};

/* An operand whose class is the guest's makes the operation the library's when it defines any of the methods that can
 * answer. A repeat count is asked for its __index__. */
static int
binary_is_guest(int op, int in_place, PyObject *left, PyObject *right)
{
    if (vm_class_is_guest_instance(left)) {
        if (vm_protocol_guest_borrow(left, VM_PROTOCOL_ADD + op) != NULL) {
            return 1;
        }
        if (in_place && vm_protocol_guest_borrow(left, VM_PROTOCOL_IADD + op) != NULL) {
            return 1;
        }
    }
    if (vm_has_guest_protocol(right, VM_PROTOCOL_RADD + op)) {
        return 1;
    }
    return op == MUL && (vm_has_guest_protocol(left, VM_PROTOCOL_INDEX) || vm_has_guest_protocol(right, VM_PROTOCOL_INDEX));
}

/* `list += generator` */
static int
extends_with_guest(int op, PyObject *left, PyObject *right)
{
    return op == ADD && PyList_Check(left) && vm_iterates_guest(right);
}

/* Natives that look inside their operands and change nothing before they enter guest code there: `text % values`, and set
 * and dict algebra that makes a new object. */
static int
binary_speculates(int op, int in_place, PyObject *left)
{
    if (op == MOD) {
        return PyUnicode_Check(left) || PyBytes_Check(left);
    }
    if (op == AND || op == OR || op == XOR || op == SUB) {
        return !in_place && (PyAnySet_Check(left) || PyDict_Check(left) || PyDictViewSet_Check(left));
    }
    return 0;
}

static VmOutcome
binary_in_library(int op, int in_place, PyObject *left, PyObject *right, VmGuestCall *call)
{
    PyObject *arguments[] = {vm_numbers.small[op - VM_SMALL_INT_MIN], left, right};
    return vm_library_call(call, in_place ? VM_LIBRARY_INPLACE : VM_LIBRARY_BINARY, 3, arguments);
}

/* Asks the operand whose method comes first, if that is plain to see. VM_DONE if it is not: nothing has happened. */
static VmOutcome
ask_binary(int op, int in_place, PyObject *left, PyObject *right, VmGuestCall *call)
{
    PyTypeObject *left_type = Py_TYPE(left), *right_type = Py_TYPE(right);
    int number = VM_ANSWER_BINARY;
    PyObject *method;
    if (vm_class_is_guest(left_type)) {
        if (in_place) {
            method = _PyType_Lookup(left_type, vm_protocol_names[VM_PROTOCOL_IADD + op]);
            if (method != NULL) {
                PyObject *arguments[] = {left, right};
                return vm_answer_can_ask(method, 2) ? vm_answer_ask(call, method, 2, arguments, VM_ANSWER_INPLACE + op, left, right)
                                                    : VM_DONE;
            }
            number = VM_ANSWER_INPLACE_BINARY;
        }
        if (right_type != left_type && PyType_IsSubtype(right_type, left_type)) {
            return VM_DONE; /* a refinement may be asked first */
        }
        method = _PyType_Lookup(left_type, vm_protocol_names[VM_PROTOCOL_ADD + op]);
        if (method != NULL && vm_answer_can_ask(method, 2)) {
            PyObject *arguments[] = {left, right};
            return vm_answer_ask(call, method, 2, arguments, number + op, left, right);
        }
        return VM_DONE;
    }
    if (in_place || !(vm_is_int(left) || (vm_is_float(left) && !PyLong_Check(right)))) {
        return VM_DONE;
    }
    method = _PyType_Lookup(right_type, vm_protocol_names[VM_PROTOCOL_RADD + op]);
    if (method == NULL || !vm_answer_can_ask(method, 2)) {
        return VM_DONE;
    }
    PyObject *arguments[] = {right, left};
    return vm_answer_ask(call, method, 2, arguments, VM_ANSWER_REFLECTED + op, left, right);
}

VmOutcome
vm_binary_operation(int op, int in_place, PyObject *left, PyObject *right, PyObject **result, VmGuestCall *call)
{
    binaryfunc operation = (in_place ? in_place_operations : plain_operations)[op];
    PyObject *value;
    if ((vm_class_is_guest_instance(left) || vm_class_is_guest_instance(right)) && binary_is_guest(op, in_place, left, right)) {
        VmOutcome asked = ask_binary(op, in_place, left, right, call);
        if (asked != VM_DONE) {
            return asked;
        }
        return binary_in_library(op, in_place, left, right, call);
    }
    if (in_place && extends_with_guest(op, left, right)) {
        return binary_in_library(op, in_place, left, right, call);
    }
    if (binary_speculates(op, in_place, left)) {
        VmSpeculation speculation = vm_speculation_begin();
        value = operation(left, right);
        if (vm_speculation_bailed(&speculation, value)) {
            return binary_in_library(op, in_place, left, right, call);
        }
    }
    else {
        if (in_place && vm_reentry_refuses(left, "an in-place operation")) {
            return VM_RAISED;
        }
        VmContinuation *continuation = vm_continuation_current();
        PyObject *operands[] = {left, right};
        VmNativeUse use = {NULL, operands, 2, NULL};
        vm_native_use_begin(continuation, &use);
        value = operation(left, right);
        vm_native_use_end(continuation, &use);
    }
    if (value == NULL) {
        return VM_RAISED;
    }
    *result = value;
    return VM_DONE;
}

/* --- Unary ----------------------------------------------------------------------------------------------------------- */

VmOutcome
vm_unary_operation(int op, PyObject *operand, PyObject **result, VmGuestCall *call)
{
    static const unaryfunc operations[] = {PyNumber_Negative, PyNumber_Positive, PyNumber_Invert};
    static const VmProtocol protocols[] = {VM_PROTOCOL_NEG, VM_PROTOCOL_POS, VM_PROTOCOL_INVERT};
    PyObject *method = vm_protocol_guest_borrow(operand, protocols[op]);
    if (method != NULL) {
        if (VmFunction_Check(method)) {
            return vm_guest_call_set(call, method, 1, &operand);
        }
        PyObject *arguments[] = {vm_protocol_names[protocols[op]], operand};
        return vm_library_call(call, VM_LIBRARY_UNARY, 2, arguments);
    }
    PyObject *value = operations[op](operand);
    if (value == NULL) {
        return VM_RAISED;
    }
    *result = value;
    return VM_DONE;
}

/* --- Comparison ------------------------------------------------------------------------------------------------------ */

static const VmProtocol reflected_comparisons[] = {VM_PROTOCOL_GT, VM_PROTOCOL_GE, VM_PROTOCOL_EQ,
                                                   VM_PROTOCOL_NE, VM_PROTOCOL_LT, VM_PROTOCOL_LE};

/* `!=` falls back to __eq__ where a class defines only that. */
static int
compares_guest(int op, PyObject *left, PyObject *right)
{
    if (vm_class_is_guest_instance(left)
        && (vm_protocol_guest_borrow(left, VM_PROTOCOL_LT + op) != NULL
            || (op == Py_NE && vm_protocol_guest_borrow(left, VM_PROTOCOL_EQ) != NULL))) {
        return 1;
    }
    return vm_class_is_guest_instance(right)
        && (vm_protocol_guest_borrow(right, reflected_comparisons[op]) != NULL
            || (op == Py_NE && vm_protocol_guest_borrow(right, VM_PROTOCOL_EQ) != NULL));
}

static VmOutcome
compare_in_library(int op, PyObject *left, PyObject *right, VmGuestCall *call)
{
    PyObject *arguments[] = {vm_numbers.small[op - VM_SMALL_INT_MIN], left, right};
    return vm_library_call(call, VM_LIBRARY_COMPARE, 3, arguments);
}

/* Asks the left operand, if its method comes first and is plain to see. VM_DONE if not: nothing has happened. */
static VmOutcome
ask_comparison(int op, PyObject *left, PyObject *right, VmGuestCall *call)
{
    PyTypeObject *type = Py_TYPE(left);
    if (!vm_class_is_guest(type) || (Py_TYPE(right) != type && PyType_IsSubtype(Py_TYPE(right), type))) {
        return VM_DONE;
    }
    int number = VM_ANSWER_COMPARE + op;
    PyObject *method = _PyType_Lookup(type, vm_protocol_names[VM_PROTOCOL_LT + op]);
    if (op == Py_NE && method == object_not_equal) {
        method = _PyType_Lookup(type, vm_protocol_names[VM_PROTOCOL_EQ]);
        number = VM_ANSWER_NOT_EQUAL;
    }
    if (method == NULL || !vm_answer_can_ask(method, 2)) {
        return VM_DONE;
    }
    PyObject *arguments[] = {left, right};
    return vm_answer_ask(call, method, 2, arguments, number, left, right);
}

/* Comparing it cannot reach another object's methods. */
static inline int
is_scalar(PyObject *o)
{
    return PyUnicode_CheckExact(o) || vm_is_int(o) || vm_is_float(o) || o == Py_None || PyBool_Check(o) || PyBytes_CheckExact(o);
}

VmOutcome
vm_compare(int op, PyObject *left, PyObject *right, PyObject **result, VmGuestCall *call)
{
    PyObject *value;
    if (is_scalar(left) && is_scalar(right)) {
        value = PyObject_RichCompare(left, right, op);
    }
    else if (compares_guest(op, left, right)) {
        VmOutcome asked = ask_comparison(op, left, right, call);
        if (asked != VM_DONE) {
            return asked;
        }
        return compare_in_library(op, left, right, call);
    }
    else {
        VmSpeculation speculation = vm_speculation_begin();
        value = PyObject_RichCompare(left, right, op);
        if (vm_speculation_bailed(&speculation, value)) {
            return compare_in_library(op, left, right, call);
        }
    }
    if (value == NULL) {
        return VM_RAISED;
    }
    *result = value;
    return VM_DONE;
}

/* --- Truth ----------------------------------------------------------------------------------------------------------- */

VmOutcome
vm_truth(PyObject *o, int *truth, VmGuestCall *call)
{
    if (o == Py_True || o == Py_False || o == Py_None) {
        *truth = o == Py_True;
        return VM_DONE;
    }
    if (vm_class_is_guest_instance(o)) {
        PyObject *method = _PyType_Lookup(Py_TYPE(o), vm_protocol_names[VM_PROTOCOL_BOOL]);
        int number = VM_ANSWER_TRUTH;
        if (method == NULL) {
            method = _PyType_Lookup(Py_TYPE(o), vm_protocol_names[VM_PROTOCOL_LEN]);
            number = VM_ANSWER_FILLED;
        }
        if (method != NULL && vm_answer_can_ask(method, 1)) {
            return vm_answer_ask(call, method, 1, &o, number, o, Py_None);
        }
        if (vm_protocol_guest_borrow(o, VM_PROTOCOL_BOOL) != NULL || vm_protocol_guest_borrow(o, VM_PROTOCOL_LEN) != NULL) {
            return vm_library_call(call, VM_LIBRARY_TRUTH, 1, &o);
        }
    }
    int answer = PyObject_IsTrue(o);
    if (answer < 0) {
        return VM_RAISED;
    }
    *truth = answer;
    return VM_DONE;
}
