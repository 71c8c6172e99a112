/* Match statements: class and mapping patterns that can be decided without guest code. */
#ifndef PYVM_PATTERNS_H
#define PYVM_PATTERNS_H
#include <Python.h>
#include "outcome.h"

/* The subject's attributes for `class(*patterns, name=pattern, ...)`, count positional ones and a tuple of names: a tuple, or None if
 * it does not match. VM_GUEST: the library does it all, nothing has happened. */
VmOutcome vm_match_class(PyObject *subject, PyObject *class, int count, PyObject *names, PyObject **result, VmGuestCall *call);
/* The subject's values for a tuple of keys: a tuple, or None if one is missing. VM_GUEST as above. */
VmOutcome vm_match_keys(PyObject *subject, PyObject *keys, PyObject **result, VmGuestCall *call);
int vm_patterns_setup(PyObject *module);
#endif
