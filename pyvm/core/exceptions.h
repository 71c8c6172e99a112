/* Exceptions: raising, matching and the chain of exceptions being handled.
 *
 * Exception objects, `__context__` and `sys.exc_info()` are CPython's own: tstate->exc_info points into the chain of the running
 * continuation, whose links belong to the continuation and to its running generators (E1: topmost first, NULL at the end).
 */
#ifndef PYVM_EXCEPTIONS_H
#define PYVM_EXCEPTIONS_H
#include <Python.h>
#include "continuation.h"
#include "outcome.h"

/* Sets StopIteration(value), as a generator's return does. */
void vm_error_stop_iteration(PyObject *value);
/* raise what [from cause]; cause is NULL where there is none. VM_RAISED, or VM_GUEST when what is a guest class: the call makes
 * the instance. */
VmOutcome vm_exception_raise(PyObject *what, PyObject *cause, VmGuestCall *call);
/* Raises what a guest class made for `raise`. Takes the reference. */
void vm_exception_raise_made_steal(PyObject *exception);
/* The bare `raise`: 1 if the exception being handled is raised again, 0 if there is none and RuntimeError is. */
int vm_exception_reraise_handled(void);
/* `except classes`: 1, 0 or -1 with TypeError set. */
int vm_exception_matches(PyObject *exception, PyObject *classes);
/* Replaces StopIteration, which is leaving a generator, by RuntimeError (PEP 479). Takes and returns owned references. */
PyObject *vm_exception_leave_generator_steal(PyObject *exception);
/* Links the chain again from the running generators of the continuation's frames. */
void vm_exception_link_chain(VmContinuation *continuation);
/* NameError for reading or deleting the empty cell in a register of code. */
void vm_error_empty_cell(const VmCode *code, uint16_t reg, PyObject *name);
/* RecursionError with CPython's text. */
void vm_exception_recursion(void);
#endif
