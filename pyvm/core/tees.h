/* Tees: what CPython's itertools.tee keeps, which it shows nowhere. The same in 3.11, 3.12 and 3.13. */
#ifndef PYVM_TEES_H
#define PYVM_TEES_H
#include <Python.h>

#define VM_TEE_VALUES 57

typedef struct { /* what the iterators of one tee share: values that not all of them have passed */
    PyObject_HEAD
    PyObject *iterator;
    int count, running;
    PyObject *following;
    PyObject *values[VM_TEE_VALUES];
} VmTeeData;

typedef struct {
    PyObject_HEAD
    PyObject *data;
    int index;
} VmTee;

/* A value that the data of a tee keeps; new reference. And one more: there is room for VM_TEE_VALUES. */
PyObject *vm_tee_value(PyObject *data, Py_ssize_t index);
int vm_tee_append(PyObject *data, PyObject *value);
#endif
