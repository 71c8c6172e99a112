/* Errors of pyvm itself, raised from C. The sentences are in pyvm/errors.py; here only the facts are handed over. */
#ifndef PYVM_ERRORS_H
#define PYVM_ERRORS_H
#include <Python.h>

/* Sets pyvm.errors.<name>(*arguments); arguments is a tuple whose reference is taken, NULL with an exception set is passed on. */
void vm_error_set_steal(const char *name, PyObject *arguments);
#endif
