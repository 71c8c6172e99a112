/* Plain calls, see plain_calls.h. */
#include "plain_calls.h"
#include "answers.h"
#include "classes.h"
#include "compat.h"
#include "stepping.h"
#include "iterators.h"
#include "identity.h"
#include "lookups.h"
#include "numbers.h"
#include "protocols.h"
#include "reentry.h"
#include "speculation.h"
#include "suspenders.h"

/* P1 */
static inline int
is_inert(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    return !vm_type_steps(type) && type != &VmFunction_Type && type != &PyMethod_Type && type != &VmSuspender_Type
        && type != &PyRange_Type; /* it may be long: iterators.h, I3 */
}

static inline int
all_inert(PyObject *const *objects, Py_ssize_t count)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!is_inert(objects[i])) {
            return 0;
        }
    }
    return 1;
}

static inline VmCallKind
give(PyObject *value, VmCallResult *result)
{
    result->value = value;
    return value == NULL ? VM_CALL_RAISED : VM_CALL_DONE;
}

/* --- Shortcuts ------------------------------------------------------------------------------------------------------- */

enum { NO_SHORTCUT, LEN, ISINSTANCE, MIN, MAX, REPR, ITER, NEXT, STR, INT, FLOAT, BOOL, HASH };

static int
lookup_shortcut(PyObject *native)
{
    static const struct {
        PyTypeObject *type;
        const char *name;
        VmLookup lookup;
    } rows[] = {
        {&PyDict_Type, "get", VM_LOOKUP_GET_DEFAULT}, {&PyDict_Type, "setdefault", VM_LOOKUP_SET_DEFAULT},
        {&PyDict_Type, "pop", VM_LOOKUP_POP},         {&PySet_Type, "add", VM_LOOKUP_ADD},
        {&PySet_Type, "discard", VM_LOOKUP_DISCARD},  {&PySet_Type, "remove", VM_LOOKUP_REMOVE},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (PyDict_GetItemString(vm_type_dict_borrow(rows[i].type), rows[i].name) == native) {
            return VM_SHORTCUT_LOOKUP + (int)rows[i].lookup;
        }
    }
    return NO_SHORTCUT;
}

int
vm_plain_shortcut(PyObject *native)
{
    static const struct {
        const char *name;
        int shortcut;
    } rows[] = {
        {"len", LEN},   {"isinstance", ISINSTANCE}, {"min", MIN}, {"max", MAX}, {"repr", REPR},   {"iter", ITER},
        {"next", NEXT}, {"str", STR},               {"int", INT}, {"float", FLOAT}, {"bool", BOOL},
    };
    PyObject *builtins = PyEval_GetBuiltins();
    for (size_t i = 0; builtins != NULL && i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (PyDict_GetItemString(builtins, rows[i].name) == native) {
            return rows[i].shortcut;
        }
    }
    if (PyCFunction_Check(native) && PyCFunction_GET_FUNCTION(native) == vm_builtin_hash) {
        return HASH;
    }
    return lookup_shortcut(native);
}

/* Length of an exact builtin container, or -1. */
static inline Py_ssize_t
plain_length(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    if (type == &PyList_Type || type == &PyTuple_Type || type == &PyBytes_Type) {
        return Py_SIZE(o);
    }
    if (type == &PyDict_Type) {
        return PyDict_GET_SIZE(o);
    }
    if (type == &PyUnicode_Type) {
        return PyUnicode_GET_LENGTH(o);
    }
    return type == &PySet_Type ? PySet_GET_SIZE(o) : -1;
}

int
vm_plain_isinstance(PyObject *object, PyObject *class)
{
    static PyObject *name, *descriptor; /* "__class__", object.__class__ */
    PyTypeObject *type = Py_TYPE(object);
    if (type == (PyTypeObject *)class) {
        return 1;
    }
    if (!Py_IS_TYPE(class, &PyType_Type)) {
        return -1;
    }
    if (PyType_IsSubtype(type, (PyTypeObject *)class)) {
        return 1;
    }
    if (name == NULL) {
        name = PyUnicode_InternFromString("__class__");
        if (name == NULL) {
            PyErr_Clear();
            return -1;
        }
        descriptor = _PyType_Lookup(&PyBaseObject_Type, name);
    }
    return type->tp_getattro == PyObject_GenericGetAttr && _PyType_Lookup(type, name) == descriptor ? 0 : -1;
}

static int
plain_isinstance_of_any(PyObject *object, PyObject *classes)
{
    if (!PyTuple_CheckExact(classes)) {
        return vm_plain_isinstance(object, classes);
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(classes); i++) {
        int answer = vm_plain_isinstance(object, PyTuple_GET_ITEM(classes, i));
        if (answer != 0) {
            return answer;
        }
    }
    return 0;
}

/* The smaller (larger) of two numbers, borrowed; NULL if they are not both ints or both floats. */
static inline PyObject *
plain_extreme(int shortcut, PyObject *first, PyObject *second)
{
    int64_t i, j;
    if (vm_int_get(first, &i) && vm_int_get(second, &j)) {
        return shortcut == MIN ? (j < i ? second : first) : (j > i ? second : first);
    }
    if (vm_is_float(first) && vm_is_float(second)) {
        double d = vm_float_value(first), e = vm_float_value(second);
        return shortcut == MIN ? (e < d ? second : first) : (e > d ? second : first);
    }
    return NULL;
}

/* Conversions of exact ints, floats and strs. NULL without an exception for everything else. */
static PyObject *
plain_conversion(int shortcut, PyObject *o)
{
    if (shortcut == STR || shortcut == REPR) {
        if (PyUnicode_CheckExact(o)) {
            return shortcut == STR ? Py_NewRef(o) : PyObject_Repr(o);
        }
        return vm_is_int(o) || vm_is_float(o) ? PyObject_Repr(o) : NULL;
    }
    if (shortcut == INT) {
        return vm_is_int(o) ? Py_NewRef(o)
             : vm_is_float(o) ? PyLong_FromDouble(vm_float_value(o))
             : PyUnicode_CheckExact(o) ? PyLong_FromUnicodeObject(o, 10)
                                       : NULL;
    }
    return vm_is_float(o) ? Py_NewRef(o) : vm_is_int(o) || PyUnicode_CheckExact(o) ? PyNumber_Float(o) : NULL;
}

/* What a builtin asks its argument, if that is a guest instance. */
static const struct {
    int protocol, answer;
} questions[] = {
    [LEN] = {VM_PROTOCOL_LEN, VM_ANSWER_LENGTH}, [REPR] = {VM_PROTOCOL_REPR, VM_ANSWER_REPR},
    [ITER] = {VM_PROTOCOL_ITER, VM_ANSWER_ITERATOR}, [STR] = {VM_PROTOCOL_STR, VM_ANSWER_STR},
    [BOOL] = {VM_PROTOCOL_BOOL, VM_ANSWER_TRUTH}, [HASH] = {VM_PROTOCOL_HASH, VM_ANSWER_HASH},
};

static int
ask(int shortcut, PyObject *o, VmCallResult *result, VmCallKind *kind)
{
    PyObject *method = _PyType_Lookup(Py_TYPE(o), vm_protocol_names[questions[shortcut].protocol]);
    if (method == NULL || !vm_answer_can_ask(method, 1)) {
        return 0;
    }
    result->frame = vm_answer_frame(method, 1, &o, questions[shortcut].answer, o, Py_None);
    *kind = result->frame == NULL ? VM_CALL_RAISED : VM_CALL_FRAME;
    return 1;
}

/* next(iterator) of a composite one with guest parts. */
static int
step_composite(PyObject *iterator, VmCallResult *result, VmCallKind *kind)
{
    VmGuestCall call = {0};
    VmOutcome outcome = vm_stepping_begin(iterator, &result->value, &call);
    if (outcome == VM_GUEST) {
        *kind = vm_call_guest(vm_continuation_current(), &call, result);
    } else {
        if (outcome == VM_DONE && result->value == NULL) {
            PyErr_SetNone(PyExc_StopIteration);
            outcome = VM_RAISED;
        }
        *kind = outcome == VM_DONE ? VM_CALL_DONE : VM_CALL_RAISED;
    }
    return 1;
}

static int
take_shortcut(int shortcut, PyObject *const *arguments, Py_ssize_t count, VmCallResult *result, VmCallKind *kind)
{
    PyObject *value = NULL, *first = arguments[0];
    if (count == 1) {
        if (shortcut == NEXT) {
            if (!VmGenerator_Check(first)) {
                return vm_stepping_knows(first) && !vm_iterator_is_native(first) && step_composite(first, result, kind);
            }
            result->generator = (VmGenerator *)Py_NewRef(first);
            result->value = Py_NewRef(Py_None);
            *kind = VM_CALL_RESUME;
            return 1;
        }
        if (vm_class_is_guest_instance(first)) {
            return questions[shortcut].answer != 0 && ask(shortcut, first, result, kind);
        }
        if (shortcut == LEN) {
            Py_ssize_t length = plain_length(first);
            value = length < 0 ? NULL : vm_box_int(length);
        } else if (shortcut == STR || shortcut == REPR || shortcut == INT || shortcut == FLOAT) {
            value = plain_conversion(shortcut, first);
        }
    } else if (count == 2) {
        if (shortcut == ISINSTANCE) {
            int answer = plain_isinstance_of_any(first, arguments[1]);
            value = answer < 0 ? NULL : Py_NewRef(answer ? Py_True : Py_False);
        } else if (shortcut == MIN || shortcut == MAX) {
            value = Py_XNewRef(plain_extreme(shortcut, first, arguments[1]));
        }
    }
    if (value == NULL && PyErr_Occurred() == NULL) {
        return 0;
    }
    *kind = give(value, result);
    return 1;
}

/* A dict's or set's method that looks its first argument up, where that has a guest `__hash__`. */
static int
take_lookup(int shortcut, PyObject *table, PyObject *const *arguments, Py_ssize_t count, VmCallResult *result, VmCallKind *kind)
{
    if (shortcut < VM_SHORTCUT_LOOKUP || count == 0 || !vm_lookup_can_ask(arguments[0])) {
        return 0;
    }
    int lookup = vm_lookup_of_method(shortcut, table, count);
    if (lookup < 0) {
        return 0;
    }
    result->frame = vm_lookup_frame((VmLookup)lookup, table, arguments[0], count > 1 ? arguments[1] : NULL);
    *kind = result->frame == NULL ? VM_CALL_RAISED : VM_CALL_FRAME;
    return 1;
}

/* --- Calls ----------------------------------------------------------------------------------------------------------- */

/* Calls through the definition where that takes no argument parsing, else through the callable. The definition's first argument is
 * self; arguments are the others. */
static inline PyObject *
call_definition(const PyMethodDef *definition, PyObject *self, PyObject *const *arguments, Py_ssize_t count, int *called)
{
    *called = 1;
    switch (definition->ml_flags & (METH_VARARGS | METH_FASTCALL | METH_NOARGS | METH_O | METH_KEYWORDS | METH_METHOD)) {
    case METH_O:
        if (count == 1) {
            return definition->ml_meth(self, arguments[0]);
        }
        break;
    case METH_NOARGS:
        if (count == 0) {
            return definition->ml_meth(self, NULL);
        }
        break;
    case METH_FASTCALL:
        return ((_PyCFunctionFast)(void (*)(void))definition->ml_meth)(self, arguments, count);
    case METH_FASTCALL | METH_KEYWORDS:
        return ((_PyCFunctionFastWithKeywords)(void (*)(void))definition->ml_meth)(self, arguments, count, NULL);
    }
    *called = 0;
    return NULL;
}

/* Ends a call that may have speculated. */
static VmCallKind
finish(VmContinuation *continuation, const VmSpeculation *speculation, PyObject *callable, const VmBridge *bridge, PyObject *value,
       PyObject **arguments, Py_ssize_t count, VmCallResult *result)
{
    if (UNLIKELY(vm_speculation_bailed(speculation, value))) {
        return vm_call_detour(continuation, callable, bridge, arguments, count, NULL, result);
    }
    if (UNLIKELY(value == NULL) && continuation->memory.refused) {
        vm_memory_native_failed(&continuation->memory);
    }
    return give(value, result);
}

int
vm_plain_call(VmContinuation *continuation, PyObject *callable, PyObject **arguments, Py_ssize_t count, VmCallResult *result,
              VmCallKind *kind)
{
    const PyMethodDef *definition = NULL;
    PyObject *self = NULL;
    const VmBridge *bridge;
    if (Py_IS_TYPE(callable, &PyCFunction_Type)) {
        definition = ((PyCFunctionObject *)callable)->m_ml;
        self = PyCFunction_GET_SELF(callable);
        /* __new__ and class methods, iterators' methods, and those that vm_native_call records */
        if (self != NULL && (PyType_Check(self) || !is_inert(self) || vm_reentry_is_guarded(Py_TYPE(self)))) {
            return 0;
        }
        bridge = vm_bridge_find_key(definition);
    } else if (Py_IS_TYPE(callable, &PyType_Type)) {
        if (callable == (PyObject *)&PyType_Type && count == 1) {
            *kind = give(Py_NewRef(Py_TYPE(arguments[0])), result);
            return 1;
        }
        bridge = vm_bridge_find_key(callable);
        if (bridge == NULL) {
            return 0; /* the gate has to be asked */
        }
    } else {
        return 0;
    }
    if (bridge != NULL) {
        if (self != NULL && take_lookup(bridge->shortcut, self, arguments, count, result, kind)) {
            return 1;
        }
        if (bridge->shortcut != NO_SHORTCUT && bridge->shortcut < VM_SHORTCUT_LOOKUP && count > 0
            && take_shortcut(bridge->shortcut, arguments, count, result, kind)) {
            return 1;
        }
        if (bridge->kind == VM_BRIDGE_GUEST) {
            return 0;
        }
    }
    int lazy = bridge != NULL && bridge->kind == VM_BRIDGE_LAZY;
    if (!lazy && !all_inert(arguments, count)) {
        return 0;
    }
    VmSpeculation speculation = {NULL, 0};
    if (lazy || (bridge != NULL && bridge->kind == VM_BRIDGE_PURE)) {
        speculation = vm_speculation_begin_in(continuation);
    }
    int called = 0;
    PyObject *value = definition == NULL ? NULL : call_definition(definition, self, arguments, count, &called);
    if (!called) {
        value = PyObject_Vectorcall(callable, arguments, (size_t)count | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    }
    *kind = finish(continuation, &speculation, callable, bridge, value, arguments, count, result);
    return 1;
}

int
vm_plain_method(VmContinuation *continuation, VmAttributeKind cached, PyObject *method, PyObject **arguments, Py_ssize_t count,
                VmCallResult *result, VmCallKind *kind)
{
    if (UNLIKELY(continuation->pins > 0)) { /* vm_native_call asks whether the object may be changed now */
        return 0;
    }
    VmSpeculation speculation = {NULL, 0};
    const VmBridge *bridge = NULL;
    if (cached == VM_METHOD_LIST_EXTEND) {
        if (count != 2 || !(PyList_CheckExact(arguments[1]) || PyTuple_CheckExact(arguments[1]))) {
            return 0;
        }
    } else if (cached == VM_METHOD_PURE || cached == VM_METHOD_DICT_GET) {
        if (!all_inert(arguments, count)) {
            return 0;
        }
        bridge = vm_bridge_find_key(((PyMethodDescrObject *)method)->d_method);
        if (bridge != NULL && count > 1 && take_lookup(bridge->shortcut, arguments[0], arguments + 1, count - 1, result, kind)) {
            return 1;
        }
        speculation = vm_speculation_begin_in(continuation);
    }
    int called;
    if (cached == VM_METHOD_LIST_APPEND && count == 2) {
        int status = vm_list_append(arguments[0], arguments[1]);
        *kind = give(status < 0 ? NULL : Py_NewRef(Py_None), result);
        return 1;
    }
    PyObject *value = call_definition(((PyMethodDescrObject *)method)->d_method, arguments[0], arguments + 1, count - 1, &called);
    if (!called) {
        value = PyObject_Vectorcall(method, arguments, (size_t)count | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    }
    *kind = finish(continuation, &speculation, method, bridge, value, arguments, count, result);
    return 1;
}
