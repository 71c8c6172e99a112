/* Attributes: loading them, and the inline caches for it. attribute_stores.h stores and deletes.
 *
 * An instruction asks its cache first; on a miss the slow path asks the gate, finds the attribute by CPython's own rules and
 * fills the cache. Guest code on the way (a property's getter, __getattr__, a descriptor's __get__) is never run here: the
 * outcome is VM_GUEST, and what the guest call returns is the attribute (load) or is dropped (store, delete).
 *
 * A1 cache->version is the version tag of the object's type, for every kind; no type has tag 0 and a filled cache.
 * A2 cache->object is borrowed from the type, for as long as A1 holds.
 * A3 an instance's __dict__ is never made here.
 */
#ifndef PYVM_ATTRIBUTES_H
#define PYVM_ATTRIBUTES_H
#include <Python.h>
#include "caches.h"
#include "compat.h"
#include "frames.h"
#include "outcome.h"

typedef enum {
    VM_ATTRIBUTE_NONE,     /* nothing cached */
    VM_ATTRIBUTE_SLOT,     /* at `offset` in the object (__slots__) */
    VM_ATTRIBUTE_INLINE,   /* inline value `index` */
    VM_ATTRIBUTE_CONSTANT, /* `object`, found on the type and not shadowed (see vm_cache_unshadowed) */
    VM_ATTRIBUTE_CLASS,    /* the object is a class with version tag version2: `object`, found on the class itself */
    VM_ATTRIBUTE_MODULE,   /* the object is a module whose keys have version2: value of entry `index` */
    VM_ATTRIBUTE_PROPERTY, /* `object` is a property whose getter (setter) is guest code: always VM_GUEST */
    VM_ATTRIBUTE_FIELD,    /* `object` is a native data descriptor: the slow path reads through it at once */
    VM_ATTRIBUTE_BOUND,    /* `object` is a method, not shadowed: the slow path binds it at once */
    VM_METHOD_UNBOUND,     /* `object` is to be called with the object first: VM function or native method descriptor */
    /* Native method descriptors that no bridge intercepts: VM_METHOD_DEFINITION(cache)->ml_meth may be called at once. */
    VM_METHOD_NOARGS,
    VM_METHOD_O,
    VM_METHOD_FASTCALL,
    VM_METHOD_LIST_APPEND, /* list.append of an exact list */
    VM_METHOD_DICT_GET,    /* dict.get of an exact dict */
    /* The rest is for vm_plain_method. */
    VM_METHOD_PLAIN,       /* no bridge intercepts it; it takes keywords, or a tuple */
    VM_METHOD_PURE,        /* one does, after an attempt */
    VM_METHOD_LIST_EXTEND, /* list.extend of an exact list */
} VmAttributeKind;

/* The definition behind a cached native method descriptor. */
#define VM_METHOD_DEFINITION(cache) (((PyMethodDescrObject *)(cache)->object)->d_method)

/* A module's dict. Borrowed. */
static inline PyObject *
vm_module_dict_borrow(PyObject *module)
{
    return *(PyObject **)(module + 1); /* PyModuleObject.md_dict */
}

/* 1 if no attribute of the instance itself can hide what the type has: the instance has no dict (version2 and offset are 0), its
 * inline values are there and the type's shared keys are still the version2 - 1 ones that were looked at, or its dict, at
 * offset, has not been made. */
static inline int
vm_cache_unshadowed(const VmCache *cache, PyObject *object)
{
    if (cache->version2 != 0) {
        VmDictKeys *keys = (VmDictKeys *)((PyHeapTypeObject *)Py_TYPE(object))->ht_cached_keys;
        return (uint32_t)keys->count + 1 == cache->version2 && vm_inline_values(object) != NULL;
    }
    return cache->offset == 0 || *(PyObject **)((char *)object + cache->offset) == NULL;
}

/* object.N from the cache: a new reference, or NULL without an exception when the cache has no answer. */
static inline PyObject *
vm_attribute_load_cached(const VmCache *cache, PyObject *object)
{
    if (UNLIKELY(cache->version != vm_type_version(Py_TYPE(object)))) {
        return NULL;
    }
    PyObject *value;
    if (LIKELY(cache->kind == VM_ATTRIBUTE_INLINE)) { /* tests in order of use: 2 ns less than a jump table */
        PyObject **slot = vm_inline_slot(object, cache->index);
        value = slot == NULL ? NULL : *slot;
    } else if (cache->kind == VM_ATTRIBUTE_SLOT) {
        value = *(PyObject **)((char *)object + cache->offset);
    } else if (cache->kind == VM_ATTRIBUTE_CONSTANT) {
        value = vm_cache_unshadowed(cache, object) ? cache->object : NULL;
    } else if (cache->kind == VM_ATTRIBUTE_CLASS) {
        value = cache->version2 == vm_type_version((PyTypeObject *)object) ? cache->object : NULL;
    } else if (cache->kind == VM_ATTRIBUTE_MODULE) {
        VmDictKeys *keys = vm_dict_keys(vm_module_dict_borrow(object));
        value = keys->version == cache->version2 ? vm_keys_unicode_entries(keys)[cache->index].value : NULL;
    } else {
        return NULL;
    }
    return Py_XNewRef(value);
}

/* What CALL_METHOD calls. 1: *callable (borrowed) takes the object as its first argument, and cache->kind is one of the
 * VM_METHOD_ kinds; 0: the cache has no answer. */
static inline int
vm_method_lookup_cached(const VmCache *cache, PyObject *object, PyObject **callable)
{
    if (LIKELY(cache->version == vm_type_version(Py_TYPE(object)) && cache->kind >= VM_METHOD_UNBOUND
               && vm_cache_unshadowed(cache, object))) {
        *callable = cache->object;
        return 1;
    }
    return 0;
}

/* object.name. cache may be NULL. VM_DONE: *result is owned. VM_GUEST: the call's value is the attribute. May run native
 * descriptors, and through them guest code in a nested loop. */
VmOutcome vm_attribute_load(VmCache *cache, PyObject *object, PyObject *name, PyObject **result, VmGuestCall *call);
/* What object.name(...) calls. VM_DONE: *callable is owned; *bound is 0 if it takes the object as its first argument, 1 if not.
 * VM_GUEST: getting the attribute runs guest code: the loop packs the arguments and calls, instead of the whole instruction,
 * VM_LIBRARY_CALL_ATTRIBUTE(object, name, tuple of positional arguments, dict of keywords or None). */
VmOutcome vm_method_lookup(VmCache *cache, PyObject *object, PyObject *name, PyObject **callable, int *bound);
/* The special method isa.SPECIALS[number] of object, found on its type and bound. TypeError if it has none. */
VmOutcome vm_special_lookup(PyObject *object, int number, PyObject **result, VmGuestCall *call);
/* The object that `super(class, object)` evaluates to when `callable` is the real super; VM_GUEST when it is another callable.
 * zero_argument: written `super()`: the errors are those of CPython for a missing class or first argument (NULL). */
VmOutcome vm_super_load(PyObject *callable, PyObject *class, PyObject *object, int zero_argument, PyObject **result,
                        VmGuestCall *call);
/* super() where the compiler did not see it: from what the frame that calls it holds, as CPython does. Never VM_GUEST. */
VmOutcome vm_super_in_frame(VmFrame *frame, PyObject **result);

/* vm_attribute_load without __getattribute__ and __getattr__ of a guest class: what object.__getattribute__ and its like of type and
 * module do. Through the gate. */
VmOutcome vm_attribute_load_plain(VmCache *cache, PyObject *object, PyObject *name, PyObject **result, VmGuestCall *call);
/* The object behind a weak proxy, which passes attribute access on. Owned; NULL with ReferenceError. */
PyObject *vm_attribute_proxy_target(PyObject *proxy);
/* Runs a guest call from C, in a nested loop, and empties it. An owned result or NULL. */
PyObject *vm_guest_call_run(VmGuestCall *call);
int vm_attribute_setup(PyObject *module);
#endif
