/* Stepping, see stepping.h. */
#include "stepping.h"
#include "answers.h"
#include "classes.h"
#include "composites.h"
#include "generators.h"
#include "iterators.h"
#include "numbers.h"
#include "plain_calls.h"
#include "steps.h"

#define PATIENCE 200 /* S3: native actions of one run */

enum { NUMBER, ITERATOR, OUTER, PARTIAL, PLACE, QUESTION_SIZE };

/* --- The types ------------------------------------------------------------------------------------------------------------ */

static int
kind_of(PyObject *iterator)
{
    for (int i = 0; i < VM_STEP_KINDS; i++) {
        if (Py_IS_TYPE(iterator, vm_step_kinds[i].type)) {
            return i;
        }
    }
    return -1;
}

int
vm_stepping_knows(PyObject *iterator)
{
    return kind_of(iterator) >= 0;
}

static int
is_visibly_guest(PyObject *part)
{
    return VmGenerator_Check(part) || vm_class_is_guest_instance(part);
}

int
vm_stepping_has_guest_part(PyObject *iterator)
{
    int kind = kind_of(iterator);
    PyObject *part = kind < 0 ? NULL : *(PyObject **)((char *)iterator + vm_step_kinds[kind].part);
    if (part == NULL || !PyTuple_CheckExact(part)) {
        return part != NULL && is_visibly_guest(part);
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(part); i++) {
        if (is_visibly_guest(PyTuple_GET_ITEM(part, i))) {
            return 1;
        }
    }
    return 0;
}

int
vm_stepping_setup(PyObject *Py_UNUSED(module))
{
    for (int i = 0; i < VM_STEP_KINDS; i++) {
        if (vm_step_kinds[i].name != NULL) {
            vm_step_kinds[i].type = vm_composite_type_borrow(vm_step_kinds[i].name);
        }
    }
    return 0;
}

/* --- Questions ----------------------------------------------------------------------------------------------------------- */

static int64_t
number_in(PyObject *question, int part)
{
    int64_t number = -1;
    vm_int_get(PyTuple_GET_ITEM(question, part), &number);
    return number;
}

int
vm_stepping_is_question(PyObject *question)
{
    int64_t number = number_in(question, NUMBER);
    return number == VM_ANSWER_PART || number == VM_ANSWER_CALLED;
}

int
vm_stepping_stops(PyObject *question)
{
    return vm_stepping_is_question(question)
        && (number_in(question, NUMBER) == VM_ANSWER_PART || PyTuple_GET_ITEM(question, OUTER) != Py_None);
}

int
vm_stepping_fits(PyObject *question)
{
    int64_t place;
    while (question != Py_None) {
        if (!PyTuple_CheckExact(question) || PyTuple_GET_SIZE(question) != QUESTION_SIZE || !vm_stepping_is_question(question)
            || kind_of(PyTuple_GET_ITEM(question, ITERATOR)) < 0 || !vm_int_get(PyTuple_GET_ITEM(question, PLACE), &place)
            || place < -1) {
            return 0;
        }
        question = PyTuple_GET_ITEM(question, OUTER);
    }
    return 1;
}

static PyObject *spare; /* a question without parts, for reuse, or NULL */

/* The question about where the step is; what the step owns is moved into it. NULL with MemoryError set. */
static PyObject *
pack(VmStepState *self, int number)
{
    PyObject *question = spare == NULL ? PyTuple_New(QUESTION_SIZE) : spare;
    spare = NULL;
    PyObject *place = question == NULL ? NULL : vm_box_int(self->place);
    if (place == NULL) {
        Py_XDECREF(question);
        return NULL;
    }
    PyTuple_SET_ITEM(question, NUMBER, Py_NewRef(vm_numbers.small[number - VM_SMALL_INT_MIN]));
    PyTuple_SET_ITEM(question, ITERATOR, self->iterator);
    PyTuple_SET_ITEM(question, OUTER, self->outer);
    PyTuple_SET_ITEM(question, PARTIAL, self->partial == NULL ? Py_NewRef(Py_None) : self->partial);
    PyTuple_SET_ITEM(question, PLACE, place);
    self->iterator = self->outer = self->partial = NULL;
    return question;
}

/* Takes the question. */
static void
unpack_steal(VmStepState *self, PyObject *question)
{
    self->place = (Py_ssize_t)number_in(question, PLACE);
    PyObject **parts = ((PyTupleObject *)question)->ob_item;
    if (Py_REFCNT(question) > 1) {
        self->iterator = Py_NewRef(parts[ITERATOR]);
        self->outer = Py_NewRef(parts[OUTER]);
        self->partial = Py_NewRef(parts[PARTIAL]);
        Py_DECREF(question);
        return;
    }
    self->iterator = parts[ITERATOR];
    self->outer = parts[OUTER];
    self->partial = parts[PARTIAL];
    parts[ITERATOR] = parts[OUTER] = parts[PARTIAL] = NULL;
    Py_CLEAR(parts[NUMBER]); /* ints: nothing runs */
    Py_CLEAR(parts[PLACE]);
    if (spare == NULL) {
        spare = question;
    } else {
        Py_DECREF(question);
    }
}

static void
clear(VmStepState *self)
{
    Py_CLEAR(self->iterator);
    Py_CLEAR(self->outer);
    Py_CLEAR(self->partial);
}

/* --- The run ------------------------------------------------------------------------------------------------------------- */

/* The call's value answers the question about where the step is. */
static VmOutcome
wait_for(VmStepState *self, int number, VmGuestCall *guest)
{
    guest->question = pack(self, number);
    if (guest->question == NULL) {
        vm_guest_call_clear(guest);
        return VM_RAISED;
    }
    return VM_GUEST;
}

/* The next value of a part. VM_DONE: *value is it, NULL at the end. */
static VmOutcome
step_part(VmStepState *self, PyObject *part, int patience, PyObject **value, VmGuestCall *guest)
{
    *value = NULL;
    if (VmGenerator_Check(part)) {
        VmGenerator *generator = (VmGenerator *)part;
        if (generator->state == VM_GENERATOR_FINISHED) {
            return VM_DONE;
        }
        if (generator->state == VM_GENERATOR_RUNNING) {
            PyErr_SetString(PyExc_ValueError, "generator already executing");
            return VM_RAISED;
        }
        vm_guest_call_set(guest, part, 0, NULL);
        return wait_for(self, VM_ANSWER_PART, guest);
    }
    if (patience <= 0) {
        vm_library_call(guest, VM_LIBRARY_NEXT, 1, &part);
    } else {
        VmOutcome outcome = vm_iterator_next(part, value, guest);
        if (outcome == VM_RAISED && PyErr_ExceptionMatches(PyExc_StopIteration)) {
            PyErr_Clear();
            return VM_DONE;
        }
        if (outcome != VM_GUEST) {
            return outcome;
        }
        if (!vm_answer_can_ask(guest->callable, guest->count)) { /* A2 */
            vm_guest_call_clear(guest);
            vm_library_call(guest, VM_LIBRARY_NEXT, 1, &part);
        }
    }
    return wait_for(self, VM_ANSWER_PART, guest);
}

/* Calls natively, where a look shows that the native enters no guest code. 1: *outcome and *value tell; 0: nothing has happened. */
static int
call_plainly(PyObject *function, PyObject *const *arguments, int count, PyObject **value, VmOutcome *outcome)
{
    PyObject *window[VM_CALL_SCRATCH + VM_GUEST_CALL_ARGUMENTS];
    memcpy(window + VM_CALL_SCRATCH, arguments, (size_t)count * sizeof(PyObject *));
    VmCallResult result = {NULL, NULL, NULL};
    VmCallKind kind;
    if (!vm_plain_call(vm_continuation_current(), function, window + VM_CALL_SCRATCH, count, &result, &kind)) {
        return 0;
    }
    if (kind == VM_CALL_DONE || kind == VM_CALL_RAISED) {
        *value = result.value;
        *outcome = kind == VM_CALL_DONE ? VM_DONE : VM_RAISED;
        return 1;
    }
    if (kind == VM_CALL_FRAME) { /* which has not run */
        vm_frame_free(result.frame);
    } else if (kind == VM_CALL_RESUME) {
        Py_DECREF(result.generator);
        Py_DECREF(result.value);
    }
    return 0;
}

static VmOutcome
call_function(VmStepState *self, VmStepAct *act, int patience, PyObject **value, VmGuestCall *guest)
{
    PyObject *function = act->object;
    PyObject *const *arguments = act->packed == NULL ? act->arguments : ((PyTupleObject *)act->packed)->ob_item;
    Py_ssize_t count = act->packed == NULL ? act->count : PyTuple_GET_SIZE(act->packed);
    VmOutcome outcome;
    if (count < VM_GUEST_CALL_ARGUMENTS) {
        if (vm_answer_can_ask(function, (int)count)) {
            vm_guest_call_set(guest, function, (int)count, arguments);
            return wait_for(self, VM_ANSWER_CALLED, guest);
        }
        if (PyMethod_Check(function) && vm_answer_can_ask(PyMethod_GET_FUNCTION(function), (int)count + 1)) {
            PyObject *shifted[VM_GUEST_CALL_ARGUMENTS] = {PyMethod_GET_SELF(function)};
            memcpy(shifted + 1, arguments, (size_t)count * sizeof(PyObject *));
            vm_guest_call_set(guest, PyMethod_GET_FUNCTION(function), (int)count + 1, shifted);
            return wait_for(self, VM_ANSWER_CALLED, guest);
        }
        if (patience > 0 && call_plainly(function, arguments, (int)count, value, &outcome)) {
            return outcome;
        }
    }
    PyObject *packed = act->packed == NULL ? PyTuple_New(count) : Py_NewRef(act->packed);
    if (packed == NULL) {
        return VM_RAISED;
    }
    for (Py_ssize_t i = 0; act->packed == NULL && i < count; i++) {
        PyTuple_SET_ITEM(packed, i, Py_NewRef(arguments[i]));
    }
    vm_library_call(guest, VM_LIBRARY_CALL_PACKED, 2, (PyObject *[]){function, packed});
    Py_DECREF(packed);
    return wait_for(self, VM_ANSWER_CALLED, guest);
}

/* The iterator's own value (owned), or NULL at its end, goes to the step that asked for it: 1, or 0 if nobody did. */
static int
return_to_outer(VmStepState *self)
{
    PyObject *outer = self->outer;
    if (outer == Py_None) {
        return 0;
    }
    self->outer = NULL;
    clear(self);
    unpack_steal(self, outer);
    return 1;
}

/* The step waits for the value of a part that is stepped here too. */
static int
enter_part(VmStepState *self, PyObject *part)
{
    PyObject *outer = pack(self, VM_ANSWER_PART);
    if (outer == NULL) {
        return -1;
    }
    *self = (VmStepState){Py_NewRef(part), outer, NULL, 0};
    return 0;
}

/* Takes the step and value. */
static VmOutcome
run(VmStepState *self, VmStepEvent event, PyObject *value, PyObject **result, VmGuestCall *guest)
{
    VmOutcome outcome = VM_DONE;
    for (int patience = PATIENCE;; patience--) {
        VmStepAct act;
        act.packed = NULL;
        act.count = 0;
        VmStepAction action = vm_step_kinds[kind_of(self->iterator)].advance(self, event, value, &act);
        value = NULL;
        if (action == VM_STEP_GIVE || action == VM_STEP_STOP) {
            value = action == VM_STEP_GIVE ? act.object : NULL;
            event = action == VM_STEP_GIVE ? VM_STEP_VALUE : VM_STEP_END;
            Py_XDECREF(act.packed);
            if (!return_to_outer(self)) {
                *result = value;
                break;
            }
            continue;
        }
        if (action == VM_STEP_PART && !VmGenerator_Check(act.object) && (vm_stepping_has_guest_part(act.object) || (vm_stepping_knows(act.object) && !vm_iterator_is_native(act.object)))) {
            int status = enter_part(self, act.object);
            Py_DECREF(act.object);
            event = VM_STEP_BEGIN;
            outcome = status < 0 ? VM_RAISED : VM_DONE;
        } else if (action == VM_STEP_PART) {
            outcome = step_part(self, act.object, patience, &value, guest);
            Py_DECREF(act.object);
            event = value == NULL ? VM_STEP_END : VM_STEP_VALUE;
        } else if (action == VM_STEP_CALL) {
            outcome = call_function(self, &act, patience, &value, guest);
            event = VM_STEP_ANSWER;
        } else if (action == VM_STEP_LIBRARY) {
            outcome = vm_library_call(guest, act.entry, act.count, act.arguments);
            if (outcome == VM_GUEST) {
                outcome = wait_for(self, self->place < 0 ? VM_ANSWER_PART : VM_ANSWER_CALLED, guest);
            }
        } else {
            outcome = VM_RAISED;
        }
        Py_XDECREF(act.packed);
        if (outcome != VM_DONE) {
            break;
        }
    }
    clear(self);
    return outcome;
}

VmOutcome
vm_stepping_begin(PyObject *iterator, PyObject **result, VmGuestCall *guest)
{
    VmStepState self = {Py_NewRef(iterator), Py_NewRef(Py_None), NULL, 0};
    return run(&self, VM_STEP_BEGIN, NULL, result, guest);
}

VmOutcome
vm_stepping_answered(PyObject *question, PyObject *value, PyObject **result, VmGuestCall *guest)
{
    VmStepState self;
    VmStepEvent event = number_in(question, NUMBER) == VM_ANSWER_CALLED ? VM_STEP_ANSWER : VM_STEP_VALUE;
    unpack_steal(&self, question);
    if (value == NULL) {
        if (event == VM_STEP_ANSWER && !return_to_outer(&self)) { /* vm_stepping_stops() excludes it */
            clear(&self);
            *result = NULL;
            return VM_DONE;
        }
        event = VM_STEP_END;
    }
    return run(&self, event, value, result, guest);
}
