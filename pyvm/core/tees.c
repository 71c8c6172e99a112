/* Tees: the values in their data. */
#include "tees.h"
#include "composites.h"
#include "iterators.h"

PyObject *
vm_tee_value(PyObject *data, Py_ssize_t index)
{
    VmTeeData *tee = (VmTeeData *)data;
    if (Py_TYPE(data) != vm_composite_type_borrow("_tee_dataobject") || index < 0 || index >= tee->count) {
        PyErr_SetString(PyExc_IndexError, "a tee has no such value");
        return NULL;
    }
    return Py_NewRef(tee->values[index]);
}

int
vm_tee_append(PyObject *data, PyObject *value)
{
    VmTeeData *tee = (VmTeeData *)data;
    if (Py_TYPE(data) != vm_composite_type_borrow("_tee_dataobject") || tee->count >= VM_TEE_VALUES) {
        PyErr_SetString(PyExc_IndexError, "a tee has no place for the value");
        return -1;
    }
    tee->values[tee->count++] = Py_NewRef(value);
    return 0;
}
