/* Composite iterators: CPython's structs, the table of their parts, and access to them by name. */
#include "composites.h"
#include <stddef.h>
#include "compat.h"
#include "tees.h"

/* --- The table ----------------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *data, *selectors;
} Compress;

typedef struct {
    PyObject_HEAD
    PyObject *iterator, *saved;
    Py_ssize_t index;
    int filled;
} Cycle;

typedef struct {
    PyObject_HEAD
    PyObject *iterator, *old;
} Pairwise;

typedef struct {
    PyObject_HEAD
    Py_ssize_t size, active;
    PyObject *iterators, *result, *fill;
} ZipLongest;

typedef struct {
    PyObject_HEAD
    PyObject *iterator;
    Py_ssize_t size;
    char strict; /* 3.13 */
} Batched;

typedef struct {
    PyObject_HEAD
    void *block;
    Py_ssize_t index;
    PyObject *deque;
    size_t state; /* of the deque, which counts its changes, when the iterator began */
    Py_ssize_t left;
} DequeIter;

#define PART(name, kind, structure, member) {name, VM_PART_##kind, offsetof(structure, member)}

static VmComposite composites[] = {
    {NULL, &PyMap_Type, {PART("iterators", ITERATORS, VmMap, iterators), PART("function", CALLABLE, VmMap, function)}},
    {NULL, &PyFilter_Type, {PART("function", CALLABLE, VmFilter, function), PART("iterator", ITERATOR, VmFilter, iterator)}},
    {NULL, &PyZip_Type, {PART("iterators", ITERATORS, VmZip, iterators), PART("strict", INT, VmZip, strict)}},
    {NULL, &PyEnum_Type, {PART("iterator", ITERATOR, VmEnumerate, iterator)}},
    {NULL, &PyReversed_Type, {PART("sequence", SEQUENCE, VmReversed, sequence), PART("index", SIZE, VmReversed, index)}},
    {NULL, &PySeqIter_Type, {PART("sequence", SEQUENCE, VmSequenceIter, sequence), PART("index", SIZE, VmSequenceIter, index)}},
    {NULL, &PyCallIter_Type, {PART("callable", CALLABLE, VmCallIter, callable), PART("sentinel", DATA, VmCallIter, sentinel)}},
    {"chain", NULL, {PART("source", ITERATOR, VmChain, source), PART("active", ITERATOR, VmChain, active)}},
    {"islice", NULL, {PART("iterator", ITERATOR, VmISlice, iterator), PART("next", SIZE, VmISlice, next), PART("stop", SIZE, VmISlice, stop),
                      PART("step", SIZE, VmISlice, step), PART("count", SIZE, VmISlice, count)}},
    {"starmap", NULL, {PART("function", CALLABLE, VmFiltered, function), PART("iterator", ITERATOR, VmFiltered, iterator)}},
    {"takewhile", NULL, {PART("function", CALLABLE, VmFiltered, function), PART("iterator", ITERATOR, VmFiltered, iterator),
                         PART("stopped", LONG, VmFiltered, state)}},
    {"dropwhile", NULL, {PART("function", CALLABLE, VmFiltered, function), PART("iterator", ITERATOR, VmFiltered, iterator),
                         PART("started", LONG, VmFiltered, state)}},
    {"filterfalse", NULL, {PART("function", CALLABLE, VmFiltered, function), PART("iterator", ITERATOR, VmFiltered, iterator)}},
    {"accumulate", NULL, {PART("total", DATA, VmAccumulate, total), PART("iterator", ITERATOR, VmAccumulate, iterator),
                          PART("function", CALLABLE, VmAccumulate, function), PART("initial", DATA, VmAccumulate, initial)}},
    {"compress", NULL, {PART("data", ITERATOR, Compress, data), PART("selectors", ITERATOR, Compress, selectors)}},
    {"cycle", NULL, {PART("iterator", ITERATOR, Cycle, iterator), PART("saved", DATA, Cycle, saved), PART("index", SIZE, Cycle, index),
                     PART("filled", INT, Cycle, filled)}},
    {"pairwise", NULL, {PART("iterator", ITERATOR, Pairwise, iterator), PART("old", DATA, Pairwise, old)}},
    {"zip_longest", NULL, {PART("iterators", ITERATORS, ZipLongest, iterators), PART("active", SIZE, ZipLongest, active),
                           PART("size", SIZE, ZipLongest, size), PART("fill", DATA, ZipLongest, fill)}},
    {"groupby", NULL, {PART("iterator", ITERATOR, VmGroupBy, iterator), PART("function", CALLABLE, VmGroupBy, function),
                       PART("target_key", DATA, VmGroupBy, target_key), PART("current_key", DATA, VmGroupBy, current_key),
                       PART("current_value", DATA, VmGroupBy, current_value), PART("grouper", POINTER, VmGroupBy, grouper)}},
    {"_grouper", NULL, {PART("parent", PARENT, VmGroup, parent), PART("target_key", DATA, VmGroup, target_key)}},
    {"batched", NULL, {PART("iterator", ITERATOR, Batched, iterator), PART("size", SIZE, Batched, size),
                       PART("strict", CHAR, Batched, strict)}},
    {"_tee", NULL, {PART("data", ITERATOR, VmTee, data), PART("index", INT, VmTee, index)}},
    {"_tee_dataobject", NULL, {PART("iterator", ITERATOR, VmTeeData, iterator), PART("count", INT, VmTeeData, count),
                               PART("running", INT, VmTeeData, running), PART("following", DATA, VmTeeData, following)}},
};

#define COMPOSITE_COUNT (sizeof(composites) / sizeof(composites[0]))

/* They step nothing and are no composites; CPython's reduction of them leaves the state out, and asks a guest's __len__. */
static VmComposite deque_iterators[] = {
    {"_deque_iterator", NULL, {PART("deque", DATA, DequeIter, deque), PART("state", SIZE, DequeIter, state), PART("left", SIZE, DequeIter, left)}},
    {"_deque_reverse_iterator", NULL, {PART("deque", DATA, DequeIter, deque), PART("state", SIZE, DequeIter, state), PART("left", SIZE, DequeIter, left)}},
};

#define DEQUE_ITERATOR_COUNT (sizeof(deque_iterators) / sizeof(deque_iterators[0]))

const VmComposite *
vm_composite_of(PyTypeObject *type)
{
    for (size_t i = 0; i < COMPOSITE_COUNT; i++) {
        if (composites[i].type == type) {
            return &composites[i];
        }
    }
    return NULL;
}

int
vm_composite_is(const VmComposite *composite, const char *name)
{
    return composite->name != NULL && strcmp(composite->name, name) == 0;
}

PyTypeObject *
vm_composite_type_borrow(const char *name)
{
    for (size_t i = 0; i < COMPOSITE_COUNT; i++) {
        if (vm_composite_is(&composites[i], name)) {
            return composites[i].type;
        }
    }
    return NULL;
}

/* --- Parts by name, for the library -------------------------------------------------------------------------------- */

static const VmComposite *
with_parts(PyTypeObject *type)
{
    for (size_t i = 0; i < DEQUE_ITERATOR_COUNT; i++) {
        if (deque_iterators[i].type == type) {
            return &deque_iterators[i];
        }
    }
    return vm_composite_of(type);
}

static const VmPart *
part_of(PyObject *iterator, const char *name)
{
    const VmComposite *composite = NULL;
    for (PyTypeObject *type = Py_TYPE(iterator); type != NULL && composite == NULL; type = type->tp_base) {
        composite = with_parts(type);
    }
    for (int i = 0; composite != NULL && i < VM_PARTS_MAX && composite->parts[i].name != NULL; i++) {
        if (strcmp(composite->parts[i].name, name) == 0) {
            return &composite->parts[i];
        }
    }
    PyErr_Format(PyExc_LookupError, "`%.200s` has no part `%s`", Py_TYPE(iterator)->tp_name, name);
    return NULL;
}

PyObject *
vm_composite_field_get(PyObject *iterator, const char *name, int *absent)
{
    *absent = 0;
    const VmPart *part = part_of(iterator, name);
    if (part == NULL) {
        return NULL;
    }
    char *place = (char *)iterator + part->offset;
    switch (part->kind) {
    case VM_PART_SIZE:
        return PyLong_FromSsize_t(*(Py_ssize_t *)place);
    case VM_PART_INT:
        return PyLong_FromLong(*(int *)place);
    case VM_PART_LONG:
        return PyLong_FromLong(*(long *)place);
    case VM_PART_CHAR:
        return PyLong_FromLong((size_t)Py_TYPE(iterator)->tp_basicsize > part->offset && *place != 0);
    case VM_PART_POINTER:
        return PyLong_FromVoidPtr(*(void **)place);
    default: {
        PyObject *value = *(PyObject **)place;
        *absent = value == NULL;
        return Py_XNewRef(value);
    }
    }
}

int
vm_composite_field_set(PyObject *iterator, const char *name, PyObject *value)
{
    const VmPart *part = part_of(iterator, name);
    if (part == NULL) {
        return -1;
    }
    char *place = (char *)iterator + part->offset;
    if (part->kind == VM_PART_POINTER) {
        *(void **)place = NULL;
        return 0;
    }
    if (part->kind < VM_PART_SIZE) {
        PyObject *old = *(PyObject **)place;
        *(PyObject **)place = Py_XNewRef(value);
        Py_XDECREF(old);
        return 0;
    }
    Py_ssize_t number = value == NULL ? 0 : PyLong_AsSsize_t(value);
    if (number == -1 && PyErr_Occurred()) {
        return -1;
    }
    switch (part->kind) {
    case VM_PART_SIZE:
        *(Py_ssize_t *)place = number;
        break;
    case VM_PART_LONG:
        *(long *)place = number;
        break;
    case VM_PART_INT:
        *(int *)place = (int)number;
        break;
    default:
        *place = (char)number;
        break;
    }
    return 0;
}

static int
find_types(const char *name, VmComposite *rows, size_t count)
{
    PyObject *module = PyImport_ImportModule(name);
    if (module == NULL) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (rows[i].name == NULL) {
            continue;
        }
        PyObject *type = PyObject_GetAttrString(module, rows[i].name);
        if (type == NULL) {
            PyErr_Clear(); /* batched came with 3.12 */
            continue;
        }
        rows[i].type = (PyTypeObject *)type; /* kept for ever */
    }
    Py_DECREF(module);
    return 0;
}

int
vm_composite_setup(PyObject *Py_UNUSED(module))
{
    return find_types("itertools", composites, COMPOSITE_COUNT) < 0 ? -1
                                                                    : find_types("_collections", deque_iterators, DEQUE_ITERATOR_COUNT);
}
