/* Builtins that a guest gets in place of CPython's own: access to attributes through the gate, and print to the guest's output.
 *
 * They stand in the dict `_core.builtins` by name; pyvm/builtins.py puts them into the guest's table. Each is the native half
 * of a bridge: it is tried first, and the library version runs where it would enter guest code.
 */
#ifndef PYVM_BUILTINS_H
#define PYVM_BUILTINS_H
#include <Python.h>

int vm_builtins_setup(PyObject *module);
#endif
