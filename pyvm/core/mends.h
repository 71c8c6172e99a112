/* Mends of CPython's own types: see mends.c. */
#ifndef PYVM_MENDS_H
#define PYVM_MENDS_H
#include <Python.h>

int vm_mends_setup(PyObject *module);
#endif
