/* Protocols: what the instructions do with operands that the loop's inline paths leave alone.
 *
 * P1 nothing here runs guest code where it can be helped: if a special method that the operation may call is guest code, the
 *    answer is VM_GUEST, and the filled call's return value completes the instruction (see outcome.h). Host code may run.
 * P2 where guest code may hide inside native data (an `__eq__` under a list comparison) the native speculates (natives.h), and
 *    what bailed out is done again by the library.
 * P3 on VM_DONE *result is owned; on VM_RAISED and VM_GUEST it is untouched. Arguments are borrowed throughout.
 *
 * protocols.c: special methods; operators.c: operators, comparisons, truth; items.c: items, slices, membership, length;
 * displays.c: unpacking and what displays are built from; text.c: conversion, formatting, concatenation.
 */
#ifndef PYVM_PROTOCOLS_H
#define PYVM_PROTOCOLS_H
#include <Python.h>
#include <stdint.h>
#include <string.h>
#include "classes.h"
#include "compat.h"
#include "library.h"
#include "outcome.h"

/* --- Special methods (protocols.c) --------------------------------------------------------------------------------- */

/* Binary operators come first, in the order of isa.BINARY: plain, reflected, in place. Comparisons in that of isa.COMPARE. */
#define VM_PROTOCOL_TABLE(ROW) \
    ROW(ADD, "__add__") ROW(SUB, "__sub__") ROW(MUL, "__mul__") ROW(MATMUL, "__matmul__") ROW(DIV, "__truediv__") \
    ROW(FLOORDIV, "__floordiv__") ROW(MOD, "__mod__") ROW(POW, "__pow__") ROW(LSHIFT, "__lshift__") \
    ROW(RSHIFT, "__rshift__") ROW(AND, "__and__") ROW(OR, "__or__") ROW(XOR, "__xor__") \
    ROW(RADD, "__radd__") ROW(RSUB, "__rsub__") ROW(RMUL, "__rmul__") ROW(RMATMUL, "__rmatmul__") \
    ROW(RDIV, "__rtruediv__") ROW(RFLOORDIV, "__rfloordiv__") ROW(RMOD, "__rmod__") ROW(RPOW, "__rpow__") \
    ROW(RLSHIFT, "__rlshift__") ROW(RRSHIFT, "__rrshift__") ROW(RAND, "__rand__") ROW(ROR, "__ror__") \
    ROW(RXOR, "__rxor__") \
    ROW(IADD, "__iadd__") ROW(ISUB, "__isub__") ROW(IMUL, "__imul__") ROW(IMATMUL, "__imatmul__") \
    ROW(IDIV, "__itruediv__") ROW(IFLOORDIV, "__ifloordiv__") ROW(IMOD, "__imod__") ROW(IPOW, "__ipow__") \
    ROW(ILSHIFT, "__ilshift__") ROW(IRSHIFT, "__irshift__") ROW(IAND, "__iand__") ROW(IOR, "__ior__") \
    ROW(IXOR, "__ixor__") \
    ROW(LT, "__lt__") ROW(LE, "__le__") ROW(EQ, "__eq__") ROW(NE, "__ne__") ROW(GT, "__gt__") ROW(GE, "__ge__") \
    ROW(NEG, "__neg__") ROW(POS, "__pos__") ROW(INVERT, "__invert__") ROW(BOOL, "__bool__") ROW(LEN, "__len__") \
    ROW(INDEX, "__index__") ROW(HASH, "__hash__") ROW(GETITEM, "__getitem__") ROW(SETITEM, "__setitem__") \
    ROW(DELITEM, "__delitem__") ROW(CONTAINS, "__contains__") ROW(MISSING, "__missing__") ROW(ITER, "__iter__") \
    ROW(NEXT, "__next__") ROW(KEYS, "keys") ROW(STR, "__str__") ROW(REPR, "__repr__") ROW(FORMAT, "__format__") \
    ROW(CLASS_GETITEM, "__class_getitem__")

typedef enum {
#define ROW(name, python) VM_PROTOCOL_##name,
    VM_PROTOCOL_TABLE(ROW)
#undef ROW
    VM_PROTOCOL_COUNT
} VmProtocol;

/* Interned names by VmProtocol. Borrowed for ever. */
extern PyObject *vm_protocol_names[VM_PROTOCOL_COUNT];
int vm_protocols_setup(PyObject *module);
int vm_operators_setup(PyObject *module);
int vm_text_setup(PyObject *module);

/* 1 for what a class may have under a special name without being guest code: native descriptors, host functions, None. */
int vm_is_native_method(PyObject *method);
/* The guest code that the object's class defines for a special method, or NULL. Borrowed. Never raises. */
PyObject *vm_protocol_guest_borrow(PyObject *o, VmProtocol protocol);
/* Asks only for objects of guest classes; everything else costs one test. */
static inline int
vm_has_guest_protocol(PyObject *o, VmProtocol protocol)
{
    return vm_class_is_guest_instance(o) && vm_protocol_guest_borrow(o, protocol) != NULL;
}
/* 1 if iterating over the object runs guest code: a generator, an object with a guest __iter__ or __next__ (or __getitem__
 * alone), or one of CPython's own iterators over such a thing (map, zip, enumerate, ...). */
int vm_iterates_guest(PyObject *o);

/* --- Operators (operators.c) --------------------------------------------------------------------------------------- */

/* op: index into isa.BINARY. in_place: augmented assignment. */
VmOutcome vm_binary_operation(int op, int in_place, PyObject *left, PyObject *right, PyObject **result, VmGuestCall *call);

enum { VM_UNARY_NEG, VM_UNARY_POS, VM_UNARY_INVERT };
VmOutcome vm_unary_operation(int op, PyObject *operand, PyObject **result, VmGuestCall *call);

/* op: index into isa.COMPARE, which is also CPython's Py_LT... numbering. The result is any object. */
VmOutcome vm_compare(int op, PyObject *left, PyObject *right, PyObject **result, VmGuestCall *call);

/* Truth of None, a bool, or an exact int, str, list, tuple or dict: 1, 0, or -1 for all others. */
static inline int
vm_plain_truth(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    if (o == Py_None || type == &PyBool_Type) {
        return o == Py_True;
    }
    if (type == &PyLong_Type) {
        return !vm_int_is_compact(o) || vm_int_compact_value(o) != 0;
    }
    if (type == &PyList_Type || type == &PyTuple_Type) {
        return Py_SIZE(o) != 0;
    }
    return type == &PyUnicode_Type ? PyUnicode_GET_LENGTH(o) != 0 : type == &PyDict_Type ? PyDict_GET_SIZE(o) != 0 : -1;
}

/* *truth is 0 or 1. VM_GUEST: the call returns a bool. */
VmOutcome vm_truth(PyObject *o, int *truth, VmGuestCall *call);

/* --- Items (items.c) ----------------------------------------------------------------------------------------------- */

VmOutcome vm_get_item(PyObject *container, PyObject *key, PyObject **result, VmGuestCall *call);
/* VM_GUEST: the call's return value means nothing. */
VmOutcome vm_set_item(PyObject *container, PyObject *key, PyObject *value, VmGuestCall *call);
/* Raises KeyError(key), which a tuple for a key would become the arguments of. VM_RAISED. */
VmOutcome vm_key_error(PyObject *key);
VmOutcome vm_delete_item(PyObject *container, PyObject *key, VmGuestCall *call);
VmOutcome vm_get_slice(PyObject *container, PyObject *start, PyObject *stop, PyObject **result, VmGuestCall *call);
VmOutcome vm_set_slice(PyObject *container, PyObject *start, PyObject *stop, PyObject *value, VmGuestCall *call);
/* *found is 0 or 1. VM_GUEST: the call returns a bool. */
VmOutcome vm_contains(PyObject *container, PyObject *item, int *found, VmGuestCall *call);
/* VM_GUEST: the call returns an int that is valid as a length. */
VmOutcome vm_length(PyObject *o, PyObject **result, VmGuestCall *call);

/* Guards CPython's recursive tuple hash: 0, or -1 with RecursionError set for a tuple that is nested too deeply to be hashed. */
int vm_check_tuple_depth_slow(PyObject *tuple);
static inline int
vm_check_tuple_depth(PyObject *key)
{
    return LIKELY(!PyTuple_Check(key)) ? 0 : vm_check_tuple_depth_slow(key);
}

/* Equality of two exact strs. */
static inline int
vm_str_equal(PyObject *left, PyObject *right)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(left);
    if (left == right) {
        return 1;
    }
    return length == PyUnicode_GET_LENGTH(right) && PyUnicode_KIND(left) == PyUnicode_KIND(right)
        && memcmp(PyUnicode_DATA(left), PyUnicode_DATA(right), (size_t)length * PyUnicode_KIND(left)) == 0;
}

/* text[index], of an index that is there: an owned str; NULL without an exception if the character is not one of Latin-1, which are
 * singletons. */
static inline PyObject *
vm_latin_character(PyObject *text, Py_ssize_t index)
{
    Py_UCS4 character = PyUnicode_READ_CHAR(text, index);
    return character < 256 ? PyUnicode_FromOrdinal((int)character) : NULL;
}

/* `int | str` has this type. Borrowed. */
extern PyTypeObject *vm_union_type;
/* Parameters of a new generic alias: 0, or -1 with RecursionError set if they are nested too deeply. */
int vm_check_alias_depth(PyObject *parameters);

/* --- Displays (displays.c) ----------------------------------------------------------------------------------------- */

/* values[0 .. count) receive the owned items in order. VM_GUEST: the call returns a list of exactly count items. */
VmOutcome vm_unpack(PyObject *iterable, Py_ssize_t count, PyObject **values, VmGuestCall *call);
/* values[0 .. before] and then `after` more: the one at `before` is a list of what is between. VM_GUEST: the call returns a
 * list of them all. */
VmOutcome vm_unpack_star(PyObject *iterable, Py_ssize_t before, Py_ssize_t after, PyObject **values, VmGuestCall *call);

/* VM_GUEST: the call's return value means nothing. */
VmOutcome vm_list_extend(PyObject *list, PyObject *iterable, VmGuestCall *call);
VmOutcome vm_set_update(PyObject *set, PyObject *iterable, VmGuestCall *call);
VmOutcome vm_dict_update(PyObject *dict, PyObject *mapping, VmGuestCall *call);
/* f(**mapping): TypeError naming the callable when a key is repeated or the mapping is none. */
VmOutcome vm_dict_merge(PyObject *dict, PyObject *mapping, PyObject *callable, VmGuestCall *call);
/* For displays and comprehensions: 0 or -1. */
int vm_list_append(PyObject *list, PyObject *value);
/* VM_GUEST: a key's __hash__ or __eq__ is guest code; the call's return value means nothing. */
VmOutcome vm_set_add(PyObject *set, PyObject *item, VmGuestCall *call);
VmOutcome vm_dict_add(PyObject *dict, PyObject *key, PyObject *value, VmGuestCall *call);
/* {keys[0]: keys[1], ...} and {items}. VM_GUEST: the call returns the dict or set. */
VmOutcome vm_build_map(PyObject *const *items, Py_ssize_t count, PyObject **result, VmGuestCall *call);
VmOutcome vm_build_set(PyObject *const *items, Py_ssize_t count, PyObject **result, VmGuestCall *call);

static inline int
vm_match_sequence(PyObject *o)
{
    return (Py_TYPE(o)->tp_flags & Py_TPFLAGS_SEQUENCE) != 0;
}

static inline int
vm_match_mapping(PyObject *o)
{
    return (Py_TYPE(o)->tp_flags & Py_TPFLAGS_MAPPING) != 0;
}

/* --- Text (text.c) ------------------------------------------------------------------------------------------------- */

enum { VM_CONVERT_STR = 1, VM_CONVERT_REPR = 2, VM_CONVERT_ASCII = 3 };
VmOutcome vm_convert(int which, PyObject *o, PyObject **result, VmGuestCall *call);
/* spec: str, or NULL for none. */
VmOutcome vm_format(PyObject *o, PyObject *spec, PyObject **result, VmGuestCall *call);
/* Concatenation of n exact strs. NULL with an exception set. */
PyObject *vm_build_string(PyObject *const *parts, Py_ssize_t n);
/* *slot += right for two exact strs, in place where the slot has the only reference: 1 done, 0 not applicable (nothing
 * happened), -1 raised (the slot is NULL). Keeps repeated `s += x` linear, as in CPython. */
int vm_string_append(PyObject **slot, PyObject *right);
#endif
