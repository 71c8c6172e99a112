/* Filling attribute caches, and the table behind them: an instruction that sees many types finds in the table what its own cache
 * has no room for.
 *
 * A row of the table is a cache like any other (attributes.h, A1 to A3), found by the type's version, the name, and what for.
 */
#ifndef PYVM_ATTRIBUTE_CACHES_H
#define PYVM_ATTRIBUTE_CACHES_H
#include <Python.h>
#include "attributes.h"

typedef enum { VM_CACHE_LOAD, VM_CACHE_STORE, VM_CACHE_METHOD } VmCacheUse;

/* The table's row for a name of a type, or NULL. It is good until other code may run. */
const VmCache *vm_cache_find(PyTypeObject *type, PyObject *name, VmCacheUse use);
/* Takes what was filled into the table and, as vm_cache_copy, into the instruction's cache. */
void vm_cache_keep(VmCache *cache, const VmCache *filled, PyObject *name, VmCacheUse use);
/* Takes what was found into the instruction's cache (or NULL), unless that has seen too many. */
void vm_cache_copy(VmCache *cache, const VmCache *filled);

/* What follows fills a cache (or NULL, then nothing happens) from what was found on its type. */

/* An object of the type that is used as it is, or as kind says, if no instance hides it. */
void vm_cache_fill_constant(VmCache *cache, PyTypeObject *type, PyObject *name, PyObject *value, VmAttributeKind kind);
void vm_cache_fill_inline(VmCache *cache, PyTypeObject *type, PyObject *name);
/* A __slots__ member that holds any object: its place can be used directly. 1 if it is one. */
int vm_cache_fill_slot(VmCache *cache, PyTypeObject *type, PyObject *descriptor);
/* A native descriptor that the slow path can go straight to: a field, or a method of either kind that the instance does not hide. */
void vm_cache_fill_direct(VmCache *cache, PyTypeObject *type, PyObject *name, PyObject *found);
void vm_cache_fill_property(VmCache *cache, PyTypeObject *type, PyObject *property);
void vm_cache_fill_class(VmCache *cache, PyTypeObject *class, PyObject *value);
void vm_cache_fill_module(VmCache *cache, PyObject *module, PyObject *name);
/* The VM_METHOD_ kind of a method descriptor found on a type. */
VmAttributeKind vm_cache_method_kind(PyTypeObject *type, PyObject *found);
int vm_cache_setup(PyObject *module);
#endif
