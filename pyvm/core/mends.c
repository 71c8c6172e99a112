/* Mends: what CPython's own types do that would let a guest crash the process or leave the sandbox, put right in the types
 * themselves, so that no native on the way can be forgotten. For the host nothing changes that it could rely on. */
#include "mends.h"
#include "compat.h"

/* super.__new__: an object whose __init__ never runs is super(object). CPython's is empty, and its __get__ reads NULL. */
static PyObject *
super_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords)
{
    PyObject *super = PyType_GenericNew(type, arguments, keywords);
    if (super != NULL) {
        ((VmSuper *)super)->type = (PyTypeObject *)Py_NewRef(&PyBaseObject_Type);
    }
    return super;
}

/* A mappingproxy compares and merges the dict behind it, and so hands a class's own dict to the other operand's `__eq__` or
 * `__ror__` (python/cpython issue 88004). Here that operand gets a copy. */
typedef struct {
    PyObject_HEAD
    PyObject *mapping;
} MappingProxy;

static richcmpfunc proxy_compare;
static binaryfunc proxy_or;

/* What may be seen in place of the operand. Owned. */
static PyObject *
shown(PyObject *operand)
{
    if (Py_IS_TYPE(operand, &PyDictProxy_Type) && PyDict_CheckExact(((MappingProxy *)operand)->mapping)) {
        return PyDict_Copy(((MappingProxy *)operand)->mapping);
    }
    return Py_NewRef(operand);
}

static PyObject *
compare_shown(PyObject *proxy, PyObject *other, int op)
{
    PyObject *mapping = shown(proxy);
    if (mapping == NULL) {
        return NULL;
    }
    PyObject *result = mapping == proxy ? proxy_compare(proxy, other, op) : PyObject_RichCompare(mapping, other, op);
    Py_DECREF(mapping);
    return result;
}

static PyObject *
merge_shown(PyObject *left, PyObject *right)
{
    PyObject *shown_left = shown(left), *shown_right = shown_left == NULL ? NULL : shown(right);
    PyObject *result = NULL;
    if (shown_right != NULL) {
        int plain = shown_left == left && shown_right == right;
        result = plain ? proxy_or(left, right) : PyNumber_Or(shown_left, shown_right);
    }
    Py_XDECREF(shown_left);
    Py_XDECREF(shown_right);
    return result;
}

/* The slot wrappers of a type (`mappingproxy.__eq__`) call the new function too. */
static void
rewrap(PyTypeObject *type, void *old, void *new)
{
    PyObject *name, *value;
    Py_ssize_t place = 0;
    while (PyDict_Next(vm_type_dict_borrow(type), &place, &name, &value)) {
        if (Py_IS_TYPE(value, &PyWrapperDescr_Type) && ((PyWrapperDescrObject *)value)->d_wrapped == old) {
            ((PyWrapperDescrObject *)value)->d_wrapped = new;
        }
    }
}

int
vm_mends_setup(PyObject *Py_UNUSED(module))
{
    if (PySuper_Type.tp_new == super_new) { /* the module was initialised before */
        return 0;
    }
    PySuper_Type.tp_new = super_new;
    proxy_compare = PyDictProxy_Type.tp_richcompare;
    proxy_or = PyDictProxy_Type.tp_as_number->nb_or;
    PyDictProxy_Type.tp_richcompare = compare_shown;
    PyDictProxy_Type.tp_as_number->nb_or = merge_shown;
    rewrap(&PyDictProxy_Type, (void *)proxy_compare, (void *)compare_shown);
    rewrap(&PyDictProxy_Type, (void *)proxy_or, (void *)merge_shown);
    return 0;
}
