/* Text: conversion to str, formatting, and concatenation. */
#include "protocols.h"
#include "answers.h"
#include "compat.h"
#include "numbers.h"
#include "speculation.h"

static PyObject *object_format; /* object.__format__ */

int
vm_text_setup(PyObject *Py_UNUSED(module))
{
    object_format = _PyType_Lookup(&PyBaseObject_Type, vm_protocol_names[VM_PROTOCOL_FORMAT]);
    return object_format == NULL ? -1 : 0;
}

/* Its text is its own: no other object is asked. */
static inline int
is_plain(PyObject *o)
{
    return PyUnicode_CheckExact(o) || vm_is_int(o) || vm_is_float(o) || o == Py_None || PyBool_Check(o) || PyBytes_CheckExact(o);
}

/* str() falls back to repr(). */
static int
converts_guest(int which, PyObject *o)
{
    return vm_class_is_guest_instance(o)
        && (vm_protocol_guest_borrow(o, VM_PROTOCOL_REPR) != NULL
            || (which == VM_CONVERT_STR && vm_protocol_guest_borrow(o, VM_PROTOCOL_STR) != NULL));
}

static PyObject *
convert_natively(int which, PyObject *o)
{
    return which == VM_CONVERT_STR ? PyObject_Str(o) : which == VM_CONVERT_REPR ? PyObject_Repr(o) : PyObject_ASCII(o);
}

static VmOutcome
convert_in_library(int which, PyObject *o, VmGuestCall *call)
{
    PyObject *arguments[] = {vm_numbers.small[which - VM_SMALL_INT_MIN], o};
    return vm_library_call(call, VM_LIBRARY_CONVERT, 2, arguments);
}

/* str() and repr() of an object with such a method. VM_DONE if it has none of the simple kind: nothing has happened. */
static VmOutcome
ask_text(int which, PyObject *o, VmGuestCall *call)
{
    if (which == VM_CONVERT_ASCII || !vm_class_is_guest_instance(o)) {
        return VM_DONE;
    }
    PyObject *method = _PyType_Lookup(Py_TYPE(o), vm_protocol_names[which == VM_CONVERT_STR ? VM_PROTOCOL_STR : VM_PROTOCOL_REPR]);
    if (method == NULL || !vm_answer_can_ask(method, 1)) {
        return VM_DONE;
    }
    return vm_answer_ask(call, method, 1, &o, which == VM_CONVERT_STR ? VM_ANSWER_STR : VM_ANSWER_REPR, o, Py_None);
}

VmOutcome
vm_convert(int which, PyObject *o, PyObject **result, VmGuestCall *call)
{
    PyObject *value;
    if (is_plain(o)) {
        value = convert_natively(which, o);
    }
    else if (converts_guest(which, o)) {
        VmOutcome asked = ask_text(which, o, call);
        if (asked != VM_DONE) {
            return asked;
        }
        return convert_in_library(which, o, call);
    }
    else {
        VmSpeculation speculation = vm_speculation_begin();
        value = convert_natively(which, o);
        if (vm_speculation_bailed(&speculation, value)) {
            return convert_in_library(which, o, call);
        }
    }
    if (value == NULL) {
        return VM_RAISED;
    }
    *result = value;
    return VM_DONE;
}

/* object.__format__ calls str(). */
static int
formats_guest(PyObject *o)
{
    return vm_class_is_guest_instance(o)
        && (vm_protocol_guest_borrow(o, VM_PROTOCOL_FORMAT) != NULL || converts_guest(VM_CONVERT_STR, o));
}

static VmOutcome
format_in_library(PyObject *o, PyObject *spec, VmGuestCall *call)
{
    PyObject *empty = spec == NULL ? PyUnicode_New(0, 0) : Py_NewRef(spec);
    if (empty == NULL) {
        return VM_RAISED;
    }
    PyObject *arguments[] = {o, empty};
    VmOutcome outcome = vm_library_call(call, VM_LIBRARY_FORMAT, 2, arguments);
    Py_DECREF(empty);
    return outcome;
}

VmOutcome
vm_format(PyObject *o, PyObject *spec, PyObject **result, VmGuestCall *call)
{
    PyObject *value;
    if (is_plain(o)) {
        value = spec == NULL && PyUnicode_CheckExact(o) ? Py_NewRef(o) : PyObject_Format(o, spec);
    }
    else if (formats_guest(o)) {
        PyObject *method = _PyType_Lookup(Py_TYPE(o), vm_protocol_names[VM_PROTOCOL_FORMAT]);
        if ((spec == NULL || PyUnicode_GET_LENGTH(spec) == 0) && method == object_format) { /* which is str() */
            VmOutcome asked = ask_text(VM_CONVERT_STR, o, call);
            if (asked != VM_DONE) {
                return asked;
            }
        }
        return format_in_library(o, spec, call);
    }
    else {
        VmSpeculation speculation = vm_speculation_begin();
        value = PyObject_Format(o, spec);
        if (vm_speculation_bailed(&speculation, value)) {
            return format_in_library(o, spec, call);
        }
    }
    if (value == NULL) {
        return VM_RAISED;
    }
    *result = value;
    return VM_DONE;
}

PyObject *
vm_build_string(PyObject *const *parts, Py_ssize_t n)
{
    PyObject *separator = PyUnicode_New(0, 0);
    if (separator == NULL) {
        return NULL;
    }
    PyObject *text = _PyUnicode_JoinArray(separator, parts, n);
    Py_DECREF(separator);
    return text;
}

int
vm_string_append(PyObject **slot, PyObject *right)
{
    PyObject *left = *slot;
    if (left == right) { /* `s += s`: growing the left one would move the right one */
        return 0;
    }
    if (!PyUnicode_CheckExact(left) || !PyUnicode_CheckExact(right) || !vm_is_unique(left)) {
        return 0;
    }
    PyUnicode_Append(slot, right);
    return *slot == NULL ? -1 : 1;
}
