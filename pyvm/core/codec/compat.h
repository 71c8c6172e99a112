/* What only the codec needs of CPython's private parts. The core's other mirrors are in ../compat.h. */
#ifndef PYVM_CODEC_COMPAT_H
#define PYVM_CODEC_COMPAT_H
#include <Python.h>
#include "../compat.h"

/* Exported by all versions, but 3.13 moved the declarations into internal headers. */
extern int _PySet_NextEntry(PyObject *set, Py_ssize_t *position, PyObject **key, Py_hash_t *hash);
extern int _PyDict_SetItem_KnownHash(PyObject *dict, PyObject *key, PyObject *value, Py_hash_t hash);
extern PyObject **_PyObject_GetDictPtr(PyObject *object);

static inline int
vm_int_to_bytes(PyObject *number, unsigned char *bytes, size_t n)
{
#if PY_VERSION_HEX >= 0x030D0000 /* 3.13 added whether it raises */
    return _PyLong_AsByteArray((PyLongObject *)number, bytes, n, 1, 1, 1);
#else
    return _PyLong_AsByteArray((PyLongObject *)number, bytes, n, 1, 1);
#endif
}

/* The instance's own dict if there is one already, without making it. Borrowed or NULL. */
static inline PyObject *
vm_instance_dict_borrow(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        return vm_managed_dict_borrow(object);
    }
    if (type->tp_dictoffset == 0) {
        return NULL;
    }
    PyObject **slot = _PyObject_GetDictPtr(object);
    return slot == NULL ? NULL : *slot;
}

/* Gives the instance a dict in place of the one, or of the inline values, that it has. 0, or -1 with an exception set. */
static inline int
vm_instance_dict_set(PyObject *object, PyObject *dict)
{
#if PY_VERSION_HEX >= 0x030D0000 /* 3.13: PyObject_GenericSetDict leaves the inline values in force beside the dict */
    if (Py_TYPE(object)->tp_flags & Py_TPFLAGS_INLINE_VALUES) {
        PyObject_ClearManagedDict(object);
    }
#endif
    return PyObject_GenericSetDict(object, dict, NULL);
}

static inline int
vm_type_has_dict(PyTypeObject *type)
{
    return (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) != 0 || type->tp_dictoffset != 0;
}

/* The class itself, and not a base, brought the attribute dict or the weak references of its instances. */
static inline int
vm_class_adds_dict(PyTypeObject *type)
{
    return vm_type_has_dict(type) && !vm_type_has_dict(type->tp_base);
}

static inline int
vm_type_has_weakrefs(PyTypeObject *type)
{
#if PY_VERSION_HEX >= 0x030C0000 /* 3.12 manages them before the object */
    return (type->tp_flags & Py_TPFLAGS_MANAGED_WEAKREF) != 0 || type->tp_weaklistoffset != 0;
#else
    return type->tp_weaklistoffset != 0;
#endif
}

static inline int
vm_class_adds_weakrefs(PyTypeObject *type)
{
    return vm_type_has_weakrefs(type) && !vm_type_has_weakrefs(type->tp_base);
}

/* Fields of ImportError. */
#if PY_VERSION_HEX >= 0x030C0000 /* 3.12 added name_from */
#define VM_IMPORT_ERROR_FIELDS 4
#define VM_IMPORT_ERROR_OFFSETS \
    {offsetof(PyImportErrorObject, msg), offsetof(PyImportErrorObject, name), offsetof(PyImportErrorObject, path), \
     offsetof(PyImportErrorObject, name_from)}
#else
#define VM_IMPORT_ERROR_FIELDS 3
#define VM_IMPORT_ERROR_OFFSETS \
    {offsetof(PyImportErrorObject, msg), offsetof(PyImportErrorObject, name), offsetof(PyImportErrorObject, path)}
#endif

/* What a weak reference refers to: borrowed, or NULL when it is dead. */
static inline PyObject *
vm_weakref_target_borrow(PyObject *reference)
{
    PyObject *target = ((PyWeakReference *)reference)->wr_object;
    return target == Py_None || Py_REFCNT(target) <= 0 ? NULL : target;
}

static inline int
vm_has_weakrefs(PyObject *object)
{
    Py_ssize_t offset = Py_TYPE(object)->tp_weaklistoffset;
    return offset != 0 && !PyType_Check(object) && *(PyObject **)((char *)object + offset) != NULL;
}

/* A weak reference to nothing yet: made to an object that is gone, so that it stands in no list. NULL with an exception set. */
static inline PyObject *
vm_weakref_shell(PyTypeObject *type)
{
    PyObject *target = PySet_New(NULL);
    PyObject *arguments = target == NULL ? NULL : PyTuple_Pack(1, target);
    PyObject *shell = arguments == NULL ? NULL : _PyWeakref_RefType.tp_new(type, arguments, NULL);
    Py_XDECREF(arguments);
    Py_XDECREF(target); /* clears shell */
    return shell;
}

/* The same for a static type, whose list only CPython finds: beside a reference that it makes and that goes again. */
static inline int
vm_weakref_link_beside(PyWeakReference *reference, PyObject *target, PyObject *callback)
{
    PyWeakReference *beside = (PyWeakReference *)PyWeakref_NewRef(target, (PyObject *)&PyBaseObject_Type); /* with a callback: new */
    if (beside == NULL) {
        PyErr_Clear();
        return -1;
    }
    reference->wr_object = target;
    reference->wr_callback = Py_XNewRef(callback);
    reference->hash = -1;
    reference->wr_prev = beside;
    reference->wr_next = beside->wr_next;
    if (beside->wr_next != NULL) {
        beside->wr_next->wr_prev = reference;
    }
    beside->wr_next = reference;
    Py_DECREF(beside);
    return 0;
}

/* Makes a dead reference refer to target, with callback (NULL or borrowed). CPython expects a plain reference without callback
 * first in the list. 0, or -1 if the target cannot be referred to weakly. */
static inline int
vm_weakref_link(PyObject *shell, PyObject *target, PyObject *callback)
{
    PyTypeObject *type = Py_TYPE(target);
    PyWeakReference *reference = (PyWeakReference *)shell;
    if (type->tp_weaklistoffset == 0 || reference->wr_object != Py_None || reference->wr_prev != NULL || reference->wr_next != NULL) {
        return -1;
    }
    if (PyType_Check(target) && !(((PyTypeObject *)target)->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        return vm_weakref_link_beside(reference, target, callback);
    }
    PyWeakReference **list = (PyWeakReference **)((char *)target + type->tp_weaklistoffset), *first = *list;
    int plain = callback == NULL && Py_IS_TYPE(shell, &_PyWeakref_RefType);
    reference->wr_object = target;
    reference->wr_callback = Py_XNewRef(callback);
    reference->hash = -1;
    if (first == NULL || plain) {
        reference->wr_next = first;
        if (first != NULL) {
            first->wr_prev = reference;
        }
        *list = reference;
    } else {
        reference->wr_prev = first;
        reference->wr_next = first->wr_next;
        if (first->wr_next != NULL) {
            first->wr_next->wr_prev = reference;
        }
        first->wr_next = reference;
    }
    return 0;
}

/* --- Layouts ------------------------------------------------------------------------------------------------------ */

typedef struct {
    PyObject_HEAD
    PyObject *callable, *dict;
} VmMethodWrapperObject; /* classmethod and staticmethod */

typedef struct {
    PyObject_HEAD
    PyObject *mapping;
} VmMappingProxy;

typedef struct {
    PyObject_HEAD
    PyObject *dict;
} VmModuleObject; /* its first field */

typedef struct {
    PyObject_HEAD
    PyObject *dict;
} VmDictView;

/* (next value, step, values left) of a long range iterator as a new tuple, or NULL with an exception set. */
static inline PyObject *
vm_long_range_left(const VmLongRangeIter *iterator)
{
#if PY_VERSION_HEX >= 0x030C0000
    return PyTuple_Pack(3, iterator->start, iterator->step, iterator->length);
#else
    PyObject *product = PyNumber_Multiply(iterator->index, iterator->step);
    PyObject *start = product == NULL ? NULL : PyNumber_Add(iterator->start, product);
    PyObject *length = start == NULL ? NULL : PyNumber_Subtract(iterator->length, iterator->index);
    PyObject *result = length == NULL ? NULL : PyTuple_Pack(3, start, iterator->step, length);
    Py_XDECREF(product);
    Py_XDECREF(start);
    Py_XDECREF(length);
    return result;
#endif
}

/* The reverse: start, step and length are borrowed exact ints. */
static inline void
vm_long_range_set(VmLongRangeIter *iterator, PyObject *start, PyObject *step, PyObject *length)
{
#if PY_VERSION_HEX < 0x030C0000
    Py_SETREF(iterator->index, PyLong_FromLong(0));
#endif
    Py_SETREF(iterator->start, Py_NewRef(start));
    Py_SETREF(iterator->step, Py_NewRef(step));
    Py_SETREF(iterator->length, Py_NewRef(length));
}

typedef struct {
    PyObject_HEAD
    PyObject *registry; /* set of weak references, or NULL */
    PyObject *cache, *negative_cache;
    uint64_t negative_cache_version;
} VmAbcData;

#endif
