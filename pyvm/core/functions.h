/* VM functions: code with its globals, defaults and closure. They look like Python functions to the guest, and are called
 * by pushing a frame; a call from C (a native's callback) runs a nested loop, in which nothing can be suspended. */
#ifndef PYVM_FUNCTIONS_H
#define PYVM_FUNCTIONS_H
#include <Python.h>
#include "code.h"

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    VmCode *code;          /* owned, never NULL */
    PyObject *globals;     /* owned dict */
    PyObject *builtins;    /* owned dict: the guest's builtins */
    PyObject *defaults;    /* owned tuple or NULL */
    PyObject *kwdefaults;  /* owned dict or NULL */
    PyObject *closure;     /* owned tuple of cells, as many as code->free_count, or NULL for none */
    PyObject *name, *qualname; /* owned str */
    PyObject *module;      /* owned, usually str, or NULL */
    PyObject *doc;         /* owned */
    PyObject *annotations; /* owned dict or NULL until asked for */
    PyObject *dict;        /* owned or NULL */
    PyObject *weakrefs;
} VmFunction;

extern PyTypeObject VmFunction_Type;
#define VmFunction_Check(o) Py_IS_TYPE((o), &VmFunction_Type)

/* The same for what may be NULL, such as the result of a lookup. */
static inline int
VmFunction_XCheck(PyObject *found)
{
    return found != NULL && VmFunction_Check(found);
}

/* Sets a function's or generator's __name__ or __qualname__, whichever name says. 0, or -1 with TypeError if value is no str. */
int vm_function_set_name(PyObject **field, PyObject *value, const char *name);
/* A function without defaults and closure. Takes new references. Name, doc and module come from the code and globals. */
VmFunction *vm_function_new(VmCode *code, PyObject *globals, PyObject *builtins);
/* {name: value} of the flat tuple (name, value, ...) that annotated parameters make. Owned, NULL with an exception set. */
PyObject *vm_annotations_from_pairs(PyObject *pairs);
int vm_function_setup(PyObject *module);
#endif
