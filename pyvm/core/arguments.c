/* Binding arguments. The order of the checks is CPython's, so that of two mistakes in one call the same one is reported. */
#include "arguments.h"
#include "compat.h"
#include "spelling.h"

/* A call in progress of being bound. */
typedef struct {
    VmFunction *function;
    VmCode *code;
    PyObject **registers;
    PyObject *const *arguments;
    Py_ssize_t positional;     /* given by position */
    PyObject *keyword_names;   /* tuple or NULL */
    PyObject *keywords;        /* borrowed dict of **kwargs, or NULL */
} Binding;

static inline PyObject *
parameter_name(const Binding *binding, Py_ssize_t parameter)
{
    return PyTuple_GET_ITEM(binding->code->varnames, parameter);
}

/* Parameters that have a name to be passed by, positional-only ones included. */
static inline Py_ssize_t
named_count(const VmCode *code)
{
    return code->positional_count + code->keyword_only_count;
}

/* --- Errors ---------------------------------------------------------------------------------------------------------- */

/* "'a'", "'a' and 'b'", "'a', 'b', and 'c'" for a list of strs. */
static PyObject *
enumerate_names(PyObject *names)
{
    Py_ssize_t count = PyList_GET_SIZE(names);
    if (count == 1) {
        return Py_NewRef(PyList_GET_ITEM(names, 0));
    }
    PyObject *last = PyList_GET_ITEM(names, count - 1);
    if (count == 2) {
        return PyUnicode_FromFormat("%U and %U", PyList_GET_ITEM(names, 0), last);
    }
    PyObject *comma = NULL, *first = NULL, *joined = NULL, *text = NULL;
    comma = PyUnicode_FromString(", ");
    first = PyList_GetSlice(names, 0, count - 1);
    if (comma == NULL || first == NULL) {
        goto done;
    }
    joined = PyUnicode_Join(comma, first);
    if (joined != NULL) {
        text = PyUnicode_FromFormat("%U, and %U", joined, last);
    }
done:
    Py_XDECREF(comma);
    Py_XDECREF(first);
    Py_XDECREF(joined);
    return text;
}

/* Parameters in [start, end) were not given. */
static COLD int
set_missing(const Binding *binding, const char *kind, Py_ssize_t start, Py_ssize_t end)
{
    PyObject *names = PyList_New(0), *text = NULL;
    if (names == NULL) {
        return -1;
    }
    for (Py_ssize_t i = start; i < end; i++) {
        if (binding->registers[i] != NULL) {
            continue;
        }
        PyObject *name = PyObject_Repr(parameter_name(binding, i));
        if (name == NULL || PyList_Append(names, name) < 0) {
            Py_XDECREF(name);
            goto done;
        }
        Py_DECREF(name);
    }
    text = enumerate_names(names);
    if (text != NULL) {
        Py_ssize_t count = PyList_GET_SIZE(names);
        PyErr_Format(PyExc_TypeError, "%U() missing %zd required %s argument%s: %U", binding->function->qualname, count, kind,
                     count == 1 ? "" : "s", text);
    }
done:
    Py_XDECREF(text);
    Py_DECREF(names);
    return -1;
}

static COLD int
set_too_many(const Binding *binding)
{
    const VmCode *code = binding->code;
    Py_ssize_t wanted = code->positional_count, given = binding->positional, keyword_only = 0;
    for (Py_ssize_t i = wanted; i < named_count(code); i++) {
        keyword_only += binding->registers[i] != NULL;
    }
    Py_ssize_t defaults = binding->function->defaults == NULL ? 0 : PyTuple_GET_SIZE(binding->function->defaults);
    PyObject *count = NULL, *keyword_text = NULL;
    count = defaults > 0 ? PyUnicode_FromFormat("from %zd to %zd", wanted - defaults, wanted) : PyUnicode_FromFormat("%zd", wanted);
    keyword_text = keyword_only == 0 ? PyUnicode_FromString("")
                                     : PyUnicode_FromFormat(" positional argument%s (and %zd keyword-only argument%s)",
                                                            given == 1 ? "" : "s", keyword_only, keyword_only == 1 ? "" : "s");
    if (count != NULL && keyword_text != NULL) {
        PyErr_Format(PyExc_TypeError, "%U() takes %U positional argument%s but %zd%U %s given", binding->function->qualname, count,
                     defaults > 0 || wanted != 1 ? "s" : "", given, keyword_text, given == 1 && keyword_only == 0 ? "was" : "were");
    }
    Py_XDECREF(count);
    Py_XDECREF(keyword_text);
    return -1;
}

/* 1 if the call names positional-only parameters: the error is set. 0, or -1. */
static COLD int
set_positional_only(const Binding *binding)
{
    PyObject *names = PyList_New(0), *comma = NULL, *text = NULL;
    int status = -1;
    if (names == NULL) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < binding->code->positional_only_count; i++) {
        PyObject *name = parameter_name(binding, i);
        for (Py_ssize_t j = 0; j < PyTuple_GET_SIZE(binding->keyword_names); j++) {
            if (PyUnicode_Compare(name, PyTuple_GET_ITEM(binding->keyword_names, j)) == 0 && PyList_Append(names, name) < 0) {
                goto done;
            }
        }
    }
    status = PyList_GET_SIZE(names) > 0;
    if (status == 1) {
        comma = PyUnicode_FromString(", ");
        text = comma == NULL ? NULL : PyUnicode_Join(comma, names);
        if (text != NULL) {
            PyErr_Format(PyExc_TypeError, "%U() got some positional-only arguments passed as keyword arguments: '%U'",
                         binding->function->qualname, text);
        }
    }
done:
    Py_XDECREF(comma);
    Py_XDECREF(text);
    Py_DECREF(names);
    return status;
}

static COLD int
set_unexpected(const Binding *binding, PyObject *keyword)
{
    const VmCode *code = binding->code;
    if (code->positional_only_count > 0 && set_positional_only(binding) != 0) {
        return -1;
    }
    PyObject *near = NULL;
    if (VM_SUGGESTS_KEYWORDS && named_count(code) > code->positional_only_count) {
        near = vm_spelling_suggest_borrow(keyword, &PyTuple_GET_ITEM(code->varnames, code->positional_only_count),
                                          named_count(code) - code->positional_only_count);
    }
    if (near != NULL) {
        PyErr_Format(PyExc_TypeError, "%U() got an unexpected keyword argument '%S'. Did you mean '%S'?",
                     binding->function->qualname, keyword, near);
    }
    else {
        PyErr_Format(PyExc_TypeError, "%U() got an unexpected keyword argument '%S'", binding->function->qualname, keyword);
    }
    return -1;
}

/* --- Binding --------------------------------------------------------------------------------------------------------- */

/* *args and **kwargs get their empty collections, positional arguments their registers. */
static int
bind_positional(Binding *binding)
{
    const VmCode *code = binding->code;
    Py_ssize_t next = named_count(code);
    Py_ssize_t count = Py_MIN(binding->positional, code->positional_count);
    for (Py_ssize_t i = 0; i < count; i++) {
        binding->registers[i] = Py_NewRef(binding->arguments[i]);
    }
    if (code->flags & VM_CODE_VARARGS) {
        PyObject *rest = PyTuple_New(binding->positional - count);
        if (rest == NULL) {
            return -1;
        }
        for (Py_ssize_t i = count; i < binding->positional; i++) {
            PyTuple_SET_ITEM(rest, i - count, Py_NewRef(binding->arguments[i]));
        }
        binding->registers[next++] = rest;
    }
    if (code->flags & VM_CODE_VARKW) {
        binding->keywords = PyDict_New();
        if (binding->keywords == NULL) {
            return -1;
        }
        binding->registers[next] = binding->keywords;
    }
    return 0;
}

/* The parameter that a keyword names, or -1. Names are interned nearly always, so identity is tried first. */
static Py_ssize_t
find_parameter(const Binding *binding, PyObject *keyword)
{
    Py_ssize_t count = named_count(binding->code), first = binding->code->positional_only_count;
    for (Py_ssize_t i = first; i < count; i++) {
        if (parameter_name(binding, i) == keyword) {
            return i;
        }
    }
    for (Py_ssize_t i = first; i < count; i++) {
        if (PyUnicode_Compare(parameter_name(binding, i), keyword) == 0) {
            return i;
        }
    }
    return -1;
}

static int
bind_keywords(Binding *binding)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(binding->keyword_names); i++) {
        PyObject *keyword = PyTuple_GET_ITEM(binding->keyword_names, i);
        PyObject *value = binding->arguments[binding->positional + i];
        if (!PyUnicode_Check(keyword)) {
            PyErr_Format(PyExc_TypeError, "%U() keywords must be strings", binding->function->qualname);
            return -1;
        }
        Py_ssize_t parameter = find_parameter(binding, keyword);
        if (parameter >= 0) {
            if (binding->registers[parameter] != NULL) {
                PyErr_Format(PyExc_TypeError, "%U() got multiple values for argument '%S'", binding->function->qualname, keyword);
                return -1;
            }
            binding->registers[parameter] = Py_NewRef(value);
        }
        else if (binding->keywords == NULL) {
            return set_unexpected(binding, keyword);
        }
        else if (PyDict_SetItem(binding->keywords, keyword, value) < 0) {
            return -1;
        }
    }
    return 0;
}

static int
bind_defaults(Binding *binding)
{
    const VmCode *code = binding->code;
    PyObject *defaults = binding->function->defaults;
    Py_ssize_t count = defaults == NULL ? 0 : PyTuple_GET_SIZE(defaults);
    Py_ssize_t required = code->positional_count - count;
    if (binding->positional >= code->positional_count) {
        return 0;
    }
    for (Py_ssize_t i = binding->positional; i < required; i++) {
        if (binding->registers[i] == NULL) {
            return set_missing(binding, "positional", 0, required);
        }
    }
    for (Py_ssize_t i = Py_MAX(required, 0); i < code->positional_count; i++) {
        if (binding->registers[i] == NULL) {
            binding->registers[i] = Py_NewRef(PyTuple_GET_ITEM(defaults, i - required));
        }
    }
    return 0;
}

static int
bind_keyword_defaults(Binding *binding)
{
    const VmCode *code = binding->code;
    PyObject *defaults = binding->function->kwdefaults;
    int missing = 0;
    for (Py_ssize_t i = code->positional_count; i < named_count(code); i++) {
        if (binding->registers[i] != NULL) {
            continue;
        }
        PyObject *value = defaults == NULL ? NULL : PyDict_GetItemWithError(defaults, parameter_name(binding, i));
        if (value == NULL && PyErr_Occurred()) {
            return -1;
        }
        binding->registers[i] = Py_XNewRef(value);
        missing |= value == NULL;
    }
    return missing ? set_missing(binding, "keyword-only", code->positional_count, named_count(code)) : 0;
}

static int
bind(Binding *binding)
{
    const VmCode *code = binding->code;
    if (bind_positional(binding) < 0 || (binding->keyword_names != NULL && bind_keywords(binding) < 0)) {
        return -1;
    }
    if (binding->positional > code->positional_count && !(code->flags & VM_CODE_VARARGS)) {
        return set_too_many(binding);
    }
    if (bind_defaults(binding) < 0) {
        return -1;
    }
    return code->keyword_only_count > 0 ? bind_keyword_defaults(binding) : 0;
}

int
vm_arguments_bind(VmFunction *function, PyObject *const *arguments, Py_ssize_t positional, PyObject *keyword_names,
                  PyObject **registers)
{
    VmCode *code = function->code;
    if (keyword_names == NULL && positional == code->parameter_count && (code->flags & VM_CODE_SIMPLE)) {
        vm_arguments_copy(arguments, positional, registers);
        return 0;
    }
    Binding binding = {function, code, registers, arguments, positional, keyword_names, NULL};
    if (bind(&binding) == 0) {
        return 0;
    }
    for (Py_ssize_t i = 0; i < code->parameter_count; i++) {
        Py_CLEAR(registers[i]);
    }
    return -1;
}
