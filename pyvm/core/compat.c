/* The import-time check of the layouts that compat.h mirrors: each mirror is compared with what the interpreter itself says. */
#include "compat.h"

uint32_t vm_keys_next_version = UINT32_MAX;
PyTypeObject *vm_method_wrapper_type;

/* Sets ImportError unless the fact holds. */
static int
check(int fact, const char *layout)
{
    if (!fact && !PyErr_Occurred()) {
        PyErr_Format(PyExc_ImportError,
                     "pyvm was built for another CPython than %s: the layout of %s differs. Build it again for this interpreter",
                     Py_GetVersion(), layout);
    }
    return fact && !PyErr_Occurred() ? 0 : -1;
}

/* iter(expression), stepped once, as a new reference. */
static PyObject *
stepped(PyObject *scope, const char *expression)
{
    PyObject *iterator = PyRun_String(expression, Py_eval_input, scope, scope);
    PyObject *first = iterator == NULL ? NULL : PyIter_Next(iterator);
    Py_XDECREF(first);
    if (first == NULL) {
        Py_CLEAR(iterator);
    }
    return iterator;
}

static int
sizes_match(PyObject *iterator, size_t size)
{
    return Py_TYPE(iterator)->tp_basicsize == (Py_ssize_t)size;
}

static int
is_number(PyObject *o, long value)
{
    return o != NULL && PyLong_CheckExact(o) && PyLong_AsLong(o) == value;
}

static int
sequence_fits(PyObject *o)
{
    VmSequenceIter *iterator = (VmSequenceIter *)o;
    return sizes_match(o, sizeof(VmSequenceIter)) && iterator->index == 1 && PySequence_Check(iterator->sequence)
        && PySequence_Size(iterator->sequence) == 3;
}

static int
reversed_fits(PyObject *o)
{
    VmReversed *iterator = (VmReversed *)o;
    return sizes_match(o, sizeof(VmReversed)) && iterator->index == 1 && PySequence_Size(iterator->sequence) == 3;
}

static int
range_fits(PyObject *o)
{
    long start, step, length;
    if (!sizes_match(o, sizeof(VmRangeIter))) {
        return 0;
    }
    vm_range_iter_get((VmRangeIter *)o, &start, &step, &length);
    return start == 5 && step == 2 && length == 3;
}

static int
long_range_fits(PyObject *o)
{
    VmLongRangeIter *iterator = (VmLongRangeIter *)o;
    return sizes_match(o, sizeof(VmLongRangeIter)) && is_number(iterator->step, 2);
}

static int
dict_fits(PyObject *o)
{
    VmDictIter *iterator = (VmDictIter *)o;
    return sizes_match(o, sizeof(VmDictIter)) && PyDict_CheckExact(iterator->dict) && iterator->used == 2
        && iterator->position == 1 && iterator->length == 1;
}

static int
set_fits(PyObject *o)
{
    VmSetIter *iterator = (VmSetIter *)o;
    return sizes_match(o, sizeof(VmSetIter)) && PySet_CheckExact(iterator->set) && iterator->used == 3
        && iterator->length == 2 && iterator->position >= 1;
}

static int
call_fits(PyObject *o)
{
    VmCallIter *iterator = (VmCallIter *)o;
    return sizes_match(o, sizeof(VmCallIter)) && iterator->callable == (PyObject *)&PyLong_Type && is_number(iterator->sentinel, 1);
}

static int
enumerate_fits(PyObject *o)
{
    VmEnumerate *iterator = (VmEnumerate *)o;
    return sizes_match(o, sizeof(VmEnumerate)) && iterator->index == 8 && PyListIter_Type.tp_name == Py_TYPE(iterator->iterator)->tp_name
        && iterator->long_index == NULL && is_number(iterator->one, 1);
}

static int
zip_fits(PyObject *o)
{
    VmZip *iterator = (VmZip *)o;
    return sizes_match(o, sizeof(VmZip)) && iterator->count == 2 && PyTuple_GET_SIZE(iterator->iterators) == 2
        && PyTuple_CheckExact(iterator->result) && iterator->strict == 1;
}

static int
map_fits(PyObject *o)
{
    VmMap *iterator = (VmMap *)o;
    return sizes_match(o, sizeof(VmMap)) && iterator->function == (PyObject *)&PyLong_Type
        && PyTuple_GET_SIZE(iterator->iterators) == 1;
}

static int
filter_fits(PyObject *o)
{
    VmFilter *iterator = (VmFilter *)o;
    return sizes_match(o, sizeof(VmFilter)) && iterator->function == Py_None && Py_IS_TYPE(iterator->iterator, &PyListIter_Type);
}

/* A table of two str keys, and one whose keys are not all str. */
static int
keys_fit(PyObject *o)
{
    VmDictKeys *keys = vm_dict_keys(o);
    if (!vm_keys_is_unicode(keys) || keys->count != 2 || vm_dict_is_split(o)) {
        return 0;
    }
    VmUnicodeEntry *entries = vm_keys_unicode_entries(keys);
    return PyUnicode_CompareWithASCIIString(entries[1].key, "b") == 0 && is_number(entries[1].value, 8)
        && vm_keys_version_assign(keys) != 0 && vm_keys_version_assign(keys) == keys->version;
}

static int
hashed_keys_fit(PyObject *o)
{
    VmDictKeys *keys = vm_dict_keys(o);
    return !vm_keys_is_unicode(keys) && keys->count == 2 && is_number(vm_keys_hash_entries(keys)[1].key, 5)
        && vm_keys_hash_entries(keys)[1].hash == 5 && is_number(vm_keys_hash_entries(keys)[1].value, 8);
}

/* An instance with the attributes p, then q, and no __dict__ so far. */
static int
instance_fits(PyObject *o)
{
    VmDictKeys *keys = vm_type_shared_keys(Py_TYPE(o));
    VmInlineValues *values = keys == NULL ? NULL : vm_inline_values(o);
    if (values == NULL || vm_managed_dict_borrow(o) != NULL || vm_inline_count(values) != 2 || keys->count != 2) {
        return 0;
    }
    int second = vm_inline_order(values, 1);
    return PyUnicode_CompareWithASCIIString(vm_keys_unicode_entries(keys)[second].key, "q") == 0
        && is_number(*vm_inline_slot(o, second), 8);
}

iternextfunc vm_no_step;

/* An instance of a class without any methods. */
static int
stepless_fits(PyObject *o)
{
    vm_no_step = Py_TYPE(o)->tp_iternext;
    return !PyIter_Check(o);
}

typedef struct {
    const char *expression;
    int (*fits)(PyObject *);
    int step; /* take the first item before looking */
} Row;

static const Row rows[] = {
    {"iter([7, 8, 9])", sequence_fits, 1},
    {"iter((7, 8, 9))", sequence_fits, 1},
    {"iter('abc')", sequence_fits, 1},
    {"iter('ab\\u1234')", sequence_fits, 1},
    {"iter(b'abc')", sequence_fits, 1},
    {"iter(bytearray(b'abc'))", sequence_fits, 1},
    {"reversed([7, 8, 9])", reversed_fits, 1},
    {"reversed((7, 8, 9))", reversed_fits, 1},
    {"iter(range(3, 11, 2))", range_fits, 1},
    {"iter(range(3, 2 ** 70, 2))", long_range_fits, 1},
    {"iter({1: 7, 2: 8})", dict_fits, 1},
    {"iter({1: 7, 2: 8}.values())", dict_fits, 1},
    {"iter({1: 7, 2: 8}.items())", dict_fits, 1},
    {"iter({7, 8, 9})", set_fits, 1},
    {"iter(int, 1)", call_fits, 1},
    {"enumerate([7, 8], 7)", enumerate_fits, 1},
    {"zip([7, 8], [7, 8], strict=True)", zip_fits, 1},
    {"map(int, [7, 8])", map_fits, 1},
    {"filter(None, [7, 8])", filter_fits, 1},
    {"{'a': 7, 'b': 8}", keys_fit, 0},
    {"{4: 7, 5: 8}", hashed_keys_fit, 0},
    {"type('Probe', (), {})()", stepless_fits, 0},
    {"type('Probe', (), {'__init__': lambda self: (setattr(self, 'p', 7), setattr(self, 'q', 8)) and None})()", instance_fits, 0},
};

/* The type of a slot wrapper bound to an object. */
static int
find_method_wrapper_type(void)
{
    PyObject *bound = PyObject_GetAttrString(Py_None, "__repr__");
    vm_method_wrapper_type = bound == NULL ? NULL : Py_TYPE(bound); /* a static type: never freed */
    Py_XDECREF(bound);
    return vm_method_wrapper_type == NULL ? -1 : 0;
}

int
vm_compat_check(void)
{
    if (find_method_wrapper_type() < 0) {
        return -1;
    }
    PyObject *scope = PyDict_New();
    int status = scope == NULL || PyDict_SetItemString(scope, "__builtins__", PyEval_GetBuiltins()) < 0 ? -1 : 0;
    for (size_t i = 0; status == 0 && i < sizeof rows / sizeof *rows; i++) {
        PyObject *probe = rows[i].step ? stepped(scope, rows[i].expression)
                                       : PyRun_String(rows[i].expression, Py_eval_input, scope, scope);
        status = probe == NULL ? -1 : check(rows[i].fits(probe), rows[i].expression);
        Py_XDECREF(probe);
    }
    Py_XDECREF(scope);
    return status;
}
