/* Tracebacks of guest frames: real traceback objects, so that Python's own tools print them.
 *
 * tb_frame is a stand-in made once per code (its "shadow"): it has the code's name, file and first line, and nothing of the
 * guest. tb_lasti is twice the word offset of the instruction; tb_lineno is its line.
 */
#ifndef PYVM_TRACEBACKS_H
#define PYVM_TRACEBACKS_H
#include <Python.h>
#include "code.h"

/* Puts an entry for the instruction at a word offset before the exception's traceback. 0, or -1 with an exception set. */
int vm_traceback_add(PyObject *exception, VmCode *code, uint32_t offset);
/* A new traceback object with that entry before next (borrowed, NULL or traceback). NULL with an exception set. */
PyObject *vm_traceback_new(VmCode *code, uint32_t offset, PyObject *next);
/* The code and word offset of a traceback object's own entry; NULL without an exception when it is not a guest's. */
VmCode *vm_traceback_code_borrow(PyObject *traceback, uint32_t *offset);
int vm_traceback_setup(PyObject *module);
#endif
