/* The table of guest-library entry points. */
#include "library.h"
#include "functions.h"

static PyObject *functions[VM_LIBRARY_COUNT]; /* owned */
static const char *const names[VM_LIBRARY_COUNT] = {
#define ROW(name, python) python,
    VM_LIBRARY_TABLE(ROW)
#undef ROW
};

PyObject *
vm_library_function_borrow(VmLibrary entry)
{
    if (functions[entry] == NULL) {
        PyErr_Format(PyExc_SystemError, "the guest library has no `%s`: it is not loaded", names[entry]);
    }
    return functions[entry];
}

VmOutcome
vm_library_call(VmGuestCall *call, VmLibrary entry, int n, PyObject *const *arguments)
{
    PyObject *function = vm_library_function_borrow(entry);
    if (function == NULL) {
        return VM_RAISED;
    }
    return vm_guest_call_set(call, function, n, arguments);
}

/* register_library(name, function): False for a name that is not in the table. */
static PyObject *
register_library(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name;
    PyObject *function;
    if (!PyArg_ParseTuple(args, "sO!:register_library", &name, &VmFunction_Type, &function)) {
        return NULL;
    }
    for (int i = 0; i < VM_LIBRARY_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            Py_XSETREF(functions[i], Py_NewRef(function));
            Py_RETURN_TRUE;
        }
    }
    Py_RETURN_FALSE;
}

static PyObject *
library_names(void)
{
    PyObject *tuple = PyTuple_New(VM_LIBRARY_COUNT);
    for (int i = 0; tuple != NULL && i < VM_LIBRARY_COUNT; i++) {
        PyObject *name = PyUnicode_FromString(names[i]);
        if (name == NULL) {
            Py_CLEAR(tuple);
            break;
        }
        PyTuple_SET_ITEM(tuple, i, name);
    }
    return tuple;
}

static PyMethodDef module_functions[] = {
    {"register_library", register_library, METH_VARARGS, "Registers a guest-library entry point by name."},
    {NULL},
};

int
vm_library_setup(PyObject *module)
{
    PyObject *tuple = library_names();
    if (tuple == NULL || PyModule_AddObject(module, "library_names", tuple) < 0) {
        Py_XDECREF(tuple);
        return -1;
    }
    return PyModule_AddFunctions(module, module_functions);
}
