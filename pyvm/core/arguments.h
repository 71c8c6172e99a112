/* Arguments: binding a call's arguments to a VM function's parameters, with CPython's own error texts. */
#ifndef PYVM_ARGUMENTS_H
#define PYVM_ARGUMENTS_H
#include <Python.h>
#include "functions.h"
#include "outcome.h"

/* Fills registers[0 .. parameter_count), which are NULL, with new references. arguments: `positional` values, then one for
 * each of keyword_names (a tuple of str, or NULL). 0, or -1 with TypeError set and the registers NULL again. Runs no guest
 * code. */
int vm_arguments_bind(VmFunction *function, PyObject *const *arguments, Py_ssize_t positional, PyObject *keyword_names,
                      PyObject **registers);

/* The same when VM_CODE_SIMPLE is set, nothing is passed by keyword and the count is right: nothing can fail. */
static inline void
vm_arguments_copy(PyObject *const *arguments, Py_ssize_t count, PyObject **registers)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        registers[i] = Py_NewRef(arguments[i]);
    }
}
#endif
