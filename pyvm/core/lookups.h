/* Lookups: dicts and sets asked by a key whose `__hash__` and `__eq__` are guest code, on frames.
 *
 * The key's `__hash__` runs on a frame that keeps a question (answers.h). Its answer starts a walk along the table; a candidate that
 * is another object of the same hash is asked by its `__eq__`, on a frame with a question again; and what the last answer decides
 * completes the instruction.
 *
 * L1 a question about a table is (number, table, key, value), or with the walk at a candidate (number, table, key, value, candidate,
 *    walk, settled). number tells the operation and which of the two it is; settled is None or the list of tables.h.
 * L2 what is not plain to see (a reflected `__eq__`, an answer whose truth is guest code) the library goes on with from there.
 */
#ifndef PYVM_LOOKUPS_H
#define PYVM_LOOKUPS_H
#include <Python.h>
#include "frames.h"
#include "outcome.h"

/* In step with pyvm/library/tables.py. */
typedef enum {
    VM_LOOKUP_GET,         /* dict[key] */
    VM_LOOKUP_SET,         /* dict[key] = value */
    VM_LOOKUP_DELETE,      /* del dict[key] */
    VM_LOOKUP_CONTAINS,    /* key in dict, key in set */
    VM_LOOKUP_GET_DEFAULT, /* dict.get(key, value) */
    VM_LOOKUP_SET_DEFAULT, /* dict.setdefault(key, value) */
    VM_LOOKUP_POP,         /* dict.pop(key) */
    VM_LOOKUP_POP_DEFAULT, /* dict.pop(key, value) */
    VM_LOOKUP_ADD,         /* set.add(key) */
    VM_LOOKUP_DISCARD,     /* set.discard(key) */
    VM_LOOKUP_REMOVE,      /* set.remove(key) */
    VM_LOOKUP_COUNT,
} VmLookup;

/* 1 if looking the key up means to ask its guest `__hash__`, or those of members of a tuple, and that can be done directly. */
int vm_lookup_can_ask(PyObject *key);
/* Fills the empty call with the key's `__hash__` and the question (for a tuple with a call of the library). value: NULL for operations without one. VM_GUEST or VM_RAISED. */
VmOutcome vm_lookup_ask(VmGuestCall *call, VmLookup lookup, PyObject *table, PyObject *key, PyObject *value);
/* The frame of such a call at once, its prev not set. NULL with MemoryError set. */
VmFrame *vm_lookup_frame(VmLookup lookup, PyObject *table, PyObject *key, PyObject *value);
/* Takes the answer to a question about a table. VM_DONE: *value (owned) is the result now; VM_GUEST: the call goes on with it;
 * VM_RAISED. */
VmOutcome vm_lookup_answered(VmGuestCall *call, PyObject *question, PyObject **value);
/* Shortcuts of plain_calls.c from here on are the VmLookup of a method. */
#define VM_SHORTCUT_LOOKUP 64
/* The operation of a method with count arguments behind the table, or -1. */
int vm_lookup_of_method(int shortcut, PyObject *table, Py_ssize_t count);
/* 1 if the question about a table is well formed (L1), for what a blob brings. */
int vm_lookup_is_question(PyObject *question, int number);
/* What a guest `__hash__` answered, as a hash. 0, or -1 with TypeError set. */
int vm_hash_answered(PyObject *answer, Py_hash_t *hash);
#endif
