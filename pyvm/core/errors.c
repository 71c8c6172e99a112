/* Errors of pyvm itself: the core names the class and the facts, errors.py has the sentence. */
#include "errors.h"

void
vm_error_set_steal(const char *name, PyObject *arguments)
{
    PyObject *module = NULL, *class = NULL, *error = NULL;
    if (arguments == NULL) {
        return;
    }
    module = PyImport_ImportModule("pyvm.errors");
    class = module == NULL ? NULL : PyObject_GetAttrString(module, name);
    error = class == NULL ? NULL : PyObject_Call(class, arguments, NULL);
    if (error != NULL) {
        PyErr_SetObject(class, error);
    }
    Py_XDECREF(module);
    Py_XDECREF(class);
    Py_XDECREF(error);
    Py_DECREF(arguments);
}
