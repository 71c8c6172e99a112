/* The slow paths of loading attributes: CPython's lookup rules, the filling of caches, and the guest calls that finish a lookup. */
#include "attributes.h"
#include "answers.h"
#include "attribute_caches.h"
#include "classes.h"
#include "functions.h"
#include "gate.h"
#include "generators.h"
#include "interned.h"
#include "intrinsics.h"
#include "isa_generated.h"
#include "library.h"
#include "natives.h"
#include "reentry.h"

static struct {
    PyObject *getattribute, *getattr, *get, *class, *enter, *exit, *dict; /* interned str */
} names;

/* --- Small parts --------------------------------------------------------------------------------------------------- */

PyObject *
vm_guest_call_run(VmGuestCall *call)
{
    for (;;) {
        PyObject *question = Py_XNewRef(call->question);
        PyObject *result = PyObject_Vectorcall(call->callable, call->arguments, (size_t)call->count, NULL);
        vm_guest_call_clear(call);
        if (question == NULL || result == NULL || vm_answer_fits(question, &result)) {
            Py_XDECREF(question);
            return result;
        }
        VmOutcome outcome = vm_answer_judge(call, question, &result);
        Py_DECREF(question);
        if (outcome == VM_DONE) {
            return result;
        }
        Py_DECREF(result);
        if (outcome == VM_RAISED) {
            return NULL;
        }
    }
}

/* Adds name and object to an AttributeError that has neither, as PyObject_GetAttr does: CPython makes suggestions from them. */
static void
complete_error(PyObject *object, PyObject *name)
{
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return;
    }
    PyObject *error = vm_error_take();
    if (error == NULL) {
        return;
    }
    if (Py_IS_TYPE(error, (PyTypeObject *)PyExc_AttributeError)) {
        PyAttributeErrorObject *fields = (PyAttributeErrorObject *)error;
        if (fields->name == NULL && fields->obj == NULL) {
            fields->name = Py_NewRef(name);
            fields->obj = Py_NewRef(object);
        }
    }
    vm_error_put_steal(error);
}

static VmOutcome
done(PyObject *value, PyObject **result)
{
    if (value == NULL) {
        return VM_RAISED;
    }
    *result = value;
    return VM_DONE;
}

/* The instance's dict if it has been made. Borrowed or NULL. */
static PyObject *
instance_dict(PyObject *object, PyTypeObject *type)
{
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        return vm_managed_dict_borrow(object);
    }
    PyObject **place = type->tp_dictoffset == 0 ? NULL : _PyObject_GetDictPtr(object);
    return place == NULL ? NULL : *place;
}

/* The instance's own value for a name: 1 and a borrowed *value, 0, or -1 with an exception set. A3. */
static int
instance_value(PyObject *object, PyTypeObject *type, PyObject *name, PyObject **value)
{
    VmDictKeys *keys = vm_type_shared_keys(type);
    if (keys != NULL && vm_inline_values(object) != NULL) {
        Py_ssize_t index = vm_shared_keys_index_of(keys, name);
        *value = index < 0 ? NULL : *vm_inline_slot(object, index);
        return *value != NULL;
    }
    PyObject *dict = instance_dict(object, type);
    if (dict == NULL) {
        return 0;
    }
    *value = PyDict_GetItemWithError(dict, name);
    return *value != NULL ? 1 : PyErr_Occurred() ? -1 : 0;
}

/* --- Binding ------------------------------------------------------------------------------------------------------- */

/* found.__get__(object, type); object is NULL where the attribute is read from the class. Where found is a property whose getter is
 * a guest's, *is_property is set. */
static VmOutcome
bind(PyObject *found, PyObject *object, PyTypeObject *type, PyObject **result, VmGuestCall *call, int *is_property)
{
    PyTypeObject *kind = Py_TYPE(found);
    if (VmFunction_Check(found)) {
        return done(object == NULL ? Py_NewRef(found) : PyMethod_New(found, object), result);
    }
    if (kind->tp_descr_get == NULL) {
        return done(Py_NewRef(found), result);
    }
    if (object != NULL && kind->tp_descr_get == PyProperty_Type.tp_descr_get) {
        PyObject *getter = ((VmProperty *)found)->getter;
        if (getter != NULL && vm_is_guest_value(getter)) {
            *is_property = 1;
            return vm_guest_call_set(call, getter, 1, &object);
        }
    } else if (vm_class_is_guest(kind)) {
        PyObject *get = _PyType_Lookup(kind, names.get);
        if (VmFunction_XCheck(get)) {
            return vm_guest_call_set(call, get, 3, (PyObject *[]){found, object == NULL ? Py_None : object, (PyObject *)type});
        }
    }
    return done(kind->tp_descr_get(found, object, (PyObject *)type), result);
}

/* --- Loading by kind of object ------------------------------------------------------------------------------------- */

/* What the type has under a name, after replacement by the gate. Borrowed or NULL. */
static PyObject *
look_up(PyTypeObject *type, PyObject *name)
{
    PyObject *found = _PyType_Lookup(type, name);
    return found == NULL ? NULL : vm_gate_replacement_borrow(found);
}

static VmOutcome
load_from_instance(VmCache *cache, PyObject *object, PyObject *name, PyObject **result, VmGuestCall *call)
{
    PyTypeObject *type = Py_TYPE(object);
    PyObject *found = Py_XNewRef(look_up(type, name)), *value;
    VmOutcome outcome;
    int is_property = 0;
    if (found == NULL || Py_TYPE(found)->tp_descr_set == NULL || Py_TYPE(found)->tp_descr_get == NULL) {
        int own = instance_value(object, type, name, &value);
        if (own != 0) {
            outcome = own < 0 ? VM_RAISED : done(Py_NewRef(value), result);
            if (own > 0) {
                vm_cache_fill_inline(cache, type, name);
            }
            Py_XDECREF(found);
            return outcome;
        }
    }
    if (found == NULL) {
        outcome = done(PyObject_GenericGetAttr(object, name), result); /* for the error's exact text */
        if (outcome == VM_RAISED) {
            complete_error(object, name);
        }
        return outcome;
    }
    outcome = bind(found, object, type, result, call, &is_property);
    if (is_property) {
        vm_cache_fill_property(cache, type, found);
    } else if (Py_TYPE(found)->tp_descr_get == NULL && Py_TYPE(found)->tp_descr_set == NULL) {
        vm_cache_fill_constant(cache, type, name, found, VM_ATTRIBUTE_CONSTANT);
    } else if (!vm_cache_fill_slot(cache, type, found)) {
        vm_cache_fill_direct(cache, type, name, found);
    }
    if (outcome == VM_RAISED) {
        complete_error(object, name);
    }
    Py_DECREF(found);
    return outcome;
}

static VmOutcome
load_from_class(VmCache *cache, PyObject *object, PyObject *name, PyObject **result, VmGuestCall *call)
{
    PyTypeObject *class = (PyTypeObject *)object, *metaclass = Py_TYPE(object);
    PyObject *of_metaclass = Py_XNewRef(look_up(metaclass, name)), *found = NULL;
    VmOutcome outcome;
    int ignored = 0;
    if (!vm_class_is_guest(class) && PyUnicode_Compare(name, names.dict) == 0) {
        outcome = done(vm_gate_class_dict(class), result);
        goto done;
    }
    if (of_metaclass != NULL && Py_TYPE(of_metaclass)->tp_descr_set != NULL && Py_TYPE(of_metaclass)->tp_descr_get != NULL) {
        outcome = bind(of_metaclass, object, metaclass, result, call, &ignored);
        goto done;
    }
    found = Py_XNewRef(look_up(class, name));
    if (found != NULL) {
        PyTypeObject *kind = Py_TYPE(found);
        outcome = bind(found, NULL, class, result, call, &ignored);
        if (outcome == VM_DONE && *result == found
            && (kind->tp_descr_get == NULL || PyType_HasFeature(kind, Py_TPFLAGS_METHOD_DESCRIPTOR))) {
            vm_cache_fill_class(cache, class, found);
        }
        goto done;
    }
    if (of_metaclass != NULL) {
        outcome = bind(of_metaclass, object, metaclass, result, call, &ignored);
        goto done;
    }
    outcome = done(PyType_Type.tp_getattro(object, name), result); /* for the error's exact text */
done:
    if (outcome == VM_RAISED) {
        complete_error(object, name);
    }
    Py_XDECREF(found);
    Py_XDECREF(of_metaclass);
    return outcome;
}

static VmOutcome
load_from_module(VmCache *cache, PyObject *module, PyObject *name, PyObject **result, VmGuestCall *call)
{
    PyTypeObject *type = Py_TYPE(module);
    PyObject *found = Py_XNewRef(look_up(type, name)), *dict = vm_module_dict_borrow(module);
    VmOutcome outcome;
    int ignored = 0;
    if (found == NULL || Py_TYPE(found)->tp_descr_set == NULL) {
        PyObject *value = PyDict_GetItemWithError(dict, name);
        if (value != NULL) {
            outcome = done(Py_NewRef(value), result);
            vm_cache_fill_module(cache, module, name);
            goto done;
        }
    }
    if (found != NULL) {
        outcome = bind(found, module, type, result, call, &ignored);
        goto done;
    }
    PyObject *fallback = PyDict_GetItemWithError(dict, names.getattr);
    if (VmFunction_XCheck(fallback)) {
        outcome = vm_guest_call_set(call, fallback, 1, &name);
        goto done;
    }
    outcome = done(PyModule_Type.tp_getattro(module, name), result); /* a host's __getattr__, or the error's exact text */
done:
    if (outcome == VM_RAISED) {
        complete_error(module, name);
    }
    Py_XDECREF(found);
    return outcome;
}

/* super().name: the first class after the given one in the order of the object's class that has it. */
static VmOutcome
load_from_super(PyObject *object, PyObject *name, PyObject **result, VmGuestCall *call)
{
    VmSuper *parent = (VmSuper *)object;
    PyTypeObject *start = parent->object_type;
    PyObject *mro = start == NULL || name == names.class ? NULL : Py_XNewRef(start->tp_mro);
    VmOutcome outcome = VM_RAISED;
    int after = 0, ignored = 0;
    for (Py_ssize_t i = 0; mro != NULL && i < PyTuple_GET_SIZE(mro); i++) {
        PyTypeObject *class = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        if (!after) {
            after = class == parent->type;
            continue;
        }
        PyObject *found = PyDict_GetItemWithError(vm_type_dict_borrow(class), name);
        if (found != NULL) {
            found = Py_NewRef(vm_gate_replacement_borrow(found));
            outcome = bind(found, parent->object == (PyObject *)start ? NULL : parent->object, start, result, call, &ignored);
            Py_DECREF(found);
            Py_DECREF(mro);
            return outcome;
        }
    }
    Py_XDECREF(mro);
    if (PyErr_Occurred()) {
        return VM_RAISED;
    }
    return load_from_instance(NULL, object, name, result, call);
}

PyObject *
vm_attribute_proxy_target(PyObject *proxy)
{
    PyObject *target = ((PyWeakReference *)proxy)->wr_object;
    if (target == Py_None) {
        PyErr_SetString(PyExc_ReferenceError, "weakly-referenced object no longer exists");
        return NULL;
    }
    return Py_NewRef(target);
}

/* Objects whose type has its own C code for attributes. */
static VmOutcome
load_natively(PyObject *object, PyObject *name, PyObject **result, VmGuestCall *call)
{
    if (PyWeakref_CheckProxy(object)) {
        PyObject *target = vm_attribute_proxy_target(object);
        VmOutcome outcome = target == NULL ? VM_RAISED : vm_attribute_load(NULL, target, name, result, call);
        Py_XDECREF(target);
        return outcome;
    }
    if (PyMethod_Check(object) && _PyType_Lookup(&PyMethod_Type, name) == NULL) {
        return vm_attribute_load(NULL, PyMethod_GET_FUNCTION(object), name, result, call);
    }
    PyObject *found = _PyType_Lookup(Py_TYPE(object), name);
    if (found != NULL && vm_gate_replacement_borrow(found) != found) {
        int ignored = 0;
        return bind(vm_gate_replacement_borrow(found), object, Py_TYPE(object), result, call, &ignored);
    }
    return done(PyObject_GetAttr(object, name), result);
}

/* The rules of the object's nearest native __getattribute__. The gate has been asked. */
static VmOutcome
load_plain(VmCache *cache, PyObject *object, PyObject *name, PyObject **result, VmGuestCall *call)
{
    PyTypeObject *type = Py_TYPE(object);
    if (type->tp_getattro == PyObject_GenericGetAttr) {
        return load_from_instance(vm_gate_judges_by_type(object) ? cache : NULL, object, name, result, call);
    }
    if (PyType_Check(object)) {
        return load_from_class(cache, object, name, result, call);
    }
    if (PyModule_Check(object)) {
        return load_from_module(cache, object, name, result, call);
    }
    if (PyObject_TypeCheck(object, &PySuper_Type)) {
        return load_from_super(object, name, result, call);
    }
    if (vm_class_is_guest(type)) {
        return load_from_instance(cache, object, name, result, call);
    }
    return load_natively(object, name, result, call);
}

VmOutcome
vm_attribute_load_plain(VmCache *cache, PyObject *object, PyObject *name, PyObject **result, VmGuestCall *call)
{
    int allowed = vm_gate_allows(object, name, VM_GATE_READ);
    if (allowed <= 0) {
        if (allowed == 0) {
            vm_gate_refuse(object, name, VM_GATE_READ);
            complete_error(object, name);
        }
        return VM_RAISED;
    }
    return load_plain(cache, object, name, result, call);
}

/* --- Loading ------------------------------------------------------------------------------------------------------- */

/* 1 if the class has a guest's __getattribute__ or __getattr__: CPython then puts a slot function of its own there. */
static int
has_hooks(PyTypeObject *type)
{
    return vm_class_is_guest(type) && type->tp_getattro != PyObject_GenericGetAttr && type->tp_getattro != PyType_Type.tp_getattro
        && type->tp_getattro != PyModule_Type.tp_getattro && type->tp_getattro != PySuper_Type.tp_getattro;
}

static VmOutcome
load_by_library(PyObject *object, PyObject *name, VmGuestCall *call)
{
    PyObject *arguments[] = {object, name};
    return vm_library_call(call, VM_LIBRARY_GETATTR, 2, arguments);
}

/* An object with a guest's __getattribute__ or __getattr__. What takes one guest call is that call; what takes several, because the
 * first may raise AttributeError, is the library's. */
static VmOutcome
load_hooked(VmCache *cache, PyObject *object, PyObject *name, PyObject **result, VmGuestCall *call)
{
    PyTypeObject *type = Py_TYPE(object);
    PyObject *getattribute = _PyType_Lookup(type, names.getattribute), *getattr = _PyType_Lookup(type, names.getattr);
    if (getattribute == NULL || !Py_IS_TYPE(getattribute, &PyWrapperDescr_Type)) {
        if (getattr == NULL && VmFunction_XCheck(getattribute)) {
            return vm_guest_call_set(call, getattribute, 2, (PyObject *[]){object, name});
        }
        return load_by_library(object, name, call);
    }
    VmOutcome outcome = vm_attribute_load_plain(cache, object, name, result, call);
    if (outcome == VM_DONE || getattr == NULL) {
        return outcome;
    }
    if (outcome == VM_GUEST) {
        vm_guest_call_clear(call);
        return load_by_library(object, name, call);
    }
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return VM_RAISED;
    }
    PyErr_Clear();
    getattr = _PyType_Lookup(type, names.getattr);
    if (VmFunction_XCheck(getattr)) {
        return vm_guest_call_set(call, getattr, 2, (PyObject *[]){object, name});
    }
    return load_by_library(object, name, call);
}

/* Loads by a cache of the type's version. VM_RAISED without an exception: it has no answer. */
static VmOutcome
load_cached(const VmCache *known, PyObject *object, PyObject **result, VmGuestCall *call)
{
    PyObject *found = known->object;
    switch (known->kind) {
    case VM_ATTRIBUTE_PROPERTY: {
        PyObject *getter = ((VmProperty *)found)->getter;
        return VmFunction_XCheck(getter) ? vm_guest_call_set(call, getter, 1, &object) : VM_RAISED;
    }
    case VM_ATTRIBUTE_BOUND:
        if (!vm_cache_unshadowed(known, object)) {
            return VM_RAISED;
        }
        if (VmFunction_Check(found)) {
            return done(PyMethod_New(found, object), result);
        }
        /* fall through */
    case VM_ATTRIBUTE_FIELD: {
        VmOutcome outcome = done(Py_TYPE(found)->tp_descr_get(found, object, (PyObject *)Py_TYPE(object)), result);
        PyErr_Clear(); /* the full way words it, and asks __getattr__ */
        return outcome;
    }
    default:
        return done(vm_attribute_load_cached(known, object), result);
    }
}

VmOutcome
vm_attribute_load(VmCache *cache, PyObject *object, PyObject *name, PyObject **result, VmGuestCall *call)
{
    PyTypeObject *type = Py_TYPE(object);
    int hits = cache != NULL && cache->version == vm_type_version(type) && cache->kind >= VM_ATTRIBUTE_PROPERTY
            && cache->kind <= VM_ATTRIBUTE_BOUND;
    const VmCache *known = hits ? cache : vm_cache_find(type, name, VM_CACHE_LOAD);
    VmOutcome outcome;
    if (known != NULL) {
        VmCache copy = *known; /* loading may run other code */
        outcome = load_cached(&copy, object, result, call);
        if (outcome != VM_RAISED || PyErr_Occurred()) {
            if (!hits) {
                vm_cache_copy(cache, &copy);
            }
            return outcome;
        }
    }
    VmCache filled = {.kind = VM_ATTRIBUTE_NONE};
    if (UNLIKELY(has_hooks(type))) {
        outcome = load_hooked(&filled, object, name, result, call);
    } else {
        outcome = vm_attribute_load_plain(&filled, object, name, result, call);
    }
    vm_cache_keep(cache, &filled, name, VM_CACHE_LOAD);
    return outcome;
}

/* --- Methods ------------------------------------------------------------------------------------------------------- */

/* What the type has under a name if it is to be called with the object first and the instance does not hide it. Borrowed. */
static PyObject *
unbound_method(PyObject *object, PyTypeObject *type, PyObject *name)
{
    PyObject *found = look_up(type, name), *own;
    if (found == NULL || !PyType_HasFeature(Py_TYPE(found), Py_TPFLAGS_METHOD_DESCRIPTOR) || Py_TYPE(found)->tp_descr_set != NULL) {
        return NULL;
    }
    if (instance_value(object, type, name, &own) != 0) {
        PyErr_Clear(); /* the ordinary load will meet it again */
        return NULL;
    }
    return found;
}

VmOutcome
vm_method_lookup(VmCache *cache, PyObject *object, PyObject *name, PyObject **callable, int *bound)
{
    PyTypeObject *type = Py_TYPE(object);
    *bound = 1;
    if (cache != NULL) {
        PyObject *value = vm_attribute_load_cached(cache, object);
        if (value != NULL) {
            *callable = value;
            return VM_DONE;
        }
    }
    const VmCache *known = vm_cache_find(type, name, VM_CACHE_METHOD);
    if (known != NULL && vm_cache_unshadowed(known, object)) {
        *callable = Py_NewRef(known->object);
        *bound = 0;
        vm_cache_copy(cache, known);
        return VM_DONE;
    }
    if (type->tp_getattro == PyObject_GenericGetAttr) {
        PyObject *found = unbound_method(object, type, name);
        if (found != NULL && vm_gate_allows(object, name, VM_GATE_READ) == 1) {
            *callable = Py_NewRef(found);
            *bound = 0;
            VmCache filled = {.kind = VM_ATTRIBUTE_NONE};
            vm_cache_fill_constant(&filled, type, name, found, vm_cache_method_kind(type, found));
            if (vm_gate_judges_by_type(object)) {
                vm_cache_keep(cache, &filled, name, VM_CACHE_METHOD);
            }
            return VM_DONE;
        }
    }
    VmGuestCall call = {0};
    VmOutcome outcome = vm_attribute_load(cache, object, name, callable, &call);
    if (outcome == VM_GUEST) {
        vm_guest_call_clear(&call);
    }
    return outcome;
}

VmOutcome
vm_special_lookup(PyObject *object, int number, PyObject **result, VmGuestCall *call)
{
    PyTypeObject *type = Py_TYPE(object);
    PyObject *name = number == VM_SPECIAL_ENTER ? names.enter : names.exit;
    PyObject *found = look_up(type, name);
    int ignored = 0;
    if (found == NULL) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object does not support the context manager protocol%s", type->tp_name,
                     number == VM_SPECIAL_ENTER ? "" : " (missed __exit__ method)");
        return VM_RAISED;
    }
    if (!vm_class_is_guest(type) && vm_gate_allows(object, name, VM_GATE_READ) != 1) {
        vm_gate_refuse(object, name, VM_GATE_READ);
        return VM_RAISED;
    }
    Py_INCREF(found);
    VmOutcome outcome = bind(found, object, type, result, call, &ignored);
    Py_DECREF(found);
    return outcome;
}

VmOutcome
vm_super_load(PyObject *callable, PyObject *class, PyObject *object, int zero_argument, PyObject **result, VmGuestCall *call)
{
    if (UNLIKELY(callable != (PyObject *)&PySuper_Type)) {
        return vm_guest_call_set(call, callable, zero_argument ? 0 : 2, (PyObject *[]){class, object});
    }
    if (zero_argument) {
        class = class != NULL && PyCell_Check(class) ? PyCell_GET(class) : class;
        object = object != NULL && PyCell_Check(object) ? PyCell_GET(object) : object;
    }
    if (class == NULL || object == NULL) {
        PyErr_SetString(PyExc_RuntimeError, class == NULL ? "super(): empty __class__ cell" : "super(): arg[0] deleted");
        return VM_RAISED;
    }
    if (zero_argument && !PyType_Check(class)) {
        PyErr_Format(PyExc_RuntimeError, "super(): __class__ is not a type (%s)", Py_TYPE(class)->tp_name);
        return VM_RAISED;
    }
    PyObject *arguments[] = {Py_NewRef(class), Py_NewRef(object)}; /* cells can be emptied meanwhile */
    VmOutcome outcome = done(PyObject_Vectorcall(callable, arguments, 2, NULL), result);
    Py_DECREF(class);
    Py_DECREF(object);
    return outcome;
}

/* The register of the frame's free variable `__class__`, -1 if its code has none, -2 with an exception set. */
static int
class_cell_of(VmFrame *frame)
{
    PyObject *names = PyObject_GetAttrString(frame->code->unit, "free_names");
    if (names == NULL) {
        return -2;
    }
    int found = -1;
    for (int i = 0; found == -1 && i < frame->code->free_count; i++) {
        if (PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(names, i), "__class__") == 0) {
            found = frame->code->cells[frame->code->cell_count + i];
        }
    }
    Py_DECREF(names);
    return found;
}

VmOutcome
vm_super_in_frame(VmFrame *frame, PyObject **result)
{
    if (frame == NULL || frame->code->positional_count == 0) {
        PyErr_SetString(PyExc_RuntimeError, "super(): no arguments");
        return VM_RAISED;
    }
    int cell = class_cell_of(frame);
    if (cell < 0) {
        if (cell == -1) {
            PyErr_SetString(PyExc_RuntimeError, "super(): __class__ cell not found");
        }
        return VM_RAISED;
    }
    return vm_super_load((PyObject *)&PySuper_Type, frame->registers[cell], frame->registers[0], 1, result, NULL);
}

/* --- For the library ----------------------------------------------------------------------------------------------- */

/* native_getattr(object, name): without the hooks of guest classes; guest getters on the way run in a nested loop */
static PyObject *
native_getattr(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    if (count != 2 || !PyUnicode_Check(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "native_getattr() takes an object and a name");
        return NULL;
    }
    VmGuestCall call = {0};
    PyObject *result = NULL;
    VmOutcome outcome = vm_attribute_load_plain(NULL, arguments[0], arguments[1], &result, &call);
    return outcome == VM_RAISED ? NULL : outcome == VM_DONE ? result : vm_guest_call_run(&call);
}

static PyMethodDef intrinsics[] = {
    {"native_getattr", (PyCFunction)(void (*)(void))native_getattr, METH_FASTCALL, NULL},
    {NULL},
};

/* --- Start-up ------------------------------------------------------------------------------------------------------ */

int
vm_attribute_setup(PyObject *module)
{
    const VmInternedName rows[] = {
        {&names.getattribute, "__getattribute__"}, {&names.getattr, "__getattr__"}, {&names.get, "__get__"},
        {&names.class, "__class__"}, {&names.enter, "__enter__"}, {&names.exit, "__exit__"}, {&names.dict, "__dict__"},
    };
    return VM_INTERN_NAMES(rows) < 0 ? -1 : vm_intrinsics_add(module, intrinsics);
}
