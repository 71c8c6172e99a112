/* Near misses: which of some names a mistyped one may have meant, measured as CPython's own "Did you mean" measures it. */
#ifndef PYVM_SPELLING_H
#define PYVM_SPELLING_H
#include <Python.h>

/* The nearest of the strs names[0 .. count), borrowed, or NULL if none is near. Never raises. */
PyObject *vm_spelling_suggest_borrow(PyObject *wrong, PyObject *const *names, Py_ssize_t count);
#endif
