/* Answers: a special method called directly, whose answer still has to be judged.
 *
 * `left + right` calls left.__add__ on a frame of its own, and most answers are the result. The frame keeps the question (its
 * owner, VM_FRAME_ANSWER): what was asked and of whom. If the answer is not a result, the library goes on from there.
 *
 * A1 a question is a tuple (number, first, second), one about a table (lookups.h), or about a step (stepping.h). number says what was asked: a row of VM_ANSWER_..., for operators with the
 *    index of the operator added.
 * A2 only functions that need no binding of arguments (VM_CODE_SIMPLE) are asked like this: their frame is the only one that runs.
 */
#ifndef PYVM_ANSWERS_H
#define PYVM_ANSWERS_H
#include <Python.h>
#include "frames.h"
#include "outcome.h"

/* In step with pyvm/library/answers.py. */
enum {
    VM_ANSWER_BINARY = 0,          /* + index into isa.BINARY: first.__op__(second) */
    VM_ANSWER_REFLECTED = 16,      /* second.__rop__(first), where first's own method is known not to know it */
    VM_ANSWER_INPLACE = 32,        /* first.__iop__(second) */
    VM_ANSWER_INPLACE_BINARY = 48, /* first.__op__(second) of an augmented assignment; there is no __iop__ */
    VM_ANSWER_COMPARE = 64,        /* + index into isa.COMPARE: first.__op__(second) */
    VM_ANSWER_NOT_EQUAL = 72,      /* first.__eq__(second), for a `!=` that object.__ne__ derives from it */
    VM_ANSWER_TRUTH,               /* first.__bool__() */
    VM_ANSWER_CONTAINS,            /* first.__contains__(second) */
    VM_ANSWER_LENGTH,              /* first.__len__() */
    VM_ANSWER_FILLED,              /* first.__len__(), for its truth */
    VM_ANSWER_ITERATOR,            /* first.__iter__() */
    VM_ANSWER_STR,                 /* first.__str__() */
    VM_ANSWER_REPR,                /* first.__repr__() */
    VM_ANSWER_HASH,                /* first.__hash__() */
    VM_ANSWER_PART = 90,           /* a step of a composite iterator, see stepping.h: the next value of one of its parts */
    VM_ANSWER_CALLED,              /* the same: what a function answered */
    VM_ANSWER_LOOKUP_HASH = 96,    /* + VmLookup: a key's __hash__, see lookups.h */
    VM_ANSWER_LOOKUP_EQUAL = 112,  /* + VmLookup: a candidate's __eq__ */
    VM_ANSWER_COUNT = 128,
};

/* 1 if the question can be put: method is a function that takes count arguments and no others. */
int vm_answer_can_ask(PyObject *method, int count);
/* Fills the empty call with method(*arguments) and its question. VM_GUEST, or VM_RAISED for MemoryError. */
VmOutcome vm_answer_ask(VmGuestCall *call, PyObject *method, int count, PyObject *const *arguments, int number, PyObject *first,
                        PyObject *second);
/* The frame of such a call at once, its prev not set. NULL with MemoryError set. */
VmFrame *vm_answer_frame(PyObject *method, int count, PyObject *const *arguments, int number, PyObject *first, PyObject *second);
/* The same for a question that is made already (taken). */
VmFrame *vm_answer_frame_steal(PyObject *method, int count, PyObject *const *arguments, PyObject *question);
/* 1 if value (owned) is an answer, and it is the result now; 0 if it is none, untouched. */
int vm_answer_fits(PyObject *question, PyObject **value);
/* Judges a value (owned) that does not fit. VM_DONE: it is the result now; VM_GUEST: the call (filled) has the result; or VM_RAISED. */
VmOutcome vm_answer_judge(VmGuestCall *call, PyObject *question, PyObject **value);
/* 1 if the object is well formed as a question, for what a blob brings. */
int vm_answer_is_question(PyObject *object);
#endif
