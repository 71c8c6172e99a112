/* Tables: dicts and sets read and written by position and known hash, so that no `__eq__` and no `__hash__` runs.
 *
 * The library (pyvm/library/tables.py) compares candidates on frames; here is only what touches the table itself.
 */
#ifndef PYVM_TABLES_H
#define PYVM_TABLES_H
#include <Python.h>

int vm_tables_setup(PyObject *module);
#endif
