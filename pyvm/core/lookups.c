/* Lookups, see lookups.h. */
#include "lookups.h"
#include "answers.h"
#include "library.h"
#include "numbers.h"
#include "protocols.h"
#include "tables.h"

/* Parts of a question (L1). */
enum { NUMBER, TABLE, KEY, VALUE, CANDIDATE, WALK, SETTLED, HASH_SIZE = CANDIDATE, EQUAL_SIZE = SETTLED + 1 };

#define PART(question, part) PyTuple_GET_ITEM(question, part)

static PyObject *
number_borrow(int number)
{
    return vm_numbers.small[number - VM_SMALL_INT_MIN];
}

/* --- Asking for the hash --------------------------------------------------------------------------------------------- */

static PyObject *
hash_method(PyObject *key)
{
    return _PyType_Lookup(Py_TYPE(key), vm_protocol_names[VM_PROTOCOL_HASH]);
}

static int
has_plain_hash_method(PyObject *key)
{
    PyObject *method = vm_class_is_guest_instance(key) ? hash_method(key) : NULL;
    return method != NULL && vm_answer_can_ask(method, 1);
}

int
vm_lookup_can_ask(PyObject *key)
{
    if (!PyTuple_CheckExact(key)) {
        return has_plain_hash_method(key);
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(key); i++) {
        if (has_plain_hash_method(PyTuple_GET_ITEM(key, i))) {
            return 1;
        }
    }
    return 0;
}

static PyObject *
hash_question(VmLookup lookup, PyObject *table, PyObject *key, PyObject *value)
{
    return PyTuple_Pack(HASH_SIZE, number_borrow(VM_ANSWER_LOOKUP_HASH + (int)lookup), table, key, value == NULL ? Py_None : value);
}

VmOutcome
vm_lookup_ask(VmGuestCall *call, VmLookup lookup, PyObject *table, PyObject *key, PyObject *value)
{
    if (PyTuple_CheckExact(key)) {
        PyObject *arguments[] = {number_borrow((int)lookup), table, key, value == NULL ? Py_None : value};
        return vm_library_call(call, VM_LIBRARY_LOOKUP_TUPLE, 4, arguments);
    }
    PyObject *question = hash_question(lookup, table, key, value);
    if (question == NULL) {
        return VM_RAISED;
    }
    vm_guest_call_set(call, hash_method(key), 1, &key);
    call->question = question;
    return VM_GUEST;
}

VmFrame *
vm_lookup_frame(VmLookup lookup, PyObject *table, PyObject *key, PyObject *value)
{
    if (PyTuple_CheckExact(key)) {
        PyObject *function = vm_library_function_borrow(VM_LIBRARY_LOOKUP_TUPLE);
        PyObject *arguments[] = {number_borrow((int)lookup), table, key, value == NULL ? Py_None : value};
        VmFrame *frame = function == NULL ? NULL : vm_frame_new((VmFunction *)function);
        for (int i = 0; frame != NULL && i < 4; i++) {
            frame->registers[i] = Py_NewRef(arguments[i]);
        }
        return frame;
    }
    PyObject *question = hash_question(lookup, table, key, value);
    return question == NULL ? NULL : vm_answer_frame_steal(hash_method(key), 1, &key, question);
}

int
vm_hash_answered(PyObject *answer, Py_hash_t *hash)
{
    if (!PyLong_Check(answer)) {
        PyErr_SetString(PyExc_TypeError, "__hash__ method should return an integer");
        return -1;
    }
    *hash = PyLong_AsSsize_t(answer);
    if (*hash == -1 && PyErr_Occurred()) { /* a long one is hashed itself */
        PyErr_Clear();
        *hash = PyLong_Type.tp_hash(answer);
    }
    *hash -= *hash == -1;
    return 0;
}

/* --- What the lookup decides ----------------------------------------------------------------------------------------- */

static VmOutcome
give_steal(PyObject *value, PyObject **result)
{
    if (value == NULL) {
        return VM_RAISED;
    }
    Py_SETREF(*result, value);
    return VM_DONE;
}

static VmOutcome
give_none(int status, PyObject **result)
{
    return give_steal(status < 0 ? NULL : Py_NewRef(Py_None), result);
}

/* The key is not in the table. */
static VmOutcome
commit_absent(VmGuestCall *call, VmLookup lookup, PyObject *table, PyObject *key, PyObject *value, Py_hash_t hash, PyObject **result)
{
    PyObject *arguments[] = {table, key};
    switch (lookup) {
    case VM_LOOKUP_GET:
        return PyDict_CheckExact(table) ? vm_key_error(key) : vm_library_call(call, VM_LIBRARY_MISSING, 2, arguments);
    case VM_LOOKUP_SET:
        return give_none(vm_table_set_known(table, key, value, hash), result);
    case VM_LOOKUP_SET_DEFAULT:
        return give_steal(vm_table_set_known(table, key, value, hash) < 0 ? NULL : Py_NewRef(value), result);
    case VM_LOOKUP_ADD:
        return give_none(vm_table_add_known(table, key, hash), result);
    case VM_LOOKUP_CONTAINS:
        return give_steal(Py_NewRef(Py_False), result);
    case VM_LOOKUP_GET_DEFAULT:
    case VM_LOOKUP_POP_DEFAULT:
        return give_steal(Py_NewRef(value), result);
    case VM_LOOKUP_DISCARD:
        return give_none(0, result);
    default:
        return vm_key_error(key);
    }
}

/* The key is in the table as `found`, borrowed from whoever keeps it alive. */
static VmOutcome
commit_found(VmLookup lookup, PyObject *table, PyObject *found, PyObject *value, Py_hash_t hash, PyObject **result)
{
    switch (lookup) {
    case VM_LOOKUP_SET:
        return give_none(vm_table_set_known(table, found, value, hash), result);
    case VM_LOOKUP_DELETE:
        return give_none(vm_table_delete_known(table, found, hash), result);
    case VM_LOOKUP_POP:
    case VM_LOOKUP_POP_DEFAULT:
        value = vm_table_get_known(table, found, hash);
        if (value != NULL && vm_table_delete_known(table, found, hash) < 0) {
            Py_CLEAR(value);
        }
        break;
    case VM_LOOKUP_DISCARD:
    case VM_LOOKUP_REMOVE:
        vm_table_discard_known(table, found, hash);
        return give_none(0, result);
    case VM_LOOKUP_ADD:
        return give_none(0, result);
    case VM_LOOKUP_CONTAINS:
        return give_steal(Py_NewRef(Py_True), result);
    default:
        value = vm_table_get_known(table, found, hash);
        break;
    }
    return value == NULL && !PyErr_Occurred() ? vm_key_error(found) : give_steal(value, result);
}

/* --- The walk -------------------------------------------------------------------------------------------------------- */

typedef struct {
    VmLookup lookup;
    PyObject *table, *key, *value; /* borrowed from the question that was answered */
    PyObject *settled;             /* owned list or NULL */
    VmProbe walk;
} Search;

static int
settle(Search *search, PyObject *candidate)
{
    if (search->settled == NULL && (search->settled = PyList_New(0)) == NULL) {
        return -1;
    }
    return PyList_Append(search->settled, candidate);
}

/* (number, table, key, value, candidate, walk, settled) */
static PyObject *
equal_question(const Search *search, const VmProbe *walk, PyObject *candidate)
{
    PyObject *packed = vm_probe_pack(walk);
    if (packed == NULL) {
        return NULL;
    }
    PyObject *question = PyTuple_Pack(EQUAL_SIZE, number_borrow(VM_ANSWER_LOOKUP_EQUAL + (int)search->lookup), search->table,
                                      search->key, search->value, candidate, packed,
                                      search->settled == NULL ? Py_None : search->settled);
    Py_DECREF(packed);
    return question;
}

/* The call compares the candidate, at which the walk is, and what it answers goes on from there: a frame that keeps a question, or the
 * library, which compares the candidate again from where the walk was before it. */
static VmOutcome
ask_candidate(VmGuestCall *call, const Search *search, const VmProbe *before, PyObject *candidate)
{
    if (call->question != NULL) {
        Py_SETREF(call->question, equal_question(search, &search->walk, candidate));
        if (call->question == NULL) {
            vm_guest_call_clear(call);
            return VM_RAISED;
        }
        return VM_GUEST;
    }
    vm_guest_call_clear(call);
    PyObject *question = equal_question(search, before, candidate);
    VmOutcome outcome = question == NULL ? VM_RAISED : vm_library_call(call, VM_LIBRARY_LOOKUP, 1, &question);
    Py_XDECREF(question);
    return outcome;
}

/* The candidate turned out to be the key, or another one. 1: it is found; 0: the search goes on; -1: an exception is set. */
static int
judge_candidate(Search *search, PyObject *candidate, int same)
{
    VmMoved moved = vm_probe_moved(&search->walk, search->table, candidate);
    if (moved == VM_MOVED) {
        vm_probe_begin(&search->walk, search->table, search->walk.hash);
        Py_CLEAR(search->settled);
        return 0;
    }
    return same ? 1 : settle(search, candidate);
}

static VmOutcome
go_on(VmGuestCall *call, Search *search, PyObject **result)
{
    for (;;) {
        VmProbe before = search->walk;
        PyObject *candidate = vm_probe_next(&search->walk, search->table, search->key, search->settled);
        if (candidate == NULL) {
            return commit_absent(call, search->lookup, search->table, search->key, search->value, search->walk.hash, result);
        }
        Py_INCREF(candidate);
        PyObject *equal = NULL;
        VmOutcome outcome = VM_DONE;
        int found = candidate == search->key;
        if (!found) {
            outcome = vm_compare(Py_EQ, candidate, search->key, &equal, call);
        }
        if (equal != NULL) {
            int same = PyObject_IsTrue(equal); /* a native's answer */
            Py_DECREF(equal);
            found = same < 0 ? -1 : judge_candidate(search, candidate, same);
            outcome = found < 0 ? VM_RAISED : VM_DONE;
        }
        if (outcome == VM_GUEST) {
            outcome = ask_candidate(call, search, &before, candidate);
        } else if (outcome == VM_DONE && found) {
            outcome = commit_found(search->lookup, search->table, candidate, search->value, search->walk.hash, result);
        }
        Py_DECREF(candidate);
        if (outcome != VM_DONE || found) {
            return outcome;
        }
    }
}

static VmOutcome
equal_answered(VmGuestCall *call, Search *search, PyObject *question, PyObject **value)
{
    PyObject *candidate = PART(question, CANDIDATE), *settled = PART(question, SETTLED);
    int same = vm_plain_truth(*value);
    if (same < 0) { /* L2 */
        PyObject *arguments[] = {question, *value};
        return vm_library_call(call, VM_LIBRARY_LOOKUP_ANSWERED, 2, arguments);
    }
    vm_probe_unpack(&search->walk, PART(question, WALK));
    search->settled = settled == Py_None ? NULL : Py_NewRef(settled);
    int found = judge_candidate(search, candidate, same);
    if (found < 0) {
        return VM_RAISED;
    }
    return found ? commit_found(search->lookup, search->table, candidate, search->value, search->walk.hash, value)
                 : go_on(call, search, value);
}

VmOutcome
vm_lookup_answered(VmGuestCall *call, PyObject *question, PyObject **value)
{
    int64_t number = 0;
    vm_int_get(PART(question, NUMBER), &number);
    int is_hash = number < VM_ANSWER_LOOKUP_EQUAL;
    Search search = {.lookup = (VmLookup)(number - (is_hash ? VM_ANSWER_LOOKUP_HASH : VM_ANSWER_LOOKUP_EQUAL)),
                     .table = PART(question, TABLE), .key = PART(question, KEY), .value = PART(question, VALUE)};
    VmOutcome outcome;
    if (is_hash) {
        Py_hash_t hash;
        if (vm_hash_answered(*value, &hash) < 0) {
            return VM_RAISED;
        }
        vm_probe_begin(&search.walk, search.table, hash);
        outcome = go_on(call, &search, value);
    } else {
        outcome = equal_answered(call, &search, question, value);
    }
    Py_XDECREF(search.settled);
    return outcome;
}

/* --- Questions ------------------------------------------------------------------------------------------------------- */

static int
takes_table(VmLookup lookup, PyObject *table)
{
    if (lookup >= VM_LOOKUP_COUNT) {
        return 0;
    }
    if (lookup == VM_LOOKUP_CONTAINS) {
        return PyDict_Check(table) || PyAnySet_Check(table);
    }
    return lookup >= VM_LOOKUP_ADD ? PySet_Check(table) : PyDict_Check(table);
}

int
vm_lookup_is_question(PyObject *question, int number)
{
    if (number < VM_ANSWER_LOOKUP_EQUAL) {
        return PyTuple_GET_SIZE(question) == HASH_SIZE && takes_table((VmLookup)(number - VM_ANSWER_LOOKUP_HASH), PART(question, TABLE));
    }
    return PyTuple_GET_SIZE(question) == EQUAL_SIZE && vm_probe_is_packed(PART(question, WALK))
        && (PART(question, SETTLED) == Py_None || PyList_CheckExact(PART(question, SETTLED)))
        && takes_table((VmLookup)(number - VM_ANSWER_LOOKUP_EQUAL), PART(question, TABLE));
}

int
vm_lookup_of_method(int shortcut, PyObject *table, Py_ssize_t count)
{
    int lookup = shortcut - VM_SHORTCUT_LOOKUP;
    if (lookup == VM_LOOKUP_GET_DEFAULT || lookup == VM_LOOKUP_SET_DEFAULT || lookup == VM_LOOKUP_POP) {
        if (count < 1 || count > 2 || (lookup == VM_LOOKUP_POP && PyDict_Check(table) && PyDict_GET_SIZE(table) == 0)) {
            return -1; /* what is popped from an empty dict is not hashed */
        }
        lookup += lookup == VM_LOOKUP_POP && count == 2;
    } else if (count != 1) {
        return -1;
    }
    return takes_table((VmLookup)lookup, table) ? lookup : -1;
}
