/* Stepping: composite iterators whose parts are guest code, stepped by the loop.
 *
 * A step of `zip(generator(), generator())` steps its parts in turn: each as a frame of its own (a generator, a guest `__next__`, a
 * function that map or filter calls) that keeps a question (answers.h), whose answer goes on with the step. Nested composites are
 * questions within questions, so that depth costs no C stack.
 *
 * S1 a question about a step is (number, iterator, outer, partial, place): number is VM_ANSWER_PART, for the next value of a part of the
 *    iterator, or VM_ANSWER_CALLED, for what a function answered; outer is the question that the iterator's own value answers, or None;
 *    partial is what the step has so far, place where it is. Both are the iterator's business, see stepping.c.
 * S2 a running generator that was stepped so holds its question, and its frame has VM_FRAME_ANSWER.
 * S3 what is decided natively without end is interrupted by a call of the library, so that safepoints are passed.
 */
#ifndef PYVM_STEPPING_H
#define PYVM_STEPPING_H
#include <Python.h>
#include "outcome.h"

/* 1 if the iterator is exactly of a type whose steps are known here. */
int vm_stepping_knows(PyObject *iterator);
/* 1 if it is one, and a part of it is a generator or a guest's iterator: a quick look that does not find all guest code. */
int vm_stepping_has_guest_part(PyObject *iterator);
/* next(iterator) of such an iterator. VM_DONE: *result is owned, NULL = exhausted; VM_GUEST: the filled call goes on with it. */
VmOutcome vm_stepping_begin(PyObject *iterator, PyObject **result, VmGuestCall *call);
/* The answer to a question about a step (both owned, taken); value NULL: StopIteration. As vm_stepping_begin(). */
VmOutcome vm_stepping_answered(PyObject *question, PyObject *value, PyObject **result, VmGuestCall *call);
/* 1 if a StopIteration that leaves the frame with this question is an answer to it, or to one further out. */
int vm_stepping_stops(PyObject *question);
/* 1 if a question is one about a step. */
int vm_stepping_is_question(PyObject *question);
/* 1 if it is well formed (S1), for what a blob brings. */
int vm_stepping_fits(PyObject *question);
int vm_stepping_setup(PyObject *module);
#endif
