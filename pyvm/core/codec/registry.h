/* Registries: the objects that a blob names instead of holding them, and how values of native types become plain data. */
#ifndef PYVM_REGISTRY_H
#define PYVM_REGISTRY_H
#include <Python.h>
#include "codec/pointers.h"

typedef struct VmRegistry {
    PyObject_HEAD
    struct VmRegistry *parent; /* owned or NULL: asked for what is not here */
    VmPointerMap numbers;      /* of objects: index into names and objects */
    PyObject *names, *objects; /* owned lists; objects keeps what numbers points at alive */
    PyObject *by_name;         /* owned dict */
    PyObject *adapters;        /* owned dict: type -> (name, state, build) */
    PyObject *adapters_by_name;
    PyObject *refresh, *resolve; /* owned or NULL */
} VmRegistry;

extern PyTypeObject VmRegistry_Type;

/* The name of an object, or NULL without an exception. Borrowed. Runs no code. */
PyObject *vm_registry_name_borrow(const VmRegistry *registry, PyObject *object);
/* The adapter of exactly that type, or NULL without an exception. Borrowed. */
PyObject *vm_registry_adapter_borrow(const VmRegistry *registry, PyTypeObject *type);
PyObject *vm_registry_adapter_named_borrow(const VmRegistry *registry, PyObject *name);
/* Lets every registry of the chain learn what is new. Runs host code. 0, or -1 with an exception set. */
int vm_registry_refresh(VmRegistry *registry);
int vm_registry_setup(PyObject *module);
#endif
