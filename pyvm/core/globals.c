/* Names: the slow paths behind LOAD_GLOBAL, and the names of bodies. */
#include "globals.h"
#include "classes.h"
#include "library.h"

#define REFILL_LIMIT 100 /* a cache that was filled so often sees many namespaces: leave it alone */

/* --- Errors -------------------------------------------------------------------------------------------------------- */

/* Sets NameError(text) with its name attribute, from which CPython makes suggestions. */
static void
name_error(const char *format, PyObject *name)
{
    PyErr_Format(PyExc_NameError, format, name);
    PyObject *error = vm_error_take();
    if (error != NULL) {
        if (PyErr_GivenExceptionMatches(error, PyExc_NameError) && PyObject_SetAttrString(error, "name", name) < 0) {
            PyErr_Clear();
        }
        vm_error_put_steal(error);
    }
}

void
vm_error_name(PyObject *name)
{
    name_error("name '%.200U' is not defined", name);
}

void
vm_error_free_variable(PyObject *name)
{
    name_error("cannot access free variable '%.200U' where it is not associated with a value in enclosing scope", name);
}

void
vm_error_unbound_local(PyObject *name)
{
    PyErr_Format(PyExc_UnboundLocalError, "cannot access local variable '%.200U' where it is not associated with a value", name);
}

/* --- Globals ------------------------------------------------------------------------------------------------------- */

/* Index of the name in a table that a cache can rely on, else -1. */
static Py_ssize_t
cacheable_index(PyObject *dict, PyObject *name)
{
    if (vm_dict_is_split(dict)) {
        return -1;
    }
    Py_ssize_t index = vm_keys_index_of(vm_dict_keys(dict), name);
    return index <= UINT16_MAX ? index : -1;
}

/* Notes where the name was found: in the globals if in_globals, else in the builtins. */
static void
fill(VmCache *cache, PyObject *globals, PyObject *builtins, PyObject *name, int in_globals)
{
    if (cache->misses >= REFILL_LIMIT) {
        return;
    }
    cache->misses++;
    cache->kind = VM_GLOBAL_NONE;
    VmDictKeys *keys = vm_dict_keys(globals);
    Py_ssize_t index = cacheable_index(in_globals ? globals : builtins, name);
    if (index < 0 || !vm_keys_is_unicode(keys) || vm_dict_is_split(globals)) {
        return;
    }
    uint32_t version = vm_keys_version_assign(keys), version2 = 0;
    if (!in_globals) {
        version2 = vm_keys_version_assign(vm_dict_keys(builtins));
    }
    if (version == 0 || (!in_globals && version2 == 0)) {
        return;
    }
    cache->version = version;
    cache->version2 = version2;
    cache->index = (uint16_t)index;
    cache->kind = in_globals ? VM_GLOBAL_MODULE : VM_GLOBAL_BUILTIN;
}

PyObject *
vm_global_load(VmCache *cache, PyObject *globals, PyObject *builtins, PyObject *name)
{
    int in_globals = 1;
    PyObject *value = PyDict_GetItemWithError(globals, name);
    if (value == NULL && !PyErr_Occurred()) {
        in_globals = 0;
        value = PyDict_GetItemWithError(builtins, name);
    }
    if (value == NULL) {
        if (!PyErr_Occurred()) {
            vm_error_name(name);
        }
        return NULL;
    }
    Py_INCREF(value);
    fill(cache, globals, builtins, name, in_globals);
    return value;
}

int
vm_global_store(PyObject *globals, PyObject *name, PyObject *value)
{
    return PyDict_SetItem(globals, name, value);
}

/* Replaces KeyError, which a deletion raised, by NameError. -1. */
static int
missing_name(PyObject *name)
{
    if (PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Clear();
        vm_error_name(name);
    }
    return -1;
}

int
vm_global_delete(PyObject *globals, PyObject *name)
{
    return PyDict_DelItem(globals, name) < 0 ? missing_name(name) : 0;
}

/* --- Names of bodies ----------------------------------------------------------------------------------------------- */

/* The mapping's own C code looks an item up, stores or deletes it. */
static int
loads_natively(PyObject *mapping)
{
    PyMappingMethods *methods = Py_TYPE(mapping)->tp_as_mapping;
    return !vm_class_is_guest_instance(mapping)
        || (methods != NULL && methods->mp_subscript == PyDict_Type.tp_as_mapping->mp_subscript);
}

static int
stores_natively(PyObject *mapping)
{
    PyMappingMethods *methods = Py_TYPE(mapping)->tp_as_mapping;
    return !vm_class_is_guest_instance(mapping)
        || (methods != NULL && methods->mp_ass_subscript == PyDict_Type.tp_as_mapping->mp_ass_subscript);
}

/* mapping[name]: 1 and an owned *result, 0 if it is not there, -1 with an exception set. */
static int
find_natively(PyObject *mapping, PyObject *name, PyObject **result)
{
    if (PyDict_CheckExact(mapping)) {
        *result = Py_XNewRef(PyDict_GetItemWithError(mapping, name));
        return *result != NULL ? 1 : PyErr_Occurred() ? -1 : 0;
    }
    *result = PyObject_GetItem(mapping, name);
    if (*result != NULL) {
        return 1;
    }
    if (!PyErr_ExceptionMatches(PyExc_KeyError)) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

VmOutcome
vm_name_load(PyObject *namespace, PyObject *globals, PyObject *builtins, PyObject *name, PyObject **result, VmGuestCall *call)
{
    if (UNLIKELY(!loads_natively(namespace))) {
        PyObject *arguments[] = {namespace, globals, builtins, name};
        return vm_library_call(call, VM_LIBRARY_LOAD_NAME, 4, arguments);
    }
    PyObject *places[] = {namespace, globals, builtins};
    for (int i = namespace == globals; i < 3; i++) {
        int found = find_natively(places[i], name, result);
        if (found != 0) {
            return found > 0 ? VM_DONE : VM_RAISED;
        }
    }
    vm_error_name(name);
    return VM_RAISED;
}

VmOutcome
vm_name_store(PyObject *namespace, PyObject *name, PyObject *value, VmGuestCall *call)
{
    if (LIKELY(PyDict_CheckExact(namespace))) {
        return PyDict_SetItem(namespace, name, value) < 0 ? VM_RAISED : VM_DONE;
    }
    if (!stores_natively(namespace)) {
        PyObject *arguments[] = {namespace, name, value};
        return vm_library_call(call, VM_LIBRARY_SETITEM, 3, arguments);
    }
    return PyObject_SetItem(namespace, name, value) < 0 ? VM_RAISED : VM_DONE;
}

VmOutcome
vm_name_delete(PyObject *namespace, PyObject *name, VmGuestCall *call)
{
    if (!stores_natively(namespace)) {
        PyObject *arguments[] = {namespace, name};
        return vm_library_call(call, VM_LIBRARY_DELETE_NAME, 2, arguments);
    }
    if (PyObject_DelItem(namespace, name) < 0) {
        missing_name(name);
        return VM_RAISED;
    }
    return VM_DONE;
}

VmOutcome
vm_name_load_or_cell(PyObject *mapping, PyObject *cell, PyObject *name, PyObject **result, VmGuestCall *call)
{
    if (!loads_natively(mapping)) {
        PyObject *arguments[] = {mapping, cell, name};
        return vm_library_call(call, VM_LIBRARY_LOAD_NAME_OR_CELL, 3, arguments);
    }
    int found = find_natively(mapping, name, result);
    if (found == 0) {
        *result = Py_XNewRef(PyCell_GET(cell));
        if (*result == NULL) {
            vm_error_free_variable(name);
        }
        found = *result != NULL ? 1 : -1;
    }
    return found > 0 ? VM_DONE : VM_RAISED;
}
