/* Depth: see depth.h. */
#include "depth.h"
#include "compat.h"
#include <string.h>

static struct {
    hashfunc tuple_hash;
    getattrofunc method_getattr, alias_getattr;
    ternaryfunc static_call;
} original;

static Py_hash_t
hash_tuple(PyObject *tuple)
{
    if (Py_EnterRecursiveCall(" while hashing a tuple")) {
        return -1;
    }
    Py_hash_t hash = original.tuple_hash(tuple);
    Py_LeaveRecursiveCall();
    return hash;
}

/* A method of a method of a method shows the attributes of the innermost. */
static PyObject *
get_from_method(PyObject *method, PyObject *name)
{
    if (Py_EnterRecursiveCall(" while looking through bound methods")) {
        return NULL;
    }
    PyObject *value = original.method_getattr(method, name);
    Py_LeaveRecursiveCall();
    return value;
}

static PyObject *
get_from_alias(PyObject *alias, PyObject *name)
{
    if (Py_EnterRecursiveCall(" while looking through generic aliases")) {
        return NULL;
    }
    PyObject *value = original.alias_getattr(alias, name);
    Py_LeaveRecursiveCall();
    return value;
}

static PyObject *
call_static(PyObject *method, PyObject *args, PyObject *kwargs)
{
    if (Py_EnterRecursiveCall(" while calling a staticmethod")) {
        return NULL;
    }
    PyObject *value = original.static_call(method, args, kwargs);
    Py_LeaveRecursiveCall();
    return value;
}

/* --- Freeing ----------------------------------------------------------------------------------------------------------- */
/* What lies too deep goes to CPython's trashcan, as it does for lists. Each type needs a function of its own: by the type's
 * tp_dealloc the trashcan knows whether it is the class itself that is freed or a subclass, which has done this already. */

#define FREED_TYPES(ROW) \
    ROW(method) ROW(staticmethod) ROW(classmethod) ROW(property) ROW(slice) ROW(mappingproxy) ROW(cell) ROW(enumerate) \
    ROW(reversed) ROW(map) ROW(filter) ROW(zip) ROW(callable_iterator) ROW(alias) \
    ROW(deque) ROW(defaultdict) ROW(chain) ROW(islice) ROW(starmap) ROW(takewhile) ROW(dropwhile) ROW(filterfalse) ROW(accumulate) \
    ROW(compress) ROW(cycle) ROW(pairwise) ROW(zip_longest) ROW(groupby) ROW(repeat) ROW(product) ROW(combinations) \
    ROW(permutations) ROW(combinations_with_replacement) ROW(batched)

#define FREE(name) \
    static destructor original_free_##name; \
    static void free_##name(PyObject *object) \
    { \
        PyObject_GC_UnTrack(object); \
        Py_TRASHCAN_BEGIN(object, free_##name) \
        PyObject_GC_Track(object); /* some of the functions untrack it without a look */ \
        original_free_##name(object); \
        Py_TRASHCAN_END \
    }
FREED_TYPES(FREE)

#define FREED_ROW(name) {#name, free_##name, &original_free_##name},
static const struct {
    const char *name;
    destructor wrapper, *original;
} freed[] = {FREED_TYPES(FREED_ROW)};

/* The type that a row names: one of CPython's that the headers show, or one of collections or itertools. Owned, or NULL. */
static PyObject *
named_type(const char *name, PyObject *collections, PyObject *itertools)
{
    const struct {
        const char *name;
        PyTypeObject *type;
    } shown[] = {
        {"method", &PyMethod_Type}, {"staticmethod", &PyStaticMethod_Type}, {"classmethod", &PyClassMethod_Type},
        {"property", &PyProperty_Type}, {"slice", &PySlice_Type}, {"mappingproxy", &PyDictProxy_Type}, {"cell", &PyCell_Type},
        {"enumerate", &PyEnum_Type}, {"reversed", &PyReversed_Type}, {"map", &PyMap_Type}, {"filter", &PyFilter_Type},
        {"zip", &PyZip_Type}, {"callable_iterator", &PyCallIter_Type}, {"alias", &Py_GenericAliasType},
    };
    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
        if (strcmp(shown[i].name, name) == 0) {
            return Py_NewRef(shown[i].type);
        }
    }
    PyObject *type = PyObject_GetAttrString(itertools, name);
    if (type == NULL) {
        PyErr_Clear();
        type = PyObject_GetAttrString(collections, name);
    }
    PyErr_Clear(); /* batched came with 3.12 */
    return type;
}

static int
wrap_freeing(void)
{
    PyObject *collections = PyImport_ImportModule("collections");
    PyObject *itertools = collections == NULL ? NULL : PyImport_ImportModule("itertools");
    int status = itertools == NULL ? -1 : 0;
    for (size_t i = 0; status == 0 && i < sizeof(freed) / sizeof(freed[0]); i++) {
        PyTypeObject *type = (PyTypeObject *)named_type(freed[i].name, collections, itertools);
        if (type != NULL && PyType_IS_GC(type)) {
            *freed[i].original = type->tp_dealloc;
            type->tp_dealloc = freed[i].wrapper;
        }
        Py_XDECREF(type); /* its module keeps it */
    }
    Py_XDECREF(itertools);
    Py_XDECREF(collections);
    return status;
}

int
vm_depth_setup(PyObject *Py_UNUSED(module))
{
    original.tuple_hash = PyTuple_Type.tp_hash;
    PyTuple_Type.tp_hash = hash_tuple;
    original.method_getattr = PyMethod_Type.tp_getattro;
    PyMethod_Type.tp_getattro = get_from_method;
    original.alias_getattr = Py_GenericAliasType.tp_getattro;
    Py_GenericAliasType.tp_getattro = get_from_alias;
    original.static_call = PyStaticMethod_Type.tp_call;
    PyStaticMethod_Type.tp_call = call_static;
    return wrap_freeing();
}
