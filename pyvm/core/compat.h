/* What differs between CPython 3.11, 3.12 and 3.13, and what CPython keeps to itself. The only file that asks PY_VERSION_HEX.
 *
 * Sections: threads; errors; integers; reference counts; types; dicts and instances; iterators.
 * Layouts that CPython's public headers do not show are mirrored here: its internal headers cannot follow <Python.h> in a
 * file that did not ask for them first. vm_compat_check() compares the mirrors with the running interpreter.
 */
#ifndef PYVM_COMPAT_H
#define PYVM_COMPAT_H
#include <Python.h>
#include <stdint.h>
#include <structmember.h>

#if PY_VERSION_HEX < 0x030B0000
#error "pyvm needs CPython 3.11 or later"
#endif

/* An unexpected keyword argument's error offers a near miss since 3.13. */
#define VM_SUGGESTS_KEYWORDS (PY_VERSION_HEX >= 0x030D0000)

#ifdef Py_GIL_DISABLED
#error "pyvm does not support free-threaded CPython yet: build it with the GIL"
#endif

/* 3.13 moved these to internal headers; libpython still exports them. */
#if PY_VERSION_HEX >= 0x030D0000
PyAPI_FUNC(PyObject *) _PyList_Extend(PyListObject *list, PyObject *iterable);
PyAPI_FUNC(int) _PySet_Update(PyObject *set, PyObject *iterable);
PyAPI_FUNC(int) _PyDict_MergeEx(PyObject *dict, PyObject *other, int override);
PyAPI_FUNC(const char *) _PyMem_GetCurrentAllocatorName(void);
PyAPI_FUNC(PyObject *) _PyUnicode_JoinArray(PyObject *separator, PyObject *const *items, Py_ssize_t count);
/* This type it does not export; vm_compat_check() finds it. */
extern PyTypeObject *vm_method_wrapper_type;
#define _PyMethodWrapper_Type (*vm_method_wrapper_type)
#endif

/* A method-wrapper: a slot wrapper bound to an object. Its struct is private to descrobject.c. */
typedef struct {
    PyObject_HEAD
    PyWrapperDescrObject *descriptor;
    PyObject *self;
} VmMethodWrapper;

/* A super object, private to typeobject.c. */
typedef struct {
    PyObject_HEAD
    PyTypeObject *type;
    PyObject *object;
    PyTypeObject *object_type;
} VmSuper;

/* A property, private to descrobject.c. */
typedef struct {
    PyObject_HEAD
    PyObject *getter, *setter, *deleter, *doc, *name;
    int getter_doc;
} VmProperty;

/* Import-time proof that the mirrored layouts below are this interpreter's, and the start-up of what this file needs. Comes
 * first. 0, or -1 with ImportError set. */
int vm_compat_check(void);

/* --- Threads ----------------------------------------------------------------------------------------------------- */

/* The frame of Python code that CPython itself runs in the thread, as an address to compare. */
static inline void *
vm_host_frame(PyThreadState *thread)
{
#if PY_VERSION_HEX >= 0x030D0000
    return thread->current_frame;
#else
    return thread->cframe->current_frame;
#endif
}

/* --- Errors ------------------------------------------------------------------------------------------------------ */

/* The raised exception, normalized and with its traceback set, or NULL if none is. The indicator is clear afterwards. */
static inline PyObject *
vm_error_take(void)
{
#if PY_VERSION_HEX >= 0x030C0000 /* 3.12 keeps one normalized object instead of a triple */
    return PyErr_GetRaisedException();
#else
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (type == NULL) {
        return NULL;
    }
    PyErr_NormalizeException(&type, &value, &traceback);
    if (traceback != NULL) {
        PyException_SetTraceback(value, traceback);
    }
    Py_XDECREF(traceback);
    Py_XDECREF(type);
    return value;
#endif
}

/* Raises the exception as it is: neither its context nor its traceback is touched. */
static inline void
vm_error_put_steal(PyObject *exception)
{
#if PY_VERSION_HEX >= 0x030C0000
    PyErr_SetRaisedException(exception);
#else
    PyErr_Restore(Py_NewRef((PyObject *)Py_TYPE(exception)), exception, PyException_GetTraceback(exception));
#endif
}

/* --- Integers ---------------------------------------------------------------------------------------------------- */
/* Exact ints with 30-bit digits. 3.12 moved sign and size from ob_size to lv_tag. */

#define VM_INT_DIGIT(o) VM_INT_DIGITS(o)[0]

#if PY_VERSION_HEX >= 0x030C0000
#define VM_INT_DIGITS(o) (((PyLongObject *)(o))->long_value.ob_digit)
#define VM_INT_TAG(o) (((PyLongObject *)(o))->long_value.lv_tag)

/* Number of digits; 0 for zero. */
static inline int64_t
vm_int_digit_count(PyObject *o)
{
    return (int64_t)(VM_INT_TAG(o) >> 3);
}

static inline int
vm_int_is_compact(PyObject *o) /* at most one digit */
{
    return VM_INT_TAG(o) < (2 << 3);
}

static inline int64_t
vm_int_compact_value(PyObject *o)
{
    return (1 - (int64_t)(VM_INT_TAG(o) & 3)) * (int64_t)VM_INT_DIGIT(o);
}

/* Value of an int of exactly two digits: 1, or 0 if it has another number of them. */
static inline int
vm_int_two_digits(PyObject *o, int64_t *value)
{
    uintptr_t tag = VM_INT_TAG(o);
    if ((tag >> 3) != 2) {
        return 0;
    }
    uint64_t magnitude = ((uint64_t)VM_INT_DIGITS(o)[1] << PyLong_SHIFT) | VM_INT_DIGITS(o)[0];
    *value = (1 - (int64_t)(tag & 3)) * (int64_t)magnitude;
    return 1;
}

/* Overwrite an int that nobody else can see. 0 < magnitude; the digits must have been allocated. */
static inline void
vm_int_set_one_digit(PyObject *o, int negative, uint64_t magnitude)
{
    VM_INT_DIGIT(o) = (digit)magnitude;
    VM_INT_TAG(o) = (1 << 3) | (negative ? 2 : 0);
}

static inline void
vm_int_set_two_digits(PyObject *o, int negative, uint64_t magnitude)
{
    VM_INT_DIGITS(o)[0] = (digit)(magnitude & PyLong_MASK);
    VM_INT_DIGITS(o)[1] = (digit)(magnitude >> PyLong_SHIFT);
    VM_INT_TAG(o) = (2 << 3) | (negative ? 2 : 0);
}

static inline int
vm_int_is_negative(PyObject *o)
{
    return (VM_INT_TAG(o) & 3) == 2;
}
#else
#define VM_INT_DIGITS(o) (((PyLongObject *)(o))->ob_digit)

static inline int64_t
vm_int_digit_count(PyObject *o)
{
    Py_ssize_t size = Py_SIZE(o);
    return size < 0 ? -size : size;
}

static inline int
vm_int_is_compact(PyObject *o)
{
    return (size_t)(Py_SIZE(o) + 1) <= 2;
}

static inline int64_t
vm_int_compact_value(PyObject *o)
{
    return Py_SIZE(o) * (int64_t)VM_INT_DIGIT(o);
}

static inline int
vm_int_two_digits(PyObject *o, int64_t *value)
{
    Py_ssize_t size = Py_SIZE(o);
    if (size != 2 && size != -2) {
        return 0;
    }
    uint64_t magnitude = ((uint64_t)VM_INT_DIGITS(o)[1] << PyLong_SHIFT) | VM_INT_DIGITS(o)[0];
    *value = size < 0 ? -(int64_t)magnitude : (int64_t)magnitude;
    return 1;
}

static inline void
vm_int_set_one_digit(PyObject *o, int negative, uint64_t magnitude)
{
    VM_INT_DIGIT(o) = (digit)magnitude;
    Py_SET_SIZE((PyVarObject *)o, negative ? -1 : 1);
}

static inline void
vm_int_set_two_digits(PyObject *o, int negative, uint64_t magnitude)
{
    VM_INT_DIGITS(o)[0] = (digit)(magnitude & PyLong_MASK);
    VM_INT_DIGITS(o)[1] = (digit)(magnitude >> PyLong_SHIFT);
    Py_SET_SIZE((PyVarObject *)o, negative ? -2 : 2);
}

static inline int
vm_int_is_negative(PyObject *o)
{
    return Py_SIZE(o) < 0;
}
#endif
#if PYLONG_BITS_IN_DIGIT != 30
#error "pyvm needs a CPython with 30-bit digits"
#endif

/* --- Reference counts -------------------------------------------------------------------------------------------- */

/* Never freed and never counted (3.12, PEP 683): such a box must not be recycled, and its count means nothing. */
static inline int
vm_is_immortal(PyObject *o)
{
#if PY_VERSION_HEX >= 0x030C0000
    return _Py_IsImmortal(o);
#else
    (void)o;
    return 0;
#endif
}

/* o is ours alone. On 3.12 and later an immortal's count is never 1. */
static inline int
vm_is_unique(PyObject *o)
{
    return Py_REFCNT(o) == 1;
}

/* Count down without freeing: 1 when nobody holds o any more and the caller has to free it. */
static inline int
vm_decref_is_last(PyObject *o)
{
    if (vm_is_immortal(o)) {
        return 0;
    }
    return --o->ob_refcnt == 0;
}

/* A new reference to an int in -5..256. Immortal since 3.12: nothing to count. */
static inline PyObject *
vm_newref_small_int(PyObject *o)
{
#if PY_VERSION_HEX < 0x030C0000
    o->ob_refcnt++;
#endif
    return o;
}

/* Bring a box from a free list back to life. */
static inline void
vm_set_refcount_one(PyObject *o)
{
    o->ob_refcnt = 1;
}

/* --- Types ------------------------------------------------------------------------------------------------------- */

/* 0 = not valid. 3.13 no longer sets Py_TPFLAGS_VALID_VERSION_TAG, so only the tag itself can be asked. A tag is given out
 * by _PyType_Lookup, up to a limit per type since 3.12. */
static inline uint32_t
vm_type_version(PyTypeObject *type)
{
    return type->tp_version_tag;
}

/* The tp_iternext of classes that have no __next__: it only raises, and 3.13 does not export it. vm_compat_check() finds it. */
extern iternextfunc vm_no_step;

/* 1 for types of iterators. */
static inline int
vm_type_steps(const PyTypeObject *type)
{
    return type->tp_iternext != NULL && type->tp_iternext != vm_no_step;
}

/* The type's own namespace. Borrowed. Static builtin types keep it per interpreter since 3.12. */
static inline PyObject *
vm_type_dict_borrow(PyTypeObject *type)
{
#if PY_VERSION_HEX >= 0x030C0000
    PyObject *dict = PyType_GetDict(type);
    Py_XDECREF(dict); /* the type holds it */
    return dict;
#else
    return type->tp_dict;
#endif
}

/* --- Dicts and instances ----------------------------------------------------------------------------------------- */
/* Keys tables are read directly: LOAD_GLOBAL holds an entry's index for as long as the table's version stays. */

typedef struct {
    PyObject *key, *value;
} VmUnicodeEntry;

typedef struct {
    Py_hash_t hash;
    PyObject *key, *value;
} VmHashEntry;

typedef struct {
    Py_ssize_t refcount;
    uint8_t log2_size, log2_index_bytes;
    uint8_t kind;     /* 0 any keys, VmHashEntry; 1 exact str only, VmUnicodeEntry; 2 the same, values elsewhere */
    uint32_t version; /* 0 = none given since the last change of the keys */
    Py_ssize_t usable;
    Py_ssize_t count; /* of entries; deleted ones (value NULL in a combined table) included */
    char indices[];
} VmDictKeys;

static inline VmDictKeys *
vm_dict_keys(PyObject *dict)
{
    return (VmDictKeys *)((PyDictObject *)dict)->ma_keys;
}

/* Values live outside the table (an instance's __dict__): an entry's value means nothing. */
static inline int
vm_dict_is_split(PyObject *dict)
{
    return ((PyDictObject *)dict)->ma_values != NULL;
}

/* 1: every key is an exact str and the entries are VmUnicodeEntry; 0: they are VmHashEntry. */
static inline int
vm_keys_is_unicode(const VmDictKeys *keys)
{
    return keys->kind != 0;
}

static inline VmUnicodeEntry *
vm_keys_unicode_entries(VmDictKeys *keys)
{
    return (VmUnicodeEntry *)(keys->indices + ((size_t)1 << keys->log2_index_bytes));
}

static inline VmHashEntry *
vm_keys_hash_entries(VmDictKeys *keys)
{
    return (VmHashEntry *)(keys->indices + ((size_t)1 << keys->log2_index_bytes));
}

/* A version for the present set of keys, which CPython resets to 0 when the set or the table changes (storing another value
 * under a present key does not). 0 when there are no more. CPython's own counter is not exported: it counts up from 2, so
 * ours counts down from the top and the two cannot meet before 2**31 tables were numbered. */
extern uint32_t vm_keys_next_version;

static inline uint32_t
vm_keys_version_assign(VmDictKeys *keys)
{
    if (keys->version == 0 && vm_keys_next_version > ((uint32_t)1 << 31)) {
        keys->version = vm_keys_next_version--;
    }
    return keys->version;
}

/* Index of the entry of an interned name by identity, -1 if there is none. Linear: for filling caches. A deleted entry has
 * no key. */
static inline Py_ssize_t
vm_keys_index_of(VmDictKeys *keys, PyObject *name)
{
    if (!vm_keys_is_unicode(keys)) {
        return -1;
    }
    VmUnicodeEntry *entries = vm_keys_unicode_entries(keys);
    for (Py_ssize_t i = 0; i < keys->count; i++) {
        if (entries[i].key == name) {
            return i;
        }
    }
    return -1;
}

/* Index of a name among the keys that instances share, -1 if it is not there. A write to an instance's __dict__ brings in its
 * own string, interned or not, so that identity is not enough. */
static inline Py_ssize_t
vm_shared_keys_index_of(VmDictKeys *keys, PyObject *name)
{
    Py_ssize_t index = vm_keys_index_of(keys, name);
    if (index >= 0 || !vm_keys_is_unicode(keys)) {
        return index;
    }
    VmUnicodeEntry *entries = vm_keys_unicode_entries(keys);
    int interned = PyUnicode_CHECK_INTERNED(name) != 0;
    for (index = keys->count - 1; index >= 0; index--) {
        PyObject *key = entries[index].key;
        if (key != NULL && !(interned && PyUnicode_CHECK_INTERNED(key)) && PyUnicode_Compare(key, name) == 0) {
            break;
        }
    }
    return index;
}

/* Keys that the instances of a heap type share, or NULL if they have no inline values. Borrowed. */
static inline VmDictKeys *
vm_type_shared_keys(PyTypeObject *type)
{
#if PY_VERSION_HEX >= 0x030D0000 /* 3.13: a managed dict without inline values exists too */
    const unsigned long needed = Py_TPFLAGS_INLINE_VALUES;
#else
    const unsigned long needed = Py_TPFLAGS_MANAGED_DICT;
#endif
    if ((type->tp_flags & needed) == 0 || (type->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0) {
        return NULL;
    }
    return (VmDictKeys *)((PyHeapTypeObject *)type)->ht_cached_keys;
}

/* An instance's inline values. The order in which they were set is kept apart. */
#if PY_VERSION_HEX >= 0x030D0000 /* 3.13: embedded in the object, the order after the values */
typedef struct {
    uint8_t capacity, size, embedded, valid;
    PyObject *values[1];
} VmInlineValues;
#else /* the order stands before them, backwards: [-1] size of that prefix, [-2] how many are set, [-3] slot of the first */
typedef struct {
    PyObject *values[1];
} VmInlineValues;
#endif

/* The instance's inline values while it has them, else NULL. Only for types with vm_type_shared_keys(). */
static inline VmInlineValues *
vm_inline_values(PyObject *o)
{
#if PY_VERSION_HEX >= 0x030D0000 /* 3.13: a dict object that was made may still share them */
    VmInlineValues *values = (VmInlineValues *)(o + 1);
    return values->valid ? values : NULL;
#elif PY_VERSION_HEX >= 0x030C0000 /* 3.12: one tagged word holds either the values or the dict */
    uintptr_t either = ((uintptr_t *)o)[-3];
    return (either & 1) ? (VmInlineValues *)(either + 1) : NULL;
#else
    return ((VmInlineValues **)o)[-4];
#endif
}

/* A dict object looks at the inline values too (3.13): they may be read and replaced, but adding and deleting a name must
 * go through setattr. */
static inline int
vm_inline_values_shared(PyObject *o)
{
#if PY_VERSION_HEX >= 0x030D0000
    return ((PyObject **)o)[-3] != NULL;
#else
    (void)o;
    return 0;
#endif
}

/* Where the value of shared key `index` is (NULL there: the attribute is not set), or NULL if the values moved to a dict. */
static inline PyObject **
vm_inline_slot(PyObject *o, Py_ssize_t index)
{
    VmInlineValues *values = vm_inline_values(o);
    return values != NULL ? &values->values[index] : NULL;
}

/* Number of names set inline, in order of insertion; vm_inline_order(values, i) is the slot of the i-th. */
static inline int
vm_inline_count(const VmInlineValues *values)
{
#if PY_VERSION_HEX >= 0x030D0000
    return values->size;
#else
    return ((const uint8_t *)values)[-2];
#endif
}

static inline int
vm_inline_order(const VmInlineValues *values, int i)
{
#if PY_VERSION_HEX >= 0x030D0000
    return ((const uint8_t *)&values->values[values->capacity])[i];
#else
    return ((const uint8_t *)values)[-3 - i];
#endif
}

/* Note that the empty slot `index` was just filled. Not allowed while vm_inline_values_shared(). */
static inline void
vm_inline_slot_added(PyObject *o, Py_ssize_t index)
{
    VmInlineValues *values = vm_inline_values(o);
#if PY_VERSION_HEX >= 0x030D0000
    ((uint8_t *)&values->values[values->capacity])[values->size++] = (uint8_t)index;
#else
    uint8_t *size = (uint8_t *)values - 2;
    *size = (uint8_t)(*size + 1);
    size[-(int)*size] = (uint8_t)index;
#endif
}

/* The instance's dict object if it has been made, without making it. Borrowed or NULL. Only for types with
 * Py_TPFLAGS_MANAGED_DICT. */
static inline PyObject *
vm_managed_dict_borrow(PyObject *o)
{
#if PY_VERSION_HEX >= 0x030C0000 && PY_VERSION_HEX < 0x030D0000
    uintptr_t either = ((uintptr_t *)o)[-3];
    return (either & 1) ? NULL : (PyObject *)either;
#else
    return ((PyObject **)o)[-3];
#endif
}

/* An OrderedDict's own order: its keys with the hashes under which its table holds them. */
typedef struct VmOrderedNode {
    PyObject *key;
    Py_hash_t hash;
    struct VmOrderedNode *next, *previous;
} VmOrderedNode;

typedef struct {
    PyDictObject dict;
    VmOrderedNode *first, *last;
} VmOrderedDict; /* as far as it is needed */

/* --- Iterators --------------------------------------------------------------------------------------------------- */
/* CPython's own, which its headers do not show. vm_compat_check() compares every layout with what the type itself says. */

/* list, tuple, str, bytes, bytearray iterators and the one over __getitem__: sequence NULL = exhausted. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *sequence;
} VmSequenceIter;
typedef VmSequenceIter VmListIter;
typedef VmSequenceIter VmTupleIter;
typedef VmSequenceIter VmStringIter;
typedef VmSequenceIter VmBytesIter;
typedef VmSequenceIter VmByteArrayIter;

/* reversed(list) is a type of its own with the same layout; reversed(sequence): index -1 and sequence NULL when exhausted. */
typedef VmSequenceIter VmListReverseIter;
typedef VmSequenceIter VmReversed;

typedef struct {
    PyObject_HEAD
#if PY_VERSION_HEX >= 0x030C0000 /* 3.12 moves start and shortens len instead of counting */
    long start, step, length;    /* the next value is start; length values are left */
#else
    long index, start, step, length; /* the next value is start + index * step, while index < length */
#endif
} VmRangeIter;

typedef struct {
    PyObject_HEAD
#if PY_VERSION_HEX >= 0x030C0000
    PyObject *start, *step, *length;
#else
    PyObject *index, *start, *step, *length;
#endif
} VmLongRangeIter;

/* The next value: 1 and *value, or 0 when exhausted. */
static inline int
vm_range_iter_next(VmRangeIter *iterator, long *value)
{
#if PY_VERSION_HEX >= 0x030C0000
    if (iterator->length <= 0) {
        return 0;
    }
    *value = iterator->start;
    iterator->start = (long)((unsigned long)iterator->start + (unsigned long)iterator->step);
    iterator->length--;
    return 1;
#else
    if (iterator->index >= iterator->length) {
        return 0;
    }
    *value = (long)((unsigned long)iterator->start + (unsigned long)iterator->index * (unsigned long)iterator->step);
    iterator->index++;
    return 1;
#endif
}

/* Make the next value the first of `length` values from start. */
static inline void
vm_range_iter_set(VmRangeIter *iterator, long start, long step, long length)
{
#if PY_VERSION_HEX < 0x030C0000
    iterator->index = 0;
#endif
    iterator->start = start;
    iterator->step = step;
    iterator->length = length;
}

/* What is left: the next value, the step, how many. */
static inline void
vm_range_iter_get(const VmRangeIter *iterator, long *start, long *step, long *length)
{
    *step = iterator->step;
#if PY_VERSION_HEX < 0x030C0000
    *start = (long)((unsigned long)iterator->start + (unsigned long)iterator->index * (unsigned long)iterator->step);
    *length = iterator->length - iterator->index;
#else
    *start = iterator->start;
    *length = iterator->length;
#endif
}

typedef struct {
    PyObject_HEAD
    PyObject *start, *stop, *step, *length;
} VmRange;

/* Iterators over a dict's keys, values and items and the three reversed ones. */
typedef struct {
    PyObject_HEAD
    PyObject *dict;      /* NULL = exhausted */
    Py_ssize_t used;     /* size of the dict when it was made; -1 after "changed size" was raised */
    Py_ssize_t position; /* of the next entry */
    PyObject *result;    /* items only: tuple to reuse */
    Py_ssize_t length;   /* items left */
} VmDictIter;

typedef struct {
    PyObject_HEAD
    PyObject *set; /* NULL = exhausted */
    Py_ssize_t used, position, length;
} VmSetIter;

typedef struct {
    PyObject_HEAD
    PyObject *callable; /* NULL = exhausted, as sentinel */
    PyObject *sentinel;
} VmCallIter;

typedef struct {
    PyObject_HEAD
    Py_ssize_t index;    /* the next number while it is below PY_SSIZE_T_MAX */
    PyObject *iterator;
    PyObject *result;     /* tuple to reuse */
    PyObject *long_index; /* the next number afterwards, else NULL */
    PyObject *one;        /* the int 1 */
} VmEnumerate;

typedef struct {
    PyObject_HEAD
    Py_ssize_t count;
    PyObject *iterators; /* tuple */
    PyObject *result;    /* tuple to reuse */
    int strict;
} VmZip;

typedef struct {
    PyObject_HEAD
    PyObject *iterators; /* tuple */
    PyObject *function;
} VmMap;

typedef struct {
    PyObject_HEAD
    PyObject *function, *iterator;
} VmFilter;

/* itertools' own that are looked into; composites.c has the others. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t count; /* PY_SSIZE_T_MAX: long_count is it */
    PyObject *long_count, *step;
} VmCount;

typedef struct {
    PyObject_HEAD
    PyObject *element;
    Py_ssize_t left;
} VmRepeat;

typedef struct {
    PyObject_HEAD
    PyObject *source, *active;
} VmChain;

typedef struct {
    PyObject_HEAD
    PyObject *iterator; /* NULL = exhausted */
    Py_ssize_t next, stop, step, count;
} VmISlice;

/* Its finaliser has run, says the head that the collector keeps before each of its objects: as internal/pycore_gc.h of 3.11 to 3.13. */
static inline void
vm_gc_set_finalized(PyObject *object)
{
    if (PyObject_IS_GC(object)) {
        ((uintptr_t *)object)[-1] |= 1;
    }
}

#endif
