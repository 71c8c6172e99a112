/* Work: see work.h. */
#include "work.h"
#include "compat.h"
#include "continuation.h"
#include "outcome.h"
#include <math.h>

#define MOST_NANOSECONDS 1e9 /* that one operation may take, by the estimates below */
#define NANOSECONDS_A_FUEL 100
#define SMALL_DIGITS 64      /* products of ints below this are not worth an estimate */

static _Thread_local int bounded;

int
vm_work_bound(int wanted)
{
    int before = bounded;
    bounded = wanted;
    return before;
}

/* --- Estimates --------------------------------------------------------------------------------------------------------- */
/* In nanoseconds, of CPython's algorithms over d 30-bit digits; measured, within a factor of two on the machines of today. */

static double
digits_of(PyObject *number)
{
    return (double)_PyLong_NumBits(number) / 30 + 1;
}

static double
product_cost(double left, double right)
{
    double shorter = left < right ? left : right, longer = left < right ? right : left;
    return shorter < 70 ? shorter * longer : longer / shorter * 10 * pow(shorter, 1.585);
}

/* A result of so many digits, made by multiplications that double its size. */
static double
power_cost(double digits)
{
    return digits < 70 ? 0 : 8 * pow(digits, 1.585);
}

static double
division_cost(double left, double right)
{
    return left > right ? (left - right) * right * 4.6 : 0;
}

/* The absolute value as a double; infinity where it is too large. */
static double
magnitude(PyObject *number)
{
    double value = PyLong_AsDouble(number);
    if (value == -1 && PyErr_Occurred()) {
        PyErr_Clear();
        return INFINITY;
    }
    return fabs(value);
}

int
vm_work_afford(double nanoseconds, const char *operation)
{
    VmContinuation *continuation = vm_continuation_current();
    if (!bounded) {
        return 0;
    }
    if (nanoseconds > MOST_NANOSECONDS) {
        PyErr_Format(PyExc_OverflowError, "%s of numbers this large would take too long: the program's limits allow about a second "
                                          "for one operation", operation);
        return -1;
    }
    if (continuation != NULL && nanoseconds >= NANOSECONDS_A_FUEL) {
        vm_continuation_spend(continuation, (int64_t)(nanoseconds / NANOSECONDS_A_FUEL));
    }
    return 0;
}

/* --- Operators ----------------------------------------------------------------------------------------------------------- */

static struct {
    binaryfunc multiply, remainder, divmod, floor_divide;
    ternaryfunc power;
} original;

static inline int
are_ints(PyObject *left, PyObject *right)
{
    return bounded && PyLong_Check(left) && PyLong_Check(right);
}

static PyObject *
multiply(PyObject *left, PyObject *right)
{
    if (UNLIKELY(are_ints(left, right))) {
        double l = digits_of(left), r = digits_of(right);
        if ((l > SMALL_DIGITS && r > SMALL_DIGITS && vm_work_afford(product_cost(l, r), "multiplication") < 0)) {
            return NULL;
        }
    }
    return original.multiply(left, right);
}

static int
afford_division(PyObject *left, PyObject *right)
{
    if (LIKELY(!are_ints(left, right))) {
        return 0;
    }
    double l = digits_of(left), r = digits_of(right);
    return l > SMALL_DIGITS && r > SMALL_DIGITS ? vm_work_afford(division_cost(l, r), "division") : 0;
}

static PyObject *
remainder_of(PyObject *left, PyObject *right)
{
    return afford_division(left, right) < 0 ? NULL : original.remainder(left, right);
}

static PyObject *
divide_with_remainder(PyObject *left, PyObject *right)
{
    return afford_division(left, right) < 0 ? NULL : original.divmod(left, right);
}

static PyObject *
floor_divide(PyObject *left, PyObject *right)
{
    return afford_division(left, right) < 0 ? NULL : original.floor_divide(left, right);
}

static PyObject *
power(PyObject *base, PyObject *exponent, PyObject *modulus)
{
    if (UNLIKELY(are_ints(base, exponent))) {
        double cost = 0;
        if (PyLong_Check(modulus)) {
            double digits = digits_of(modulus);
            cost = (double)_PyLong_NumBits(exponent) * digits * digits * 4.3;
        } else if (_PyLong_Sign(exponent) > 0 && magnitude(base) > 1) {
            cost = power_cost((double)_PyLong_NumBits(base) / 30 * magnitude(exponent));
        }
        if (vm_work_afford(cost, "a power") < 0) {
            return NULL;
        }
    }
    return original.power(base, exponent, modulus);
}

/* --- Functions ----------------------------------------------------------------------------------------------------------- */

typedef double (*Estimate)(PyObject *const *arguments, Py_ssize_t count);

static double
factorial_cost(PyObject *const *arguments, Py_ssize_t count)
{
    double n = count == 1 && PyLong_Check(arguments[0]) ? magnitude(arguments[0]) : 0;
    return n < 100 ? 0 : power_cost(n * log2(n) / 30);
}

/* k factors of the size of n. */
static double
selection_cost(PyObject *const *arguments, Py_ssize_t count)
{
    if (count < 1 || !PyLong_Check(arguments[0])) {
        return 0;
    }
    double n = magnitude(arguments[0]), k = count > 1 && PyLong_Check(arguments[1]) ? magnitude(arguments[1]) : n;
    if (k > n) {
        return 0;
    }
    return k * 30 + power_cost(k * (double)_PyLong_NumBits(arguments[0]) / 30);
}

static double
combination_cost(PyObject *const *arguments, Py_ssize_t count)
{
    if (count < 2 || !PyLong_Check(arguments[0]) || !PyLong_Check(arguments[1])) {
        return 0;
    }
    double n = magnitude(arguments[0]), k = magnitude(arguments[1]);
    k = k > n / 2 && k <= n ? n - k : k;
    return k > n ? 0 : k * 30 + power_cost(k * (double)_PyLong_NumBits(arguments[0]) / 30);
}

/* Euclid's algorithm, and the division of its result. */
static double
divisor_cost(PyObject *const *arguments, Py_ssize_t count)
{
    double cost = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        double digits = PyLong_Check(arguments[i]) ? digits_of(arguments[i]) : 0;
        cost += digits * digits * 25;
    }
    return cost;
}

static double
root_cost(PyObject *const *arguments, Py_ssize_t count)
{
    double digits = count == 1 && PyLong_Check(arguments[0]) ? digits_of(arguments[0]) : 0;
    return digits * digits * 5;
}

/* The running product of a list grows by each factor. A range's factors are as large as its bounds, at most. */
static double
prod_cost(PyObject *const *arguments, Py_ssize_t count)
{
    double digits = 0, length = 0;
    if (count < 1) {
        return 0;
    }
    if (PyList_CheckExact(arguments[0]) || PyTuple_CheckExact(arguments[0])) {
        PyObject **items = PySequence_Fast_ITEMS(arguments[0]);
        length = (double)PySequence_Fast_GET_SIZE(arguments[0]);
        for (Py_ssize_t i = 0; i < (Py_ssize_t)length; i++) {
            digits += PyLong_Check(items[i]) ? digits_of(items[i]) : 0;
        }
    } else if (PyRange_Check(arguments[0])) {
        length = (double)PyObject_Size(arguments[0]);
        PyErr_Clear();
        digits = (length < 0 ? INFINITY : length) * 2;
    }
    return digits * (length < 0 ? digits : length) / 2;
}

/* round(number, -digits) makes 10 ** digits. */
static double
rounding_cost(PyObject *const *arguments, Py_ssize_t count)
{
    if (count < 2 || !PyLong_Check(arguments[1]) || _PyLong_Sign(arguments[1]) >= 0) {
        return 0;
    }
    return power_cost(magnitude(arguments[1]) * 3.33 / 30);
}

enum { FACTORIAL, COMB, PERM, GCD, LCM, ISQRT, PROD, ROUND, FUNCTION_COUNT };

static struct {
    const char *name;
    Estimate estimate;
    union {
        PyCFunction one;
        _PyCFunctionFast fast;
        _PyCFunctionFastWithKeywords fast_keywords;
    } original;
} functions[FUNCTION_COUNT] = {
    {"factorial", factorial_cost}, {"comb", combination_cost}, {"perm", selection_cost}, {"gcd", divisor_cost},
    {"lcm", divisor_cost},         {"isqrt", root_cost},       {"prod", prod_cost},      {"round", rounding_cost},
};

static int
affords_call(int which, PyObject *const *arguments, Py_ssize_t count)
{
    return !bounded || vm_work_afford(functions[which].estimate(arguments, count), functions[which].name) == 0;
}

#define WRAP_ONE(which, function) \
    static PyObject *function(PyObject *self, PyObject *argument) \
    { \
        return affords_call(which, &argument, 1) ? functions[which].original.one(self, argument) : NULL; \
    }
#define WRAP_FAST(which, function) \
    static PyObject *function(PyObject *self, PyObject *const *arguments, Py_ssize_t count) \
    { \
        return affords_call(which, arguments, count) ? functions[which].original.fast(self, arguments, count) : NULL; \
    }

WRAP_ONE(FACTORIAL, call_factorial)
WRAP_FAST(COMB, call_comb)
WRAP_FAST(PERM, call_perm)
WRAP_FAST(GCD, call_gcd)
WRAP_FAST(LCM, call_lcm)
WRAP_ONE(ISQRT, call_isqrt)

static PyObject *
call_prod(PyObject *self, PyObject *const *arguments, Py_ssize_t count, PyObject *names)
{
    return affords_call(PROD, arguments, count) ? functions[PROD].original.fast_keywords(self, arguments, count, names) : NULL;
}

/* int.__round__, whose number is self. */
static PyObject *
call_round(PyObject *self, PyObject *const *arguments, Py_ssize_t count)
{
    PyObject *both[] = {self, count > 0 ? arguments[0] : Py_None};
    return affords_call(ROUND, both, count + 1) ? functions[ROUND].original.fast(self, arguments, count) : NULL;
}

static const struct {
    int flags;
    void *wrapper;
} wrappers[FUNCTION_COUNT] = {
    {METH_O, (void *)call_factorial}, {METH_FASTCALL, (void *)call_comb}, {METH_FASTCALL, (void *)call_perm},
    {METH_FASTCALL, (void *)call_gcd}, {METH_FASTCALL, (void *)call_lcm},  {METH_O, (void *)call_isqrt},
    {METH_FASTCALL | METH_KEYWORDS, (void *)call_prod}, {METH_FASTCALL, (void *)call_round},
};

/* --- Installing ---------------------------------------------------------------------------------------------------------- */

/* Definitions are shared by all who hold the function, so that `map(math.factorial, ...)` is estimated too. */
static void
wrap_definition(PyMethodDef *definition, int which)
{
    if (definition->ml_flags == wrappers[which].flags) {
        functions[which].original.one = definition->ml_meth;
        definition->ml_meth = (PyCFunction)wrappers[which].wrapper;
    }
}

static int
wrap_functions(void)
{
    PyObject *math = PyImport_ImportModule("math");
    if (math == NULL) {
        return -1;
    }
    for (int i = 0; i < ROUND; i++) {
        PyObject *function = PyObject_GetAttrString(math, functions[i].name);
        if (function != NULL && PyCFunction_CheckExact(function)) {
            wrap_definition(((PyCFunctionObject *)function)->m_ml, i);
        }
        Py_XDECREF(function);
        PyErr_Clear();
    }
    Py_DECREF(math);
    PyObject *method = PyDict_GetItemString(vm_type_dict_borrow(&PyLong_Type), "__round__");
    if (method != NULL && Py_IS_TYPE(method, &PyMethodDescr_Type)) {
        wrap_definition(((PyMethodDescrObject *)method)->d_method, ROUND);
    }
    return 0;
}

/* `int.__pow__` and its kin hold the operation that they were made with. */
static void
wrap_slot(const char *name, void *before, void *after)
{
    PyObject *wrapper = PyDict_GetItemString(vm_type_dict_borrow(&PyLong_Type), name);
    if (wrapper != NULL && Py_IS_TYPE(wrapper, &PyWrapperDescr_Type) && ((PyWrapperDescrObject *)wrapper)->d_wrapped == before) {
        ((PyWrapperDescrObject *)wrapper)->d_wrapped = after;
    }
}

#define WRAP(slot, member, function, name) \
    original.member = numbers->slot; \
    numbers->slot = function; \
    wrap_slot("__" name "__", (void *)original.member, (void *)function); \
    wrap_slot("__r" name "__", (void *)original.member, (void *)function)

int
vm_work_install(void)
{
    static int installed;
    if (installed) {
        return 0;
    }
    PyNumberMethods *numbers = PyLong_Type.tp_as_number;
    WRAP(nb_multiply, multiply, multiply, "mul");
    WRAP(nb_remainder, remainder, remainder_of, "mod");
    WRAP(nb_divmod, divmod, divide_with_remainder, "divmod");
    WRAP(nb_floor_divide, floor_divide, floor_divide, "floordiv");
    WRAP(nb_power, power, power, "pow");
    installed = 1;
    return wrap_functions();
}
