/* The slow paths of storing and deleting attributes: what may be stored, CPython's rules, and the guest calls that do it. */
#include "attribute_stores.h"
#include "attribute_caches.h"
#include "classes.h"
#include "functions.h"
#include "gate.h"
#include "interned.h"
#include "library.h"
#include "natives.h"
#include "reentry.h"

static struct {
    PyObject *setattr, *delattr, *set, *delete, *class, *bases; /* interned str */
} names;

/* --- By CPython's own rules ---------------------------------------------------------------------------------------- */
/* Attributes whose value matters: an object must stay a guest's, and a class must derive from what guests may derive from. 0, or -1
 * with TypeError. */
static int
check_value(PyObject *object, PyObject *name, PyObject *value)
{
    if (value == NULL) {
        return 0;
    }
    if (PyUnicode_Compare(name, names.class) == 0 && PyType_Check(value) && !vm_class_is_guest((PyTypeObject *)value)) {
        PyErr_SetString(PyExc_TypeError, "__class__ assignment only supported for guest classes: the new class belongs to the host");
        return -1;
    }
    if (PyType_Check(object) && PyUnicode_Compare(name, names.bases) == 0 && PyTuple_Check(value)) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(value); i++) {
            PyObject *base = PyTuple_GET_ITEM(value, i);
            if (PyType_Check(base) && !vm_gate_allows_base((PyTypeObject *)base)) {
                PyErr_Format(PyExc_TypeError, "type '%.100s' is not an acceptable base type: it belongs to the host",
                             ((PyTypeObject *)base)->tp_name);
                return -1;
            }
        }
    }
    return 0;
}

/* The guest call that storing through a data descriptor is, or VM_DONE if it is not a guest's. value NULL: delete. */
static VmOutcome
store_by_descriptor(PyObject *found, PyObject *object, PyObject *value, VmGuestCall *call)
{
    PyTypeObject *kind = Py_TYPE(found);
    if (kind->tp_descr_set == PyProperty_Type.tp_descr_set) {
        PyObject *setter = value == NULL ? ((VmProperty *)found)->deleter : ((VmProperty *)found)->setter;
        if (setter != NULL && vm_is_guest_value(setter)) {
            return vm_guest_call_set(call, setter, value == NULL ? 1 : 2, (PyObject *[]){object, value});
        }
    } else if (vm_class_is_guest(kind)) {
        PyObject *set = _PyType_Lookup(kind, value == NULL ? names.delete : names.set);
        if (VmFunction_XCheck(set)) {
            return vm_guest_call_set(call, set, value == NULL ? 2 : 3, (PyObject *[]){found, object, value});
        }
    }
    return VM_DONE;
}

/* The C function that stores attributes of the object when no guest hook does. */
static setattrofunc
native_store(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    if (!vm_class_is_guest(type)) {
        return PyObject_SetAttr;
    }
    return PyType_Check(object) ? PyType_Type.tp_setattro : PyObject_GenericSetAttr;
}

static VmOutcome
store_plain(VmCache *cache, PyObject *object, PyObject *name, PyObject *value, VmGuestCall *call)
{
    PyTypeObject *type = Py_TYPE(object);
    if (check_value(object, name, value) < 0) {
        return VM_RAISED;
    }
    PyObject *found = Py_XNewRef(_PyType_Lookup(type, name));
    VmOutcome outcome = VM_DONE;
    if (found != NULL && Py_TYPE(found)->tp_descr_set != NULL) {
        outcome = store_by_descriptor(found, object, value, call);
    }
    if (outcome == VM_DONE) {
        if (vm_reentry_refuses(object, "attribute assignment") || native_store(object)(object, name, value) < 0) {
            outcome = VM_RAISED;
        } else if (PyType_Check(object)) {
            vm_class_changed((PyTypeObject *)object, name);
        } else if (value != NULL && type == Py_TYPE(object) && vm_class_is_guest(type) && !PyModule_Check(object)) {
            if (found != NULL && Py_TYPE(found)->tp_descr_set != NULL) {
                vm_cache_fill_slot(cache, type, found);
            } else {
                vm_cache_fill_inline(cache, type, name);
            }
        }
    }
    Py_XDECREF(found);
    return outcome;
}

VmOutcome
vm_attribute_store_plain(VmCache *cache, PyObject *object, PyObject *name, PyObject *value, VmGuestCall *call)
{
    if (PyWeakref_CheckProxy(object)) {
        PyObject *target = vm_attribute_proxy_target(object);
        VmOutcome outcome = target == NULL  ? VM_RAISED
                          : value == NULL   ? vm_attribute_delete(target, name, call)
                                            : vm_attribute_store(NULL, target, name, value, call);
        Py_XDECREF(target);
        return outcome;
    }
    VmGateAccess access = value == NULL ? VM_GATE_DELETE : VM_GATE_WRITE;
    int allowed = vm_gate_allows(object, name, access);
    if (allowed <= 0) {
        if (allowed == 0) {
            vm_gate_refuse(object, name, access);
        }
        return VM_RAISED;
    }
    return store_plain(cache, object, name, value, call);
}

/* --- Through the hooks of guest classes ---------------------------------------------------------------------------- */

/* CPython's slot function stands for a guest's __setattr__ or __delattr__. */
static int
has_store_hooks(PyTypeObject *type)
{
    return vm_class_is_guest(type) && type->tp_setattro != PyObject_GenericSetAttr && type->tp_setattro != PyType_Type.tp_setattro;
}

VmOutcome
vm_attribute_store(VmCache *cache, PyObject *object, PyObject *name, PyObject *value, VmGuestCall *call)
{
    PyTypeObject *type = Py_TYPE(object);
    if (UNLIKELY(has_store_hooks(type))) {
        PyObject *hook = _PyType_Lookup(type, names.setattr);
        if (VmFunction_XCheck(hook)) {
            return vm_guest_call_set(call, hook, 3, (PyObject *[]){object, name, value});
        }
        if (hook == NULL || !Py_IS_TYPE(hook, &PyWrapperDescr_Type)) {
            PyObject *arguments[] = {object, name, value};
            return vm_library_call(call, VM_LIBRARY_SETATTR, 3, arguments);
        }
    }
    const VmCache *known = vm_cache_find(type, name, VM_CACHE_STORE);
    if (known != NULL) {
        VmCache copy = *known; /* storing may run destructors */
        if (vm_attribute_store_cached(&copy, object, value)) {
            vm_cache_copy(cache, &copy);
            return VM_DONE;
        }
    }
    VmCache filled = {.kind = VM_ATTRIBUTE_NONE};
    VmOutcome outcome = vm_attribute_store_plain(&filled, object, name, value, call);
    vm_cache_keep(cache, &filled, name, VM_CACHE_STORE);
    return outcome;
}

VmOutcome
vm_attribute_delete(PyObject *object, PyObject *name, VmGuestCall *call)
{
    PyTypeObject *type = Py_TYPE(object);
    if (UNLIKELY(has_store_hooks(type))) {
        PyObject *hook = _PyType_Lookup(type, names.delattr);
        if (VmFunction_XCheck(hook)) {
            return vm_guest_call_set(call, hook, 2, (PyObject *[]){object, name});
        }
        if (hook == NULL || !Py_IS_TYPE(hook, &PyWrapperDescr_Type)) {
            PyObject *arguments[] = {object, name};
            return vm_library_call(call, VM_LIBRARY_DELATTR, 2, arguments);
        }
    }
    return vm_attribute_store_plain(NULL, object, name, NULL, call);
}

/* --- Start-up ------------------------------------------------------------------------------------------------------ */

int
vm_attribute_store_setup(PyObject *Py_UNUSED(module))
{
    const VmInternedName rows[] = {
        {&names.setattr, "__setattr__"}, {&names.delattr, "__delattr__"}, {&names.set, "__set__"},
        {&names.delete, "__delete__"}, {&names.class, "__class__"}, {&names.bases, "__bases__"},
    };
    return VM_INTERN_NAMES(rows);
}
