/* Depth: operations of CPython that recurse in C over nested values and do not count how deep. A guest could nest a tuple
 * 200,000 times and kill the process by hashing it. Each gets a count in front of it, for the whole process. */
#ifndef PYVM_DEPTH_H
#define PYVM_DEPTH_H
#include <Python.h>

int vm_depth_setup(PyObject *module);
#endif
