/* Special methods: their names, and whether what a class defines under one is guest code. The operations themselves are in
 * operators.c, items.c, displays.c and text.c. */
#include "protocols.h"
#include "generators.h"
#include "iterators.h"

PyObject *vm_protocol_names[VM_PROTOCOL_COUNT];

PyTypeObject *vm_union_type;

/* int | str, whose type has no other name in C before 3.14. */
static int
find_union_type(void)
{
    PyObject *sample = PyNumber_Or((PyObject *)&PyLong_Type, (PyObject *)&PyUnicode_Type);
    if (sample == NULL) {
        return -1;
    }
    vm_union_type = Py_TYPE(sample);
    Py_DECREF(sample);
    return 0;
}

int
vm_protocols_setup(PyObject *module)
{
    if (find_union_type() < 0) {
        return -1;
    }
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

/* An instance of a guest class: by its methods. */
static int
instance_iterates_guest(PyObject *o)
{
    if (vm_protocol_guest_borrow(o, VM_PROTOCOL_NEXT) != NULL) {
        return 1;
    }
    if (_PyType_Lookup(Py_TYPE(o), vm_protocol_names[VM_PROTOCOL_ITER]) == NULL) {
        return vm_protocol_guest_borrow(o, VM_PROTOCOL_GETITEM) != NULL;
    }
    return vm_protocol_guest_borrow(o, VM_PROTOCOL_ITER) != NULL
        || (vm_type_steps(Py_TYPE(o)) && !vm_iterator_is_native(o)); /* of a class derived from map, zip, ... */
}

int
vm_iterates_guest(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    if (type == &PyList_Type || type == &PyTuple_Type || type == &PyDict_Type) {
        return 0;
    }
    if (vm_class_is_guest(type)) {
        return instance_iterates_guest(o);
    }
    return type->tp_iternext != NULL && (VmGenerator_Check(o) || !vm_iterator_is_native(o) || vm_iterator_is_endless(o));
}
