/* The function type that guest code sees. Calls from the loop push a frame (calls.c); a call from C ends in
 * vm_function_call_from_native (natives.c), where nothing can be suspended. */
#include "functions.h"
#include "natives.h"
#include <structmember.h>

static PyObject *
module_name(PyObject *globals)
{
    static PyObject *key;
    if (key == NULL && (key = PyUnicode_InternFromString("__name__")) == NULL) {
        PyErr_Clear();
        return NULL;
    }
    return Py_XNewRef(PyDict_GetItem(globals, key));
}

VmFunction *
vm_function_new(VmCode *code, PyObject *globals, PyObject *builtins)
{
    VmFunction *function = PyObject_GC_New(VmFunction, &VmFunction_Type);
    if (function == NULL) {
        return NULL;
    }
    function->vectorcall = vm_function_call_from_native;
    function->code = (VmCode *)Py_NewRef(code);
    function->globals = Py_NewRef(globals);
    function->builtins = Py_NewRef(builtins);
    function->defaults = function->kwdefaults = function->closure = NULL;
    function->name = Py_NewRef(code->name);
    function->qualname = Py_NewRef(code->qualname);
    function->module = module_name(globals);
    function->doc = Py_NewRef(code->doc);
    function->annotations = function->dict = function->weakrefs = NULL;
    PyObject_GC_Track(function);
    return function;
}

PyObject *
vm_annotations_from_pairs(PyObject *pairs)
{
    PyObject *annotations = PyDict_New();
    for (Py_ssize_t i = 0; annotations != NULL && i + 1 < PyTuple_GET_SIZE(pairs); i += 2) {
        if (PyDict_SetItem(annotations, PyTuple_GET_ITEM(pairs, i), PyTuple_GET_ITEM(pairs, i + 1)) < 0) {
            Py_CLEAR(annotations);
        }
    }
    return annotations;
}

static int
function_traverse(VmFunction *function, visitproc visit, void *arg)
{
    Py_VISIT(function->code);
    Py_VISIT(function->globals);
    Py_VISIT(function->builtins);
    Py_VISIT(function->defaults);
    Py_VISIT(function->kwdefaults);
    Py_VISIT(function->closure);
    Py_VISIT(function->module);
    Py_VISIT(function->doc);
    Py_VISIT(function->annotations);
    Py_VISIT(function->dict);
    return 0;
}

/* Leaves code, globals and builtins: a frame of the function may still be torn down. */
static int
function_clear(VmFunction *function)
{
    Py_CLEAR(function->defaults);
    Py_CLEAR(function->kwdefaults);
    Py_CLEAR(function->closure);
    Py_CLEAR(function->annotations);
    Py_CLEAR(function->dict);
    return 0;
}

static void
function_dealloc(VmFunction *function)
{
    PyObject_GC_UnTrack(function);
    Py_TRASHCAN_BEGIN(function, function_dealloc)
    if (function->weakrefs != NULL) {
        PyObject_ClearWeakRefs((PyObject *)function);
    }
    function_clear(function);
    Py_XDECREF(function->module);
    Py_XDECREF(function->doc);
    Py_DECREF(function->name);
    Py_DECREF(function->qualname);
    Py_DECREF(function->builtins);
    Py_DECREF(function->globals);
    Py_DECREF(function->code);
    PyObject_GC_Del(function);
    Py_TRASHCAN_END
}

static PyObject *
function_repr(VmFunction *function)
{
    return PyUnicode_FromFormat("<function %U at %p>", function->qualname, function);
}

static PyObject *
function_bind(PyObject *function, PyObject *object, PyObject *Py_UNUSED(type))
{
    if (object == NULL || object == Py_None) {
        return Py_NewRef(function);
    }
    return PyMethod_New(function, object);
}

int
vm_function_set_name(PyObject **field, PyObject *value, const char *name)
{
    if (value == NULL || !PyUnicode_Check(value)) {
        PyErr_Format(PyExc_TypeError, "%s must be set to a string object", name);
        return -1;
    }
    Py_XSETREF(*field, Py_NewRef(value));
    return 0;
}

static PyObject *
get_name(VmFunction *function, void *Py_UNUSED(closure))
{
    return Py_NewRef(function->name);
}

static int
set_name(VmFunction *function, PyObject *value, void *Py_UNUSED(closure))
{
    return vm_function_set_name(&function->name, value, "__name__");
}

static PyObject *
get_qualname(VmFunction *function, void *Py_UNUSED(closure))
{
    return Py_NewRef(function->qualname);
}

static int
set_qualname(VmFunction *function, PyObject *value, void *Py_UNUSED(closure))
{
    return vm_function_set_name(&function->qualname, value, "__qualname__");
}

static PyObject *
get_defaults(VmFunction *function, void *Py_UNUSED(closure))
{
    return Py_NewRef(function->defaults == NULL ? Py_None : function->defaults);
}

static int
set_defaults(VmFunction *function, PyObject *value, void *Py_UNUSED(closure))
{
    if (value == Py_None) {
        value = NULL;
    }
    if (value != NULL && !PyTuple_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "__defaults__ must be set to a tuple object");
        return -1;
    }
    Py_XSETREF(function->defaults, Py_XNewRef(value));
    return 0;
}

static PyObject *
get_kwdefaults(VmFunction *function, void *Py_UNUSED(closure))
{
    return Py_NewRef(function->kwdefaults == NULL ? Py_None : function->kwdefaults);
}

static int
set_kwdefaults(VmFunction *function, PyObject *value, void *Py_UNUSED(closure))
{
    if (value == Py_None) {
        value = NULL;
    }
    if (value != NULL && !PyDict_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "__kwdefaults__ must be set to a dict object");
        return -1;
    }
    Py_XSETREF(function->kwdefaults, Py_XNewRef(value));
    return 0;
}

static PyObject *
get_annotations(VmFunction *function, void *Py_UNUSED(closure))
{
    if (function->annotations == NULL) {
        function->annotations = PyDict_New();
    }
    return Py_XNewRef(function->annotations);
}

static int
set_annotations(VmFunction *function, PyObject *value, void *Py_UNUSED(closure))
{
    if (value == Py_None) {
        value = NULL;
    }
    if (value != NULL && !PyDict_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "__annotations__ must be set to a dict object");
        return -1;
    }
    Py_XSETREF(function->annotations, Py_XNewRef(value));
    return 0;
}

static PyObject *
get_code(VmFunction *function, void *Py_UNUSED(closure))
{
    return Py_NewRef((PyObject *)function->code);
}

static PyGetSetDef function_getset[] = {
    {"__name__", (getter)get_name, (setter)set_name, NULL, NULL},
    {"__qualname__", (getter)get_qualname, (setter)set_qualname, NULL, NULL},
    {"__defaults__", (getter)get_defaults, (setter)set_defaults, NULL, NULL},
    {"__kwdefaults__", (getter)get_kwdefaults, (setter)set_kwdefaults, NULL, NULL},
    {"__annotations__", (getter)get_annotations, (setter)set_annotations, NULL, NULL},
    {"__code__", (getter)get_code, NULL, NULL, NULL},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL},
};

static PyMemberDef function_members[] = {
    {"__module__", T_OBJECT, offsetof(VmFunction, module), 0, NULL},
    {"__doc__", T_OBJECT, offsetof(VmFunction, doc), 0, NULL},
    {"__globals__", T_OBJECT, offsetof(VmFunction, globals), READONLY, NULL},
    {"__closure__", T_OBJECT, offsetof(VmFunction, closure), READONLY, NULL},
    {"__builtins__", T_OBJECT, offsetof(VmFunction, builtins), READONLY, NULL},
    {NULL},
};

/* NULL and None leave the field empty. 0, or -1 with TypeError set. */
static int
set_optional(PyObject **field, PyObject *value, PyTypeObject *type)
{
    if (value == NULL || value == Py_None) {
        return 0;
    }
    if (!Py_IS_TYPE(value, type)) {
        PyErr_Format(PyExc_TypeError, "a function takes a %s here, not %s", type->tp_name, Py_TYPE(value)->tp_name);
        return -1;
    }
    *field = Py_NewRef(value);
    return 0;
}

/* 1 if closure is a tuple of as many cells as code has free variables, or empty for none. */
static int
closure_fits(VmCode *code, PyObject *closure)
{
    if (closure == NULL) {
        return code->free_count == 0;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(closure); i++) {
        if (!PyCell_Check(PyTuple_GET_ITEM(closure, i))) {
            return 0;
        }
    }
    return PyTuple_GET_SIZE(closure) == code->free_count;
}

/* Function(code, globals, builtins, defaults=None, kwdefaults=None, closure=None): for the host, which runs programs with it. */
static PyObject *
function_new(PyTypeObject *Py_UNUSED(type), PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"code", "globals", "builtins", "defaults", "kwdefaults", "closure", NULL};
    PyObject *code, *globals, *builtins, *defaults = NULL, *kwdefaults = NULL, *closure = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O!O!|OOO:Function", keywords, &VmCode_Type, &code, &PyDict_Type, &globals,
                                     &PyDict_Type, &builtins, &defaults, &kwdefaults, &closure)) {
        return NULL;
    }
    VmFunction *function = vm_function_new((VmCode *)code, globals, builtins);
    if (function == NULL) {
        return NULL;
    }
    if (set_optional(&function->defaults, defaults, &PyTuple_Type) < 0 ||
        set_optional(&function->kwdefaults, kwdefaults, &PyDict_Type) < 0 || set_optional(&function->closure, closure, &PyTuple_Type) < 0) {
        Py_DECREF(function);
        return NULL;
    }
    if (!closure_fits((VmCode *)code, function->closure)) {
        PyErr_SetString(PyExc_ValueError, "a function needs a cell for each free variable of its code");
        Py_DECREF(function);
        return NULL;
    }
    return (PyObject *)function;
}

PyTypeObject VmFunction_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "function",
    .tp_basicsize = sizeof(VmFunction),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
    .tp_vectorcall_offset = offsetof(VmFunction, vectorcall),
    .tp_call = PyVectorcall_Call,
    .tp_new = function_new,
    .tp_traverse = (traverseproc)function_traverse,
    .tp_clear = (inquiry)function_clear,
    .tp_dealloc = (destructor)function_dealloc,
    .tp_repr = (reprfunc)function_repr,
    .tp_descr_get = function_bind,
    .tp_getset = function_getset,
    .tp_members = function_members,
    .tp_dictoffset = offsetof(VmFunction, dict),
    .tp_weaklistoffset = offsetof(VmFunction, weakrefs),
};

int
vm_function_setup(PyObject *module)
{
    if (PyType_Ready(&VmFunction_Type) < 0) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "Function", (PyObject *)&VmFunction_Type);
}
