/* Suspenders: callables whose call in guest code makes the continuation wait (effects, pyvm.suspend, sleep). */
#ifndef PYVM_SUSPENDERS_H
#define PYVM_SUSPENDERS_H
#include <Python.h>
#include "continuation.h"

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    PyObject *kind, *name; /* owned str */
    PyObject *function;    /* owned: the host's function behind it, or None */
} VmSuspender;

extern PyTypeObject VmSuspender_Type;
#define VmSuspender_Check(o) Py_IS_TYPE((o), &VmSuspender_Type)

/* Makes the continuation's request from a call. 0, or -1 with an exception set: NotSuspendable where it cannot wait. */
int vm_suspender_request(VmContinuation *continuation, VmSuspender *suspender, PyObject *const *arguments, Py_ssize_t positional,
                         PyObject *keyword_names);
int vm_suspender_setup(PyObject *module);
#endif
