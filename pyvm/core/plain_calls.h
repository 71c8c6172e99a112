/* Plain calls: natives that are called at once, because a look at the arguments shows that none of them is guest code.
 *
 * P1 an inert argument is no function, generator, suspender, bound method or iterator: calling, stepping or journalling it is out of
 *    the question (natives.h). What an inert container holds may still be guest objects, so natives with a bridge speculate.
 * P2 what is not decided here has not begun: the general way (calls.h) does all of it.
 */
#ifndef PYVM_PLAIN_CALLS_H
#define PYVM_PLAIN_CALLS_H
#include <Python.h>
#include "attributes.h"
#include "calls.h"
#include "natives.h"

/* callable(*arguments) of a builtin function or a builtin class; arguments as vm_call takes them. 1: *kind is what it came to;
 * 0: undecided (P2). */
int vm_plain_call(VmContinuation *continuation, PyObject *callable, PyObject **arguments, Py_ssize_t count, VmCallResult *result,
                  VmCallKind *kind);
/* arguments[0].method(*arguments[1:]) of a method descriptor that was cached as any kind but VM_METHOD_UNBOUND. */
int vm_plain_method(VmContinuation *continuation, VmAttributeKind cached, PyObject *method, PyObject **arguments, Py_ssize_t count,
                    VmCallResult *result, VmCallKind *kind);
/* isinstance() where no hook can be asked: 1, 0, or -1 if one might. */
int vm_plain_isinstance(PyObject *object, PyObject *class);
/* The shortcut for a native that gets a bridge, from the table of plain_calls.c; 0 for most. */
int vm_plain_shortcut(PyObject *native);
#endif
