/* Displays: unpacking, and building lists, sets and dicts from what `*` and `**` bring. */
#include "protocols.h"
#include "compat.h"
#include "lookups.h"
#include "numbers.h"
#include "speculation.h"

/* --- Unpacking ------------------------------------------------------------------------------------------------------- */

static VmOutcome
unpack_in_library(PyObject *iterable, Py_ssize_t before, Py_ssize_t after, VmGuestCall *call)
{
    PyObject *arguments[3] = {iterable, PyLong_FromSsize_t(before), after < 0 ? NULL : PyLong_FromSsize_t(after)};
    VmOutcome outcome = VM_RAISED;
    if (arguments[1] != NULL && (after < 0 || arguments[2] != NULL)) {
        outcome = after < 0 ? vm_library_call(call, VM_LIBRARY_UNPACK, 2, arguments)
                            : vm_library_call(call, VM_LIBRARY_UNPACK_EX, 3, arguments);
    }
    Py_XDECREF(arguments[1]);
    Py_XDECREF(arguments[2]);
    return outcome;
}

static void
release_values(PyObject **values, Py_ssize_t count)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_CLEAR(values[i]);
    }
}

/* iter(iterable) for an assignment, with its own error text. */
static PyObject *
unpack_iterator(PyObject *iterable)
{
    PyObject *iterator = PyObject_GetIter(iterable);
    if (iterator == NULL && PyErr_ExceptionMatches(PyExc_TypeError) && Py_TYPE(iterable)->tp_iter == NULL
        && !PySequence_Check(iterable)) {
        PyErr_Format(PyExc_TypeError, "cannot unpack non-iterable %.200s object", Py_TYPE(iterable)->tp_name);
    }
    return iterator;
}

/* The first `count` values, owned. at_least: more may follow. 0, or -1 with values[0 .. count) NULL. */
static int
take_values(PyObject *iterator, Py_ssize_t count, Py_ssize_t expected, int at_least, PyObject **values)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        values[i] = PyIter_Next(iterator);
        if (values[i] == NULL) {
            if (!PyErr_Occurred()) {
                PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected %s%zd, got %zd)",
                             at_least ? "at least " : "", expected, i);
            }
            release_values(values, i);
            return -1;
        }
    }
    return 0;
}

static void
set_too_many(Py_ssize_t count)
{
    PyErr_Format(PyExc_ValueError, "too many values to unpack (expected %zd)", count);
}

static int
unpack_iterable(PyObject *iterable, Py_ssize_t count, PyObject **values)
{
    PyObject *iterator = unpack_iterator(iterable);
    if (iterator == NULL) {
        return -1;
    }
    int status = take_values(iterator, count, count, 0, values);
    if (status == 0) {
        PyObject *surplus = PyIter_Next(iterator);
        if (surplus != NULL) {
            Py_DECREF(surplus);
            set_too_many(count);
        }
        if (surplus != NULL || PyErr_Occurred()) {
            release_values(values, count);
            status = -1;
        }
    }
    Py_DECREF(iterator);
    return status;
}

VmOutcome
vm_unpack(PyObject *iterable, Py_ssize_t count, PyObject **values, VmGuestCall *call)
{
    if (PyTuple_CheckExact(iterable) || PyList_CheckExact(iterable)) {
        if (LIKELY(Py_SIZE(iterable) == count)) {
            PyObject **items = PySequence_Fast_ITEMS(iterable);
            for (Py_ssize_t i = 0; i < count; i++) {
                values[i] = Py_NewRef(items[i]);
            }
            return VM_DONE;
        }
    }
    else if (vm_iterates_guest(iterable)) {
        return unpack_in_library(iterable, count, -1, call);
    }
    return unpack_iterable(iterable, count, values) < 0 ? VM_RAISED : VM_DONE;
}

/* Splits the list of the values after the first ones: the last `after` become values of their own. */
static int
split_rest(PyObject *rest, Py_ssize_t before, Py_ssize_t after, PyObject **values)
{
    Py_ssize_t size = PyList_GET_SIZE(rest);
    if (size < after) {
        PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected at least %zd, got %zd)", before + after,
                     before + size);
        return -1;
    }
    for (Py_ssize_t i = 0; i < after; i++) {
        values[before + 1 + i] = Py_NewRef(PyList_GET_ITEM(rest, size - after + i));
    }
    if (PyList_SetSlice(rest, size - after, size, NULL) < 0) {
        release_values(values + before + 1, after);
        return -1;
    }
    values[before] = Py_NewRef(rest);
    return 0;
}

VmOutcome
vm_unpack_star(PyObject *iterable, Py_ssize_t before, Py_ssize_t after, PyObject **values, VmGuestCall *call)
{
    if (vm_iterates_guest(iterable)) {
        return unpack_in_library(iterable, before, after, call);
    }
    PyObject *iterator = unpack_iterator(iterable);
    if (iterator == NULL) {
        return VM_RAISED;
    }
    int status = take_values(iterator, before, before + after, 1, values);
    if (status == 0) {
        PyObject *rest = PySequence_List(iterator);
        status = rest == NULL ? -1 : split_rest(rest, before, after, values);
        Py_XDECREF(rest);
        if (status < 0) {
            release_values(values, before);
        }
    }
    Py_DECREF(iterator);
    return status < 0 ? VM_RAISED : VM_DONE;
}

/* --- Lists ----------------------------------------------------------------------------------------------------------- */

int
vm_list_append(PyObject *list, PyObject *value)
{
    PyListObject *object = (PyListObject *)list;
    Py_ssize_t size = Py_SIZE(list);
    if (LIKELY(size < object->allocated)) {
        object->ob_item[size] = Py_NewRef(value);
        Py_SET_SIZE(object, size + 1);
        return 0;
    }
    return PyList_Append(list, value);
}

VmOutcome
vm_list_extend(PyObject *list, PyObject *iterable, VmGuestCall *call)
{
    if (vm_iterates_guest(iterable)) {
        PyObject *arguments[] = {list, iterable};
        return vm_library_call(call, VM_LIBRARY_EXTEND, 2, arguments);
    }
    PyObject *nothing = _PyList_Extend((PyListObject *)list, iterable);
    if (nothing == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError) && Py_TYPE(iterable)->tp_iter == NULL && !PySequence_Check(iterable)) {
            PyErr_Format(PyExc_TypeError, "Value after * must be an iterable, not %.200s", Py_TYPE(iterable)->tp_name);
        }
        return VM_RAISED;
    }
    Py_DECREF(nothing);
    return VM_DONE;
}

/* --- Sets ------------------------------------------------------------------------------------------------------------ */

/* Keys whose hash and comparison are CPython's own. */
static inline int
is_plain_key(PyObject *key)
{
    return PyUnicode_CheckExact(key) || PyLong_CheckExact(key);
}

VmOutcome
vm_set_add(PyObject *set, PyObject *item, VmGuestCall *call)
{
    if (LIKELY(is_plain_key(item))) {
        return PySet_Add(set, item) < 0 ? VM_RAISED : VM_DONE;
    }
    if (vm_check_tuple_depth(item) < 0) {
        return VM_RAISED;
    }
    if (vm_lookup_can_ask(item)) {
        return vm_lookup_ask(call, VM_LOOKUP_ADD, set, item, NULL);
    }
    VmSpeculation speculation = vm_speculation_begin();
    int status = PySet_Add(set, item);
    if (vm_speculation_bailed(&speculation, NULL)) {
        PyObject *items = PyTuple_Pack(1, item);
        PyObject *arguments[] = {set, items};
        VmOutcome outcome = items == NULL ? VM_RAISED : vm_library_call(call, VM_LIBRARY_SET_UPDATE, 2, arguments);
        Py_XDECREF(items);
        return outcome;
    }
    return status < 0 ? VM_RAISED : VM_DONE;
}

/* A library function with the items of a display, packed. */
static VmOutcome
build_in_library(VmLibrary entry, PyObject *const *items, Py_ssize_t count, VmGuestCall *call)
{
    PyObject *packed = PyTuple_New(count);
    if (packed == NULL) {
        return VM_RAISED;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        PyTuple_SET_ITEM(packed, i, Py_NewRef(items[i]));
    }
    VmOutcome outcome = vm_library_call(call, entry, 1, &packed);
    Py_DECREF(packed);
    return outcome;
}

VmOutcome
vm_build_set(PyObject *const *items, Py_ssize_t count, PyObject **result, VmGuestCall *call)
{
    PyObject *set = PySet_New(NULL);
    for (Py_ssize_t i = 0; set != NULL && i < count; i++) {
        VmOutcome outcome = vm_set_add(set, items[i], call);
        if (outcome != VM_DONE) {
            Py_DECREF(set);
            if (outcome == VM_GUEST) {
                vm_guest_call_clear(call);
                return build_in_library(VM_LIBRARY_BUILD_SET, items, count, call);
            }
            return VM_RAISED;
        }
    }
    *result = set;
    return set == NULL ? VM_RAISED : VM_DONE;
}

VmOutcome
vm_set_update(PyObject *set, PyObject *iterable, VmGuestCall *call)
{
    PyObject *arguments[] = {set, iterable};
    if (vm_iterates_guest(iterable)) {
        return vm_library_call(call, VM_LIBRARY_SET_UPDATE, 2, arguments);
    }
    if (vm_type_steps(Py_TYPE(iterable))) { /* consumed: cannot be tried twice */
        return _PySet_Update(set, iterable) < 0 ? VM_RAISED : VM_DONE;
    }
    VmSpeculation speculation = vm_speculation_begin();
    int status = _PySet_Update(set, iterable); /* what it added before it bailed out is added again: no difference */
    if (vm_speculation_bailed(&speculation, NULL)) {
        return vm_library_call(call, VM_LIBRARY_SET_UPDATE, 2, arguments);
    }
    return status < 0 ? VM_RAISED : VM_DONE;
}

/* --- Dicts ----------------------------------------------------------------------------------------------------------- */

VmOutcome
vm_dict_add(PyObject *dict, PyObject *key, PyObject *value, VmGuestCall *call)
{
    if (LIKELY(is_plain_key(key))) {
        return PyDict_SetItem(dict, key, value) < 0 ? VM_RAISED : VM_DONE;
    }
    if (vm_check_tuple_depth(key) < 0) {
        return VM_RAISED;
    }
    if (vm_lookup_can_ask(key)) {
        return vm_lookup_ask(call, VM_LOOKUP_SET, dict, key, value);
    }
    VmSpeculation speculation = vm_speculation_begin();
    int status = PyDict_SetItem(dict, key, value);
    if (vm_speculation_bailed(&speculation, NULL)) {
        PyObject *arguments[] = {dict, key, value};
        return vm_library_call(call, VM_LIBRARY_SETITEM, 3, arguments);
    }
    return status < 0 ? VM_RAISED : VM_DONE;
}

VmOutcome
vm_build_map(PyObject *const *items, Py_ssize_t count, PyObject **result, VmGuestCall *call)
{
    PyObject *dict = _PyDict_NewPresized(count / 2);
    for (Py_ssize_t i = 0; dict != NULL && i < count; i += 2) {
        VmOutcome outcome = vm_dict_add(dict, items[i], items[i + 1], call);
        if (outcome != VM_DONE) {
            Py_DECREF(dict);
            if (outcome == VM_GUEST) {
                vm_guest_call_clear(call);
                return build_in_library(VM_LIBRARY_BUILD_MAP, items, count, call);
            }
            return VM_RAISED;
        }
    }
    *result = dict;
    return dict == NULL ? VM_RAISED : VM_DONE;
}

/* A dict is copied entry by entry, as CPython does, unless its class iterates differently; other mappings are asked for keys()
 * and items. */
static int
mapping_is_guest(PyObject *mapping)
{
    if (!vm_class_is_guest_instance(mapping)
        || (PyDict_Check(mapping) && Py_TYPE(mapping)->tp_iter == PyDict_Type.tp_iter)) {
        return 0;
    }
    return vm_protocol_guest_borrow(mapping, VM_PROTOCOL_KEYS) != NULL
        || vm_protocol_guest_borrow(mapping, VM_PROTOCOL_GETITEM) != NULL || vm_iterates_guest(mapping);
}

VmOutcome
vm_dict_update(PyObject *dict, PyObject *mapping, VmGuestCall *call)
{
    PyObject *arguments[] = {dict, mapping};
    if (mapping_is_guest(mapping)) {
        return vm_library_call(call, VM_LIBRARY_DICT_UPDATE, 2, arguments);
    }
    VmSpeculation speculation = vm_speculation_begin();
    int status = PyDict_Update(dict, mapping); /* repeating a part of it makes no difference */
    if (vm_speculation_bailed(&speculation, NULL)) {
        return vm_library_call(call, VM_LIBRARY_DICT_UPDATE, 2, arguments);
    }
    if (status < 0 && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not a mapping", Py_TYPE(mapping)->tp_name);
    }
    return status < 0 ? VM_RAISED : VM_DONE;
}

/* The raised KeyError's key if it has exactly one argument. Borrowed from the exception. */
static PyObject *
duplicate_key(PyObject *exception)
{
    PyObject *arguments = ((PyBaseExceptionObject *)exception)->args;
    return arguments != NULL && PyTuple_CheckExact(arguments) && PyTuple_GET_SIZE(arguments) == 1
        ? PyTuple_GET_ITEM(arguments, 0)
        : NULL;
}

/* Words the failure of _PyDict_MergeEx as a failed call. */
static void
word_merge_error(PyObject *mapping, PyObject *callable)
{
    PyObject *exception = vm_error_take();
    PyObject *name = NULL;
    if (PyErr_GivenExceptionMatches(exception, PyExc_AttributeError)) {
        name = _PyObject_FunctionStr(callable);
        if (name != NULL) {
            PyErr_Format(PyExc_TypeError, "%U argument after ** must be a mapping, not %.200s", name,
                         Py_TYPE(mapping)->tp_name);
        }
        Py_DECREF(exception);
    }
    else if (PyErr_GivenExceptionMatches(exception, PyExc_KeyError) && duplicate_key(exception) != NULL) {
        name = _PyObject_FunctionStr(callable);
        if (name != NULL) {
            PyErr_Format(PyExc_TypeError, "%U got multiple values for keyword argument '%S'", name, duplicate_key(exception));
        }
        Py_DECREF(exception);
    }
    else {
        vm_error_put_steal(exception);
    }
    Py_XDECREF(name);
}

VmOutcome
vm_dict_merge(PyObject *dict, PyObject *mapping, PyObject *callable, VmGuestCall *call)
{
    if (mapping_is_guest(mapping)) {
        PyObject *arguments[] = {dict, mapping, callable};
        return vm_library_call(call, VM_LIBRARY_DICT_MERGE, 3, arguments);
    }
    if (_PyDict_MergeEx(dict, mapping, 2) < 0) {
        word_merge_error(mapping, callable);
        return VM_RAISED;
    }
    return VM_DONE;
}
