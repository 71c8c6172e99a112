/* Intrinsics: the private natives of the guest library. They stand in the dict `_core.intrinsics`, which becomes part of the
 * library's names and of no guest's. None of them looks for guest code first: that is what the library is for.
 */
#ifndef PYVM_INTRINSICS_H
#define PYVM_INTRINSICS_H
#include <Python.h>

/* What a lookup answers when there is nothing: NotImplemented, which every blob can hold. Borrowed. */
#define VM_ABSENT Py_NotImplemented

/* Adds methods (an array that ends with a NULL name) to _core.intrinsics. 0 or -1. */
int vm_intrinsics_add(PyObject *module, PyMethodDef *methods);
/* What print writes to: the guest's sys.stdout, else the continuation's host, or None. Owned. */
PyObject *vm_standard_output(void);
int vm_intrinsics_setup(PyObject *module);
#endif
