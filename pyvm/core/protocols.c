/* Special methods: their names, and whether what a class defines under one is guest code. The operations themselves are in
 * operators.c, items.c, displays.c and text.c. */
#include "protocols.h"
#include "compat.h"
#include "functions.h"
#include "generators.h"

PyObject *vm_protocol_names[VM_PROTOCOL_COUNT];

int
vm_protocols_setup(PyObject *module)
{
    static const char *const names[] = {
#define ROW(name, python) python,
        VM_PROTOCOL_TABLE(ROW)
#undef ROW
    };
    for (int i = 0; i < VM_PROTOCOL_COUNT; i++) {
        if (vm_protocol_names[i] == NULL) {
            vm_protocol_names[i] = PyUnicode_InternFromString(names[i]);
            if (vm_protocol_names[i] == NULL) {
                return -1;
            }
        }
    }
    return 0;
}

/* A None (`__hash__ = None`) is native because calling it is CPython's TypeError. */
int
vm_is_native_method(PyObject *method)
{
    PyTypeObject *type = Py_TYPE(method);
    return type == &PyWrapperDescr_Type || type == &PyMethodDescr_Type || type == &PyClassMethodDescr_Type
        || type == &PyCFunction_Type || type == &PyFunction_Type || type == &PyGetSetDescr_Type
        || type == &PyMemberDescr_Type || method == Py_None;
}

PyObject *
vm_protocol_guest_borrow(PyObject *o, VmProtocol protocol)
{
    PyTypeObject *type = Py_TYPE(o);
    if (!vm_class_is_guest(type)) {
        return NULL;
    }
    PyObject *method = _PyType_Lookup(type, vm_protocol_names[protocol]);
    return method == NULL || vm_is_native_method(method) ? NULL : method;
}

/* Calling it runs guest code, as far as can be seen from outside. */
static int
calls_guest(PyObject *callable)
{
    if (VmFunction_Check(callable)) {
        return 1;
    }
    if (PyMethod_Check(callable)) {
        return VmFunction_Check(PyMethod_GET_FUNCTION(callable))
            || vm_class_is_guest_instance(PyMethod_GET_SELF(callable));
    }
    if (PyType_Check(callable)) {
        return vm_class_is_guest((PyTypeObject *)callable);
    }
    return vm_class_is_guest_instance(callable);
}

/* An instance of a guest class: by its methods. */
static int
instance_iterates_guest(PyObject *o)
{
    if (vm_protocol_guest_borrow(o, VM_PROTOCOL_NEXT) != NULL) {
        return 1;
    }
    if (_PyType_Lookup(Py_TYPE(o), vm_protocol_names[VM_PROTOCOL_ITER]) != NULL) {
        return vm_protocol_guest_borrow(o, VM_PROTOCOL_ITER) != NULL;
    }
    return vm_protocol_guest_borrow(o, VM_PROTOCOL_GETITEM) != NULL;
}

#define ITERATOR_NESTING 16 /* deeper than this counts as guest code: the library takes one step at a time */

static int iterates_guest(PyObject *o, int nesting);

static int
any_iterates_guest(PyObject *iterators, int nesting)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(iterators); i++) {
        if (iterates_guest(PyTuple_GET_ITEM(iterators, i), nesting)) {
            return 1;
        }
    }
    return 0;
}

/* The recursion is bounded by ITERATOR_NESTING, not by the data. */
static int
iterates_guest(PyObject *o, int nesting)
{
    PyTypeObject *type = Py_TYPE(o);
    if (type == &PyList_Type || type == &PyTuple_Type || type == &PyDict_Type) {
        return 0;
    }
    if (VmGenerator_Check(o) || nesting > ITERATOR_NESTING) {
        return 1;
    }
    if (vm_class_is_guest(type)) {
        return instance_iterates_guest(o);
    }
    if (type == &PyEnum_Type) {
        return iterates_guest(((VmEnumerate *)o)->iterator, nesting + 1);
    }
    if (type == &PyZip_Type) {
        return any_iterates_guest(((VmZip *)o)->iterators, nesting + 1);
    }
    if (type == &PyMap_Type) {
        return calls_guest(((VmMap *)o)->function) || any_iterates_guest(((VmMap *)o)->iterators, nesting + 1);
    }
    if (type == &PyFilter_Type) {
        return calls_guest(((VmFilter *)o)->function) || iterates_guest(((VmFilter *)o)->iterator, nesting + 1);
    }
    if (type == &PyReversed_Type || type == &PySeqIter_Type) {
        PyObject *sequence = ((VmSequenceIter *)o)->sequence;
        return sequence != NULL && vm_has_guest_protocol(sequence, VM_PROTOCOL_GETITEM);
    }
    if (type == &PyCallIter_Type) {
        PyObject *callable = ((VmCallIter *)o)->callable;
        return callable != NULL && calls_guest(callable);
    }
    return 0;
}

int
vm_iterates_guest(PyObject *o)
{
    return iterates_guest(o, 0);
}
