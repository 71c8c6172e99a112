/* Suspenders: the type, its calls, and what a call makes of the continuation. */
#include "suspenders.h"
#include "natives.h"
#include <structmember.h>

static PyObject *
keyword_dict(PyObject *const *values, PyObject *names)
{
    PyObject *keywords = PyDict_New();
    Py_ssize_t n = names == NULL ? 0 : PyTuple_GET_SIZE(names);
    for (Py_ssize_t i = 0; keywords != NULL && i < n; i++) {
        if (PyDict_SetItem(keywords, PyTuple_GET_ITEM(names, i), values[i]) < 0) {
            Py_CLEAR(keywords);
        }
    }
    return keywords;
}

static PyObject *
operation(VmSuspender *suspender)
{
    if (PyUnicode_CompareWithASCIIString(suspender->kind, "effect") == 0) {
        return PyUnicode_FromFormat("effect `%U`", suspender->name);
    }
    return PyUnicode_FromFormat("%U()", suspender->name);
}

static void
refuse(VmContinuation *continuation, VmSuspender *suspender)
{
    PyObject *what = operation(suspender);
    if (what != NULL) {
        vm_native_refuse_suspension(continuation, what);
        Py_DECREF(what);
    }
}

int
vm_suspender_request(VmContinuation *continuation, VmSuspender *suspender, PyObject *const *arguments, Py_ssize_t positional,
                     PyObject *keyword_names)
{
    if (continuation->pins > 0 || continuation->no_suspend > 0) {
        refuse(continuation, suspender);
        return -1;
    }
    PyObject *positionals = PyTuple_New(positional);
    PyObject *keywords = positionals == NULL ? NULL : keyword_dict(arguments + positional, keyword_names);
    PyObject *request = NULL;
    if (keywords != NULL) {
        for (Py_ssize_t i = 0; i < positional; i++) {
            PyTuple_SET_ITEM(positionals, i, Py_NewRef(arguments[i]));
        }
        request = PyTuple_Pack(5, suspender->kind, suspender->name, positionals, keywords, suspender->function);
    }
    Py_XDECREF(positionals);
    Py_XDECREF(keywords);
    if (request == NULL) {
        return -1;
    }
    Py_XSETREF(continuation->request, request);
    return 0;
}

/* Called from C: there is a native frame in the way. */
static PyObject *
suspender_call_from_native(PyObject *self, PyObject *const *Py_UNUSED(arguments), size_t Py_UNUSED(count), PyObject *Py_UNUSED(names))
{
    VmContinuation *continuation = vm_continuation_current();
    PyObject *answer;
    if (vm_native_refuses_entry(continuation, &answer)) {
        return answer;
    }
    continuation->pins++; /* the native that called us */
    refuse(continuation, (VmSuspender *)self);
    continuation->pins--;
    return NULL;
}

static int
suspender_traverse(VmSuspender *suspender, visitproc visit, void *arg)
{
    Py_VISIT(suspender->function);
    return 0;
}

static void
suspender_dealloc(VmSuspender *suspender)
{
    PyObject_GC_UnTrack(suspender);
    Py_XDECREF(suspender->kind);
    Py_XDECREF(suspender->name);
    Py_XDECREF(suspender->function);
    PyObject_GC_Del(suspender);
}

static PyObject *
suspender_repr(VmSuspender *suspender)
{
    return PyUnicode_FromFormat("<%U %U>", suspender->kind, suspender->name);
}

static PyObject *
suspender_new(PyTypeObject *Py_UNUSED(type), PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"kind", "name", "function", NULL};
    PyObject *kind, *name, *function = Py_None;
    VmContinuation *continuation = vm_continuation_current();
    if (continuation != NULL && continuation->top != NULL && !(continuation->top->code->flags & VM_CODE_LIBRARY)) {
        /* A guest that has one could have a native such as map() make others, with a name that it was not given. */
        PyErr_SetString(PyExc_TypeError, "cannot create 'pyvm.Suspender' instances");
        return NULL;
    }
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "UU|O:Suspender", keywords, &kind, &name, &function)) {
        return NULL;
    }
    VmSuspender *suspender = PyObject_GC_New(VmSuspender, &VmSuspender_Type);
    if (suspender == NULL) {
        return NULL;
    }
    suspender->vectorcall = suspender_call_from_native;
    suspender->kind = Py_NewRef(kind);
    suspender->name = Py_NewRef(name);
    suspender->function = Py_NewRef(function);
    PyObject_GC_Track(suspender);
    return (PyObject *)suspender;
}

static PyObject *
get_kind(VmSuspender *suspender, void *Py_UNUSED(closure))
{
    return Py_NewRef(suspender->kind);
}

static PyObject *
get_name(VmSuspender *suspender, void *Py_UNUSED(closure))
{
    return Py_NewRef(suspender->name);
}

static PyObject *
get_function(VmSuspender *suspender, void *Py_UNUSED(closure))
{
    return Py_NewRef(suspender->function);
}

static PyGetSetDef suspender_getset[] = {
    {"kind", (getter)get_kind, NULL, NULL, NULL},
    {"__name__", (getter)get_name, NULL, NULL, NULL},
    {"__qualname__", (getter)get_name, NULL, NULL, NULL},
    {"function", (getter)get_function, NULL, NULL, NULL},
    {NULL},
};

PyTypeObject VmSuspender_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pyvm.Suspender",
    .tp_basicsize = sizeof(VmSuspender),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_vectorcall_offset = offsetof(VmSuspender, vectorcall),
    .tp_call = PyVectorcall_Call,
    .tp_new = suspender_new,
    .tp_traverse = (traverseproc)suspender_traverse,
    .tp_dealloc = (destructor)suspender_dealloc,
    .tp_repr = (reprfunc)suspender_repr,
    .tp_getset = suspender_getset,
    .tp_doc = "A callable whose call suspends the continuation with a request.",
};

int
vm_suspender_setup(PyObject *module)
{
    if (PyType_Ready(&VmSuspender_Type) < 0) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "Suspender", (PyObject *)&VmSuspender_Type);
}
