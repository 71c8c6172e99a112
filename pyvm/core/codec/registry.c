/* The Registry type. */
#include "codec/registry.h"
#include <structmember.h>

PyObject *
vm_registry_name_borrow(const VmRegistry *registry, PyObject *object)
{
    for (; registry != NULL; registry = registry->parent) {
        VmPointerEntry *entry = vm_pointers_find(&registry->numbers, object);
        if (entry != NULL) {
            return PyList_GET_ITEM(registry->names, entry->value);
        }
    }
    return NULL;
}

PyObject *
vm_registry_adapter_borrow(const VmRegistry *registry, PyTypeObject *type)
{
    for (; registry != NULL; registry = registry->parent) {
        PyObject *adapter = PyDict_GetItemWithError(registry->adapters, (PyObject *)type);
        if (adapter != NULL) {
            return adapter;
        }
        PyErr_Clear(); /* a metaclass without a hash */
    }
    return NULL;
}

PyObject *
vm_registry_adapter_named_borrow(const VmRegistry *registry, PyObject *name)
{
    for (; registry != NULL; registry = registry->parent) {
        PyObject *adapter = PyDict_GetItemWithError(registry->adapters_by_name, name);
        if (adapter != NULL) {
            return adapter;
        }
    }
    return NULL;
}

int
vm_registry_refresh(VmRegistry *registry)
{
    for (; registry != NULL; registry = registry->parent) {
        if (registry->refresh != NULL && registry->refresh != Py_None) {
            PyObject *result = PyObject_CallNoArgs(registry->refresh);
            if (result == NULL) {
                return -1;
            }
            Py_DECREF(result);
        }
    }
    return 0;
}

/* --- The type ------------------------------------------------------------------------------------------------------ */

static PyObject *
registry_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"parent", NULL};
    PyObject *parent = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O:Registry", keywords, &parent)) {
        return NULL;
    }
    if (parent != Py_None && !Py_IS_TYPE(parent, &VmRegistry_Type)) {
        PyErr_SetString(PyExc_TypeError, "the parent of a Registry is a Registry");
        return NULL;
    }
    VmRegistry *registry = (VmRegistry *)type->tp_alloc(type, 0);
    if (registry == NULL) {
        return NULL;
    }
    registry->parent = parent == Py_None ? NULL : (VmRegistry *)Py_NewRef(parent);
    registry->names = PyList_New(0);
    registry->objects = PyList_New(0);
    registry->by_name = PyDict_New();
    registry->adapters = PyDict_New();
    registry->adapters_by_name = PyDict_New();
    if (registry->names == NULL || registry->objects == NULL || registry->by_name == NULL || registry->adapters == NULL
        || registry->adapters_by_name == NULL || vm_pointers_init(&registry->numbers, 64) < 0) {
        Py_DECREF(registry);
        return PyErr_NoMemory();
    }
    return (PyObject *)registry;
}

static int
registry_traverse(VmRegistry *registry, visitproc visit, void *arg)
{
    Py_VISIT(registry->parent);
    Py_VISIT(registry->objects);
    Py_VISIT(registry->by_name);
    Py_VISIT(registry->adapters);
    Py_VISIT(registry->adapters_by_name);
    Py_VISIT(registry->refresh);
    Py_VISIT(registry->resolve);
    return 0;
}

/* Leaves names and objects, which numbers points into. */
static int
registry_clear(VmRegistry *registry)
{
    Py_CLEAR(registry->refresh);
    Py_CLEAR(registry->resolve);
    return 0;
}

static void
registry_dealloc(VmRegistry *registry)
{
    PyObject_GC_UnTrack(registry);
    registry_clear(registry);
    vm_pointers_free(&registry->numbers);
    Py_XDECREF(registry->parent);
    Py_XDECREF(registry->names);
    Py_XDECREF(registry->objects);
    Py_XDECREF(registry->by_name);
    Py_XDECREF(registry->adapters);
    Py_XDECREF(registry->adapters_by_name);
    Py_TYPE(registry)->tp_free(registry);
}

static PyObject *
registry_add(VmRegistry *registry, PyObject *args)
{
    PyObject *name, *object;
    if (!PyArg_ParseTuple(args, "UO:add", &name, &object)) {
        return NULL;
    }
    if (PyDict_SetDefault(registry->by_name, name, object) == NULL) {
        return NULL;
    }
    if (vm_pointers_find(&registry->numbers, object) != NULL) {
        Py_RETURN_NONE; /* the first name stays */
    }
    uint32_t number = (uint32_t)PyList_GET_SIZE(registry->names);
    if (PyList_Append(registry->names, name) < 0 || PyList_Append(registry->objects, object) < 0) {
        return NULL;
    }
    if (vm_pointers_add(&registry->numbers, object, number) < 0) {
        return PyErr_NoMemory();
    }
    Py_RETURN_NONE;
}

static PyObject *
registry_name_of(VmRegistry *registry, PyObject *object)
{
    PyObject *name = vm_registry_name_borrow(registry, object);
    return Py_NewRef(name == NULL ? Py_None : name);
}

/* The object of a name in this registry or its resolver. New reference, or NULL (with LookupError or another exception). */
static PyObject *
own_object(VmRegistry *registry, PyObject *name)
{
    PyObject *object = PyDict_GetItemWithError(registry->by_name, name);
    if (object != NULL) {
        return Py_NewRef(object);
    }
    if (registry->resolve == NULL || registry->resolve == Py_None) {
        PyErr_SetObject(PyExc_LookupError, name);
        return NULL;
    }
    object = PyObject_CallOneArg(registry->resolve, name);
    if (object != Py_None) {
        return object;
    }
    Py_DECREF(object); /* it may have added the name */
    object = PyDict_GetItemWithError(registry->by_name, name);
    if (object == NULL && !PyErr_Occurred()) {
        PyErr_SetObject(PyExc_LookupError, name);
    }
    return Py_XNewRef(object);
}

static PyObject *
registry_object_of(VmRegistry *registry, PyObject *name)
{
    if (!PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "object_of() takes a str");
        return NULL;
    }
    for (VmRegistry *at = registry; at != NULL; at = at->parent) {
        PyObject *object = own_object(at, name);
        if (object != NULL || !PyErr_ExceptionMatches(PyExc_LookupError)) {
            return object;
        }
        PyErr_Clear();
    }
    PyErr_SetObject(PyExc_LookupError, name);
    return NULL;
}

static PyObject *
registry_adapt(VmRegistry *registry, PyObject *args)
{
    PyObject *type, *name, *state, *build;
    if (!PyArg_ParseTuple(args, "O!UOO:adapt", &PyType_Type, &type, &name, &state, &build)) {
        return NULL;
    }
    PyObject *adapter = PyTuple_Pack(3, name, state, build);
    if (adapter == NULL) {
        return NULL;
    }
    int status = PyDict_SetItem(registry->adapters, type, adapter) < 0
                         || PyDict_SetItem(registry->adapters_by_name, name, adapter) < 0
                     ? -1
                     : 0;
    Py_DECREF(adapter);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyMethodDef methods[] = {
    {"add", (PyCFunction)registry_add, METH_VARARGS, "add(name, object): blobs name the object. The first name of an object stays."},
    {"name_of", (PyCFunction)registry_name_of, METH_O, "The name of an object here or in a parent, or None."},
    {"object_of", (PyCFunction)registry_object_of, METH_O, "The object of a name. Raises LookupError."},
    {"adapt", (PyCFunction)registry_adapt, METH_VARARGS,
     "adapt(type, name, state, build): values of exactly that type are stored as state(value), a tuple, or refused if it is None,\n"
     "and come back as build(*state)."},
    {NULL},
};

static PyMemberDef members[] = {
    {"parent", T_OBJECT, offsetof(VmRegistry, parent), READONLY, "The registry that is asked next, or None."},
    {"refresh", T_OBJECT, offsetof(VmRegistry, refresh), 0, "Called without arguments before a heap is walked, or None."},
    {"resolve", T_OBJECT, offsetof(VmRegistry, resolve), 0, "Called with an unknown name; raises LookupError, or None."},
    {NULL},
};

PyTypeObject VmRegistry_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pyvm._core.Registry",
    .tp_basicsize = sizeof(VmRegistry),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Objects that blobs name instead of holding them, and adapters for values of native types.",
    .tp_new = registry_new,
    .tp_dealloc = (destructor)registry_dealloc,
    .tp_traverse = (traverseproc)registry_traverse,
    .tp_clear = (inquiry)registry_clear,
    .tp_methods = methods,
    .tp_members = members,
};

/* Types of the language that have no name in builtins. */
static int
add_hidden_types(PyObject *registry)
{
    static const char *const expressions[]
        = {"None", "NotImplemented", "...", "len", "[].append", "str.join", "object.__init__", "[].__len__", "dict.__dict__['fromkeys']",
           "type.__dict__['__dict__']", "__import__('sys')", "type.__dict__", "iter([])", "reversed([])", "iter(())", "iter('\\u20ac')",
           "iter('a')", "iter(b'')", "iter(bytearray())", "iter(range(0))", "iter(range(1 << 70))", "iter(set())", "iter({})",
           "iter({}.values())", "iter({}.items())", "reversed({})", "reversed({}.values())", "reversed({}.items())", "{}.keys()",
           "{}.values()", "{}.items()", "iter(int, 1)", "list[int]", "int | str", "(lambda: 0)", "(x for x in ())",
           "(lambda: 0).__code__", "__import__('types').SimpleNamespace()", "__import__('types').CellType()",
           "slice.__dict__['start']", "__import__('weakref').ref(int)", "int.__add__", "(1).__add__",
           "__import__('types').MethodType(len, 1)"};
    PyObject *scope = PyDict_New();
    int status = scope == NULL ? -1 : PyDict_SetItemString(scope, "__builtins__", PyEval_GetBuiltins());
    for (size_t i = 0; status == 0 && i < Py_ARRAY_LENGTH(expressions); i++) {
        PyObject *sample = PyRun_String(expressions[i], Py_eval_input, scope, scope);
        PyObject *name = sample == NULL ? NULL : PyUnicode_FromFormat("type:%s", Py_TYPE(sample)->tp_name);
        PyObject *result = name == NULL ? NULL : PyObject_CallMethod(registry, "add", "OO", name, Py_TYPE(sample));
        status = result == NULL ? -1 : 0;
        Py_XDECREF(sample);
        Py_XDECREF(name);
        Py_XDECREF(result);
    }
    if (status == 0) {
        PyObject *result = PyObject_CallMethod(registry, "add", "sO", "type:traceback", &PyTraceBack_Type);
        status = result == NULL ? -1 : 0;
        Py_XDECREF(result);
    }
    Py_XDECREF(scope);
    return status;
}

/* A registry that knows every class and function of the builtins. */
static PyObject *
shared_names(void)
{
    PyObject *registry = PyObject_CallNoArgs((PyObject *)&VmRegistry_Type);
    PyObject *builtins = registry == NULL ? NULL : PyImport_ImportModule("builtins");
    PyObject *key, *value;
    Py_ssize_t position = 0;
    while (builtins != NULL && PyDict_Next(PyModule_GetDict(builtins), &position, &key, &value)) {
        if (!PyType_Check(value) && !PyCFunction_Check(value)) {
            continue;
        }
        PyObject *name = PyUnicode_FromFormat("builtins:%U", key);
        PyObject *result = name == NULL ? NULL : PyObject_CallMethod(registry, "add", "OO", name, value);
        Py_XDECREF(name);
        Py_XDECREF(result);
        if (result == NULL) {
            Py_CLEAR(builtins);
        }
    }
    if (builtins == NULL || add_hidden_types(registry) < 0) {
        Py_CLEAR(registry);
    }
    Py_XDECREF(builtins);
    return registry;
}

int
vm_registry_setup(PyObject *module)
{
    if (PyModule_AddType(module, &VmRegistry_Type) < 0) {
        return -1;
    }
    PyObject *registry = shared_names();
    int status = registry == NULL ? -1 : PyModule_AddObjectRef(module, "shared_names", registry);
    Py_XDECREF(registry);
    return status;
}
