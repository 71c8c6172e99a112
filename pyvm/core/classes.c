/* Guest classes: making them, deciding how they are instantiated, and their finalisers. */
#include "classes.h"
#include "compat.h"
#include "continuation.h"
#include "controls.h"
#include "gate.h"
#include "interned.h"
#include "natives.h"
#include "outcome.h"

int vm_class_finalizers_waiting;

static struct {
    /* interned str */
    PyObject *del, *new, *init, *init_subclass, *class_getitem, *module, *name, *bases, *marker_name, *classdictcell;
    PyObject *class_dict_cell; /* of the class that is being made: the cell behind `__classdict__`, or NULL. Borrowed */
    PyObject *marker;     /* the object whose __set_name__ marks a class that is being made */
    PyObject *waiting;    /* list of objects for vm_class_run_finalizers */
    PyObject *finalized;  /* borrowed: the one that is being dropped from it */
    uint8_t hook_state;   /* of the continuation for the hooks of the class that is being made */
} classes;

/* --- Finalisers ---------------------------------------------------------------------------------------------------- */

/* Calls __del__ in a nested loop; an error in it is reported and dropped, as CPython does. */
static void
run_finalizer(PyObject *object)
{
    PyObject *pending = vm_error_take();
    PyObject *function = _PyType_Lookup(Py_TYPE(object), classes.del);
    if (function != NULL) {
        Py_INCREF(function);
        descrgetfunc bind = Py_TYPE(function)->tp_descr_get;
        PyObject *method = bind == NULL ? Py_NewRef(function) : bind(function, object, (PyObject *)Py_TYPE(object));
        PyObject *result = method == NULL ? NULL : PyObject_CallNoArgs(method);
        if (result == NULL) {
            PyErr_WriteUnraisable(function);
        }
        Py_XDECREF(result);
        Py_XDECREF(method);
        Py_DECREF(function);
    }
    if (pending != NULL) {
        vm_error_put_steal(pending);
    }
}

/* tp_finalize of guest classes with __del__. Under speculation nothing guest may run (a bail-out would make the VM repeat a native
 * that is already done), so the object is kept until the native has returned. Without a running execution there is nothing that
 * could run guest code, and the object just goes. */
static void
vm_class_finalize(PyObject *object)
{
    VmContinuation *continuation = vm_continuation_current();
    if (continuation == NULL || vm_restoring || object == classes.finalized) {
        return;
    }
    if (!continuation->speculating) {
        run_finalizer(object);
        return;
    }
    PyObject *pending = vm_error_take();
    if (PyList_Append(classes.waiting, object) < 0) {
        PyErr_WriteUnraisable(object);
    }
    vm_class_finalizers_waiting = 1;
    if (pending != NULL) {
        vm_error_put_steal(pending);
    }
}

void
vm_class_run_finalizers(void)
{
    vm_class_finalizers_waiting = 0;
    PyObject *objects = classes.waiting;
    PyObject *pending = vm_error_take();
    classes.waiting = PyList_New(0);
    if (classes.waiting == NULL) {
        PyErr_Clear();
        classes.waiting = objects; /* later, then */
        objects = NULL;
    }
    for (Py_ssize_t i = 0; objects != NULL && i < PyList_GET_SIZE(objects); i++) {
        PyObject *object = Py_NewRef(PyList_GET_ITEM(objects, i));
        run_finalizer(object);
        PyList_SetItem(objects, i, Py_NewRef(Py_None));
        classes.finalized = object; /* what the collector does not track would be finalised again */
        Py_DECREF(object);
        classes.finalized = NULL;
    }
    Py_XDECREF(objects);
    if (pending != NULL) {
        vm_error_put_steal(pending);
    }
}

/* K2 for one class. */
static void
adopt_finalizer(PyTypeObject *type)
{
    PyObject *function = _PyType_Lookup(type, classes.del);
    if (function != NULL && !Py_IS_TYPE(function, &PyWrapperDescr_Type)) {
        type->tp_finalize = vm_class_finalize;
    }
}

/* K2 for a class and all that derive from it, after CPython recomputed their slots. */
static void
adopt_finalizers(PyTypeObject *type)
{
    adopt_finalizer(type);
    PyObject *derived = PyObject_CallMethod((PyObject *)&PyType_Type, "__subclasses__", "O", type);
    for (Py_ssize_t i = 0; derived != NULL && i < PyList_GET_SIZE(derived); i++) {
        adopt_finalizers((PyTypeObject *)PyList_GET_ITEM(derived, i));
    }
    if (derived == NULL) {
        PyErr_Clear();
    }
    Py_XDECREF(derived);
}

void
vm_class_changed(PyTypeObject *type, PyObject *name)
{
    if (PyUnicode_Check(name) && (PyUnicode_Compare(name, classes.del) == 0 || PyUnicode_Compare(name, classes.bases) == 0)) {
        adopt_finalizers(type);
    }
}

void
vm_class_mark(PyTypeObject *type)
{
    type->tp_flags |= VM_TPFLAGS_GUEST;
    adopt_finalizer(type);
}

/* --- Making a class ------------------------------------------------------------------------------------------------ */

/* type.__new__ calls the guest's hooks before it returns, and those must see a marked class (K1). So the namespace begins with an
 * object whose own __set_name__, called first, marks the class and takes itself out again. */
static PyObject *
marker_set_name(PyObject *Py_UNUSED(self), PyObject *const *arguments, Py_ssize_t count)
{
    if (count != 2 || !PyType_Check(arguments[0])) {
        PyErr_SetString(PyExc_TypeError, "__set_name__ expected a class and a name");
        return NULL;
    }
    PyTypeObject *type = (PyTypeObject *)arguments[0];
    if (PyDict_DelItem(vm_type_dict_borrow(type), arguments[1]) < 0) {
        return NULL;
    }
    PyType_Modified(type);
    vm_class_mark(type);
    PyObject *cell = classes.class_dict_cell;
    classes.class_dict_cell = NULL;
    if (cell != NULL) {
        PyObject *view = PyDictProxy_New(vm_type_dict_borrow(type));
        int failed = view == NULL || PyCell_Set(cell, view) < 0;
        Py_XDECREF(view);
        if (failed) {
            return NULL;
        }
    }
    VmContinuation *continuation = vm_continuation_current();
    if (continuation != NULL) {
        continuation->speculating = classes.hook_state;
    }
    Py_RETURN_NONE;
}

static PyMethodDef marker_methods[] = {
    {"__set_name__", (PyCFunction)(void (*)(void))marker_set_name, METH_FASTCALL, NULL},
    {NULL},
};

static PyTypeObject Marker_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "guest class marker",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_methods = marker_methods,
};

/* As CPython's own: the most derived metaclass of the bases and metaclass. NULL with TypeError if there is none. Borrowed. */
static PyTypeObject *
winning_metaclass(PyTypeObject *metaclass, PyObject *bases)
{
    PyTypeObject *winner = metaclass;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyTypeObject *candidate = Py_TYPE(PyTuple_GET_ITEM(bases, i));
        if (PyType_IsSubtype(winner, candidate)) {
            continue;
        }
        if (!PyType_IsSubtype(candidate, winner)) {
            PyErr_SetString(PyExc_TypeError, "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of "
                                             "the metaclasses of all its bases");
            return NULL;
        }
        winner = candidate;
    }
    return winner;
}

static int
check_bases(PyObject *bases)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyObject *base = PyTuple_GET_ITEM(bases, i);
        if (PyType_Check(base) && !vm_gate_allows_base((PyTypeObject *)base)) {
            PyErr_Format(PyExc_TypeError,
                         "type '%.100s' is not an acceptable base type: it belongs to the host, which has not opened it to guests",
                         ((PyTypeObject *)base)->tp_name);
            return -1;
        }
    }
    return 0;
}

/* What CPython does to plain functions under these names, it does for its own function type only. */
static PyObject *
wrapped_value(PyObject *name, PyObject *value)
{
    if (VmFunction_Check(value) && PyUnicode_Check(name)) {
        if (PyUnicode_Compare(name, classes.new) == 0) {
            return PyStaticMethod_New(value);
        }
        if (PyUnicode_Compare(name, classes.init_subclass) == 0 || PyUnicode_Compare(name, classes.class_getitem) == 0) {
            return PyClassMethod_New(value);
        }
    }
    return Py_NewRef(value);
}

/* `__name__` of the globals of the guest code that is running, NULL if none is. Borrowed. */
static PyObject *
calling_module(void)
{
    VmContinuation *continuation = vm_continuation_current();
    VmFrame *caller = continuation == NULL ? NULL : vm_control_caller(continuation);
    return caller == NULL ? NULL : PyDict_GetItemWithError(caller->function->globals, classes.name);
}

/* The class namespace that type.__new__ gets: marker first, then the given one in its order. *class_dict_cell is the cell that it
 * would put the class's own dict into, owned, or NULL. */
static PyObject *
prepared_namespace(PyObject *namespace, PyObject **class_dict_cell)
{
    PyObject *result = PyDict_New();
    if (result == NULL || PyDict_SetItem(result, classes.marker_name, classes.marker) < 0) {
        goto fail;
    }
    PyObject *name, *value;
    Py_ssize_t place = 0;
    while (PyDict_Next(namespace, &place, &name, &value)) {
        if (name == classes.classdictcell && PyCell_Check(value)) {
            Py_XSETREF(*class_dict_cell, Py_NewRef(value));
            continue;
        }
        PyObject *wrapped = wrapped_value(name, value);
        int failed = wrapped == NULL || PyDict_SetItem(result, name, wrapped) < 0;
        Py_XDECREF(wrapped);
        if (failed) {
            goto fail;
        }
    }
    PyObject *module = calling_module();
    if (module != NULL && PyDict_SetDefault(result, classes.module, module) == NULL) {
        goto fail;
    }
    return result;
fail:
    Py_XDECREF(result);
    return NULL;
}

/* type.__new__. Where the caller defers hooks (it speculates), a metaclass's mro() and what computes __slots__ still run: their answers
 * make the class. The marker, first of the hooks, puts the caller's state back. */
static PyObject *
create_with_hooks(PyTypeObject *metaclass, PyObject *arguments, PyObject *keywords, PyObject *class_dict_cell)
{
    VmContinuation *continuation = vm_continuation_current();
    uint8_t outer = classes.hook_state, state = continuation == NULL ? VM_RUNNING : continuation->speculating;
    classes.hook_state = state;
    PyObject *outer_cell = classes.class_dict_cell;
    classes.class_dict_cell = class_dict_cell;
    if (continuation != NULL && state == VM_IDENTITY) {
        continuation->speculating = VM_RUNNING;
    }
    PyObject *class = PyType_Type.tp_new(metaclass, arguments, keywords);
    classes.class_dict_cell = outer_cell;
    if (continuation != NULL) {
        continuation->speculating = state;
    }
    classes.hook_state = outer;
    return class;
}

PyObject *
vm_class_create(PyTypeObject *metaclass, PyObject *name, PyObject *bases, PyObject *namespace, PyObject *keywords)
{
    PyTypeObject *winner = winning_metaclass(metaclass, bases);
    if (winner == NULL || check_bases(bases) < 0) {
        return NULL;
    }
    int delegated = winner != metaclass && winner->tp_new != PyType_Type.tp_new;
    PyObject *class_dict_cell = NULL;
    PyObject *prepared = delegated ? Py_NewRef(namespace) : prepared_namespace(namespace, &class_dict_cell);
    PyObject *arguments = prepared == NULL ? NULL : PyTuple_Pack(3, name, bases, prepared);
    PyObject *class = NULL;
    if (arguments != NULL) {
        class = delegated ? winner->tp_new(winner, arguments, keywords) : create_with_hooks(winner, arguments, keywords, class_dict_cell);
    }
    Py_XDECREF(arguments);
    Py_XDECREF(prepared);
    Py_XDECREF(class_dict_cell);
    return class;
}

/* --- Instantiation ------------------------------------------------------------------------------------------------- */

/* tp_new of the class is native and does not look at the arguments, or only keeps them. */
static int
new_is_harmless(PyTypeObject *type)
{
    return PyType_IsSubtype(type, (PyTypeObject *)PyExc_BaseException) || type->tp_new == PyList_Type.tp_new
        || type->tp_new == PyDict_Type.tp_new || type->tp_new == PySet_Type.tp_new;
}

VmConstruct
vm_class_construct(PyTypeObject *type, VmFunction **init)
{
    *init = NULL;
    if (!vm_class_is_guest(type) || Py_TYPE(type)->tp_call != PyType_Type.tp_call
        || PyType_FastSubclass(type, Py_TPFLAGS_TYPE_SUBCLASS)) {
        return VM_CONSTRUCT_LIBRARY;
    }
    PyObject *found = _PyType_Lookup(type, classes.init);
    if (VmFunction_XCheck(found)) {
        *init = (VmFunction *)found;
    } else if (found == NULL || !Py_IS_TYPE(found, &PyWrapperDescr_Type)) {
        return VM_CONSTRUCT_LIBRARY;
    }
    if (type->tp_new == PyBaseObject_Type.tp_new) {
        return *init != NULL || type->tp_init == PyBaseObject_Type.tp_init ? VM_CONSTRUCT_PLAIN : VM_CONSTRUCT_LIBRARY;
    }
    PyObject *new = _PyType_Lookup(type, classes.new);
    if (new == NULL || !PyCFunction_Check(new) || !new_is_harmless(type)) {
        return VM_CONSTRUCT_LIBRARY;
    }
    if (*init == NULL && !PyType_IsSubtype(type, (PyTypeObject *)PyExc_BaseException)) {
        return VM_CONSTRUCT_LIBRARY; /* list(iterable) and its like have library versions */
    }
    return VM_CONSTRUCT_NATIVE;
}

/* --- For Python ---------------------------------------------------------------------------------------------------- */

/* create_class(metaclass, name, bases, namespace, keywords=None) */
static PyObject *
create_class(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *metaclass, *name, *bases, *namespace, *keywords = Py_None;
    if (!PyArg_ParseTuple(args, "O!UO!O!|O:create_class", &PyType_Type, &metaclass, &name, &PyTuple_Type, &bases, &PyDict_Type,
                          &namespace, &keywords)) {
        return NULL;
    }
    return vm_class_create((PyTypeObject *)metaclass, name, bases, namespace, keywords == Py_None ? NULL : keywords);
}

/* What guests get for type.__new__: (metaclass, name, bases, namespace, **keywords). */
static PyObject *
type_new(PyObject *Py_UNUSED(module), PyObject *args, PyObject *keywords)
{
    if (PyTuple_GET_SIZE(args) < 1 || !PyType_Check(PyTuple_GET_ITEM(args, 0))) {
        PyErr_SetString(PyExc_TypeError, "type.__new__(X): X is not a type object");
        return NULL;
    }
    PyTypeObject *metaclass = (PyTypeObject *)PyTuple_GET_ITEM(args, 0);
    PyObject *name, *bases, *namespace, *rest = PyTuple_GetSlice(args, 1, PyTuple_GET_SIZE(args));
    PyObject *class = NULL;
    if (rest == NULL) {
        return NULL;
    }
    if (!PyType_IsSubtype(metaclass, &PyType_Type)) {
        PyErr_Format(PyExc_TypeError, "type.__new__(%s): %s is not a subtype of type", metaclass->tp_name, metaclass->tp_name);
    } else if (PyTuple_GET_SIZE(rest) != 3) {
        PyErr_Format(PyExc_TypeError, "type.__new__() takes exactly 3 arguments (%zd given)", PyTuple_GET_SIZE(rest));
    } else if (PyArg_ParseTuple(rest, "UO!O!:type.__new__", &name, &PyTuple_Type, &bases, &PyDict_Type, &namespace)) {
        class = vm_class_create(metaclass, name, bases, namespace, keywords);
    }
    Py_DECREF(rest);
    return class;
}

static PyObject *
mark_guest_class(PyObject *Py_UNUSED(module), PyObject *class)
{
    if (!PyType_Check(class) || !PyType_HasFeature((PyTypeObject *)class, Py_TPFLAGS_HEAPTYPE)) {
        PyErr_Format(PyExc_TypeError, "mark_guest_class() needs a class made by `class` or type(), not %R", class);
        return NULL;
    }
    vm_class_mark((PyTypeObject *)class);
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"create_class", create_class, METH_VARARGS, "create_class(metaclass, name, bases, namespace, keywords=None): a guest class."},
    {"mark_guest_class", mark_guest_class, METH_O, "Make a class the guest's."},
    {NULL},
};

static PyMethodDef type_new_definition = {
    "__new__", (PyCFunction)(void (*)(void))type_new, METH_VARARGS | METH_KEYWORDS, "Create and return a new object."};

PyObject *
vm_class_type_new_borrow(void)
{
    static PyObject *function;
    if (function == NULL) {
        function = PyCFunction_New(&type_new_definition, NULL);
    }
    return function;
}

int
vm_class_setup(PyObject *module)
{
    const VmInternedName rows[] = {
        {&classes.del, "__del__"}, {&classes.new, "__new__"}, {&classes.init, "__init__"},
        {&classes.init_subclass, "__init_subclass__"}, {&classes.class_getitem, "__class_getitem__"},
        {&classes.module, "__module__"}, {&classes.name, "__name__"}, {&classes.bases, "__bases__"},
        {&classes.marker_name, "(guest class)"}, {&classes.classdictcell, "__classdictcell__"},
    };
    if (PyType_Ready(&Marker_Type) < 0 || VM_INTERN_NAMES(rows) < 0) {
        return -1;
    }
    classes.marker = PyObject_New(PyObject, &Marker_Type);
    classes.waiting = PyList_New(0);
    if (classes.marker == NULL || classes.waiting == NULL) {
        return -1;
    }
    return PyModule_AddFunctions(module, functions);
}
