/* Guarded natives: what guests get in place of CPython's own functions that reach attributes, make instances or make classes without
 * asking the gate; and getattr, setattr, dir and vars for C code that works for a guest. See G3 in gate.h. */
#include "attribute_stores.h"
#include "classes.h"
#include "continuation.h"
#include "gate.h"
#include "outcome.h"

/* --- The table of replacements ------------------------------------------------------------------------------------- */

#define TABLE_SIZE 512 /* a power of two, well above the number of rows: hosts add few */

static struct {
    PyObject *found, *replacement; /* owned */
} table[TABLE_SIZE];
static int table_count;

static size_t
place_of(PyObject *found)
{
    size_t place = ((uintptr_t)found >> 4) % TABLE_SIZE;
    while (table[place].found != NULL && table[place].found != found) {
        place = (place + 1) % TABLE_SIZE;
    }
    return place;
}

PyObject *
vm_gate_replacement_borrow(PyObject *found)
{
    PyObject *replacement = table[place_of(found)].replacement;
    return replacement == NULL ? found : replacement;
}

static int
set_replacement(PyObject *found, PyObject *replacement)
{
    size_t place = place_of(found);
    if (table[place].found == NULL) {
        if (table_count >= TABLE_SIZE / 2) {
            PyErr_SetString(PyExc_RuntimeError, "the gate holds too many replacements");
            return -1;
        }
        table_count++;
        table[place].found = Py_NewRef(found);
    }
    Py_XSETREF(table[place].replacement, Py_NewRef(replacement));
    return 0;
}

/* What the class itself has under a name. Borrowed; NULL with AttributeError. */
static PyObject *
own_attribute(PyTypeObject *type, PyObject *name)
{
    PyObject *found = PyDict_GetItemWithError(vm_type_dict_borrow(type), name);
    if (found == NULL && !PyErr_Occurred()) {
        PyErr_Format(PyExc_AttributeError, "class '%s' itself has no attribute '%U'", type->tp_name, name);
    }
    return found;
}

/* --- getattr and its kin for C code -------------------------------------------------------------------------------- */

/* The name as an exact str. Owned; NULL with TypeError. */
static PyObject *
exact_name(PyObject *name)
{
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "attribute name must be string, not '%.200s'", Py_TYPE(name)->tp_name);
        return NULL;
    }
    return PyUnicode_FromObject(name);
}

/* What an outcome comes to when nobody is there to make the guest call on frames. */
static PyObject *
finish(VmOutcome outcome, PyObject *result, VmGuestCall *call)
{
    return outcome == VM_RAISED ? NULL : outcome == VM_DONE ? result : vm_guest_call_run(call);
}

static int
finish_store(VmOutcome outcome, VmGuestCall *call)
{
    PyObject *ignored = finish(outcome, outcome == VM_DONE ? Py_NewRef(Py_None) : NULL, call);
    Py_XDECREF(ignored);
    return ignored == NULL ? -1 : 0;
}

typedef VmOutcome (*Load)(VmCache *cache, PyObject *object, PyObject *name, PyObject **result, VmGuestCall *call);

static PyObject *
load_by(Load load, PyObject *object, PyObject *name)
{
    VmGuestCall call = {0};
    PyObject *result = NULL;
    name = exact_name(name);
    if (name == NULL) {
        return NULL;
    }
    VmOutcome outcome = load(NULL, object, name, &result, &call);
    Py_DECREF(name);
    return finish(outcome, result, &call);
}

PyObject *
vm_guarded_getattr(PyObject *object, PyObject *name)
{
    return load_by(vm_attribute_load, object, name);
}

int
vm_guarded_setattr(PyObject *object, PyObject *name, PyObject *value)
{
    VmGuestCall call = {0};
    name = exact_name(name);
    if (name == NULL) {
        return -1;
    }
    PyUnicode_InternInPlace(&name); /* it may become a key of an instance */
    VmOutcome outcome = value == NULL ? vm_attribute_delete(object, name, &call)
                                      : vm_attribute_store(NULL, object, name, value, &call);
    Py_DECREF(name);
    return finish_store(outcome, &call);
}

PyObject *
vm_guarded_dir(PyObject *object)
{
    PyObject *all = PyObject_Dir(object);
    if (all == NULL || vm_class_is_guest_instance(object)) {
        return all;
    }
    PyObject *names = PyList_New(0);
    for (Py_ssize_t i = 0; names != NULL && i < PyList_GET_SIZE(all); i++) {
        PyObject *name = PyList_GET_ITEM(all, i);
        int allowed = PyUnicode_Check(name) ? vm_gate_allows(object, name, VM_GATE_READ) : 1;
        if (allowed < 0 || (allowed == 1 && PyList_Append(names, name) < 0)) {
            Py_CLEAR(names);
        }
    }
    Py_DECREF(all);
    return names;
}

PyObject *
vm_guarded_vars(PyObject *object)
{
    PyObject *name = PyUnicode_InternFromString("__dict__");
    PyObject *result = name == NULL ? NULL : vm_guarded_getattr(object, name);
    Py_XDECREF(name);
    if (result == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        PyErr_SetString(PyExc_TypeError, "vars() argument must have __dict__ attribute");
    }
    return result;
}

/* --- __getattribute__, __setattr__, __delattr__ of object, type, module and super ----------------------------------- */

static PyObject *
guarded_getattribute(PyObject *object, PyObject *name)
{
    return load_by(vm_attribute_load_plain, object, name);
}

static PyObject *
store(PyObject *object, PyObject *name, PyObject *value)
{
    VmGuestCall call = {0};
    name = exact_name(name);
    if (name == NULL) {
        return NULL;
    }
    PyUnicode_InternInPlace(&name);
    VmOutcome outcome = vm_attribute_store_plain(NULL, object, name, value, &call);
    Py_DECREF(name);
    return finish_store(outcome, &call) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *
guarded_setattr(PyObject *object, PyObject *const *arguments, Py_ssize_t count)
{
    if (count != 2) {
        PyErr_Format(PyExc_TypeError, "expected 2 arguments, got %zd", count);
        return NULL;
    }
    return store(object, arguments[0], arguments[1]);
}

static PyObject *
guarded_delattr(PyObject *object, PyObject *name)
{
    return store(object, name, NULL);
}

/* --- Calls of classes ------------------------------------------------------------------------------------------------ */

static ternaryfunc native_type_call;

/* Natives of these modules make instances of their own classes by calling them. None of them does anything but compute. */
static const char *const harmless_modules[] = {
    "itertools.", "time.", "datetime.", "decimal.", "collections.", "_collections.", "functools.", "re.", "_sre.", "_struct.", "array.",
    "_random.", "_json.", "zoneinfo.", "SignalDict", /* of decimal */
};

/* tp_name has the module in it where C defined the class. */
static int
is_harmless(PyTypeObject *class)
{
    for (size_t i = 0; i < sizeof(harmless_modules) / sizeof(harmless_modules[0]); i++) {
        if (strncmp(class->tp_name, harmless_modules[i], strlen(harmless_modules[i])) == 0) {
            return 1;
        }
    }
    return PyType_HasFeature(class, Py_TPFLAGS_BASE_EXC_SUBCLASS);
}

/* tp_call of classes. A native that a guest gave a class of the host to (map, a weak reference, a tzinfo...) may call it back
 * past every gate of ours; only here all of them meet. Exceptions are exempt: natives raise them. */
static PyObject *
call_class(PyObject *class, PyObject *args, PyObject *kwargs)
{
    if (!vm_gate_allows_construction((PyTypeObject *)class) && !is_harmless((PyTypeObject *)class)
        && vm_continuation_guest_runs()) {
        vm_gate_refuse_construction((PyTypeObject *)class);
        return NULL;
    }
    return native_type_call(class, args, kwargs);
}

/* Metaclasses inherited the slot when they were made. */
static int
watch_calls(PyTypeObject *metaclass)
{
    if (metaclass->tp_call == native_type_call) {
        metaclass->tp_call = call_class;
    }
    PyObject *derived = PyObject_CallMethod((PyObject *)&PyType_Type, "__subclasses__", "O", metaclass);
    int status = derived == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(derived); i++) {
        status = watch_calls((PyTypeObject *)PyList_GET_ITEM(derived, i));
    }
    Py_XDECREF(derived);
    return status;
}

/* --- type.__call__ ------------------------------------------------------------------------------------------------- */

static PyObject *
guarded_call(PyObject *class, PyObject *args, PyObject *kwargs)
{
    if (!vm_gate_allows_construction((PyTypeObject *)class)) {
        vm_gate_refuse_construction((PyTypeObject *)class);
        return NULL;
    }
    return PyType_Type.tp_call(class, args, kwargs);
}

/* --- __reduce__ and its kin ---------------------------------------------------------------------------------------- */

static struct {
    PyObject *reduce_ex, *getstate;                  /* object's own */
    PyObject *newobj, *newobj_ex;                    /* copyreg's: host functions */
    PyObject *guarded_newobj, *guarded_newobj_ex;    /* what guests get for them */
} reduction;

/* copyreg.__newobj__(class, *args) and __newobj_ex__(class, args, kwargs) for guests. */
static PyObject *
make_instance(PyObject *class, PyObject *args, PyObject *kwargs)
{
    if (!PyType_Check(class) || !vm_gate_allows_construction((PyTypeObject *)class)) {
        PyErr_SetString(PyExc_TypeError, "__newobj__() takes a class that guests may make instances of");
        return NULL;
    }
    PyObject *new = PyObject_GetAttrString(class, "__new__");
    PyObject *first = PyTuple_Pack(1, class);
    PyObject *all = first == NULL ? NULL : PySequence_Concat(first, args);
    PyObject *instance = new == NULL || all == NULL ? NULL : PyObject_Call(new, all, kwargs);
    Py_XDECREF(new);
    Py_XDECREF(first);
    Py_XDECREF(all);
    return instance;
}

static PyObject *
guarded_newobj(PyObject *Py_UNUSED(self), PyObject *args)
{
    if (PyTuple_GET_SIZE(args) == 0) {
        PyErr_SetString(PyExc_TypeError, "__newobj__() missing 1 required positional argument: 'cls'");
        return NULL;
    }
    PyObject *rest = PyTuple_GetSlice(args, 1, PyTuple_GET_SIZE(args));
    PyObject *instance = rest == NULL ? NULL : make_instance(PyTuple_GET_ITEM(args, 0), rest, NULL);
    Py_XDECREF(rest);
    return instance;
}

static PyObject *
guarded_newobj_ex(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *class, *rest, *kwargs;
    if (!PyArg_ParseTuple(args, "OO!O!:__newobj_ex__", &class, &PyTuple_Type, &rest, &PyDict_Type, &kwargs)) {
        return NULL;
    }
    return make_instance(class, rest, kwargs);
}

/* A reduction with the host's functions replaced. Takes and returns owned references. */
static PyObject *
clean_reduction_steal(PyObject *reduced)
{
    if (reduced == NULL || !PyTuple_CheckExact(reduced) || PyTuple_GET_SIZE(reduced) == 0) {
        return reduced;
    }
    PyObject *function = PyTuple_GET_ITEM(reduced, 0);
    PyObject *guarded = function == reduction.newobj      ? reduction.guarded_newobj
                      : function == reduction.newobj_ex   ? reduction.guarded_newobj_ex
                                                          : NULL;
    if (guarded == NULL) {
        return reduced;
    }
    PyObject *clean = PyTuple_New(PyTuple_GET_SIZE(reduced));
    for (Py_ssize_t i = 0; clean != NULL && i < PyTuple_GET_SIZE(reduced); i++) {
        PyTuple_SET_ITEM(clean, i, Py_NewRef(i == 0 ? guarded : PyTuple_GET_ITEM(reduced, i)));
    }
    Py_DECREF(reduced);
    return clean;
}

/* object.__reduce_ex__, always of protocol 2 or later: the older ones go through more of the host's functions. */
static PyObject *
reduce(PyObject *object, long protocol)
{
    if (!vm_gate_allows_reduction(Py_TYPE(object))) {
        PyErr_Format(PyExc_TypeError, "cannot pickle '%.200s' object", Py_TYPE(object)->tp_name);
        return NULL;
    }
    PyObject *number = PyLong_FromLong(protocol < 2 ? 2 : protocol);
    PyObject *reduced = number == NULL ? NULL : PyObject_CallFunctionObjArgs(reduction.reduce_ex, object, number, NULL);
    Py_XDECREF(number);
    return clean_reduction_steal(reduced);
}

static PyObject *
guarded_reduce_ex(PyObject *object, PyObject *protocol)
{
    long number = PyLong_AsLong(protocol);
    return number == -1 && PyErr_Occurred() ? NULL : reduce(object, number);
}

static PyObject *
guarded_reduce(PyObject *object, PyObject *Py_UNUSED(ignored))
{
    return reduce(object, 2);
}

static PyObject *
guarded_getstate(PyObject *object, PyObject *Py_UNUSED(ignored))
{
    if (!vm_gate_allows_reduction(Py_TYPE(object))) {
        PyErr_Format(PyExc_TypeError, "cannot pickle '%.200s' object", Py_TYPE(object)->tp_name);
        return NULL;
    }
    return PyObject_CallOneArg(reduction.getstate, object);
}

/* --- Definitions --------------------------------------------------------------------------------------------------- */
/* One a class, so that each can have a library version of its own. */

#define FAST(function) (PyCFunction)(void (*)(void))function
#define ATTRIBUTE_METHODS \
    {"__getattribute__", guarded_getattribute, METH_O, "Return getattr(self, name)."}, \
    {"__setattr__", FAST(guarded_setattr), METH_FASTCALL, "Implement setattr(self, name, value)."}, \
    {"__delattr__", guarded_delattr, METH_O, "Implement delattr(self, name)."}

static PyMethodDef object_methods[] = {
    ATTRIBUTE_METHODS,
    {"__reduce_ex__", guarded_reduce_ex, METH_O, "Helper for pickle."},
    {"__reduce__", guarded_reduce, METH_NOARGS, "Helper for pickle."},
    {"__getstate__", guarded_getstate, METH_NOARGS, "Helper for pickle."},
    {NULL},
};
static PyMethodDef type_methods[] = {
    ATTRIBUTE_METHODS,
    {"__call__", FAST(guarded_call), METH_VARARGS | METH_KEYWORDS, "Call self as a function."},
    {NULL},
};
static PyMethodDef module_methods[] = {
    {"__getattribute__", guarded_getattribute, METH_O, "Return getattr(self, name)."},
    {NULL},
};
static PyMethodDef super_methods[] = {
    {"__getattribute__", guarded_getattribute, METH_O, "Return getattr(self, name)."},
    {NULL},
};
static PyMethodDef method_methods[] = {
    {"__getattribute__", guarded_getattribute, METH_O, "Return getattr(self, name)."},
    {NULL},
};
static PyMethodDef newobj_definition = {"__newobj__", guarded_newobj, METH_VARARGS, NULL};
static PyMethodDef newobj_ex_definition = {"__newobj_ex__", guarded_newobj_ex, METH_VARARGS, NULL};

/* Replaces what the class has under the names of the methods by method descriptors for them. */
static int
replace_methods(PyTypeObject *type, PyMethodDef *methods)
{
    for (PyMethodDef *method = methods; method->ml_name != NULL; method++) {
        PyObject *name = PyUnicode_InternFromString(method->ml_name);
        PyObject *found = name == NULL ? NULL : own_attribute(type, name);
        PyObject *descriptor = found == NULL ? NULL : PyDescr_NewMethod(type, method);
        int status = descriptor == NULL ? -1 : set_replacement(found, descriptor);
        Py_XDECREF(descriptor);
        Py_XDECREF(name);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

/* --- For Python ---------------------------------------------------------------------------------------------------- */

/* gate_replace(class, name, replacement) */
static PyObject *
gate_replace(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *class, *name, *replacement;
    if (!PyArg_ParseTuple(args, "O!UO:gate_replace", &PyType_Type, &class, &name, &replacement)) {
        return NULL;
    }
    PyObject *found = own_attribute((PyTypeObject *)class, name);
    if (found == NULL || set_replacement(found, replacement) < 0) {
        return NULL;
    }
    PyType_Modified((PyTypeObject *)class); /* caches that hold the replaced one */
    Py_RETURN_NONE;
}

/* gate_replacement(native): what guests get for it */
static PyObject *
gate_replacement(PyObject *Py_UNUSED(module), PyObject *found)
{
    return Py_NewRef(vm_gate_replacement_borrow(found));
}

static PyMethodDef functions[] = {
    {"gate_replace", gate_replace, METH_VARARGS, "gate_replace(class, name, replacement): what guests find there instead."},
    {"gate_replacement", gate_replacement, METH_O, "gate_replacement(native): what guests get for it."},
    {NULL},
};

static int
set_up_reduction(void)
{
    PyObject *copyreg = PyImport_ImportModule("copyreg");
    if (copyreg == NULL) {
        return -1;
    }
    reduction.newobj = PyObject_GetAttrString(copyreg, "__newobj__");
    reduction.newobj_ex = PyObject_GetAttrString(copyreg, "__newobj_ex__");
    Py_DECREF(copyreg);
    reduction.reduce_ex = PyObject_GetAttrString((PyObject *)&PyBaseObject_Type, "__reduce_ex__");
    reduction.getstate = PyObject_GetAttrString((PyObject *)&PyBaseObject_Type, "__getstate__");
    reduction.guarded_newobj = PyCFunction_New(&newobj_definition, NULL);
    reduction.guarded_newobj_ex = PyCFunction_New(&newobj_ex_definition, NULL);
    return reduction.newobj == NULL || reduction.newobj_ex == NULL || reduction.reduce_ex == NULL || reduction.getstate == NULL
            || reduction.guarded_newobj == NULL || reduction.guarded_newobj_ex == NULL
        ? -1
        : 0;
}

int
vm_guards_setup(PyObject *module)
{
    native_type_call = PyType_Type.tp_call;
    if (watch_calls(&PyType_Type) < 0 || set_up_reduction() < 0 || replace_methods(&PyBaseObject_Type, object_methods) < 0
        || replace_methods(&PyType_Type, type_methods) < 0 || replace_methods(&PyModule_Type, module_methods) < 0
        || replace_methods(&PySuper_Type, super_methods) < 0 || replace_methods(&PyMethod_Type, method_methods) < 0) {
        return -1;
    }
    PyObject *name = PyUnicode_InternFromString("__new__");
    PyObject *new = name == NULL ? NULL : own_attribute(&PyType_Type, name);
    int status = new == NULL ? -1 : set_replacement(new, vm_class_type_new_borrow());
    Py_XDECREF(name);
    return status < 0 ? -1 : PyModule_AddFunctions(module, functions);
}
