/* Most classes: `class A:` and `class B(A):` without slots, metaclass or hooks, made without looking up any special method.
 *
 * type.__new__ looks for each of its 90 special methods in all bases, to find out which C slots are the guest's. A class that is
 * being restored is empty, and so are its bases: there is nothing to find, and what PyType_Ready() inherits is what
 * type.__new__ would come to. It takes its layout from a sample of its kind that type.__new__ has made.
 */
#include "codec/decode.h"

static PyTypeObject *sample_root, *sample_derived; /* of `class A:` and of `class B(A):`, owned for the life of the process */

#ifndef Py_TPFLAGS_MANAGED_WEAKREF
#define Py_TPFLAGS_MANAGED_WEAKREF 0UL
#endif
#define LAYOUT_FLAGS (Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF)
#define CLASS_FLAGS (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HEAPTYPE | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | LAYOUT_FLAGS)

int
vm_plain_classes_setup(void)
{
    PyObject *type = (PyObject *)&PyType_Type;
    sample_root = (PyTypeObject *)PyObject_CallFunction(type, "s(){}", "sample");
    sample_derived = sample_root == NULL ? NULL : (PyTypeObject *)PyObject_CallFunction(type, "s(O){}", "sample", sample_root);
    return sample_derived == NULL ? -1 : 0;
}

/* The sample that such a class is like. NULL if there is none. */
static const PyTypeObject *
sample_for(PyTypeObject *base)
{
    if (base == &PyBaseObject_Type) {
        return sample_root;
    }
    int alike = vm_class_is_guest(base) && Py_IS_TYPE(base, &PyType_Type) && vm_codec_native_base(base) == &PyBaseObject_Type
                && base->tp_basicsize == sample_root->tp_basicsize && base->tp_dictoffset == sample_root->tp_dictoffset
                && base->tp_weaklistoffset == sample_root->tp_weaklistoffset
                && (base->tp_flags & LAYOUT_FLAGS) == (sample_root->tp_flags & LAYOUT_FLAGS);
    return alike ? sample_derived : NULL;
}

int
vm_plain_class_is(PyTypeObject *metaclass, PyObject *name, PyObject *bases, PyObject *slots)
{
    return metaclass == &PyType_Type && slots == NULL && PyTuple_GET_SIZE(bases) == 1 && PyUnicode_IS_COMPACT_ASCII(name)
           && memchr(PyUnicode_1BYTE_DATA(name), 0, (size_t)PyUnicode_GET_LENGTH(name)) == NULL
           && sample_for((PyTypeObject *)PyTuple_GET_ITEM(bases, 0)) != NULL;
}

PyTypeObject *
vm_plain_class_new(PyObject *name, PyObject *qualname, PyObject *bases)
{
    PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(bases, 0);
    const PyTypeObject *sample = sample_for(base);
    PyHeapTypeObject *class = (PyHeapTypeObject *)PyType_Type.tp_alloc(&PyType_Type, 0);
    if (class == NULL) {
        return NULL;
    }
    PyTypeObject *type = &class->ht_type;
    type->tp_flags = sample->tp_flags & CLASS_FLAGS;
    type->tp_name = (const char *)PyUnicode_1BYTE_DATA(name);
    class->ht_name = Py_NewRef(name);
    class->ht_qualname = Py_NewRef(qualname);
    type->tp_base = (PyTypeObject *)Py_NewRef(base);
    type->tp_bases = Py_NewRef(bases);
    type->tp_as_async = &class->as_async;
    type->tp_as_number = &class->as_number;
    type->tp_as_sequence = &class->as_sequence;
    type->tp_as_mapping = &class->as_mapping;
    type->tp_as_buffer = &class->as_buffer;
    type->tp_basicsize = sample->tp_basicsize;
    type->tp_dictoffset = sample->tp_dictoffset;
    type->tp_weaklistoffset = sample->tp_weaklistoffset;
    type->tp_getset = sample->tp_getset;
    type->tp_dealloc = sample->tp_dealloc;
    type->tp_alloc = sample->tp_alloc;
    type->tp_free = sample->tp_free;
    type->tp_traverse = sample->tp_traverse;
    type->tp_clear = sample->tp_clear;
    type->tp_members = (PyMemberDef *)((char *)class + PyType_Type.tp_basicsize); /* none: allocated as the end of the list */
    if (PyType_Ready(type) < 0) {
        Py_DECREF(type);
        return NULL;
    }
    if (type->tp_iternext == NULL) {
        type->tp_iternext = sample->tp_iternext; /* which says that there is no __next__ */
    }
    return type;
}
