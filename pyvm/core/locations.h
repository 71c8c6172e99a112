/* CPython's location table for a stand-in code object. */
#ifndef PYVM_LOCATIONS_H
#define PYVM_LOCATIONS_H
#include <Python.h>

/* The co_linetable of a code object with unit_count units whose spans are positions (a tuple of pyvm.code.Position by offset).
 * Owned bytes; NULL with an exception set. */
PyObject *vm_location_table(PyObject *positions, Py_ssize_t unit_count, long first_line);
#endif
