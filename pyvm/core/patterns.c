/* Match statements. What may run guest code, or is an error, is left to the library (pyvm/library/patterns.py). */
#include "patterns.h"
#include "attributes.h"
#include "library.h"
#include "numbers.h"
#include "plain_calls.h"

#define MATCH_SELF (1UL << 22) /* _Py_TPFLAGS_MATCH_SELF */
#define MANY 16                /* attributes; more are the library's */

static PyObject *match_args; /* "__match_args__" */

/* What came of an attempt: the values are there, it does not match, an exception is set, or the library has to do it. */
typedef enum { MATCHES, DIFFERS, RAISED, UNDECIDED } Answer;

/* The names of the class's positional attributes into names, borrowed from *holder (owned or NULL); *self is set if the first pattern is
 * for the subject itself. */
static Answer
positional_names(PyTypeObject *class, int count, PyObject **names, PyObject **holder, int *self)
{
    PyObject *tuple = _PyType_Lookup(class, match_args);
    if (tuple == NULL) {
        *self = (class->tp_flags & MATCH_SELF) != 0;
        return *self && count == 1 ? MATCHES : UNDECIDED;
    }
    if (!PyTuple_CheckExact(tuple) || PyTuple_GET_SIZE(tuple) < count) {
        return UNDECIDED;
    }
    *holder = Py_NewRef(tuple);
    for (int i = 0; i < count; i++) {
        names[i] = PyTuple_GET_ITEM(tuple, i);
    }
    return MATCHES;
}

static Answer
load_attributes(PyObject *subject, PyObject *const *names, int count, PyObject **values)
{
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < i; j++) {
            if (names[i] == names[j]) {
                return UNDECIDED; /* an error */
            }
        }
        VmGuestCall call = {0};
        if (!PyUnicode_CheckExact(names[i]) || !PyUnicode_CHECK_INTERNED(names[i])) {
            return UNDECIDED;
        }
        switch (vm_attribute_load(NULL, subject, names[i], &values[i], &call)) {
        case VM_DONE:
            break;
        case VM_GUEST:
            vm_guest_call_clear(&call);
            return UNDECIDED;
        default:
            if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
                return RAISED;
            }
            PyErr_Clear();
            return DIFFERS;
        }
    }
    return MATCHES;
}

static Answer
match_class(PyObject *subject, PyObject *class, int count, PyObject *keywords, PyObject **values, int *filled)
{
    PyObject *names[MANY], *holder = NULL;
    int named = (int)PyTuple_GET_SIZE(keywords), self = 0;
    if (!Py_IS_TYPE(class, &PyType_Type) || count + named > MANY) {
        return UNDECIDED;
    }
    int is_instance = vm_plain_isinstance(subject, class);
    if (is_instance <= 0) {
        return is_instance < 0 ? UNDECIDED : DIFFERS;
    }
    if (count > 0) {
        Answer answer = positional_names((PyTypeObject *)class, count, names, &holder, &self);
        if (answer != MATCHES) {
            return answer;
        }
    }
    if (self) {
        values[0] = Py_NewRef(subject);
        *filled = 1;
    }
    for (int i = 0; i < named; i++) {
        names[count + i] = PyTuple_GET_ITEM(keywords, i);
    }
    Answer answer = load_attributes(subject, names + self, count + named - self, values + self);
    *filled = count + named;
    Py_XDECREF(holder);
    return answer;
}

/* Turns the values (taken) into the instruction's result. */
static VmOutcome
conclude(Answer answer, PyObject **values, int filled, PyObject **result)
{
    PyObject *made = NULL;
    if (answer == MATCHES) {
        made = PyTuple_New(filled);
    } else if (answer == DIFFERS) {
        made = Py_NewRef(Py_None);
    }
    for (int i = 0; i < filled; i++) {
        if (answer == MATCHES && made != NULL) {
            PyTuple_SET_ITEM(made, i, values[i]);
        } else {
            Py_XDECREF(values[i]);
        }
    }
    if (made == NULL) {
        return VM_RAISED;
    }
    *result = made;
    return VM_DONE;
}

VmOutcome
vm_match_class(PyObject *subject, PyObject *class, int count, PyObject *names, PyObject **result, VmGuestCall *call)
{
    PyObject *values[MANY] = {NULL};
    int filled = 0;
    Answer answer = match_class(subject, class, count, names, values, &filled);
    if (answer != UNDECIDED) {
        return conclude(answer, values, filled, result);
    }
    for (int i = 0; i < filled; i++) {
        Py_XDECREF(values[i]);
    }
    PyObject *number = PyLong_FromLong(count);
    if (number == NULL) {
        return VM_RAISED;
    }
    PyObject *arguments[] = {subject, class, number, names};
    VmOutcome outcome = vm_library_call(call, VM_LIBRARY_MATCH_CLASS, 4, arguments);
    Py_DECREF(number);
    return outcome;
}

static inline int
is_plain_key(PyObject *key)
{
    return PyUnicode_CheckExact(key) || vm_is_int(key);
}

static Answer
match_keys(PyObject *subject, PyObject *keys, PyObject **values, int *filled)
{
    if (!PyDict_CheckExact(subject) || !PyTuple_CheckExact(keys) || PyTuple_GET_SIZE(keys) > MANY) {
        return UNDECIDED;
    }
    int count = (int)PyTuple_GET_SIZE(keys);
    for (int i = 0; i < count; i++) {
        PyObject *key = PyTuple_GET_ITEM(keys, i);
        if (!is_plain_key(key)) {
            return UNDECIDED;
        }
        for (int j = 0; j < i; j++) {
            int same = PyObject_RichCompareBool(key, PyTuple_GET_ITEM(keys, j), Py_EQ);
            if (same != 0) {
                return same < 0 ? RAISED : UNDECIDED; /* an error */
            }
        }
    }
    for (; *filled < count; ++*filled) {
        PyObject *value = PyDict_GetItemWithError(subject, PyTuple_GET_ITEM(keys, *filled));
        if (value == NULL) {
            return PyErr_Occurred() ? RAISED : DIFFERS;
        }
        values[*filled] = Py_NewRef(value);
    }
    return MATCHES;
}

VmOutcome
vm_match_keys(PyObject *subject, PyObject *keys, PyObject **result, VmGuestCall *call)
{
    PyObject *values[MANY] = {NULL};
    int filled = 0;
    Answer answer = match_keys(subject, keys, values, &filled);
    if (answer != UNDECIDED) {
        return conclude(answer, values, filled, result);
    }
    PyObject *arguments[] = {subject, keys};
    return vm_library_call(call, VM_LIBRARY_MATCH_KEYS, 2, arguments);
}

int
vm_patterns_setup(PyObject *Py_UNUSED(module))
{
    match_args = PyUnicode_InternFromString("__match_args__");
    return match_args == NULL ? -1 : 0;
}
