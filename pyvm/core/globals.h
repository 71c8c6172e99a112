/* Names: globals, builtins, and the namespaces of module and class bodies.
 *
 * LOAD_GLOBAL reads an entry of a keys table for as long as the table's version stands. A version stands for one set of keys in
 * one order, so it survives stores of other values and ends with any insertion, deletion, resize or clear.
 */
#ifndef PYVM_GLOBALS_H
#define PYVM_GLOBALS_H
#include <Python.h>
#include "caches.h"
#include "compat.h"
#include "outcome.h"

typedef enum {
    VM_GLOBAL_NONE,
    VM_GLOBAL_MODULE,  /* entry `index` of the globals, whose keys have `version` */
    VM_GLOBAL_BUILTIN, /* the globals, with `version`, lack the name; entry `index` of the builtins, with `version2` */
} VmGlobalKind;

/* The value of a global or builtin name from the cache. Borrowed; NULL without an exception when the cache has no answer. */
static inline PyObject *
vm_global_load_cached(const VmCache *cache, PyObject *globals, PyObject *builtins)
{
    VmDictKeys *keys = vm_dict_keys(globals);
    if (UNLIKELY(keys->version != cache->version)) {
        return NULL;
    }
    if (cache->kind == VM_GLOBAL_BUILTIN) {
        keys = vm_dict_keys(builtins);
        if (UNLIKELY(keys->version != cache->version2)) {
            return NULL;
        }
    } else if (UNLIKELY(cache->kind != VM_GLOBAL_MODULE)) {
        return NULL;
    }
    return vm_keys_unicode_entries(keys)[cache->index].value;
}

/* Fills the cache. Owned; NULL with NameError. globals and builtins are dicts. */
PyObject *vm_global_load(VmCache *cache, PyObject *globals, PyObject *builtins, PyObject *name);
/* 0 or -1. Deleting a name that is not there is a NameError. */
int vm_global_store(PyObject *globals, PyObject *name, PyObject *value);
int vm_global_delete(PyObject *globals, PyObject *name);

/* Names of a body whose namespace is any mapping. VM_DONE: *result is owned. VM_GUEST (the mapping's methods are guest code): the
 * call's value is the result of a load and is dropped after a store or delete. */
VmOutcome vm_name_load(PyObject *namespace, PyObject *globals, PyObject *builtins, PyObject *name, PyObject **result,
                       VmGuestCall *call);
VmOutcome vm_name_store(PyObject *namespace, PyObject *name, PyObject *value, VmGuestCall *call);
VmOutcome vm_name_delete(PyObject *namespace, PyObject *name, VmGuestCall *call);
/* LOAD_DICT_OR_CELL: name in the mapping, else the cell's contents. */
VmOutcome vm_name_load_or_cell(PyObject *mapping, PyObject *cell, PyObject *name, PyObject **result, VmGuestCall *call);

/* NameError "name 'x' is not defined", with its name attribute. */
void vm_error_name(PyObject *name);
/* NameError "cannot access free variable 'x' where it is not associated with a value in enclosing scope". */
void vm_error_free_variable(PyObject *name);
/* UnboundLocalError "cannot access local variable 'x' where it is not associated with a value". */
void vm_error_unbound_local(PyObject *name);
#endif
