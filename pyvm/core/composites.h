/* Composite iterators: those that hold other iterators, with the places and names of their parts.
 *
 * itertools shows the state of its objects nowhere, so their structs are mirrored in composites.c and compat.h: the same in 3.11,
 * 3.12 and 3.13 as far as they are read.
 */
#ifndef PYVM_COMPOSITES_H
#define PYVM_COMPOSITES_H
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *function, *iterator;
    long state; /* takewhile: stopped; dropwhile: started; absent from starmap and filterfalse */
} VmFiltered;

typedef struct {
    PyObject_HEAD
    PyObject *total, *iterator, *function, *initial;
} VmAccumulate;

typedef struct {
    PyObject_HEAD
    PyObject *iterator, *function, *target_key, *current_key, *current_value;
    const void *grouper;
} VmGroupBy;

typedef struct {
    PyObject_HEAD
    PyObject *parent, *target_key;
} VmGroup;

/* What a part holds: an object that a step may call into, plain data, or a number. */
typedef enum {
    VM_PART_ITERATOR, VM_PART_ITERATORS, VM_PART_CALLABLE, VM_PART_SEQUENCE, VM_PART_PARENT, VM_PART_DATA,
    VM_PART_SIZE, VM_PART_INT, VM_PART_LONG, VM_PART_CHAR, VM_PART_POINTER,
} VmPartKind;

typedef struct {
    const char *name;
    VmPartKind kind;
    size_t offset;
} VmPart;

#define VM_PARTS_MAX 7

typedef struct {
    const char *name; /* in itertools, or NULL for a builtin */
    PyTypeObject *type;
    VmPart parts[VM_PARTS_MAX]; /* up to one without a name */
} VmComposite;

/* The row of exactly this type, or NULL. */
const VmComposite *vm_composite_of(PyTypeObject *type);
/* 1 if it is the one that itertools has under this name. */
int vm_composite_is(const VmComposite *composite, const char *name);
/* itertools types by the names of the rows. Borrowed, NULL if this CPython has none. */
PyTypeObject *vm_composite_type_borrow(const char *name);

/* A part of an iterator by name, for the guest library. Owned; *absent is 1 and NULL is returned without an exception if the
 * part is there but empty. LookupError if the type has no such part. */
PyObject *vm_composite_field_get(PyObject *iterator, const char *name, int *absent);
/* Replaces it; value NULL empties it. 0 or -1. */
int vm_composite_field_set(PyObject *iterator, const char *name, PyObject *value);
int vm_composite_setup(PyObject *module);
#endif
