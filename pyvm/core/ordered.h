/* OrderedDicts written by known hash, as the functions of CPython that do so for dicts would: those leave its order alone. */
#ifndef PYVM_ORDERED_H
#define PYVM_ORDERED_H
#include <Python.h>

/* Keys are compared by identity: whoever calls has found the key or ruled it out. 0, or -1 with an exception set. */
int vm_ordered_set_known(PyObject *ordered, PyObject *key, PyObject *value, Py_hash_t hash);
int vm_ordered_delete_known(PyObject *ordered, PyObject *key, Py_hash_t hash);
#endif
