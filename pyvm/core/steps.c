/* Steps, see steps.h: a function for each type of iterator. value is owned, and taken. */
#include "steps.h"
#include <stddef.h>
#include "classes.h"
#include "compat.h"
#include "composites.h"
#include "iterators.h"
#include "numbers.h"
#include "protocols.h"

/* --- Actions --------------------------------------------------------------------------------------------------------- */

static VmStepAction
give(VmStepAct *act, PyObject *value)
{
    act->object = value;
    return value == NULL ? VM_STEP_FAIL : VM_STEP_GIVE;
}

static VmStepAction
step(VmStepAct *act, PyObject *inner)
{
    act->object = Py_XNewRef(inner);
    return inner == NULL ? VM_STEP_STOP : VM_STEP_PART;
}

static VmStepAction
call(VmStepAct *act, PyObject *function, PyObject *first)
{
    act->object = function;
    act->arguments[0] = first;
    act->count = 1;
    return VM_STEP_CALL;
}

static VmStepAction
library(VmStepAct *act, VmLibrary entry, PyObject *first, PyObject *second)
{
    act->entry = entry;
    act->arguments[0] = first;
    act->arguments[1] = second;
    act->count = second == NULL ? 1 : 2;
    return VM_STEP_LIBRARY;
}

/* The step keeps value (owned). */
static void
keep_steal(VmStepState *self, PyObject *value)
{
    Py_XSETREF(self->partial, value);
}

static VmStepAction
give_partial(VmStepState *self, VmStepAct *act)
{
    PyObject *value = self->partial;
    self->partial = NULL;
    return give(act, value);
}

static void
put(PyObject **field, PyObject *value)
{
    PyObject *old = *field;
    *field = Py_XNewRef(value);
    Py_XDECREF(old);
}

/* --- zip and map: partial is the tuple of the values, place how many there are ------------------------------------------ */

/* Takes a value of the next part. 1: more are needed, 0: all are there, -1: an exception is set. */
static int
collect_steal(VmStepState *self, PyObject *parts, PyObject *value)
{
    Py_ssize_t count = PyTuple_GET_SIZE(parts);
    if (value == NULL) {
        self->partial = PyTuple_New(count);
        for (Py_ssize_t i = 0; self->partial != NULL && i < count; i++) {
            PyTuple_SET_ITEM(self->partial, i, Py_NewRef(Py_None));
        }
        self->place = 0;
        return self->partial == NULL ? -1 : count > 0;
    }
    if (self->partial == NULL || !PyTuple_CheckExact(self->partial) || PyTuple_GET_SIZE(self->partial) != count || self->place < 0
        || self->place >= count) {
        Py_DECREF(value);
        PyErr_SetString(PyExc_RuntimeError, "an iterator was changed while it was stepped");
        return -1;
    }
    PyObject *old = PyTuple_GET_ITEM(self->partial, self->place);
    PyTuple_SET_ITEM(self->partial, self->place, value);
    Py_DECREF(old);
    return ++self->place < count;
}

static VmStepAction
step_zip(VmStepState *self, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    VmZip *zip = (VmZip *)self->iterator;
    if (event == VM_STEP_END) {
        if (!zip->strict || self->place < 0) {
            return VM_STEP_STOP;
        }
        PyObject *place = vm_box_int(self->place);
        if (place == NULL) {
            return VM_STEP_FAIL;
        }
        keep_steal(self, place);
        self->place = -1;
        return library(act, VM_LIBRARY_FINISH_STRICT_ZIP, zip->iterators, place);
    }
    if (event == VM_STEP_BEGIN && PyTuple_GET_SIZE(zip->iterators) == 0) {
        return VM_STEP_STOP;
    }
    int more = collect_steal(self, zip->iterators, value);
    return more < 0 ? VM_STEP_FAIL : more ? step(act, PyTuple_GET_ITEM(zip->iterators, self->place)) : give_partial(self, act);
}

static VmStepAction
step_map(VmStepState *self, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    VmMap *map = (VmMap *)self->iterator;
    if (event == VM_STEP_END) {
        return VM_STEP_STOP;
    }
    if (event == VM_STEP_ANSWER) {
        return give(act, value);
    }
    int more = collect_steal(self, map->iterators, value);
    if (more != 0) {
        return more < 0 ? VM_STEP_FAIL : step(act, PyTuple_GET_ITEM(map->iterators, self->place));
    }
    act->object = map->function;
    act->packed = Py_NewRef(self->partial);
    return VM_STEP_CALL;
}

/* --- Those that ask a function about each value, which partial is -------------------------------------------------------- */

enum { ASKING, TRUTH }; /* place: what the answer is to */

/* Asks about the value that the step keeps: the function, or the value itself. Without either, *truth is the answer and the action
 * VM_STEP_STOP means nothing. */
static VmStepAction
ask(VmStepState *self, PyObject *function, VmStepAct *act, int *truth)
{
    *truth = -1;
    self->place = ASKING;
    if (function != NULL && function != Py_None && function != (PyObject *)&PyBool_Type) {
        return call(act, function, self->partial);
    }
    *truth = vm_plain_truth(self->partial);
    self->place = TRUTH;
    return *truth >= 0 ? VM_STEP_STOP : library(act, VM_LIBRARY_TRUTH, self->partial, NULL);
}

/* Judges an answer (owned, taken): its truth, or -1: the action finds out. */
static int
judge_steal(VmStepState *self, PyObject *answer, VmStepAct *act, VmStepAction *action)
{
    int truth = vm_plain_truth(answer);
    if (truth < 0) {
        self->place = TRUTH;
        *action = library(act, VM_LIBRARY_TRUTH, answer, NULL);
        act->packed = PyTuple_Pack(1, answer); /* keeps the answer */
        if (act->packed == NULL) {
            *action = VM_STEP_FAIL;
        }
    }
    Py_DECREF(answer);
    return truth;
}

/* What becomes of a value that was found true or false. */
typedef enum { DROPPED, GIVEN, LAST } Fate;
typedef Fate (*Rule)(PyObject *iterator, int truth);

static Fate
give_true(PyObject *Py_UNUSED(iterator), int truth)
{
    return truth ? GIVEN : DROPPED;
}

static Fate
give_false(PyObject *Py_UNUSED(iterator), int truth)
{
    return truth ? DROPPED : GIVEN;
}

static Fate
give_while(PyObject *iterator, int truth)
{
    ((VmFiltered *)iterator)->state |= !truth;
    return truth ? GIVEN : LAST;
}

static Fate
drop_while(PyObject *iterator, int truth)
{
    ((VmFiltered *)iterator)->state |= !truth;
    return truth ? DROPPED : GIVEN;
}

static VmStepAction
step_asking(VmStepState *self, PyObject *inner, PyObject *function, Rule rule, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    VmStepAction action = VM_STEP_STOP;
    int truth = -1;
    switch (event) {
    case VM_STEP_BEGIN:
        return step(act, inner);
    case VM_STEP_END:
        return VM_STEP_STOP;
    case VM_STEP_VALUE:
        keep_steal(self, value);
        action = ask(self, function, act, &truth);
        break;
    case VM_STEP_ANSWER:
        truth = judge_steal(self, value, act, &action);
        break;
    }
    if (truth < 0) {
        return action;
    }
    Fate fate = rule(self->iterator, truth);
    return fate == GIVEN ? give_partial(self, act) : fate == LAST ? VM_STEP_STOP : step(act, inner);
}

static VmStepAction
step_filter(VmStepState *self, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    VmFilter *filter = (VmFilter *)self->iterator;
    return step_asking(self, filter->iterator, filter->function, give_true, event, value, act);
}

static VmStepAction
step_filterfalse(VmStepState *self, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    VmFiltered *filter = (VmFiltered *)self->iterator;
    return step_asking(self, filter->iterator, filter->function, give_false, event, value, act);
}

static VmStepAction
step_takewhile(VmStepState *self, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    VmFiltered *filter = (VmFiltered *)self->iterator;
    if (event == VM_STEP_BEGIN && filter->state) {
        return VM_STEP_STOP;
    }
    return step_asking(self, filter->iterator, filter->function, give_while, event, value, act);
}

static VmStepAction
step_dropwhile(VmStepState *self, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    VmFiltered *filter = (VmFiltered *)self->iterator;
    if (event == VM_STEP_VALUE && filter->state) {
        return give(act, value);
    }
    return step_asking(self, filter->iterator, filter->function, drop_while, event, value, act);
}

/* --- The others -------------------------------------------------------------------------------------------------------- */

static VmStepAction
step_enumerate(VmStepState *self, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    VmEnumerate *state = (VmEnumerate *)self->iterator;
    switch (event) {
    case VM_STEP_BEGIN:
        return step(act, state->iterator);
    case VM_STEP_END:
        return VM_STEP_STOP;
    default:
        return give(act, vm_iterator_number_steal(self->iterator, value));
    }
}

static VmStepAction
step_starmap(VmStepState *self, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    VmFiltered *state = (VmFiltered *)self->iterator;
    switch (event) {
    case VM_STEP_BEGIN:
        return step(act, state->iterator);
    case VM_STEP_END:
        return VM_STEP_STOP;
    case VM_STEP_ANSWER:
        return give(act, value);
    default:
        keep_steal(self, value);
        if (!PyTuple_CheckExact(value)) {
            return library(act, VM_LIBRARY_CALL_PACKED, state->function, value);
        }
        act->object = state->function;
        act->packed = Py_NewRef(value);
        return VM_STEP_CALL;
    }
}

/* place: which part gives the value, or that iter() does */
enum { CHAIN_SOURCE, CHAIN_ACTIVE, CHAIN_ITER };

static VmStepAction
step_chain(VmStepState *self, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    VmChain *chain = (VmChain *)self->iterator;
    if (event == VM_STEP_VALUE && self->place == CHAIN_ACTIVE) {
        return give(act, value);
    }
    if (event == VM_STEP_VALUE) {
        keep_steal(self, value);
        self->place = CHAIN_ITER;
        if (vm_class_is_guest_instance(value)) {
            return library(act, VM_LIBRARY_ITER, value, NULL);
        }
        value = PyObject_GetIter(value);
        if (value == NULL) {
            Py_CLEAR(chain->source);
            return VM_STEP_FAIL;
        }
        event = VM_STEP_ANSWER;
    }
    if (event == VM_STEP_ANSWER) {
        Py_XSETREF(chain->active, value);
        keep_steal(self, NULL);
    } else if (event == VM_STEP_END && self->place == CHAIN_ACTIVE) {
        Py_CLEAR(chain->active);
    } else if (event == VM_STEP_END) {
        Py_CLEAR(chain->source);
    }
    self->place = chain->active == NULL ? CHAIN_SOURCE : CHAIN_ACTIVE;
    return chain->source == NULL ? VM_STEP_STOP : step(act, chain->active == NULL ? chain->source : chain->active);
}

static VmStepAction
step_islice(VmStepState *self, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    VmISlice *slice = (VmISlice *)self->iterator;
    if (event == VM_STEP_VALUE) {
        slice->count++;
        if (self->place) { /* the value is one to give */
            Py_ssize_t next = slice->next + slice->step;
            slice->next = next < slice->next || (slice->stop != -1 && next > slice->stop) ? slice->stop : next;
            return give(act, value);
        }
        Py_DECREF(value);
    }
    self->place = slice->count >= slice->next;
    if (event == VM_STEP_END || (self->place && slice->stop != -1 && slice->count >= slice->stop)) {
        Py_CLEAR(slice->iterator);
    }
    return step(act, slice->iterator);
}

static VmStepAction
give_total_steal(VmAccumulate *state, PyObject *total, VmStepAct *act)
{
    PyObject *old = state->total;
    state->total = total;
    Py_INCREF(total);
    Py_XDECREF(old);
    return give(act, total);
}

static VmStepAction
step_accumulate(VmStepState *self, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    VmAccumulate *state = (VmAccumulate *)self->iterator;
    if (event == VM_STEP_BEGIN) {
        if (state->initial == NULL || state->initial == Py_None) {
            return step(act, state->iterator);
        }
        value = state->initial;
        state->initial = Py_NewRef(Py_None);
        return give_total_steal(state, value, act);
    }
    if (event == VM_STEP_END) {
        return VM_STEP_STOP;
    }
    if (event == VM_STEP_ANSWER || state->total == NULL) {
        return give_total_steal(state, value, act);
    }
    keep_steal(self, value);
    act->count = 2;
    act->arguments[0] = state->total;
    act->arguments[1] = value;
    if (state->function != NULL) {
        act->object = state->function;
        return VM_STEP_CALL;
    }
    PyObject *sum;
    VmGuestCall addition = {0};
    VmOutcome outcome = vm_binary_operation(0, 0, state->total, value, &sum, &addition);
    if (outcome == VM_DONE) {
        return give_total_steal(state, sum, act);
    }
    vm_guest_call_clear(&addition); /* the library begins again: nothing has run */
    act->entry = VM_LIBRARY_BINARY;
    act->count = 3;
    act->arguments[2] = value;
    act->arguments[1] = state->total;
    act->arguments[0] = vm_numbers.small[-VM_SMALL_INT_MIN];
    return outcome == VM_RAISED ? VM_STEP_FAIL : VM_STEP_LIBRARY;
}

/* place: what is waited for */
enum { GROUP_VALUE, GROUP_KEY, GROUP_SAME };

/* Whether two keys are the same: 1, 0, or -1: the action finds out. */
static int
same_key(VmStepState *self, PyObject *target, PyObject *current, VmStepAct *act, VmStepAction *action)
{
    if (target == current) {
        return 1;
    }
    PyObject *equal;
    VmGuestCall comparison = {0};
    VmOutcome outcome = vm_compare(Py_EQ, target, current, &equal, &comparison);
    if (outcome == VM_DONE) {
        int same = PyObject_IsTrue(equal);
        Py_DECREF(equal);
        *action = VM_STEP_FAIL;
        return same;
    }
    vm_guest_call_clear(&comparison); /* nothing has run */
    self->place = GROUP_SAME;
    *action = outcome == VM_RAISED ? VM_STEP_FAIL : library(act, VM_LIBRARY_SAME_KEY, target, current);
    return -1;
}

/* Takes the next value of a groupby and its key, as far as the event brings them. VM_STEP_GIVE without an object: both are there. */
static VmStepAction
advance_group(VmStepState *self, VmGroupBy *groups, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    if (event == VM_STEP_VALUE && groups->function != Py_None) {
        keep_steal(self, value);
        self->place = GROUP_KEY;
        return call(act, groups->function, value);
    }
    PyObject *element = event == VM_STEP_VALUE ? Py_NewRef(value) : self->partial;
    if (event == VM_STEP_ANSWER) {
        self->partial = NULL;
    }
    put(&groups->current_value, element);
    put(&groups->current_key, value);
    Py_XDECREF(element);
    Py_DECREF(value);
    return VM_STEP_GIVE;
}

static VmStepAction
next_group_value(VmStepState *self, VmGroupBy *groups, VmStepAct *act)
{
    self->place = GROUP_VALUE;
    return step(act, groups->iterator);
}

static VmStepAction
step_groupby(VmStepState *self, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    VmGroupBy *groups = (VmGroupBy *)self->iterator;
    int same = -1;
    if (event == VM_STEP_END) {
        return VM_STEP_STOP;
    }
    if (event == VM_STEP_BEGIN) {
        groups->grouper = NULL;
    } else if (event == VM_STEP_ANSWER && self->place == GROUP_SAME) {
        same = value == Py_True;
        Py_DECREF(value);
    } else {
        VmStepAction action = advance_group(self, groups, event, value, act);
        if (action != VM_STEP_GIVE) {
            return action;
        }
    }
    if (groups->current_key == NULL) {
        return next_group_value(self, groups, act);
    }
    if (groups->target_key != NULL) {
        VmStepAction action = VM_STEP_FAIL;
        if (same < 0) {
            same = same_key(self, groups->target_key, groups->current_key, act, &action);
        }
        if (same < 0) {
            return action;
        }
        if (same) {
            return next_group_value(self, groups, act);
        }
    }
    put(&groups->target_key, groups->current_key);
    PyObject *group = PyObject_CallFunctionObjArgs((PyObject *)vm_composite_type_borrow("_grouper"), self->iterator, groups->current_key, NULL);
    PyObject *pair = group == NULL ? NULL : PyTuple_Pack(2, groups->current_key, group);
    Py_XDECREF(group);
    return give(act, pair);
}

static VmStepAction
step_group(VmStepState *self, VmStepEvent event, PyObject *value, VmStepAct *act)
{
    VmGroup *group = (VmGroup *)self->iterator;
    VmGroupBy *groups = (VmGroupBy *)group->parent;
    int same = -1;
    if (event == VM_STEP_END) {
        return VM_STEP_STOP;
    }
    if (event == VM_STEP_BEGIN) {
        if (groups->grouper != group) {
            return VM_STEP_STOP;
        }
        if (groups->current_value == NULL) {
            return next_group_value(self, groups, act);
        }
    } else if (event == VM_STEP_ANSWER && self->place == GROUP_SAME) {
        same = value == Py_True;
        Py_DECREF(value);
    } else {
        VmStepAction action = advance_group(self, groups, event, value, act);
        if (action != VM_STEP_GIVE) {
            return action;
        }
    }
    if (groups->current_key == NULL || groups->current_value == NULL) {
        return VM_STEP_STOP; /* taken meanwhile */
    }
    VmStepAction action = VM_STEP_FAIL;
    if (same < 0) {
        same = same_key(self, group->target_key, groups->current_key, act, &action);
    }
    if (same <= 0) {
        return same < 0 ? action : VM_STEP_STOP;
    }
    act->object = groups->current_value;
    groups->current_value = NULL;
    Py_CLEAR(groups->current_key);
    return VM_STEP_GIVE;
}

/* --- The table ----------------------------------------------------------------------------------------------------------- */

VmStepKind vm_step_kinds[VM_STEP_KINDS] = {
    {NULL, &PyZip_Type, step_zip, offsetof(VmZip, iterators)},
    {NULL, &PyMap_Type, step_map, offsetof(VmMap, iterators)},
    {NULL, &PyEnum_Type, step_enumerate, offsetof(VmEnumerate, iterator)},
    {NULL, &PyFilter_Type, step_filter, offsetof(VmFilter, iterator)},
    {"chain", NULL, step_chain, offsetof(VmChain, active)},
    {"islice", NULL, step_islice, offsetof(VmISlice, iterator)},
    {"starmap", NULL, step_starmap, offsetof(VmFiltered, iterator)},
    {"takewhile", NULL, step_takewhile, offsetof(VmFiltered, iterator)},
    {"dropwhile", NULL, step_dropwhile, offsetof(VmFiltered, iterator)},
    {"filterfalse", NULL, step_filterfalse, offsetof(VmFiltered, iterator)},
    {"accumulate", NULL, step_accumulate, offsetof(VmAccumulate, iterator)},
    {"groupby", NULL, step_groupby, offsetof(VmGroupBy, iterator)},
    {"_grouper", NULL, step_group, offsetof(VmGroup, parent)},
};
