/* Answers of special methods, see answers.h. */
#include "answers.h"
#include "functions.h"
#include "library.h"
#include "lookups.h"
#include "numbers.h"
#include "protocols.h"
#include "stepping.h"

#define QUESTION_SIZE 3

int
vm_answer_can_ask(PyObject *method, int count)
{
    return VmFunction_Check(method) && ((VmFunction *)method)->code->flags & VM_CODE_SIMPLE
        && ((VmFunction *)method)->code->positional_count == count;
}

static PyObject *
new_question(int number, PyObject *first, PyObject *second)
{
    PyObject *question = PyTuple_New(QUESTION_SIZE);
    if (LIKELY(question != NULL)) {
        PyTuple_SET_ITEM(question, 0, Py_NewRef(vm_numbers.small[number - VM_SMALL_INT_MIN]));
        PyTuple_SET_ITEM(question, 1, Py_NewRef(first));
        PyTuple_SET_ITEM(question, 2, Py_NewRef(second));
    }
    return question;
}

VmFrame *
vm_answer_frame(PyObject *method, int count, PyObject *const *arguments, int number, PyObject *first, PyObject *second)
{
    PyObject *question = new_question(number, first, second);
    return question == NULL ? NULL : vm_answer_frame_steal(method, count, arguments, question);
}

VmFrame *
vm_answer_frame_steal(PyObject *method, int count, PyObject *const *arguments, PyObject *question)
{
    VmFrame *frame = vm_frame_new((VmFunction *)method);
    if (UNLIKELY(frame == NULL)) {
        Py_DECREF(question);
        return NULL;
    }
    for (int i = 0; i < count; i++) {
        frame->registers[i] = Py_NewRef(arguments[i]);
    }
    vm_frame_open_closure(frame);
    frame->flags = VM_FRAME_ANSWER;
    frame->owner = question;
    return frame;
}

VmOutcome
vm_answer_ask(VmGuestCall *call, PyObject *method, int count, PyObject *const *arguments, int number, PyObject *first,
              PyObject *second)
{
    PyObject *question = new_question(number, first, second);
    if (question == NULL) {
        return VM_RAISED;
    }
    vm_guest_call_set(call, method, count, arguments);
    call->question = question;
    return VM_GUEST;
}

int
vm_answer_is_question(PyObject *object)
{
    int64_t number;
    if (!PyTuple_CheckExact(object) || PyTuple_GET_SIZE(object) < QUESTION_SIZE || !vm_int_get(PyTuple_GET_ITEM(object, 0), &number)
        || number < 0 || number >= VM_ANSWER_COUNT) {
        return 0;
    }
    if (number >= VM_ANSWER_LOOKUP_HASH) {
        return vm_lookup_is_question(object, (int)number);
    }
    return number < VM_ANSWER_PART ? PyTuple_GET_SIZE(object) == QUESTION_SIZE : vm_stepping_fits(object);
}

static int
question_number(PyObject *question)
{
    int64_t number = VM_ANSWER_COUNT;
    vm_int_get(PyTuple_GET_ITEM(question, 0), &number);
    return (int)number;
}

static int
is_bool(PyObject *value)
{
    return value == Py_True || value == Py_False;
}

static int
fits_length(PyObject *value, int64_t *length)
{
    return vm_int_get(value, length) && *length >= 0;
}

static void
set_bool(PyObject **value, int truth)
{
    Py_SETREF(*value, Py_NewRef(truth ? Py_True : Py_False));
}

int
vm_answer_fits(PyObject *question, PyObject **value)
{
    int64_t length;
    int number = question_number(question);
    switch (number) {
    default: /* operators and comparisons, or a step or a lookup */
        return number < VM_ANSWER_PART && *value != Py_NotImplemented;
    case VM_ANSWER_NOT_EQUAL:
        if (!is_bool(*value)) {
            return 0;
        }
        set_bool(value, *value == Py_False);
        return 1;
    case VM_ANSWER_TRUTH:
    case VM_ANSWER_CONTAINS:
        return is_bool(*value);
    case VM_ANSWER_LENGTH:
        return fits_length(*value, &length);
    case VM_ANSWER_FILLED:
        if (!fits_length(*value, &length)) {
            return 0;
        }
        set_bool(value, length != 0);
        return 1;
    case VM_ANSWER_ITERATOR:
        return PyIter_Check(*value);
    case VM_ANSWER_STR:
    case VM_ANSWER_REPR:
        return PyUnicode_CheckExact(*value);
    case VM_ANSWER_HASH:
        return vm_int_get(*value, &length) && length != -1;
    }
}

/* hash() of what a guest `__hash__` answered. */
static VmOutcome
judge_hash(PyObject **value)
{
    Py_hash_t hash;
    PyObject *result = vm_hash_answered(*value, &hash) < 0 ? NULL : PyLong_FromSsize_t(hash);
    if (result == NULL) {
        return VM_RAISED;
    }
    Py_SETREF(*value, result);
    return VM_DONE;
}

VmOutcome
vm_answer_judge(VmGuestCall *call, PyObject *question, PyObject **value)
{
    int number = question_number(question);
    if (number >= VM_ANSWER_LOOKUP_HASH) {
        return vm_lookup_answered(call, question, value);
    }
    if (number == VM_ANSWER_HASH) {
        return judge_hash(value);
    }
    PyObject *arguments[] = {PyTuple_GET_ITEM(question, 0), PyTuple_GET_ITEM(question, 1), PyTuple_GET_ITEM(question, 2), *value};
    return vm_library_call(call, VM_LIBRARY_ANSWER, 4, arguments);
}
