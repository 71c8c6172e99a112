/* Storing and deleting attributes: as attributes.h, with the same caches and rules.
 *
 * A data descriptor or a hook (__setattr__, __delattr__) that is guest code is never run here: the outcome is VM_GUEST, and what
 * the call returns is dropped.
 */
#ifndef PYVM_ATTRIBUTE_STORES_H
#define PYVM_ATTRIBUTE_STORES_H
#include <Python.h>
#include "attributes.h"

/* object.N = value from the cache; 1 = stored, 0 = the cache has no answer. What was there is released last. */
static inline int
vm_attribute_store_cached(const VmCache *cache, PyObject *object, PyObject *value)
{
    if (UNLIKELY(cache->version != vm_type_version(Py_TYPE(object)))) {
        return 0;
    }
    PyObject **slot;
    if (LIKELY(cache->kind == VM_ATTRIBUTE_INLINE)) {
        slot = vm_inline_slot(object, cache->index);
        if (UNLIKELY(slot == NULL)) {
            return 0;
        }
        if (UNLIKELY(*slot == NULL)) {
            if (vm_inline_values_shared(object)) {
                return 0;
            }
            vm_inline_slot_added(object, cache->index); /* keeps the order of first stores */
        }
    } else if (cache->kind == VM_ATTRIBUTE_SLOT) {
        slot = (PyObject **)((char *)object + cache->offset);
    } else {
        return 0;
    }
    PyObject *old = *slot;
    *slot = Py_NewRef(value);
    Py_XDECREF(old);
    return 1;
}

/* object.name = value. cache may be NULL. */
VmOutcome vm_attribute_store(VmCache *cache, PyObject *object, PyObject *name, PyObject *value, VmGuestCall *call);
/* del object.name */
VmOutcome vm_attribute_delete(PyObject *object, PyObject *name, VmGuestCall *call);
/* The same without __setattr__ and __delattr__ of a guest class: what object.__setattr__ and its like of type do. Through the gate.
 * value NULL: delete. */
VmOutcome vm_attribute_store_plain(VmCache *cache, PyObject *object, PyObject *name, PyObject *value, VmGuestCall *call);
int vm_attribute_store_setup(PyObject *module);
#endif
