/* Items: subscription, slices, membership and length.
 *
 * A guest method whose return value alone completes the instruction (__getitem__, __setitem__, __delitem__) is called directly;
 * everything that needs a look at the answer goes through the guest library.
 */
#include "protocols.h"
#include "answers.h"
#include "iterators.h"
#include "lookups.h"
#include "compat.h"
#include "numbers.h"
#include "reentry.h"
#include "speculation.h"

/* Deeper tuples are refused. CPython's own hash overflows the C stack at about 127,000 levels in 8 MiB, and a thread's stack
 * may be a fraction of that. */
#define TUPLE_DEPTH_LIMIT 10000

/* Walks the nested tuples depth first on a stack of its own. */
int
vm_check_tuple_depth_slow(PyObject *tuple)
{
    typedef struct {
        PyObject *tuple;
        Py_ssize_t next;
    } Level;
    Level *levels = NULL;
    Py_ssize_t depth = 0, capacity = 0, i = 0;
    int status = 0;
    for (;;) {
        while (i < PyTuple_GET_SIZE(tuple) && !PyTuple_Check(PyTuple_GET_ITEM(tuple, i))) {
            i++;
        }
        if (i == PyTuple_GET_SIZE(tuple)) {
            if (depth == 0) {
                break;
            }
            tuple = levels[--depth].tuple;
            i = levels[depth].next;
            continue;
        }
        if (depth == TUPLE_DEPTH_LIMIT) {
            PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded while hashing a tuple");
            status = -1;
            break;
        }
        if (depth == capacity) {
            capacity = capacity == 0 ? 16 : 2 * capacity;
            Level *larger = PyMem_Realloc(levels, (size_t)capacity * sizeof(Level));
            if (larger == NULL) {
                PyErr_NoMemory();
                status = -1;
                break;
            }
            levels = larger;
        }
        levels[depth++] = (Level){tuple, i + 1};
        tuple = PyTuple_GET_ITEM(tuple, i);
        i = 0;
    }
    PyMem_Free(levels);
    return status;
}

/* --- Which operands are guest code ----------------------------------------------------------------------------------- */

/* Calls a VM function directly, anything else that a class may have under the name through the library. */
static VmOutcome
call_special(VmGuestCall *call, PyObject *method, VmLibrary library, int n, PyObject *const *arguments)
{
    if (VmFunction_Check(method)) {
        return vm_guest_call_set(call, method, n, arguments);
    }
    return vm_library_call(call, library, n, arguments);
}

static inline int
is_scalar_key(PyObject *key)
{
    return PyUnicode_CheckExact(key) || vm_is_int(key);
}

/* Using the key, as an index or in a hash table, runs guest code. */
static int
key_is_guest(PyObject *key)
{
    if (is_scalar_key(key)) {
        return 0;
    }
    if (PySlice_Check(key)) {
        PySliceObject *slice = (PySliceObject *)key;
        return vm_has_guest_protocol(slice->start, VM_PROTOCOL_INDEX) || vm_has_guest_protocol(slice->stop, VM_PROTOCOL_INDEX)
            || vm_has_guest_protocol(slice->step, VM_PROTOCOL_INDEX);
    }
    return vm_class_is_guest_instance(key)
        && (vm_protocol_guest_borrow(key, VM_PROTOCOL_HASH) != NULL || vm_protocol_guest_borrow(key, VM_PROTOCOL_EQ) != NULL
            || vm_protocol_guest_borrow(key, VM_PROTOCOL_INDEX) != NULL);
}

/* Cls[key] where the class defines it in guest code. */
static int
class_subscript_is_guest(PyObject *container)
{
    if (!PyType_Check(container) || !vm_class_is_guest((PyTypeObject *)container)) {
        return 0;
    }
    PyObject *method = _PyType_Lookup((PyTypeObject *)container, vm_protocol_names[VM_PROTOCOL_CLASS_GETITEM]);
    return method != NULL && !vm_is_native_method(method);
}

/* --- Generic aliases ------------------------------------------------------------------------------------------------- */

/* Deeper ones are refused: CPython's hash, comparison and repr of them recurse in C. Those that share parts may have many more
 * parts than levels, so that these are counted too. */
#define ALIAS_DEPTH_LIMIT 1000
#define ALIAS_PARTS_LIMIT 100000

static int
count_alias_parts(PyObject *part, int depth, int *parts)
{
    if (!PyTuple_CheckExact(part) && !Py_IS_TYPE(part, &Py_GenericAliasType) && !Py_IS_TYPE(part, vm_union_type)) {
        return 0;
    }
    if (depth > ALIAS_DEPTH_LIMIT || ++*parts > ALIAS_PARTS_LIMIT) {
        PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded: generic aliases are nested too deeply");
        return -1;
    }
    PyObject *items = PyTuple_CheckExact(part) ? Py_NewRef(part) : PyObject_GetAttrString(part, "__args__");
    int status = items == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; status == 0 && PyTuple_Check(items) && i < PyTuple_GET_SIZE(items); i++) {
        status = count_alias_parts(PyTuple_GET_ITEM(items, i), depth + 1, parts);
    }
    Py_XDECREF(items);
    return status;
}

int
vm_check_alias_depth(PyObject *parameters)
{
    int parts = 0;
    return count_alias_parts(parameters, 0, &parts);
}

/* --- x[key] ---------------------------------------------------------------------------------------------------------- */

static VmOutcome
list_item(PyObject *list, int64_t index, PyObject **result)
{
    Py_ssize_t size = PyList_GET_SIZE(list);
    index += index < 0 ? size : 0;
    if (UNLIKELY(index < 0 || index >= size)) {
        PyErr_SetString(PyExc_IndexError, "list index out of range");
        return VM_RAISED;
    }
    *result = Py_NewRef(PyList_GET_ITEM(list, index));
    return VM_DONE;
}

static VmOutcome
tuple_item(PyObject *tuple, int64_t index, PyObject **result)
{
    Py_ssize_t size = PyTuple_GET_SIZE(tuple);
    index += index < 0 ? size : 0;
    if (UNLIKELY(index < 0 || index >= size)) {
        PyErr_SetString(PyExc_IndexError, "tuple index out of range");
        return VM_RAISED;
    }
    *result = Py_NewRef(PyTuple_GET_ITEM(tuple, index));
    return VM_DONE;
}

VmOutcome
vm_key_error(PyObject *key)
{
    PyObject *arguments = PyTuple_Pack(1, key);
    if (arguments != NULL) {
        PyErr_SetObject(PyExc_KeyError, arguments);
        Py_DECREF(arguments);
    }
    return VM_RAISED;
}

static VmOutcome
dict_item(PyObject *dict, PyObject *key, PyObject **result)
{
    PyObject *value = PyDict_GetItemWithError(dict, key);
    if (UNLIKELY(value == NULL)) {
        return PyErr_Occurred() ? VM_RAISED : vm_key_error(key);
    }
    *result = Py_NewRef(value);
    return VM_DONE;
}

/* A dict subclass with a guest __missing__: its call is the result for a key that is not there. */
static VmOutcome
missing_item(PyObject *dict, PyObject *key, PyObject *missing, PyObject **result, VmGuestCall *call)
{
    PyObject *arguments[] = {dict, key};
    if (!VmFunction_Check(missing) || !is_scalar_key(key)) {
        return vm_library_call(call, VM_LIBRARY_GETITEM, 2, arguments);
    }
    PyObject *value = PyDict_GetItemWithError(dict, key);
    if (value != NULL) {
        *result = Py_NewRef(value);
        return VM_DONE;
    }
    if (PyErr_Occurred()) {
        return VM_RAISED;
    }
    return vm_guest_call_set(call, missing, 2, arguments);
}

static VmOutcome
get_native_item(PyObject *container, PyObject *key, PyObject **result, VmGuestCall *call)
{
    PyObject *arguments[] = {container, key};
    if (vm_check_tuple_depth(key) < 0 || (PyType_Check(container) && vm_check_alias_depth(key) < 0)) {
        return VM_RAISED;
    }
    VmSpeculation speculation = vm_speculation_begin();
    PyObject *value = PyObject_GetItem(container, key);
    if (vm_speculation_bailed(&speculation, value)) {
        return vm_library_call(call, VM_LIBRARY_GETITEM, 2, arguments);
    }
    if (value == NULL) {
        return VM_RAISED;
    }
    *result = value;
    return VM_DONE;
}

/* `list[T][int]`: CPython's native loses its bearings where the guest code that it asks raises or answers nonsense. */
static int
is_alias(PyTypeObject *type)
{
    return type == vm_union_type
        || (type->tp_as_mapping != NULL && type->tp_as_mapping->mp_subscript == Py_GenericAliasType.tp_as_mapping->mp_subscript);
}

VmOutcome
vm_get_item(PyObject *container, PyObject *key, PyObject **result, VmGuestCall *call)
{
    PyTypeObject *type = Py_TYPE(container);
    int64_t index;
    if (type == &PyList_Type && vm_int_get(key, &index)) {
        return list_item(container, index, result);
    }
    if (type == &PyDict_Type && is_scalar_key(key)) {
        return dict_item(container, key, result);
    }
    if (type == &PyTuple_Type && vm_int_get(key, &index)) {
        return tuple_item(container, index, result);
    }
    PyObject *arguments[] = {container, key};
    if (vm_class_is_guest(type)) {
        PyObject *method = vm_protocol_guest_borrow(container, VM_PROTOCOL_GETITEM);
        if (method != NULL) {
            return call_special(call, method, VM_LIBRARY_GETITEM, 2, arguments);
        }
        if (PyDict_Check(container) && vm_lookup_can_ask(key)) {
            return vm_lookup_ask(call, VM_LOOKUP_GET, container, key, NULL);
        }
        method = vm_protocol_guest_borrow(container, VM_PROTOCOL_MISSING);
        if (method != NULL && PyDict_Check(container)
            && type->tp_as_mapping->mp_subscript == PyDict_Type.tp_as_mapping->mp_subscript) {
            return missing_item(container, key, method, result, call);
        }
    }
    if (PyDict_Check(container) && vm_lookup_can_ask(key)) {
        return vm_lookup_ask(call, VM_LOOKUP_GET, container, key, NULL);
    }
    if (key_is_guest(key) || class_subscript_is_guest(container) || is_alias(type)) {
        return vm_library_call(call, VM_LIBRARY_GETITEM, 2, arguments);
    }
    return get_native_item(container, key, result, call);
}

/* container[key] = value, or del container[key]: natives that may enter guest code while they hold pointers into the container. */
static VmOutcome
change_item(PyObject *container, PyObject *const *arguments, Py_ssize_t count)
{
    if (vm_reentry_refuses(container, count == 3 ? "item assignment" : "item deletion")) {
        return VM_RAISED;
    }
    VmContinuation *continuation = vm_continuation_current();
    VmNativeUse use = {NULL, arguments, count, NULL};
    vm_native_use_begin(continuation, &use);
    int status = count == 3 ? PyObject_SetItem(container, arguments[1], arguments[2]) : PyObject_DelItem(container, arguments[1]);
    vm_native_use_end(continuation, &use);
    return status < 0 ? VM_RAISED : VM_DONE;
}

VmOutcome
vm_set_item(PyObject *container, PyObject *key, PyObject *value, VmGuestCall *call)
{
    if (PyDict_CheckExact(container) && is_scalar_key(key)) {
        return PyDict_SetItem(container, key, value) < 0 ? VM_RAISED : VM_DONE;
    }
    PyObject *arguments[] = {container, key, value};
    PyObject *method = vm_protocol_guest_borrow(container, VM_PROTOCOL_SETITEM);
    if (method != NULL) {
        return call_special(call, method, VM_LIBRARY_SETITEM, 3, arguments);
    }
    if (PyDict_Check(container) && vm_lookup_can_ask(key)) {
        return vm_lookup_ask(call, VM_LOOKUP_SET, container, key, value);
    }
    if (key_is_guest(key) || (PySlice_Check(key) && vm_iterates_guest(value))) {
        return vm_library_call(call, VM_LIBRARY_SETITEM, 3, arguments);
    }
    if (vm_check_tuple_depth(key) < 0) {
        return VM_RAISED;
    }
    if (!PyDict_Check(container)) {
        return change_item(container, arguments, 3);
    }
    VmSpeculation speculation = vm_speculation_begin();
    int status = PyObject_SetItem(container, key, value);
    if (vm_speculation_bailed(&speculation, NULL)) {
        return vm_library_call(call, VM_LIBRARY_SETITEM, 3, arguments);
    }
    return status < 0 ? VM_RAISED : VM_DONE;
}

VmOutcome
vm_delete_item(PyObject *container, PyObject *key, VmGuestCall *call)
{
    PyObject *arguments[] = {container, key};
    PyObject *method = vm_protocol_guest_borrow(container, VM_PROTOCOL_DELITEM);
    if (method != NULL) {
        return call_special(call, method, VM_LIBRARY_DELITEM, 2, arguments);
    }
    if (PyDict_Check(container) && vm_lookup_can_ask(key)) {
        return vm_lookup_ask(call, VM_LOOKUP_DELETE, container, key, NULL);
    }
    if (key_is_guest(key)) {
        return vm_library_call(call, VM_LIBRARY_DELITEM, 2, arguments);
    }
    if (vm_check_tuple_depth(key) < 0) {
        return VM_RAISED;
    }
    if (!PyDict_Check(container)) {
        return change_item(container, arguments, 2);
    }
    VmSpeculation speculation = vm_speculation_begin();
    int status = PyObject_DelItem(container, key);
    if (vm_speculation_bailed(&speculation, NULL)) {
        return vm_library_call(call, VM_LIBRARY_DELITEM, 2, arguments);
    }
    return status < 0 ? VM_RAISED : VM_DONE;
}

/* --- x[start:stop] --------------------------------------------------------------------------------------------------- */

/* A bound of an exact list, tuple or str: 1 and its place in 0..size, or 0 if it is not an int or None. */
static int
plain_bound(PyObject *bound, Py_ssize_t size, Py_ssize_t absent, Py_ssize_t *place)
{
    int64_t value;
    if (bound == Py_None) {
        *place = absent;
        return 1;
    }
    if (!vm_int_get(bound, &value)) {
        return 0;
    }
    value += value < 0 ? size : 0;
    *place = value < 0 ? 0 : value > size ? size : (Py_ssize_t)value;
    return 1;
}

/* NULL without an exception: it takes the long way. */
static PyObject *
plain_slice(PyObject *container, PyObject *start, PyObject *stop)
{
    PyTypeObject *type = Py_TYPE(container);
    if (type != &PyList_Type && type != &PyTuple_Type && type != &PyUnicode_Type) {
        return NULL;
    }
    Py_ssize_t size = type == &PyUnicode_Type ? PyUnicode_GET_LENGTH(container) : Py_SIZE(container);
    Py_ssize_t low, high;
    if (!plain_bound(start, size, 0, &low) || !plain_bound(stop, size, size, &high)) {
        return NULL;
    }
    high = high < low ? low : high;
    return type == &PyList_Type ? PyList_GetSlice(container, low, high)
         : type == &PyTuple_Type ? PyTuple_GetSlice(container, low, high)
                                 : PyUnicode_Substring(container, low, high);
}

VmOutcome
vm_get_slice(PyObject *container, PyObject *start, PyObject *stop, PyObject **result, VmGuestCall *call)
{
    PyObject *value = plain_slice(container, start, stop);
    if (value != NULL) {
        *result = value;
        return VM_DONE;
    }
    if (PyErr_Occurred()) {
        return VM_RAISED;
    }
    PyObject *slice = PySlice_New(start, stop, NULL);
    if (slice == NULL) {
        return VM_RAISED;
    }
    VmOutcome outcome = vm_get_item(container, slice, result, call);
    Py_DECREF(slice);
    return outcome;
}

VmOutcome
vm_set_slice(PyObject *container, PyObject *start, PyObject *stop, PyObject *value, VmGuestCall *call)
{
    PyObject *slice = PySlice_New(start, stop, NULL);
    if (slice == NULL) {
        return VM_RAISED;
    }
    VmOutcome outcome = vm_set_item(container, slice, value, call);
    Py_DECREF(slice);
    return outcome;
}

/* --- Membership ------------------------------------------------------------------------------------------------------ */

static int
contains_is_guest(PyObject *container, PyObject *item)
{
    if (vm_class_is_guest_instance(container)
        && (vm_protocol_guest_borrow(container, VM_PROTOCOL_CONTAINS) != NULL
            || (Py_TYPE(container)->tp_as_sequence->sq_contains == NULL && vm_iterates_guest(container)))) {
        return 1;
    }
    if (PyRange_Check(container) && !PyLong_Check(item) && vm_iterator_is_endless(container)) {
        return 1; /* looked for one by one */
    }
    return key_is_guest(item) || (vm_type_steps(Py_TYPE(container)) && vm_iterates_guest(container));
}

/* Kinds of containers that look at their elements without changing anything. An iterator is consumed, so it never speculates. */
static int
membership_is_pure(PyObject *container)
{
    return !vm_type_steps(Py_TYPE(container));
}

VmOutcome
vm_contains(PyObject *container, PyObject *item, int *found, VmGuestCall *call)
{
    PyObject *arguments[] = {container, item};
    int answer;
    if (is_scalar_key(item) && (PyDict_CheckExact(container) || PyUnicode_CheckExact(container))) {
        answer = PySequence_Contains(container, item);
    }
    else if (contains_is_guest(container, item)) {
        PyObject *method = vm_protocol_guest_borrow(container, VM_PROTOCOL_CONTAINS);
        if (method != NULL && vm_answer_can_ask(method, 2)) {
            return vm_answer_ask(call, method, 2, arguments, VM_ANSWER_CONTAINS, container, item);
        }
        if (method == NULL && (PyDict_Check(container) || PyAnySet_Check(container)) && vm_lookup_can_ask(item)) {
            return vm_lookup_ask(call, VM_LOOKUP_CONTAINS, container, item, NULL);
        }
        return vm_library_call(call, VM_LIBRARY_CONTAINS, 2, arguments);
    }
    else if (vm_check_tuple_depth(item) < 0) {
        return VM_RAISED;
    }
    else if (membership_is_pure(container)) {
        VmSpeculation speculation = vm_speculation_begin();
        answer = PySequence_Contains(container, item);
        if (vm_speculation_bailed(&speculation, NULL)) {
            return vm_library_call(call, VM_LIBRARY_CONTAINS, 2, arguments);
        }
    }
    else {
        answer = PySequence_Contains(container, item);
    }
    if (answer < 0) {
        return VM_RAISED;
    }
    *found = answer;
    return VM_DONE;
}

/* --- Length ---------------------------------------------------------------------------------------------------------- */

VmOutcome
vm_length(PyObject *o, PyObject **result, VmGuestCall *call)
{
    PyObject *method = vm_protocol_guest_borrow(o, VM_PROTOCOL_LEN);
    if (method != NULL) {
        if (vm_answer_can_ask(method, 1)) {
            return vm_answer_ask(call, method, 1, &o, VM_ANSWER_LENGTH, o, Py_None);
        }
        return vm_library_call(call, VM_LIBRARY_LENGTH, 1, &o);
    }
    Py_ssize_t length = PyObject_Size(o);
    PyObject *value = length < 0 ? NULL : vm_box_int(length);
    if (value == NULL) {
        return VM_RAISED;
    }
    *result = value;
    return VM_DONE;
}
