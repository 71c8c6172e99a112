/* Linked code: a verified CodeUnit made ready to run.
 *
 * C1 words has exactly the layout of unit.words: offsets, jump targets and handler ranges mean the same in both. Linking
 *    rewrites opcodes to their specialised forms (link.c), numbers the cache slots and makes jump targets relative.
 * C2 portable is the unit's own words; liveness, the codec and error messages read operands there, never in words.
 * C3 everything but caches, shadow and shape is immutable after linking. Code is shared by executions.
 */
#ifndef PYVM_CODE_H
#define PYVM_CODE_H
#include <Python.h>
#include <stdint.h>
#include "caches.h"

typedef struct {
    uint32_t start, end; /* word offsets, start <= offset < end */
    uint32_t target;     /* word offset of the handler */
    uint16_t reg;        /* register that receives the exception */
} VmHandler;

enum {
    VM_CODE_VARARGS = 1,
    VM_CODE_VARKW = 2,
    VM_CODE_GENERATOR = 4,
    VM_CODE_BODY = 8,    /* module or class body, eval: has a namespace */
    VM_CODE_LOCALS = 16, /* uses locals(): every named local stays live */
    VM_CODE_SIMPLE = 32, /* positional parameters only, not a generator: the fast call */
    VM_CODE_LIBRARY = 64 /* of the guest library: hidden from tracebacks, may use the library's private natives */
};

typedef struct VmShape VmShape; /* liveness and definite assignment, shape.h */

typedef struct {
    PyObject_HEAD
    uint16_t *words; /* owned */
    PyObject **constants; /* owned array of owned references */
    PyObject **names;     /* owned array of owned, interned strings */
    VmCache *caches;      /* owned */
    VmHandler *handlers;  /* owned, sorted by start, disjoint */
    uint16_t *cells;      /* owned: registers of the cell variables, then those of the free variables */
    const uint16_t *portable; /* borrowed from unit.words */
    uint32_t word_count, constant_count, name_count, cache_count, handler_count;
    uint16_t cell_count, free_count; /* of cells: cell_count cell variables, then free_count free ones */
    uint16_t register_count;         /* all: locals, cells, temporaries */
    uint16_t local_count;            /* named locals come first, the parameters before the others */
    uint16_t fixed_count;            /* locals + cells + free: registers >= fixed_count are temporaries */
    uint16_t positional_count, positional_only_count, keyword_only_count;
    uint16_t parameter_count; /* positional + keyword-only + *args + **kwargs */
    uint16_t size_class;      /* of its frames */
    uint16_t flags;
    PyObject *name, *qualname, *filename, *doc; /* owned str; doc may be None */
    PyObject *varnames;                         /* owned tuple of local_count str */
    PyObject *unit;                             /* owned CodeUnit */
    PyObject *code_id;                          /* owned bytes, 32 */
    uint32_t *lines;    /* owned or NULL: (offset, line) pairs, made when first asked for */
    uint32_t line_count;
    PyObject *shadow; /* owned or NULL: frame object that stands for this code in tracebacks, see tracebacks.h */
    VmShape *shape;   /* owned or NULL */
    PyObject **nested; /* owned or NULL: by index of a constant the VmCode of that unit, owned or NULL */
} VmCode;

extern PyTypeObject VmCode_Type;
#define VmCode_Check(o) Py_IS_TYPE((o), &VmCode_Type)

/* Links a verified CodeUnit; flags may add VM_CODE_LIBRARY. NULL with an exception set on failure. Nested units are linked
 * when MAKE_FUNC first needs their constant; a unit has at most one VmCode (the unit's `linked` list holds it). */
VmCode *vm_code_link(PyObject *unit, int flags);
/* The linked code of the nested unit that is a constant. Borrowed; NULL with an exception set on failure. */
VmCode *vm_code_nested_borrow(VmCode *code, uint16_t constant);
/* Rewrites words in place: specialised opcodes, cache slots, relative jumps. 0, or -1 with an exception set. */
int vm_code_specialise(VmCode *code);
/* 1-based source line of the instruction at a word offset, 0 if it has none. Never raises. */
int vm_code_line(VmCode *code, uint32_t offset);
/* Handler that covers an offset, or NULL. */
const VmHandler *vm_code_handler(const VmCode *code, uint32_t offset);
/* Words of the instruction at an offset, head included; operand forms come from isa_generated.h. */
uint32_t vm_code_instruction_length(const uint16_t *words);
int vm_code_setup(PyObject *module);
#endif
