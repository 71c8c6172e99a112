/* Steps: what the step of each composite iterator does next. stepping.c does it.
 *
 * A step is a small machine: it is told what came (a part's value, its end, a function's answer) and says what to do. Between two of
 * these its state is a question (stepping.h), so it keeps nothing anywhere else.
 */
#ifndef PYVM_STEPS_H
#define PYVM_STEPS_H
#include <Python.h>
#include "library.h"
#include "outcome.h"

/* One iterator's step. Owns its references. */
typedef struct {
    PyObject *iterator, *outer, *partial; /* S1; partial may be NULL */
    Py_ssize_t place;
} VmStepState;

/* What came: the step begins, a part gave a value, a part is exhausted, a function answered. */
typedef enum { VM_STEP_BEGIN, VM_STEP_VALUE, VM_STEP_END, VM_STEP_ANSWER } VmStepEvent;

/* What the step does next. */
typedef enum {
    VM_STEP_FAIL = -1, /* an exception is set */
    VM_STEP_GIVE,      /* object (owned) is the iterator's value */
    VM_STEP_STOP,      /* the iterator is exhausted */
    VM_STEP_PART,      /* the next value of object (owned) */
    VM_STEP_CALL,      /* object(*arguments): object is borrowed from the iterator, arguments from the step or what it refers to */
    VM_STEP_LIBRARY,   /* the same of an entry of the library */
} VmStepAction;

typedef struct {
    PyObject *object;
    PyObject *arguments[VM_GUEST_CALL_ARGUMENTS];
    int count;
    PyObject *packed; /* owned tuple or NULL: all arguments */
    VmLibrary entry;
} VmStepAct;

typedef struct {
    const char *name; /* in itertools, or NULL */
    PyTypeObject *type;
    VmStepAction (*advance)(VmStepState *self, VmStepEvent event, PyObject *value, VmStepAct *act);
    size_t part; /* where the iterator is that most steps go to, or the tuple of iterators */
} VmStepKind;

#define VM_STEP_KINDS 13
extern VmStepKind vm_step_kinds[VM_STEP_KINDS];
#endif
