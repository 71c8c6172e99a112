/* The gate's decisions: by the rows of classes, and for the objects that are judged one by one. gate_rows.c has the rows; guards.c
 * holds what guests get instead of natives that would go round it. */
#include "gate.h"
#include "classes.h"
#include "compat.h"
#include "attributes.h"
#include "functions.h"
#include "gate_rows.h"
#include "interned.h"
#include "outcome.h"

static struct {
    PyObject *class_dicts; /* host class -> what guests get for its __dict__ */
    uint32_t dicts_epoch;  /* of the rows that those were made from */
    PyObject *shared;      /* address -> object that all executions share and no guest may change */
    PyObject *dict_name, *subclasses, *self, *builtins, *class_name, *globals, *closure, *code, *kwdefaults, *annotations, *func, *init;
} gate;

/* --- Names and owners ---------------------------------------------------------------------------------------------- */

static int
contains(PyObject *set, PyObject *name)
{
    return PySet_Contains(set, name) == 1;
}

/* The class along the MRO whose dict has the name, or NULL; *found is what it has there. Borrowed. */
static PyTypeObject *
owner_of(PyTypeObject *type, PyObject *name, PyObject **found)
{
    PyObject *mro = type->tp_mro;
    for (Py_ssize_t i = 0; mro != NULL && i < PyTuple_GET_SIZE(mro); i++) {
        PyTypeObject *class = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        *found = PyDict_GetItemWithError(vm_type_dict_borrow(class), name);
        if (*found != NULL) {
            return class;
        }
    }
    PyErr_Clear();
    *found = NULL;
    return NULL;
}

/* What the row of a host class says about a name that was found on it. */
static int
row_allows(PyTypeObject *owner, PyObject *name, PyObject *found)
{
    PyObject *row = vm_gate_row_borrow(owner);
    if (row == NULL) {
        return contains(vm_gate_rows.identity, name);
    }
    if (found != NULL && vm_gate_replacement_borrow(found) != found) {
        return 1; /* the guarded version is what the guest gets */
    }
    if (contains(vm_gate_rows.reducers, name)) {
        return (vm_gate_row_flags(row) & VM_ROW_REDUCE) != 0;
    }
    PyObject *names = PyTuple_GET_ITEM(row, 0);
    if (names != Py_None) {
        return contains(names, name) && (owner != &PyBaseObject_Type || !contains(vm_gate_rows.never, name));
    }
    /* type's own __dict__ descriptor opens any class. */
    return !contains(vm_gate_rows.never, name) && (owner != &PyType_Type || name != gate.dict_name);
}

/* --- Objects that are judged one by one ---------------------------------------------------------------------------- */

static int
is_shared(PyObject *object)
{
    PyObject *address = PyLong_FromVoidPtr(object);
    int found = address != NULL && PyDict_GetItem(gate.shared, address) != NULL;
    Py_XDECREF(address);
    return found;
}

/* The host's modules: written in C, or executed by CPython itself, which leaves its builtins in them. */
static int
is_host_module(PyObject *module)
{
    if (PyModule_GetDef(module) != NULL) {
        return 1;
    }
    PyObject *builtins = PyDict_GetItemWithError(vm_module_dict_borrow(module), gate.builtins);
    return builtins != NULL && (PyModule_Check(builtins) || builtins == PyEval_GetBuiltins());
}

static int
module_allows(PyObject *module, PyObject *name, VmGateAccess access)
{
    if (is_host_module(module)) {
        return access == VM_GATE_READ && contains(vm_gate_rows.identity, name);
    }
    PyObject *found;
    PyTypeObject *owner = owner_of(Py_TYPE(module), name, &found);
    if (owner != NULL && !vm_class_is_guest(owner) && PyType_IsSubtype(owner, &PyModule_Type) && vm_gate_row_borrow(owner) == NULL) {
        return access == VM_GATE_READ; /* a kind of module that the host made for guests: it guards itself */
    }
    if (owner == NULL || vm_class_is_guest(owner)
        || PyDict_GetItemWithError(vm_module_dict_borrow(module), name) != NULL) {
        return !contains(vm_gate_rows.never, name);
    }
    return row_allows(owner, name, found);
}

/* The frames of library functions see natives that guests must not, and shared functions are everybody's. */
static int
function_allows(VmFunction *function, PyObject *name, VmGateAccess access)
{
    PyObject *found;
    PyTypeObject *owner = owner_of(&VmFunction_Type, name, &found);
    int everybodys = (function->code->flags & VM_CODE_LIBRARY) || is_shared((PyObject *)function);
    if (access != VM_GATE_READ && everybodys) {
        return 0;
    }
    if (owner == NULL) {
        return 1;
    }
    if (owner == &VmFunction_Type && (name == gate.globals || name == gate.closure || name == gate.code)) {
        return access == VM_GATE_READ && !everybodys && !is_shared(function->globals);
    }
    if (everybodys && (name == gate.dict_name || name == gate.kwdefaults || name == gate.annotations)) {
        return 0; /* they could be changed */
    }
    return row_allows(owner, name, found);
}

/* A bound method shows its function's attributes as its own. */
static int
method_allows(PyObject *method, PyObject *name, VmGateAccess access)
{
    PyObject *function = PyMethod_GET_FUNCTION(method), *found;
    if (access != VM_GATE_READ) {
        return 1; /* an error of CPython's */
    }
    if (owner_of(&PyMethod_Type, name, &found) != NULL || owner_of(&PyBaseObject_Type, name, &found) != NULL) {
        int part = name == gate.self || name == gate.func;
        return part ? !PyFunction_Check(function) : row_allows(&PyMethod_Type, name, found);
    }
    if (Py_EnterRecursiveCall(" while looking through bound methods")) {
        return -1;
    }
    int allowed = vm_gate_allows(function, name, access);
    Py_LeaveRecursiveCall();
    return allowed;
}

static int
alias_allows(PyObject *alias, PyObject *name, VmGateAccess access)
{
    PyObject *found;
    PyTypeObject *owner = owner_of(&Py_GenericAliasType, name, &found);
    if (owner == &Py_GenericAliasType) {
        return !contains(vm_gate_rows.never, name);
    }
    if (Py_EnterRecursiveCall(" while looking through generic aliases")) {
        return -1;
    }
    PyObject *origin = ((PyObject **)(alias + 1))[0]; /* its struct's first field */
    int allowed = vm_gate_allows(origin, name, access);
    Py_LeaveRecursiveCall();
    return allowed;
}

static int
is_data_descriptor(PyObject *found)
{
    return found != NULL && Py_TYPE(found)->tp_descr_set != NULL;
}

/* A descriptor that reaches into any instance of its class, read unbound. */
static int
is_bare_field(PyObject *found)
{
    return Py_IS_TYPE(found, &PyGetSetDescr_Type) || Py_IS_TYPE(found, &PyMemberDescr_Type);
}

/* What super() finds on a class of the host. */
static int
super_reads(VmSuper *self, PyTypeObject *class, PyObject *name, PyObject *found)
{
    int bound = self->object != (PyObject *)self->object_type;
    PyObject *row = vm_gate_row_borrow(class);
    if (class == &PyModule_Type && name == gate.init) {
        return bound; /* unbound it would write into any module */
    }
    if (!bound && is_bare_field(found) && (row == NULL || PyTuple_GET_ITEM(row, 0) != Py_None)) {
        return 0;
    }
    return row_allows(class, name, found);
}

/* What super() finds after the given class. */
static int
super_allows(PyObject *parent, PyObject *name, VmGateAccess access)
{
    VmSuper *self = (VmSuper *)parent;
    PyObject *found;
    if (access != VM_GATE_READ || self->object_type == NULL || name == gate.class_name) {
        return row_allows(&PySuper_Type, name, NULL);
    }
    PyObject *mro = self->object_type->tp_mro;
    int after = 0;
    for (Py_ssize_t i = 0; mro != NULL && i < PyTuple_GET_SIZE(mro); i++) {
        PyTypeObject *class = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        if (!after) {
            after = class == self->type;
            continue;
        }
        found = PyDict_GetItemWithError(vm_type_dict_borrow(class), name);
        if (found != NULL) {
            return vm_class_is_guest(class) || super_reads(self, class, name, found);
        }
    }
    PyTypeObject *owner = owner_of(&PySuper_Type, name, &found);
    return owner == NULL || row_allows(owner, name, found);
}

/* What a class shows through its metaclass. */
static int
meta_allows(PyTypeObject *class, PyTypeObject *owner, PyObject *name)
{
    if (vm_class_is_guest(owner)) {
        return 1;
    }
    if (owner != &PyType_Type && owner != &PyBaseObject_Type) {
        return row_allows(owner, name, NULL);
    }
    if (name == gate.dict_name) {
        return 1; /* of a host's class: vm_gate_class_dict */
    }
    if (vm_class_is_guest(class)) {
        if (name == gate.subclasses) { /* of a class that all executions share it would show other guests' classes */
            return !PyType_HasFeature(class, Py_TPFLAGS_IMMUTABLETYPE);
        }
    }
    return contains(vm_gate_rows.of_classes, name);
}

/* What a class of the host has under a name, read without an instance. */
static int
unbound_allows(PyTypeObject *owner, PyObject *name, PyObject *found)
{
    PyObject *row = vm_gate_row_borrow(owner);
    if (is_bare_field(found) && (row == NULL || PyTuple_GET_ITEM(row, 0) != Py_None)) {
        return 0;
    }
    return row_allows(owner, name, found);
}

static int
class_reads(PyTypeObject *class, PyObject *name)
{
    PyObject *meta_found, *found;
    PyTypeObject *meta_owner = owner_of(Py_TYPE(class), name, &meta_found);
    PyTypeObject *owner = owner_of(class, name, &found);
    if (!vm_class_is_guest(class) && vm_gate_row_borrow(class) == NULL && (owner == NULL || vm_gate_row_borrow(owner) == NULL || meta_owner != NULL)) {
        return contains(vm_gate_rows.of_closed, name);
    }
    if (meta_owner != NULL && (is_data_descriptor(meta_found) || owner == NULL)) {
        return meta_allows(class, meta_owner, name);
    }
    if (owner == NULL) {
        return 1; /* there is none: an error of CPython's */
    }
    if (vm_class_is_guest(owner)) {
        return 1;
    }
    return unbound_allows(owner, name, found);
}

PyObject *
vm_gate_class_dict(PyTypeObject *class)
{
    if (gate.dicts_epoch != vm_gate_rows.epoch) {
        PyDict_Clear(gate.class_dicts);
        gate.dicts_epoch = vm_gate_rows.epoch;
    }
    PyObject *view = PyDict_GetItemWithError(gate.class_dicts, (PyObject *)class);
    if (view != NULL || PyErr_Occurred()) {
        return Py_XNewRef(view);
    }
    PyObject *names = PyDict_New(), *name, *found;
    Py_ssize_t place = 0;
    while (names != NULL && vm_gate_row_borrow(class) != NULL && PyDict_Next(vm_type_dict_borrow(class), &place, &name, &found)) {
        if (PyUnicode_CheckExact(name) && name != gate.dict_name && unbound_allows(class, name, found)
            && PyDict_SetItem(names, name, vm_gate_replacement_borrow(found)) < 0) {
            Py_CLEAR(names);
        }
    }
    view = names == NULL ? NULL : PyDictProxy_New(names);
    Py_XDECREF(names);
    if (view != NULL && PyDict_SetItem(gate.class_dicts, (PyObject *)class, view) < 0) {
        Py_CLEAR(view);
    }
    return view;
}

static int
class_allows(PyTypeObject *class, PyObject *name, VmGateAccess access)
{
    return access == VM_GATE_READ ? class_reads(class, name) : vm_class_is_guest(class);
}

/* --- Instances ----------------------------------------------------------------------------------------------------- */

static int
instance_allows(PyTypeObject *type, PyObject *name, VmGateAccess access)
{
    PyObject *found, *row = vm_gate_row_borrow(type);
    PyTypeObject *owner = owner_of(type, name, &found);
    if (owner != NULL && vm_class_is_guest(owner)) {
        return 1;
    }
    if (access != VM_GATE_READ && vm_class_is_guest(type) && (owner == NULL || !is_data_descriptor(found))) {
        return 1; /* goes into the instance */
    }
    if (owner == NULL && row != NULL && type->tp_dictoffset == 0 && !(type->tp_flags & Py_TPFLAGS_MANAGED_DICT)) {
        return 1; /* there can be none: an error of CPython's */
    }
    if (access != VM_GATE_READ && !vm_class_is_guest(type)) {
        /* An instance of the host's: what an open row shows, exceptions, and what a listed name's own setter takes. It stays what it is. */
        int open = row != NULL && PyTuple_GET_ITEM(row, 0) == Py_None;
        int raised = owner != NULL && PyType_IsSubtype(owner, (PyTypeObject *)PyExc_BaseException);
        if (name == gate.class_name || (!open && !raised && (row == NULL || !is_data_descriptor(found)))) {
            return 0;
        }
    }
    if (owner == NULL) { /* the instance's own, or there is none */
        return vm_class_is_guest(type) || (row != NULL && PyTuple_GET_ITEM(row, 0) == Py_None && !contains(vm_gate_rows.never, name))
            || (row != NULL && contains(PyTuple_GET_ITEM(row, 0) == Py_None ? vm_gate_rows.identity : PyTuple_GET_ITEM(row, 0), name));
    }
    return row_allows(owner, name, found);
}

/* Answers about instances depend on type and name only, so the slow paths may remember them: a direct-mapped table that a change of
 * the type (its version tag) or of the rows (epoch) makes stale. */
typedef struct {
    PyTypeObject *type;
    PyObject *name; /* owned: another string could get the address of one that was freed */
    uint32_t version, epoch;
    uint8_t access, allowed;
} Remembered;

#define REMEMBERED_COUNT 1024
static Remembered remembered[REMEMBERED_COUNT];

static int
instance_allows_remembered(PyTypeObject *type, PyObject *name, VmGateAccess access)
{
    uint32_t version = vm_type_version(type);
    size_t place = (((uintptr_t)type >> 4) ^ ((uintptr_t)name >> 5) ^ (size_t)access) % REMEMBERED_COUNT;
    Remembered *entry = &remembered[place];
    if (entry->type == type && entry->name == name && entry->version == version && entry->epoch == vm_gate_rows.epoch
        && entry->access == access && version != 0) {
        return entry->allowed;
    }
    int allowed = instance_allows(type, name, access);
    if (PyUnicode_CHECK_INTERNED(name)) { /* names made at run time would only push others out */
        Py_XDECREF(entry->name);
        *entry = (Remembered){type, Py_NewRef(name), version, vm_gate_rows.epoch, (uint8_t)access, (uint8_t)allowed};
    }
    return allowed;
}

int
vm_gate_judges_by_type(PyObject *object)
{
    return !(PyType_Check(object) || VmFunction_Check(object) || PyModule_Check(object) || PyMethod_Check(object)
             || PyCFunction_Check(object) || PyObject_TypeCheck(object, &PySuper_Type) || Py_IS_TYPE(object, &Py_GenericAliasType)
             || PyWeakref_CheckProxy(object));
}

/* --- Questions ----------------------------------------------------------------------------------------------------- */

static int
decide(PyObject *object, PyObject *name, VmGateAccess access)
{
    if (PyType_Check(object)) {
        return class_allows((PyTypeObject *)object, name, access);
    }
    if (VmFunction_Check(object)) {
        return function_allows((VmFunction *)object, name, access);
    }
    if (PyModule_Check(object)) {
        return module_allows(object, name, access);
    }
    if (PyMethod_Check(object)) {
        return method_allows(object, name, access);
    }
    if (PyCFunction_Check(object) && name == gate.self) {
        PyObject *self = PyCFunction_GET_SELF(object);
        return self == NULL || !PyModule_Check(self);
    }
    if (PyObject_TypeCheck(object, &PySuper_Type)) {
        return super_allows(object, name, access);
    }
    if (Py_IS_TYPE(object, &Py_GenericAliasType)) {
        return alias_allows(object, name, access);
    }
    if (PyWeakref_CheckProxy(object)) {
        PyObject *target = ((PyWeakReference *)object)->wr_object;
        return target == Py_None ? 1 : decide(target, name, access);
    }
    return instance_allows_remembered(Py_TYPE(object), name, access);
}

/* The name as an interned string. Names are compared by identity, and a guest can make an equal string that is another object.
 * Only special names matter; the others are left as they are. Owned. */
static PyObject *
canonical_name(PyObject *name)
{
    name = PyUnicode_CheckExact(name) ? Py_NewRef(name) : PyUnicode_FromObject(name); /* a guest's kind of str has an __eq__ */
    if (name != NULL && !PyUnicode_CHECK_INTERNED(name) && PyUnicode_GET_LENGTH(name) > 0 && PyUnicode_READ_CHAR(name, 0) == '_') {
        PyUnicode_InternInPlace(&name);
    }
    return name;
}

int
vm_gate_allows(PyObject *object, PyObject *name, VmGateAccess access)
{
    name = canonical_name(name);
    int allowed = name == NULL ? -1 : decide(object, name, access);
    Py_XDECREF(name);
    return allowed;
}

void
vm_gate_refuse_construction(PyTypeObject *type)
{
    PyErr_Format(PyExc_TypeError,
                 "cannot create '%.100s' instances: the class belongs to the host. Way out: the host opens it with "
                 "pyvm.allow(..., construct=True), or gives a function that makes one",
                 type->tp_name);
}

int
vm_gate_allows_base(PyTypeObject *type)
{
    PyObject *row;
    return vm_class_is_guest(type) || ((row = vm_gate_row_borrow(type)) != NULL && (vm_gate_row_flags(row) & VM_ROW_BASE));
}

int
vm_gate_allows_reduction(PyTypeObject *type)
{
    PyObject *row;
    return vm_class_is_guest(type) || PyType_IsSubtype(type, (PyTypeObject *)PyExc_BaseException)
        || ((row = vm_gate_row_borrow(type)) != NULL && (vm_gate_row_flags(row) & VM_ROW_REDUCE));
}

void
vm_gate_refuse(PyObject *object, PyObject *name, VmGateAccess access)
{
    static const char *const verbs[] = {"read", "set", "delete"};
    if (PyType_Check(object) && access != VM_GATE_READ) {
        PyErr_Format(PyExc_TypeError, "cannot set %R attribute of immutable type '%s'", name, ((PyTypeObject *)object)->tp_name);
        return;
    }
    PyTypeObject *type = PyType_Check(object) ? (PyTypeObject *)object : Py_TYPE(object);
    const char *what = PyType_Check(object) ? "type object" : "object";
    if (vm_gate_row_borrow(type) == NULL && !vm_class_is_guest(type) && !PyModule_Check(object)) {
        PyErr_Format(PyExc_AttributeError,
                     "'%.100s' %s has no attribute '%U' that a guest may %s: the class belongs to the host. Way out: the host opens "
                     "it with pyvm.allow(), or passes plain data",
                     type->tp_name, what, name, verbs[access]);
    } else {
        PyErr_Format(PyExc_AttributeError, "'%.100s' %s has no attribute '%U' that a guest may %s", type->tp_name, what, name,
                     verbs[access]);
    }
}

/* --- For Python ---------------------------------------------------------------------------------------------------- */

/* gate_allow(class, names or None, construct=True) */
static PyObject *
gate_allow(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"", "", "construct", NULL};
    PyObject *class, *names;
    int construct = 1;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O|$p:gate_allow", keywords, &PyType_Type, &class, &names, &construct)) {
        return NULL;
    }
    if (vm_class_is_guest((PyTypeObject *)class)) {
        PyErr_SetString(PyExc_ValueError, "gate_allow() is for the host's classes: a guest's classes are open to it");
        return NULL;
    }
    PyObject *present = vm_gate_row_borrow((PyTypeObject *)class);
    if (present != NULL && (vm_gate_row_flags(present) & VM_ROW_FIXED)) {
        Py_RETURN_NONE; /* CPython's and the core's own classes: their rows are part of the sandbox */
    }
    PyObject *set = names == Py_None ? Py_NewRef(Py_None) : PyFrozenSet_New(names);
    if (set == NULL) {
        return NULL;
    }
    if (set != Py_None) {
        PyObject *bad = PyNumber_And(set, vm_gate_rows.hopeless);
        if (bad == NULL || PySet_GET_SIZE(bad) > 0) {
            if (bad != NULL) {
                PyErr_Format(PyExc_ValueError, "no guest may have %R: such attributes lead out of the sandbox", bad);
            }
            Py_XDECREF(bad);
            Py_DECREF(set);
            return NULL;
        }
        Py_DECREF(bad);
    }
    int status = vm_gate_row_set((PyTypeObject *)class, set == Py_None ? NULL : set, construct ? VM_ROW_CONSTRUCT | VM_ROW_BASE | VM_ROW_REDUCE : 0);
    Py_DECREF(set);
    if (status < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* gate_check(object, name, access="read") -> bool */
static PyObject *
gate_check(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *object, *name;
    const char *access = "read";
    if (!PyArg_ParseTuple(args, "OU|s:gate_check", &object, &name, &access)) {
        return NULL;
    }
    VmGateAccess wanted = strcmp(access, "read") == 0 ? VM_GATE_READ : strcmp(access, "write") == 0 ? VM_GATE_WRITE : VM_GATE_DELETE;
    int allowed = vm_gate_allows(object, name, wanted);
    return allowed < 0 ? NULL : PyBool_FromLong(allowed);
}

/* mark_shared(object): all executions have it, no guest may change it. */
static PyObject *
mark_shared(PyObject *Py_UNUSED(module), PyObject *object)
{
    if (PyType_Check(object)) {
        ((PyTypeObject *)object)->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;
        PyType_Modified((PyTypeObject *)object);
    }
    PyObject *address = PyLong_FromVoidPtr(object);
    int status = address == NULL ? -1 : PyDict_SetItem(gate.shared, address, object);
    Py_XDECREF(address);
    if (status == 0 && VmFunction_Check(object)) { /* what nested functions reach through __globals__ is everybody's too */
        address = PyLong_FromVoidPtr(((VmFunction *)object)->globals);
        status = address == NULL ? -1 : PyDict_SetItem(gate.shared, address, ((VmFunction *)object)->globals);
        Py_XDECREF(address);
    }
    if (status < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *
gate_is_shared(PyObject *Py_UNUSED(module), PyObject *object)
{
    return PyBool_FromLong(is_shared(object));
}

/* gate_allows_construction(class) -> bool */
static PyObject *
gate_allows_construction(PyObject *Py_UNUSED(module), PyObject *class)
{
    if (!PyType_Check(class)) {
        PyErr_SetString(PyExc_TypeError, "gate_allows_construction() takes a class");
        return NULL;
    }
    return PyBool_FromLong(vm_gate_allows_construction((PyTypeObject *)class));
}

static PyMethodDef functions[] = {
    {"gate_allow", (PyCFunction)(void (*)(void))gate_allow, METH_VARARGS | METH_KEYWORDS,
     "gate_allow(class, names, *, construct=True): open names of a host class to guests; None opens all but the never-allowed. "
     "Has no effect on CPython's builtin classes and the core's."},
    {"gate_check", gate_check, METH_VARARGS, "gate_check(object, name, access='read') -> bool"},
    {"gate_allows_construction", gate_allows_construction, METH_O, "Whether guests may call the class."},
    {"is_shared", gate_is_shared, METH_O, "Whether an object was marked as one that all executions share."},
    {"mark_shared", mark_shared, METH_O, "Refuse guests any change of an object that all executions share."},
    {NULL},
};

/* --- Start-up ------------------------------------------------------------------------------------------------------ */

int
vm_gate_setup(PyObject *module)
{
    const VmInternedName rows[] = {
        {&gate.dict_name, "__dict__"}, {&gate.subclasses, "__subclasses__"}, {&gate.self, "__self__"},
        {&gate.builtins, "__builtins__"}, {&gate.class_name, "__class__"}, {&gate.globals, "__globals__"},
        {&gate.closure, "__closure__"}, {&gate.code, "__code__"}, {&gate.kwdefaults, "__kwdefaults__"},
        {&gate.annotations, "__annotations__"}, {&gate.func, "__func__"}, {&gate.init, "__init__"},
    };
    gate.shared = PyDict_New();
    gate.class_dicts = PyDict_New();
    if (gate.shared == NULL || gate.class_dicts == NULL || VM_INTERN_NAMES(rows) < 0 || vm_gate_rows_setup() < 0) {
        return -1;
    }
    return PyModule_AddFunctions(module, functions) < 0 ? -1 : vm_guards_setup(module);
}
