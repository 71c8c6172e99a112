/* Builtins that differ from CPython's. See builtins.h. */
#include "builtins.h"
#include "identity.h"
#include "gate.h"
#include "intrinsics.h"

static int
check_positional(const char *name, Py_ssize_t count, Py_ssize_t least, Py_ssize_t most)
{
    if (count >= least && count <= most) {
        return 0;
    }
    if (least == most) {
        PyErr_Format(PyExc_TypeError, "%s expected %zd argument%s, got %zd", name, least, least == 1 ? "" : "s", count);
    } else {
        PyErr_Format(PyExc_TypeError, "%s expected at %s %zd argument%s, got %zd", name, count < least ? "least" : "most",
                     count < least ? least : most, (count < least ? least : most) == 1 ? "" : "s", count);
    }
    return -1;
}

/* --- Attributes ---------------------------------------------------------------------------------------------------- */

PyDoc_STRVAR(getattr_doc, "getattr(object, name[, default]) -> value");

static PyObject *
builtin_getattr(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    if (check_positional("getattr", count, 2, 3) < 0) {
        return NULL;
    }
    PyObject *value = vm_guarded_getattr(arguments[0], arguments[1]);
    if (value == NULL && count == 3 && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        return Py_NewRef(arguments[2]);
    }
    return value;
}

PyDoc_STRVAR(hasattr_doc, "hasattr(object, name) -> bool");

static PyObject *
builtin_hasattr(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    if (check_positional("hasattr", count, 2, 2) < 0) {
        return NULL;
    }
    PyObject *value = vm_guarded_getattr(arguments[0], arguments[1]);
    if (value == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return NULL;
        }
        PyErr_Clear();
        Py_RETURN_FALSE;
    }
    Py_DECREF(value);
    Py_RETURN_TRUE;
}

PyDoc_STRVAR(setattr_doc, "setattr(object, name, value): object.name = value");

static PyObject *
builtin_setattr(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    if (check_positional("setattr", count, 3, 3) < 0 || vm_guarded_setattr(arguments[0], arguments[1], arguments[2]) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

PyDoc_STRVAR(delattr_doc, "delattr(object, name): del object.name");

static PyObject *
builtin_delattr(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    if (check_positional("delattr", count, 2, 2) < 0 || vm_guarded_setattr(arguments[0], arguments[1], NULL) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* The forms without an argument look at the caller's frame: the library has them. Here they are only the names' natives. */
PyDoc_STRVAR(dir_doc, "dir([object]) -> names of its attributes");

static PyObject *
builtin_dir(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    return check_positional("dir", count, 1, 1) < 0 ? NULL : vm_guarded_dir(arguments[0]);
}

PyDoc_STRVAR(vars_doc, "vars([object]) -> its __dict__");

static PyObject *
builtin_vars(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    return check_positional("vars", count, 1, 1) < 0 ? NULL : vm_guarded_vars(arguments[0]);
}

/* Always run by their library versions, which know the caller. */
static PyObject *
needs_a_frame(PyObject *Py_UNUSED(module), PyObject *const *Py_UNUSED(arguments), Py_ssize_t Py_UNUSED(count),
              PyObject *Py_UNUSED(names))
{
    PyErr_SetString(PyExc_RuntimeError, "this builtin works only when guest code calls it");
    return NULL;
}

/* --- print --------------------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject *separator, *end, *file; /* borrowed; NULL = not given */
    int flush;
} PrintOptions;

static int
check_text(const char *name, PyObject **value)
{
    if (*value == Py_None) {
        *value = NULL;
    }
    if (*value != NULL && !PyUnicode_Check(*value)) {
        PyErr_Format(PyExc_TypeError, "%s must be None or a string, not %.200s", name, Py_TYPE(*value)->tp_name);
        return -1;
    }
    return 0;
}

static int
parse_print_options(PrintOptions *options, PyObject *const *values, PyObject *names)
{
    for (Py_ssize_t i = 0; names != NULL && i < PyTuple_GET_SIZE(names); i++) {
        PyObject *name = PyTuple_GET_ITEM(names, i);
        if (PyUnicode_CompareWithASCIIString(name, "sep") == 0) {
            options->separator = values[i];
        } else if (PyUnicode_CompareWithASCIIString(name, "end") == 0) {
            options->end = values[i];
        } else if (PyUnicode_CompareWithASCIIString(name, "file") == 0) {
            options->file = values[i] == Py_None ? NULL : values[i];
        } else if (PyUnicode_CompareWithASCIIString(name, "flush") == 0) {
            options->flush = PyObject_IsTrue(values[i]);
            if (options->flush < 0) {
                return -1;
            }
        } else {
            PyErr_Format(PyExc_TypeError, Py_Version < 0x030D0000 ? "'%U' is an invalid keyword argument for print()"
                                                                  : "print() got an unexpected keyword argument '%U'", name);
            return -1;
        }
    }
    return check_text("sep", &options->separator) < 0 || check_text("end", &options->end) < 0 ? -1 : 0;
}

/* The whole text, before any of it is written: so a bail-out leaves nothing half printed. */
static PyObject *
print_text(PyObject *const *values, Py_ssize_t count, const PrintOptions *options)
{
    PyObject *space = NULL, *line = NULL, *end = NULL, *text = NULL; /* owned; text is the caller's */
    PyObject *parts = PyList_New(count);
    for (Py_ssize_t i = 0; parts != NULL && i < count; i++) {
        PyObject *part = PyObject_Str(values[i]);
        if (part == NULL) {
            goto done;
        }
        PyList_SET_ITEM(parts, i, part);
    }
    space = options->separator != NULL ? Py_NewRef(options->separator) : PyUnicode_FromString(" ");
    end = options->end != NULL ? Py_NewRef(options->end) : PyUnicode_FromString("\n");
    if (parts == NULL || space == NULL || end == NULL) {
        goto done;
    }
    line = PyUnicode_Join(space, parts);
    text = line == NULL ? NULL : PyUnicode_Concat(line, end);
done:
    Py_XDECREF(parts);
    Py_XDECREF(space);
    Py_XDECREF(line);
    Py_XDECREF(end);
    return text;
}

PyDoc_STRVAR(print_doc, "print(*values, sep=' ', end='\\n', file=None, flush=False)");

static PyObject *
builtin_print(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count, PyObject *names)
{
    PrintOptions options = {NULL, NULL, NULL, 0};
    if (parse_print_options(&options, arguments + count, names) < 0) {
        return NULL;
    }
    PyObject *file = options.file != NULL ? Py_NewRef(options.file) : vm_standard_output();
    PyObject *text = file == NULL ? NULL : print_text(arguments, count, &options);
    PyObject *answer = NULL;
    if (text != NULL) {
        answer = file == Py_None ? Py_NewRef(Py_None) : PyObject_CallMethod(file, "write", "O", text);
    }
    if (answer != NULL && options.flush && file != Py_None) {
        Py_SETREF(answer, PyObject_CallMethod(file, "flush", NULL));
    }
    Py_XDECREF(text);
    Py_XDECREF(file);
    if (answer == NULL) {
        return NULL;
    }
    Py_DECREF(answer);
    Py_RETURN_NONE;
}

#define FAST(name, function, doc) {name, (PyCFunction)(void (*)(void))function, METH_FASTCALL, doc}
#define FRAME(name, doc) {name, (PyCFunction)(void (*)(void))needs_a_frame, METH_FASTCALL | METH_KEYWORDS, doc}

static PyMethodDef methods[] = {
    FAST("getattr", builtin_getattr, getattr_doc),
    FAST("hasattr", builtin_hasattr, hasattr_doc),
    FAST("setattr", builtin_setattr, setattr_doc),
    FAST("delattr", builtin_delattr, delattr_doc),
    FAST("dir", builtin_dir, dir_doc),
    FAST("vars", builtin_vars, vars_doc),
    {"print", (PyCFunction)(void (*)(void))builtin_print, METH_FASTCALL | METH_KEYWORDS, print_doc},
    {"id", vm_builtin_id, METH_O, "id(object) -> a number that no other object has while it lives, over restores too"},
    {"hash", vm_builtin_hash, METH_O, "hash(object) -> its hash value"},
    FRAME("globals", "globals() -> the calling module's namespace"),
    FRAME("locals", "locals() -> the caller's local variables"),
    FRAME("exec", "exec(source, globals=None, locals=None): run statements"),
    FRAME("eval", "eval(source, globals=None, locals=None) -> value of the expression"),
    FRAME("compile", "compile(source, filename, mode) -> code for exec and eval"),
    FRAME("__import__", "__import__(name, globals=None, locals=None, fromlist=(), level=0) -> module"),
    FRAME("__build_class__", "__build_class__(function, name, *bases, **keywords) -> class"),
    {NULL},
};

int
vm_builtins_setup(PyObject *module)
{
    PyObject *table = PyDict_New();
    PyObject *name = PyUnicode_FromString("builtins");
    int status = table == NULL || name == NULL ? -1 : 0;
    for (PyMethodDef *method = methods; status == 0 && method->ml_name != NULL; method++) {
        PyObject *function = PyCFunction_NewEx(method, NULL, name);
        status = function == NULL ? -1 : PyDict_SetItemString(table, method->ml_name, function);
        Py_XDECREF(function);
    }
    if (status == 0) {
        status = PyModule_AddObjectRef(module, "builtins", table);
    }
    Py_XDECREF(name);
    Py_XDECREF(table);
    return status;
}
