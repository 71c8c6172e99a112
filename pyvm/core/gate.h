/* The gate: which attributes a guest may read, write and delete. docs/sandbox.md is the page for readers.
 *
 * G1 the answer depends on the object's type, or on the object itself if that is a class, a module or a function, and on the
 *    name: so it is asked when a cache is filled, and a filled cache needs no gate.
 * G2 what guest code defined is the guest's; what CPython or the host defined is judged by the class it was found on: the names
 *    that class's row allows, minus the names that are never allowed. A class without a row is closed.
 * G3 natives that reach attributes themselves (object.__getattribute__, type.__setattr__, str.format...) are replaced by
 *    guarded ones when a guest reads them, so that no native can be handed one that is not.
 * Hosts open a class with _core.gate_allow(class, names).
 */
#ifndef PYVM_GATE_H
#define PYVM_GATE_H
#include <Python.h>
#include "classes.h"

typedef enum { VM_GATE_READ, VM_GATE_WRITE, VM_GATE_DELETE } VmGateAccess;

/* 1, 0 or -1 with an exception set. name is an exact str. Runs no guest and no host code. */
int vm_gate_allows(PyObject *object, PyObject *name, VmGateAccess access);
/* 1 if the answer for the object is that for its type, and may be remembered under the type; 0 for those that are judged one by one. */
int vm_gate_judges_by_type(PyObject *object);
/* Sets the AttributeError (TypeError for changing a host's class) that tells what was refused, why, and the way out. */
void vm_gate_refuse(PyObject *object, PyObject *name, VmGateAccess access);
/* What a guest gets for an attribute that was found as `found`: itself or its guarded replacement. Borrowed. */
PyObject *vm_gate_replacement_borrow(PyObject *found);
/* What a guest gets for the __dict__ of a class that is not a guest's: a read-only view of the names that it may read. Owned. */
PyObject *vm_gate_class_dict(PyTypeObject *class);
#define VM_TPFLAGS_OPEN (1UL << 16) /* a host class that guests may call; CPython leaves this bit free */

/* 1 if a guest may call this class to make an instance: a guest class, or one whose row says so. */
static inline int
vm_gate_allows_construction(PyTypeObject *type)
{
    return (type->tp_flags & (VM_TPFLAGS_OPEN | VM_TPFLAGS_GUEST)) != 0;
}
/* Sets the TypeError for calling another one. */
void vm_gate_refuse_construction(PyTypeObject *type);
/* 1 if __reduce_ex__ of the class's instances comes to plain data that a guest may have. */
int vm_gate_allows_reduction(PyTypeObject *type);
/* 1 if a guest may derive from this class. */
int vm_gate_allows_base(PyTypeObject *type);

/* getattr, setattr and delattr as C code does them for a guest: through the gate. Guest code on the way runs in a nested loop.
 * An owned result or NULL; 0 or -1. name is any object, as in the builtins. */
PyObject *vm_guarded_getattr(PyObject *object, PyObject *name);
int vm_guarded_setattr(PyObject *object, PyObject *name, PyObject *value); /* value NULL: delete */
/* dir(object) and vars(object) without what the gate refuses. Owned. */
PyObject *vm_guarded_dir(PyObject *object);
PyObject *vm_guarded_vars(PyObject *object);

int vm_gate_setup(PyObject *module);
int vm_guards_setup(PyObject *module); /* called by vm_gate_setup */
#endif
