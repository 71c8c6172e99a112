/* Sorting. The library (pyvm/library/sorting.py) calls key functions on frames and hands their results in here; CPython's own sort
 * gets them from a key function that deals them out, so that stability, order of comparisons and errors are CPython's. */
#include "sorting.h"
#include "intrinsics.h"
#include "speculation.h"

static PyObject *sort_name, *sort_keywords; /* "sort", ("key", "reverse") */

/* The key function: the next of the keys, whichever value it is asked for. list.sort() asks once a value, in order. */
static PyObject *
deal_key(PyObject *iterator, PyObject *Py_UNUSED(value))
{
    PyObject *key = Py_TYPE(iterator)->tp_iternext(iterator);
    if (key == NULL && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_SystemError, "sort(): fewer keys than values");
    }
    return key;
}

static PyMethodDef deal_definition = {"deal_key", deal_key, METH_O, NULL};

/* list.sort(key=those, reverse=reverse); None, or NULL with an exception set. */
static PyObject *
sort_by(PyObject *values, PyObject *keys, PyObject *reverse)
{
    if (keys == Py_None) {
        PyObject *arguments[] = {values, Py_None, reverse};
        return PyObject_VectorcallMethod(sort_name, arguments, 1, sort_keywords);
    }
    PyObject *iterator = PyObject_GetIter(keys);
    PyObject *deal = iterator == NULL ? NULL : PyCFunction_New(&deal_definition, iterator);
    PyObject *arguments[] = {values, deal, reverse};
    PyObject *done = deal == NULL ? NULL : PyObject_VectorcallMethod(sort_name, arguments, 1, sort_keywords);
    Py_XDECREF(deal);
    Py_XDECREF(iterator);
    return done;
}

/* native_sort(values, keys or None, reverse) -> whether the list is sorted. It is as it was if a comparison would have entered
 * guest code, and as CPython leaves it if one raised. */
static PyObject *
native_sort(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    if (count != 3 || !PyList_CheckExact(arguments[0]) || !(arguments[1] == Py_None || PyList_CheckExact(arguments[1]))) {
        PyErr_SetString(PyExc_TypeError, "native_sort() takes a list of values, a list of keys, and a bool");
        return NULL;
    }
    PyObject *values = arguments[0];
    PyObject *before = PyList_GetSlice(values, 0, PyList_GET_SIZE(values));
    if (before == NULL) {
        return NULL;
    }
    VmSpeculation speculation = vm_speculation_begin();
    PyObject *done = sort_by(values, arguments[1], arguments[2]);
    if (vm_speculation_bailed(&speculation, done)) {
        done = PyList_SetSlice(values, 0, PyList_GET_SIZE(values), before) < 0 ? NULL : Py_NewRef(Py_False);
    } else if (done != NULL) {
        Py_SETREF(done, Py_NewRef(Py_True));
    }
    Py_DECREF(before);
    return done;
}

static PyMethodDef methods[] = {
    {"native_sort", (PyCFunction)(void (*)(void))native_sort, METH_FASTCALL, NULL},
    {NULL},
};

int
vm_sorting_setup(PyObject *module)
{
    sort_name = PyUnicode_InternFromString("sort");
    sort_keywords = Py_BuildValue("(ss)", "key", "reverse");
    return sort_name == NULL || sort_keywords == NULL ? -1 : vm_intrinsics_add(module, methods);
}
