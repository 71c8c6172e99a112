/* Re-entry: see reentry.h. */
#include "reentry.h"
#include "calls.h"
#include "compat.h"

/* --- Guarded classes ------------------------------------------------------------------------------------------------ */

#define GUARDED_MAX 64

typedef struct {
    PyTypeObject *type; /* owned */
    PyObject *quiet;    /* owned frozenset: methods that ask nothing of anybody */
} Guard;

static Guard guards[GUARDED_MAX];
static int guard_count;

/* The guard of the class or of one of its bases, or NULL. */
static const Guard *
find_guard(PyTypeObject *type)
{
    if (type == &PyModule_Type || type == &PyList_Type || type == &PyDict_Type || type == &PyUnicode_Type) { /* most often asked */
        return NULL;
    }
    for (int i = 0; i < guard_count; i++) {
        if (PyType_IsSubtype(type, guards[i].type)) {
            return &guards[i];
        }
    }
    return NULL;
}

int
vm_reentry_is_guarded(PyTypeObject *type)
{
    return find_guard(type) != NULL;
}

int
vm_reentry_must_record(PyTypeObject *type, PyObject *method)
{
    const Guard *guard = find_guard(type);
    return guard != NULL && PySet_Contains(guard->quiet, method) != 1;
}

/* guard_reentry(cls, quiet) */
static PyObject *
guard_reentry(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type, *quiet;
    if (!PyArg_ParseTuple(args, "O!O!:guard_reentry", &PyType_Type, &type, &PyFrozenSet_Type, &quiet)) {
        return NULL;
    }
    if (guard_count == GUARDED_MAX) {
        PyErr_SetString(PyExc_ValueError, "guard_reentry(): there are too many guarded classes; raise GUARDED_MAX");
        return NULL;
    }
    guards[guard_count++] = (Guard){(PyTypeObject *)Py_NewRef(type), Py_NewRef(quiet)};
    Py_RETURN_NONE;
}

/* --- What is at work ------------------------------------------------------------------------------------------------ */

PyObject *
vm_bound_self(PyObject *callable)
{
    if (Py_IS_TYPE(callable, &_PyMethodWrapper_Type)) {
        return ((VmMethodWrapper *)callable)->self;
    }
    if (PyCFunction_Check(callable)) {
        PyObject *self = PyCFunction_GET_SELF(callable);
        return self != NULL && PyModule_Check(self) ? NULL : self;
    }
    return PyMethod_Check(callable) ? PyMethod_GET_SELF(callable) : NULL;
}

/* The object among those of a use: itself, what a callable is bound to, or one of a packed list of arguments. */
static int
use_holds(const VmNativeUse *use, PyObject *object)
{
    if (use->callable != NULL && vm_bound_self(use->callable) == object) {
        return 1;
    }
    for (Py_ssize_t i = 0; i < use->count; i++) {
        PyObject *held = use->objects[i];
        if (held == object || (i == 0 && vm_bound_self(held) == object)) {
            return 1;
        }
        if (PyTuple_CheckExact(held)) {
            for (Py_ssize_t j = 0; j < PyTuple_GET_SIZE(held); j++) {
                if (PyTuple_GET_ITEM(held, j) == object) {
                    return 1;
                }
            }
        }
    }
    return 0;
}

int
vm_reentry_refuses_slow(VmContinuation *continuation, PyObject *object, const char *operation)
{
    if (find_guard(Py_TYPE(object)) == NULL) {
        return 0;
    }
    for (const VmNativeUse *use = continuation->uses; use != NULL; use = use->outer) {
        if (use_holds(use, object)) {
            PyErr_Format(PyExc_RuntimeError, "%s: this %.100s is in use by the operation that called here; change it afterwards",
                         operation, Py_TYPE(object)->tp_name);
            return 1;
        }
    }
    return 0;
}

/* --- Calls ---------------------------------------------------------------------------------------------------------- */

/* Methods, by name, that move or free what another method of the same object may point to. */
static const char *const changing[] = {
    "append", "appendleft", "byteswap", "cast", "clear", "close", "detach", "extend", "extendleft", "frombytes", "fromlist",
    "fromunicode", "getbuffer", "insert", "move_to_end", "next", "pop", "popitem", "popleft", "release", "remove", "resize", "reverse",
    "rotate", "send", "setdefault", "throw", "truncate", "update", "write", "writelines", "__delattr__", "__delitem__", "__iadd__",
    "__imul__", "__init__", "__ior__", "__next__", "__setattr__", "__setitem__", "__setstate__", "__exit__", NULL,
};

static const char *
name_of_native(PyObject *callable)
{
    PyTypeObject *type = Py_TYPE(callable);
    if (PyCFunction_Check(callable)) {
        return ((PyCFunctionObject *)callable)->m_ml->ml_name;
    }
    if (type == &PyMethodDescr_Type) {
        return ((PyMethodDescrObject *)callable)->d_method->ml_name;
    }
    if (type == &PyWrapperDescr_Type) {
        return ((PyWrapperDescrObject *)callable)->d_base->name;
    }
    return type == &_PyMethodWrapper_Type ? ((VmMethodWrapper *)callable)->descriptor->d_base->name : NULL;
}

int
vm_reentry_refuses_call_slow(VmContinuation *continuation, PyObject *callable, PyObject *const *arguments, Py_ssize_t positional)
{
    const char *name = name_of_native(callable);
    PyObject *object = vm_bound_self(callable);
    object = object != NULL ? object : positional > 0 ? arguments[0] : NULL;
    if (name == NULL || object == NULL) {
        return 0;
    }
    for (const char *const *change = changing; *change != NULL; change++) {
        if (strcmp(*change, name) == 0) {
            return vm_reentry_refuses_slow(continuation, object, name);
        }
    }
    return 0;
}

static PyMethodDef functions[] = {
    {"guard_reentry", guard_reentry, METH_VARARGS, "While guest code runs under a native at work on an instance, others may not change it."},
    {NULL},
};

int
vm_reentry_setup(PyObject *module)
{
    return PyModule_AddFunctions(module, functions);
}
