/* Sorting: lists ordered by keys that are there already, natively where no comparison enters guest code. */
#ifndef PYVM_SORTING_H
#define PYVM_SORTING_H
#include <Python.h>

int vm_sorting_setup(PyObject *module);
#endif
