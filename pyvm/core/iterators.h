/* Iterators: CPython's own, stepped so that guest code is never entered from C.
 *
 * I1 a step of an iterator either cannot reach guest code, then it is taken natively; or it is a guest call, decided before
 *    anything is consumed.
 * I2 composite iterators (map, zip, chain, ...) whose parts are guest code are stepped by the guest library (next_value in
 *    pyvm/library/iteration.py), which reads and replaces their parts by the names of composites.c.
 * I3 what has no end (count, repeat, ...), or a very far one, is consumed on frames: no native may run for ever.
 * I4 nesting is looked through to VM_ITERATOR_DEPTH: what is nested deeper is stepped on frames, where depth costs no C stack.
 */
#ifndef PYVM_ITERATORS_H
#define PYVM_ITERATORS_H
#include <Python.h>
#include "compat.h"
#include "generators.h"
#include "numbers.h"
#include "outcome.h"

#define VM_ITERATOR_DEPTH 100

/* Takes the result of a tp_iternext call: 1 stored, 0 exhausted, -1 raised. */
int vm_iterator_take_steal(PyObject *value, PyObject **slot);

static inline int
vm_iterator_next_list(PyObject *iterator, PyObject **slot)
{
    VmListIter *state = (VmListIter *)iterator;
    PyObject *list = state->sequence;
    if (UNLIKELY(list == NULL)) {
        return 0;
    }
    if (LIKELY(state->index < PyList_GET_SIZE(list))) {
        PyObject *item = Py_NewRef(PyList_GET_ITEM(list, state->index));
        state->index++;
        vm_store_steal(slot, item);
        return 1;
    }
    state->sequence = NULL;
    Py_DECREF(list);
    return 0;
}

static inline int
vm_iterator_next_tuple(PyObject *iterator, PyObject **slot)
{
    VmTupleIter *state = (VmTupleIter *)iterator;
    PyObject *tuple = state->sequence;
    if (UNLIKELY(tuple == NULL)) {
        return 0;
    }
    if (LIKELY(state->index < PyTuple_GET_SIZE(tuple))) {
        PyObject *item = Py_NewRef(PyTuple_GET_ITEM(tuple, state->index));
        state->index++;
        vm_store_steal(slot, item);
        return 1;
    }
    state->sequence = NULL;
    Py_DECREF(tuple);
    return 0;
}

/* *slot = next(iterator) for FOR_ITER: 1 stored, 0 exhausted, -1 raised, 2 = none of the types that can be stepped at once.
 * The value that was in the slot is released last and may run destructors. */
static inline int
vm_iterator_next_fast(PyObject *iterator, PyObject **slot)
{
    PyTypeObject *type = Py_TYPE(iterator);
    if (LIKELY(type == &PyListIter_Type)) {
        return vm_iterator_next_list(iterator, slot);
    }
    if (LIKELY(type == &PyRangeIter_Type)) {
        long value;
        if (LIKELY(vm_range_iter_next((VmRangeIter *)iterator, &value))) {
            return UNLIKELY(vm_store_int(slot, value) < 0) ? -1 : 1;
        }
        return 0;
    }
    if (type == &PyTupleIter_Type) {
        return vm_iterator_next_tuple(iterator, slot);
    }
    if (type == &PyDictIterItem_Type || type == &PyDictIterKey_Type || type == &PyDictIterValue_Type) {
        return vm_iterator_take_steal(type->tp_iternext(iterator), slot);
    }
    return 2;
}

/* 1 if stepping it cannot reach guest code. Never raises. */
int vm_iterator_is_native(PyObject *iterator);
/* 1 if a native that consumes it could run for ever, or for seconds: its consumers run on frames, where they pass safepoints. */
int vm_iterator_is_endless(PyObject *iterator_or_range);
/* 1 if calling the native only makes an iterator. */
int vm_iterator_is_lazy(PyObject *native);
/* 1 if its whole state lies in its own struct, apart from the iterators in it (journal.h, J1). */
int vm_iterator_is_plain_state(PyObject *iterator);
/* Calls visitor for each iterator that it steps, until one answers other than 0: that answer, or 0. */
int vm_iterator_each_inner(PyObject *iterator, visitproc visitor, void *context);
/* 1 if a step does something with the elements (calls, compares or adds them), which may be guest objects. */
int vm_iterator_touches_elements(PyObject *iterator);
/* next(iterator), for everything but generators. VM_DONE: *result is owned, NULL = exhausted. VM_GUEST: the call's value is the
 * next one, its StopIteration the end. */
VmOutcome vm_iterator_next(PyObject *iterator, PyObject **result, VmGuestCall *call);
/* The next number of an enumerate(), which it moves on from. Owned; NULL with an exception set. */
PyObject *vm_enumerate_number(VmEnumerate *state);
/* The pair that the enumerate() gives for the next value of its part (taken). NULL with an exception set. */
PyObject *vm_iterator_number_steal(PyObject *iterator, PyObject *value);
/* iter(object). VM_DONE: *result is owned. VM_GUEST: the call returns the iterator, checked. */
VmOutcome vm_iterator_get(PyObject *object, PyObject **result, VmGuestCall *call);
int vm_iterator_setup(PyObject *module);
#endif
