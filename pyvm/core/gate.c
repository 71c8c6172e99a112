/* The gate's decisions: rows of classes, and the objects that are judged one by one. guards.c holds what guests get instead of
 * natives that would go round it. */
#include "gate.h"
#include "classes.h"
#include "compat.h"
#include "functions.h"
#include "generators.h"
#include "attributes.h"
#include "outcome.h"

/* --- Tables -------------------------------------------------------------------------------------------------------- */

/* Refused wherever CPython or the host defined them, also in an open row. */
static const char never[] =
    "__globals__ __code__ __closure__ __builtins__ __subclasses__ __loader__ __spec__ __reduce__ __reduce_ex__ __getstate__ "
    "__getattribute__ __setattr__ __delattr__ gi_frame gi_code cr_frame cr_code ag_frame ag_code f_globals f_locals f_builtins "
    "f_back f_trace";
/* Of those, what no host can allow either: they lead out of the sandbox. */
static const char hopeless[] = "__globals__ __code__ __closure__ __builtins__ __subclasses__ __loader__ __spec__";
/* Of those, what rows with ROW_REDUCE show: it comes to plain data. */
static const char reducers[] = "__reduce__ __reduce_ex__ __getstate__";
/* What every class shows because it is one (found on `type`). Guest classes show __dict__ and __subclasses__ too. */
static const char of_classes[] =
    "__name__ __qualname__ __module__ __doc__ __class__ __mro__ mro __base__ __bases__ __call__ __init__ __new__ __prepare__ "
    "__instancecheck__ __subclasscheck__ __or__ __ror__ __dir__ __sizeof__ __repr__ __str__ __hash__ __eq__ __ne__ __lt__ __le__ "
    "__gt__ __ge__ __format__ __init_subclass__ __subclasshook__ __annotations__ __text_signature__ __abstractmethods__ __flags__ "
    "__basicsize__ __itemsize__ __dictoffset__ __weakrefoffset__ __type_params__ __static_attributes__ __firstlineno__";
/* What a class without a row and its instances show; and what such a class shows so that issubclass() and abstract base classes
 * work. */
static const char identity[] = "__class__ __doc__ __name__ __qualname__ __module__";
static const char of_closed[] = "__class__ __doc__ __name__ __qualname__ __module__ __mro__ mro __base__ __bases__ __dict__";

static const char basics[] = "__class__ __doc__ __name__ __qualname__ __module__ __repr__ __str__ __hash__ __eq__ __ne__ __call__ "
                             "__get__ __text_signature__ __objclass__ __self__ __wrapped__ __func__ __isabstractmethod__ __dir__ "
                             "__init__ __new__ __annotations__";
/* __globals__ and its kin are asked about again, see function_allows. */
static const char of_functions[] = "__class__ __doc__ __name__ __qualname__ __module__ __repr__ __str__ __hash__ __eq__ __ne__ "
                                   "__call__ __get__ __defaults__ __kwdefaults__ __annotations__ __dict__ __globals__ __closure__ "
                                   "__code__ __type_params__ __dir__ __new__ __init__";
static const char of_codes[] =
    "__class__ __doc__ __repr__ __hash__ __eq__ co_name co_qualname co_filename co_firstlineno co_argcount co_posonlyargcount "
    "co_kwonlyargcount co_varnames co_nlocals co_flags co_names co_freevars co_cellvars co_lines co_positions";
static const char of_modules[] = "__class__ __doc__ __name__ __dict__ __dir__ __repr__ __new__ __annotations__";
static const char of_objects[] =
    "__class__ __doc__ __new__ __init__ __init_subclass__ __subclasshook__ __repr__ __str__ __format__ __hash__ __eq__ __ne__ __lt__ "
    "__le__ __gt__ __ge__ __dir__ __sizeof__ __getattribute__ __setattr__ __delattr__ __reduce__ __reduce_ex__ __getstate__";

enum { ROW_CONSTRUCT = 1, ROW_BASE = 2, ROW_REDUCE = 4, ROW_FIXED = 8 };

static struct {
    PyObject *rows;       /* class -> (frozenset of names or None for an open row, flags) */
    PyObject *never, *hopeless, *reducers, *of_classes, *of_closed, *identity; /* frozensets of str */
    PyObject *class_dicts; /* host class -> what guests get for its __dict__ */
    PyObject *shared;     /* address -> object that all executions share and no guest may change */
    PyObject *dict_name, *subclasses, *self, *builtins, *class_name, *globals, *closure, *code, *kwdefaults, *annotations, *func, *init;
    uint32_t epoch;       /* counts changes of rows */
} gate;

/* --- Rows ---------------------------------------------------------------------------------------------------------- */

static PyObject *
names_of(const char *text)
{
    PyObject *string = PyUnicode_FromString(text);
    PyObject *list = string == NULL ? NULL : PyUnicode_Split(string, NULL, -1);
    PyObject *names = list == NULL ? NULL : PyFrozenSet_New(list);
    Py_XDECREF(string);
    Py_XDECREF(list);
    return names;
}

static int
set_row(PyTypeObject *type, PyObject *names, int flags)
{
    PyObject *row = Py_BuildValue("(Oi)", names == NULL ? Py_None : names, flags);
    int status = row == NULL ? -1 : PyDict_SetItem(gate.rows, (PyObject *)type, row);
    Py_XDECREF(row);
    type->tp_flags = flags & ROW_CONSTRUCT ? type->tp_flags | VM_TPFLAGS_OPEN : type->tp_flags & ~VM_TPFLAGS_OPEN;
    gate.epoch++;
    PyDict_Clear(gate.class_dicts);
    return status;
}

/* The row of exactly this class, or NULL. Borrowed. Classes are keys by identity: PyObject_Hash of a guest metaclass is not asked,
 * because only host classes get here. */
static PyObject *
row_of(PyTypeObject *type)
{
    PyObject *row = vm_class_is_guest(type) ? NULL : PyDict_GetItemWithError(gate.rows, (PyObject *)type);
    if (row == NULL && PyErr_Occurred()) {
        PyErr_Clear();
    }
    return row;
}

static long
row_flags(PyObject *row)
{
    return PyLong_AsLong(PyTuple_GET_ITEM(row, 1));
}

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
    PyObject *row = row_of(owner);
    if (row == NULL) {
        return contains(gate.identity, name);
    }
    if (found != NULL && vm_gate_replacement_borrow(found) != found) {
        return 1; /* the guarded version is what the guest gets */
    }
    if (contains(gate.reducers, name)) {
        return (row_flags(row) & ROW_REDUCE) != 0;
    }
    PyObject *names = PyTuple_GET_ITEM(row, 0);
    if (names != Py_None) {
        return contains(names, name) && (owner != &PyBaseObject_Type || !contains(gate.never, name));
    }
    /* type's own __dict__ descriptor opens any class. */
    return !contains(gate.never, name) && (owner != &PyType_Type || name != gate.dict_name);
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
        return access == VM_GATE_READ && contains(gate.identity, name);
    }
    PyObject *found;
    PyTypeObject *owner = owner_of(Py_TYPE(module), name, &found);
    if (owner != NULL && !vm_class_is_guest(owner) && PyType_IsSubtype(owner, &PyModule_Type) && row_of(owner) == NULL) {
        return access == VM_GATE_READ; /* a kind of module that the host made for guests: it guards itself */
    }
    if (owner == NULL || vm_class_is_guest(owner)
        || PyDict_GetItemWithError(vm_module_dict_borrow(module), name) != NULL) {
        return !contains(gate.never, name);
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
        return !contains(gate.never, name);
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

typedef struct {
    PyObject_HEAD
    PyTypeObject *type;
    PyObject *object;
    PyTypeObject *object_type;
} SuperObject; /* CPython's own layout, which its headers do not show */

/* What super() finds on a class of the host. */
static int
super_reads(SuperObject *self, PyTypeObject *class, PyObject *name, PyObject *found)
{
    int bound = self->object != (PyObject *)self->object_type;
    PyObject *row = row_of(class);
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
    SuperObject *self = (SuperObject *)parent;
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
    return contains(gate.of_classes, name);
}

/* What a class of the host has under a name, read without an instance. */
static int
unbound_allows(PyTypeObject *owner, PyObject *name, PyObject *found)
{
    PyObject *row = row_of(owner);
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
    if (!vm_class_is_guest(class) && row_of(class) == NULL && (owner == NULL || row_of(owner) == NULL || meta_owner != NULL)) {
        return contains(gate.of_closed, name);
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
    PyObject *view = PyDict_GetItemWithError(gate.class_dicts, (PyObject *)class);
    if (view != NULL || PyErr_Occurred()) {
        return Py_XNewRef(view);
    }
    PyObject *names = PyDict_New(), *name, *found;
    Py_ssize_t place = 0;
    while (names != NULL && row_of(class) != NULL && PyDict_Next(vm_type_dict_borrow(class), &place, &name, &found)) {
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
    PyObject *found, *row = row_of(type);
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
        return vm_class_is_guest(type) || (row != NULL && PyTuple_GET_ITEM(row, 0) == Py_None && !contains(gate.never, name))
            || (row != NULL && contains(PyTuple_GET_ITEM(row, 0) == Py_None ? gate.identity : PyTuple_GET_ITEM(row, 0), name));
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
    if (entry->type == type && entry->name == name && entry->version == version && entry->epoch == gate.epoch
        && entry->access == access && version != 0) {
        return entry->allowed;
    }
    int allowed = instance_allows(type, name, access);
    if (PyUnicode_CHECK_INTERNED(name)) { /* names made at run time would only push others out */
        Py_XDECREF(entry->name);
        *entry = (Remembered){type, Py_NewRef(name), version, gate.epoch, (uint8_t)access, (uint8_t)allowed};
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
                 "pyvm.host.policy.allow(..., construct=True), or gives a function that makes one",
                 type->tp_name);
}

int
vm_gate_allows_base(PyTypeObject *type)
{
    PyObject *row;
    return vm_class_is_guest(type) || ((row = row_of(type)) != NULL && (row_flags(row) & ROW_BASE));
}

int
vm_gate_allows_reduction(PyTypeObject *type)
{
    PyObject *row;
    return vm_class_is_guest(type) || PyType_IsSubtype(type, (PyTypeObject *)PyExc_BaseException)
        || ((row = row_of(type)) != NULL && (row_flags(row) & ROW_REDUCE));
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
    if (row_of(type) == NULL && !vm_class_is_guest(type) && !PyModule_Check(object)) {
        PyErr_Format(PyExc_AttributeError,
                     "'%.100s' %s has no attribute '%U' that a guest may %s: the class belongs to the host. Way out: the host opens "
                     "it with pyvm.host.policy.allow(), or passes plain data",
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
    PyObject *present = row_of((PyTypeObject *)class);
    if (present != NULL && (row_flags(present) & ROW_FIXED)) {
        Py_RETURN_NONE; /* CPython's and the core's own classes: their rows are part of the sandbox */
    }
    PyObject *set = names == Py_None ? Py_NewRef(Py_None) : PyFrozenSet_New(names);
    if (set == NULL) {
        return NULL;
    }
    if (set != Py_None) {
        PyObject *bad = PyNumber_And(set, gate.hopeless);
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
    int status = set_row((PyTypeObject *)class, set == Py_None ? NULL : set, construct ? ROW_CONSTRUCT | ROW_BASE | ROW_REDUCE : 0);
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

/* Rows with a list of names. What guests may not make instances of has flags 0. */
static int
set_listed_rows(void)
{
    const struct {
        PyTypeObject *type;
        const char *names;
        int flags;
    } rows[] = {
        {&PyBaseObject_Type, of_objects, ROW_CONSTRUCT | ROW_BASE},
        {&VmFunction_Type, of_functions, ROW_CONSTRUCT},
        {&VmCode_Type, of_codes, 0},
        {&PyModule_Type, of_modules, ROW_CONSTRUCT | ROW_BASE},
        {&PyFunction_Type, identity, 0},
        {&PyCode_Type, of_codes, 0},
        {&PyCFunction_Type, basics, 0},
        {&PyMethod_Type, basics, ROW_CONSTRUCT},
        {&PyMethodDescr_Type, basics, 0},
        {&PyClassMethodDescr_Type, basics, 0},
        {&PyWrapperDescr_Type, basics, 0},
        {&PyGetSetDescr_Type, basics, 0},
        {&PyMemberDescr_Type, "__class__ __doc__ __name__ __qualname__ __objclass__ __get__ __set__ __delete__ __repr__", 0},
        {&PyStaticMethod_Type, basics, ROW_CONSTRUCT | ROW_BASE},
        {&PyClassMethod_Type, basics, ROW_CONSTRUCT | ROW_BASE},
        {&PyTraceBack_Type, "tb_frame tb_next tb_lineno tb_lasti __class__ __doc__ __repr__", 0},
        {&PyFrame_Type, "f_lineno f_lasti __class__ __doc__ __repr__", 0}, /* no f_code: with its class a native makes code */
        {&PySuper_Type, "__class__ __doc__ __self__ __self_class__ __thisclass__ __get__ __init__ __new__ __repr__", ROW_CONSTRUCT | ROW_BASE},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        PyObject *names = names_of(rows[i].names);
        int status = names == NULL ? -1 : set_row(rows[i].type, names, rows[i].flags | ROW_FIXED);
        Py_XDECREF(names);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

/* The builtin data types. */
static int
set_open_rows(void)
{
    PyTypeObject *const types[] = {
        &PyType_Type, &PyLong_Type, &PyBool_Type, &PyFloat_Type, &PyComplex_Type, &PyUnicode_Type, &PyBytes_Type, &PyByteArray_Type,
        &PyList_Type, &PyTuple_Type, &PyDict_Type, &PySet_Type, &PyFrozenSet_Type, &PyRange_Type, &PySlice_Type, &PyMemoryView_Type,
        &PyProperty_Type, &PyEnum_Type, &PyZip_Type, &PyMap_Type, &PyFilter_Type, &PyReversed_Type, &PyCell_Type, &PyDictProxy_Type,
        &PyDictKeys_Type, &PyDictValues_Type, &PyDictItems_Type, &PyListIter_Type, &PyListRevIter_Type, &PyTupleIter_Type,
        &PyDictIterKey_Type, &PyDictIterValue_Type, &PyDictIterItem_Type, &PyDictRevIterKey_Type, &PyDictRevIterValue_Type,
        &PyDictRevIterItem_Type, &PyUnicodeIter_Type, &PyBytesIter_Type, &PyByteArrayIter_Type, &PyRangeIter_Type,
        &PyLongRangeIter_Type, &PySeqIter_Type, &PyCallIter_Type, &PySetIter_Type, &PyEllipsis_Type, Py_TYPE(Py_None),
        Py_TYPE(Py_NotImplemented), &Py_GenericAliasType, &_PyWeakref_RefType, &_PyWeakref_ProxyType, &_PyWeakref_CallableProxyType,
        &VmGenerator_Type, &PyGen_Type, &PyCoro_Type, &PyAsyncGen_Type,
    };
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        int reduce = types[i] == &PySlice_Type || types[i] == &PyByteArray_Type ? ROW_REDUCE : 0;
        if (set_row(types[i], NULL, ROW_CONSTRUCT | ROW_BASE | ROW_FIXED | reduce) < 0) {
            return -1;
        }
    }
    return 0;
}

/* CPython's own exceptions. */
static int
set_exception_rows(PyTypeObject *type)
{
    PyObject *derived = PyObject_CallMethod((PyObject *)&PyType_Type, "__subclasses__", "O", type);
    int status = derived == NULL ? -1 : set_row(type, NULL, ROW_CONSTRUCT | ROW_BASE | ROW_REDUCE | ROW_FIXED);
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(derived); i++) {
        PyTypeObject *class = (PyTypeObject *)PyList_GET_ITEM(derived, i);
        if (!PyType_HasFeature(class, Py_TPFLAGS_HEAPTYPE) || strcmp(class->tp_name, "ExceptionGroup") == 0) {
            status = set_exception_rows(class);
        }
    }
    Py_XDECREF(derived);
    return status;
}

/* What CPython shows in `types` only. */
static int
set_named_rows(void)
{
    const struct {
        const char *name;
        int flags;
    } rows[] = {{"SimpleNamespace", ROW_CONSTRUCT | ROW_BASE | ROW_REDUCE}, {"UnionType", 0}, {"MethodWrapperType", 0}};
    PyObject *module = PyImport_ImportModule("types");
    int status = module == NULL ? -1 : 0;
    for (size_t i = 0; status == 0 && i < sizeof(rows) / sizeof(rows[0]); i++) {
        PyObject *class = PyObject_GetAttrString(module, rows[i].name);
        status = class == NULL ? -1 : set_row((PyTypeObject *)class, NULL, rows[i].flags | ROW_FIXED);
        Py_XDECREF(class);
    }
    Py_XDECREF(module);
    return status;
}

static int
intern(PyObject **place, const char *text)
{
    *place = PyUnicode_InternFromString(text);
    return *place == NULL ? -1 : 0;
}

int
vm_gate_setup(PyObject *module)
{
    gate.rows = PyDict_New(), gate.shared = PyDict_New();
    gate.never = names_of(never);
    gate.hopeless = names_of(hopeless);
    gate.reducers = names_of(reducers);
    gate.of_classes = names_of(of_classes);
    gate.identity = names_of(identity);
    gate.of_closed = names_of(of_closed);
    gate.class_dicts = PyDict_New();
    if (gate.rows == NULL || gate.shared == NULL || gate.never == NULL || gate.hopeless == NULL || gate.reducers == NULL
        || gate.of_classes == NULL || gate.identity == NULL || gate.of_closed == NULL || gate.class_dicts == NULL) {
        return -1;
    }
    if (intern(&gate.dict_name, "__dict__") < 0 || intern(&gate.subclasses, "__subclasses__") < 0 || intern(&gate.self, "__self__") < 0
        || intern(&gate.builtins, "__builtins__") < 0 || intern(&gate.class_name, "__class__") < 0
        || intern(&gate.globals, "__globals__") < 0 || intern(&gate.closure, "__closure__") < 0 || intern(&gate.code, "__code__") < 0
        || intern(&gate.kwdefaults, "__kwdefaults__") < 0 || intern(&gate.annotations, "__annotations__") < 0
        || intern(&gate.func, "__func__") < 0 || intern(&gate.init, "__init__") < 0) {
        return -1;
    }
    if (set_listed_rows() < 0 || set_open_rows() < 0 || set_named_rows() < 0
        || set_exception_rows((PyTypeObject *)PyExc_BaseException) < 0) {
        return -1;
    }
    return PyModule_AddFunctions(module, functions) < 0 ? -1 : vm_guards_setup(module);
}
