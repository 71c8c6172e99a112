/* Which way each type of object is written and read: the kinds, and the native types that the codec knows. */
#ifndef PYVM_CODEC_TYPES_H
#define PYVM_CODEC_TYPES_H
#include <Python.h>
#include <structmember.h>

typedef enum {
    KIND_UNKNOWN, KIND_REFUSED, KIND_INSTANCE, KIND_CLASS, KIND_ADAPTED,
    KIND_BYTEARRAY, KIND_COMPLEX, KIND_RANGE, KIND_SLICE,
    KIND_DATE, KIND_TIME, KIND_DATETIME, KIND_TIMEDELTA, KIND_TIMEZONE, KIND_DECIMAL,
    KIND_FUNCTION, KIND_CELL, KIND_GENERATOR, KIND_CONTINUATION,
    KIND_METHOD, KIND_BUILTIN, KIND_DESCRIPTOR, KIND_WRAPPER, KIND_PROPERTY, KIND_CLASSMETHOD, KIND_STATICMETHOD,
    KIND_MODULE, KIND_SUPER, KIND_WEAKREF, KIND_MAPPING_PROXY, KIND_TRACEBACK,
    KIND_SEQUENCE_ITERATOR, KIND_RANGE_ITERATOR, KIND_LONG_RANGE_ITERATOR, KIND_DICT_ITERATOR, KIND_DICT_VIEW,
    KIND_SET_ITERATOR, KIND_CALL_ITERATOR, KIND_ENUMERATE, KIND_ZIP, KIND_MAP, KIND_FILTER,
    KIND_DEQUE, KIND_ORDERED_DICT, KIND_DEFAULT_DICT, KIND_COUNT, KIND_REPEAT, KIND_CHAIN, KIND_ISLICE, KIND_CODE_UNIT, KIND_ABC_DATA
} VmTypeKind;

enum { SEQUENCE_ITERATOR_KINDS = 8, DICT_ITERATOR_KINDS = 6, DICT_VIEW_KINDS = 3 };
enum { ITERATOR_LIST, ITERATOR_LIST_REVERSED, ITERATOR_TUPLE, ITERATOR_STR, ITERATOR_BYTES, ITERATOR_BYTEARRAY,
       ITERATOR_SEQUENCE, ITERATOR_REVERSED };

/* Types and descriptors that CPython does not export, found once. All owned for the life of the process. */
typedef struct {
    PyTypeObject *decimal, *timezone, *deque, *ordered_dict, *default_dict, *random;
    PyTypeObject *count, *repeat, *chain, *islice, *abc_data;
    PyTypeObject *code_unit; /* NULL until pyvm.code has been imported */
    PyTypeObject *sequence_iterators[SEQUENCE_ITERATOR_KINDS], *ascii_iterator;
    PyTypeObject *range_iterator, *long_range_iterator, *set_iterator;
    PyTypeObject *dict_iterators[DICT_ITERATOR_KINDS], *dict_views[DICT_VIEW_KINDS];
    PyTypeObject *method_wrapper;
    void *datetime; /* PyDateTime_CAPI */
    PyObject *slot_hash_probe; /* a class with a __hash__ of its own: its tp_hash is the one that calls */
    PyObject *dict_view_makers[DICT_VIEW_KINDS]; /* dict.keys, dict.values, dict.items */
    PyObject *set_update, *ordered_dict_set, *type_mro, *deque_append, *deque_maxlen, *default_factory;
    PyObject *random_getstate, *random_setstate;
    PyObject *empty_tuple, *empty_string;
    PyObject *name_doc, *name_module, *name_qualname, *long_range, *name_slots, *name_abstract, *name_dict;
} VmCodecTypes;

extern VmCodecTypes vm_codec_types;

/* The kind of a type that is not one of the plain ones; KIND_REFUSED if the codec does not know it. */
VmTypeKind vm_codec_kind(PyTypeObject *type);
/* The native type that a class is derived from: its nearest base that no Python code made. */
PyTypeObject *vm_codec_native_base(PyTypeObject *type);

/* The members that __slots__ made in a class and its bases, bases first: how many. The first `room` of them in members. */
Py_ssize_t vm_codec_slots(PyTypeObject *type, PyMemberDef **members, Py_ssize_t room);

/* An exception's fields beyond those of BaseException. */
typedef struct {
    PyTypeObject **type; /* &PyExc_... */
    int object_count, size_count; /* PyObject * fields, then Py_ssize_t ones */
    Py_ssize_t objects[8], sizes[2];
} VmExceptionLayout;

/* Of the exception class a class is derived from. Never NULL for exception classes. */
const VmExceptionLayout *vm_codec_exception_layout(PyTypeObject *type);
/* The exception's own fields have types and ranges that its methods can rely on. */
int vm_codec_exception_is_sound(PyObject *exception);
int vm_codec_types_setup(void);
#endif
