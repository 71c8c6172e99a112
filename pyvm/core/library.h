/* The guest library's entry points: guest functions that finish what an instruction cannot finish in C.
 *
 * They are ordinary guest functions from pyvm/library, registered by name once per process (VM_LIBRARY_... order is the
 * table in library.c). A slow path that has to run guest code fills a VmGuestCall with one of them.
 */
#ifndef PYVM_LIBRARY_H
#define PYVM_LIBRARY_H
#include <Python.h>
#include "outcome.h"

/* name in C, name in Python */
#define VM_LIBRARY_TABLE(ROW) \
    ROW(UNARY, "unary_operation")            /* (name, operand): "__neg__" "__pos__" "__invert__" */ \
    ROW(BINARY, "binary_operation")          /* (number, left, right): index into isa.BINARY */ \
    ROW(INPLACE, "inplace_operation")        /* (number, left, right) */ \
    ROW(COMPARE, "compare")                  /* (number, left, right): index into isa.COMPARE, any result */ \
    ROW(ANSWER, "judge_answer")              /* (question number, first, second, answer): see answers.h */ \
    ROW(TRUTH, "truth")                      /* (object) -> bool */ \
    ROW(LENGTH, "length")                    /* (object) -> int */ \
    ROW(GETATTR, "get_attribute")            /* (object, name): __getattribute__, then __getattr__; descriptors */ \
    ROW(SETATTR, "set_attribute")            /* (object, name, value) */ \
    ROW(DELATTR, "delete_attribute")         /* (object, name) */ \
    ROW(GETITEM, "get_item")                 /* (object, key) */ \
    ROW(SETITEM, "set_item")                 /* (object, key, value) */ \
    ROW(DELITEM, "delete_item")              /* (object, key) */ \
    ROW(MISSING, "missing_item")             /* (dict, key): dict[key] of a key that is not there */ \
    ROW(LOOKUP, "look_up")                   /* (question): see lookups.h; the candidate is still to be compared */ \
    ROW(LOOKUP_TUPLE, "look_up_tuple")       /* (VmLookup, table, key, value): some of the key's members have guest hashes */ \
    ROW(LOOKUP_ANSWERED, "look_up_further")  /* (question, answer of the candidate) */ \
    ROW(CONTAINS, "contains")                /* (container, item) -> bool */ \
    ROW(ITER, "get_iterator")                /* (object) -> iterator */ \
    ROW(NEXT, "next_value")                  /* (iterator): its next value, or StopIteration */ \
    ROW(FINISH_STRICT_ZIP, "finish_strict_zip") /* (iterators, position): the one there is exhausted; StopIteration, or ValueError */ \
    ROW(CALL_PACKED, "call_packed")          /* (function, arguments): function(*arguments) */ \
    ROW(SAME_KEY, "same_key")                /* (target, current) -> bool: whether they are equal */ \
    ROW(UNPACK, "unpack")                    /* (iterable, count) -> list of exactly count; ValueError texts as CPython */ \
    ROW(UNPACK_EX, "unpack_star")            /* (iterable, before, after) -> list before + [rest] + after */ \
    ROW(EXTEND, "extend_list")               /* (list, iterable) */ \
    ROW(SET_UPDATE, "update_set")            /* (set, iterable) */ \
    ROW(DICT_UPDATE, "update_dict")          /* (dict, mapping or pairs) */ \
    ROW(DICT_MERGE, "merge_keywords")        /* (dict, mapping, callable) */ \
    ROW(CONVERT, "convert")                  /* (which, object): 1 str, 2 repr, 3 ascii */ \
    ROW(FORMAT, "format_value")              /* (object, spec) */ \
    ROW(CALL, "call_object")                 /* (callable, args, kwargs): objects with a guest __call__ */ \
    ROW(CALL_ATTRIBUTE, "call_attribute")    /* (object, name, args, kwargs or None): object.name(*args, **kwargs) */ \
    ROW(CONSTRUCT, "construct")              /* (class, args, kwargs): guest __new__, __init__, metaclass __call__ */ \
    ROW(CALL_EX, "call_unpacked")            /* (callable, iterable, mapping or None) */ \
    ROW(BUILD_CLASS, "build_class")          /* (function, name, bases, keywords) */ \
    ROW(IMPORT, "import_module")             /* (globals, name, level, names) */ \
    ROW(IMPORT_FROM, "import_from")          /* (module, name) */ \
    ROW(IMPORT_STAR, "import_star")          /* (module, namespace) */ \
    ROW(EXCEPT_MATCH, "exception_matches")   /* (exception, classes) -> bool */ \
    ROW(MATCH_GROUP, "match_group")          /* (exception, classes) -> (exception to handle, match, rest): except* */ \
    ROW(RERAISE_GROUP, "reraise_group")      /* (exception, list) -> what is left to raise after except* clauses, or None */ \
    ROW(MAKE_EXCEPTION, "make_exception")    /* (class or instance) -> instance, for raise of a guest class */ \
    ROW(EXIT, "call_exit")                   /* (exit method, exception) -> its answer */ \
    ROW(MATCH_KEYS, "match_keys")            /* (subject, keys) */ \
    ROW(MATCH_CLASS, "match_class")          /* (subject, class, positional count, names) */ \
    ROW(SLICE, "get_slice")                  /* (object, start, stop) */ \
    ROW(SET_SLICE, "set_slice")              /* (object, start, stop, value) */ \
    ROW(GENERATOR_CLOSE, "generator_close")  /* (generator) */ \
    ROW(YIELD_FROM_ITER, "delegate_iterator") /* (object) -> iterator for yield from */ \
    ROW(BUILD_SET, "build_set")              /* (tuple of items) -> set */ \
    ROW(BUILD_MAP, "build_map")              /* (tuple of key, value, key, value...) -> dict */ \
    ROW(NEXT_DEFAULT, "next_default")        /* (iterator, default) */ \
    ROW(LOAD_NAME, "load_name")              /* (namespace, globals, builtins, name) */ \
    ROW(DELETE_NAME, "delete_name")          /* (namespace, name) */ \
    ROW(LOAD_NAME_OR_CELL, "load_name_or_cell") /* (mapping, cell, name) */

typedef enum {
#define ROW(name, python) VM_LIBRARY_##name,
    VM_LIBRARY_TABLE(ROW)
#undef ROW
    VM_LIBRARY_COUNT
} VmLibrary;

/* The registered function. Borrowed; NULL with SystemError set while the library is not loaded. */
PyObject *vm_library_function_borrow(VmLibrary entry);
/* Fills call with the library function and n borrowed arguments (new references are taken). VM_GUEST, or VM_RAISED. */
VmOutcome vm_library_call(VmGuestCall *call, VmLibrary entry, int n, PyObject *const *arguments);

int vm_library_setup(PyObject *module);
#endif
