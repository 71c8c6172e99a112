/* Encoding: a walk over a heap that writes the stream of docs/snapshot-format.md.
 *
 * N1 every object whose tag is numbered takes the next number, shared or not: the bytes do not depend on reference counts.
 * N2 an object with one reference, and no weak ones, cannot be met twice: only others are remembered.
 * N3 the walk's stack holds what is open, outermost first. It never recurses on the depth of the data.
 * N4 nothing that the walk does runs guest code; adapters are the only host code.
 */
#ifndef PYVM_ENCODE_H
#define PYVM_ENCODE_H
#include <Python.h>
#include "arrays.h"
#include "codec/compat.h"
#include "codec/pointers.h"
#include "codec/registry.h"
#include "codec/tags_generated.h"
#include "codec/types.h"
#include "continuation.h"
#include "outcome.h"
#include "shape.h"

typedef enum {
    WALK_ITEMS,        /* items[index], NULL included */
    WALK_FIELDS,       /* the same, with names: labels */
    WALK_MASKED,       /* fields whose bit in position is set */
    WALK_LIST,
    WALK_DICT,         /* keys and values in turn */
    WALK_PAIRS,        /* the same from items, of an OrderedDict */
    WALK_DICT_VALUES,  /* keys are in the shape */
    WALK_ATTRIBUTES,   /* inline values in order of insertion */
    WALK_ATTRIBUTE_DICT,
    WALK_SLOTS,        /* of __slots__ */
    WALK_SET,
    WALK_FRAME,        /* object is a VmFrame: function, namespace, owner, live registers */
    WALK_STACK,        /* items are VmFrames, outermost first */
    WALK_FILL          /* object is a class: keys and values of its namespace in turn */
} VmWalkKind;

typedef struct {
    PyObject *object; /* whose children these are; borrowed */
    union {
        PyObject **items;
        VmFrame **frames;
        const VmInlineValues *values;
        const VmLive *live;
    };
    const char *const *labels;
    Py_ssize_t index, count;
    union {
        Py_ssize_t position;
        VmOrderedNode *node; /* of WALK_PAIRS: that of the next key */
    };
    uint32_t late; /* number of the object if it is complete only after its children, else NOT_LATE */
    uint8_t kind;
} VmWalk;

#define NOT_LATE UINT32_MAX

typedef struct {
    uint64_t hash;
    uint32_t number, count;
    const void *class_; /* of an instance, NULL for a dict */
    PyObject **keys;    /* owned array of owned strings */
} VmShapeEntry;

typedef struct VmEncoder {
    char *start, *out, *end; /* the stream so far is [start, out) */
    VmWalk *stack;
    Py_ssize_t depth;
    size_t capacity;
    VmPointerMap seen;  /* object -> number */
    VmPointerMap types; /* type -> VmTypeKind */
    uint32_t numbered;
    VmShapeEntry *shapes;
    size_t shape_capacity, shape_count;
    uint32_t *late; /* numbers of the open late objects */
    Py_ssize_t late_count;
    size_t late_capacity;
    uint32_t *finalised; /* numbers of instances whose __del__ has run */
    size_t finalised_count, finalised_capacity;
    PyObject *kept;    /* list: temporaries that must outlive the walk */
    PyObject *classes; /* list: guest classes in order of their tags */
    Py_ssize_t filled; /* of classes: namespaces written */
    PyObject *codes;   /* list of VmCode */
    VmPointerMap code_numbers;
    PyObject *hosts;   /* list of names */
    VmPointerMap host_numbers;
    PyObject *canonical; /* dict: equal strings that are not interned -> one of them */
    VmRegistry *registry;
    VmContinuation *continuation; /* whose frames are written, or NULL */
    PyObject *builtins;           /* what functions have unless they say otherwise; borrowed or NULL */
    VmFrame **frames;             /* owned: of the continuation */
    PyObject *problem;            /* borrowed: the value that cannot be written */
    const char *reason;
    uint8_t hashed;     /* a HASH was written */
    uint8_t collecting; /* problems are reported and passed over */
} VmEncoder;

/* What writing a value came to. */
enum { WROTE = 0, OPENED = 1, FAILED = -1 }; /* FAILED: an exception, or problem is set */

int vm_encoder_init(VmEncoder *encoder, VmRegistry *registry);
void vm_encoder_free(VmEncoder *encoder);
/* Writes a value's tag and what follows it up to its first child; opens walks over its children. */
int vm_encode_value(VmEncoder *encoder, PyObject *object);
/* Writes everything that is open. */
int vm_encode_run(VmEncoder *encoder);
/* The rest of vm_encode_value: values of every type that has no short way. */
int vm_encode_object(VmEncoder *encoder, PyObject *object);
int vm_encode_class(VmEncoder *encoder, PyObject *class_, int nesting);
int vm_encode_instance(VmEncoder *encoder, PyObject *object);
int vm_encode_string(VmEncoder *encoder, PyObject *string);
int vm_encode_frame(VmEncoder *encoder, VmFrame *frame, int completing);
/* 1 if the instruction at the frame's ip has started and a result completes it, 0 if it runs next. */
int vm_encode_completing(const VmEncoder *encoder, const VmFrame *frame);
/* Opens the namespaces of the classes met so far, one after the other: OPENED, or WROTE when there are none left. */
int vm_encode_next_fill(VmEncoder *encoder);
int vm_encode_identities(VmEncoder *encoder, const VmIdentities *identities);
int vm_encode_finalised(VmEncoder *encoder);
/* The walk's next child (borrowed, may be NULL): 1, or 0 at its end. Stack walks are not asked. */
int vm_walk_next(VmWalk *walk, PyObject **child);
/* Notes that the value cannot be written. FAILED, or WROTE while collecting. */
int vm_encode_problem(VmEncoder *encoder, PyObject *object, const char *reason);
/* Writes a HASH before a key (not a str) that needs it: the hash under which its container holds it. */
int vm_encode_guest_hash(VmEncoder *encoder, PyObject *key, Py_hash_t hash);
void vm_encode_keys_setup(void);
int vm_encode_grow(VmEncoder *encoder, size_t need);
/* The number of the shape; 1 in *is_new if it was not known. UINT32_MAX with MemoryError set. */
uint32_t vm_encode_shape(VmEncoder *encoder, PyObject *const *keys, uint32_t count, const void *class_, int *is_new);
VmWalk *vm_encode_open(VmEncoder *encoder, PyObject *object, VmWalkKind kind);
/* Remembers a new object or writes a REF: 1 REF written, 0 new, -1. Late: the object cannot be referred to before it is closed. */
int vm_encode_number(VmEncoder *encoder, PyObject *object, int late);
int vm_encode_code(VmEncoder *encoder, VmCode *code);
int vm_encode_host(VmEncoder *encoder, PyObject *name);
int vm_encode_list_body(VmEncoder *encoder, PyObject *object);
int vm_encode_tuple_body(VmEncoder *encoder, PyObject *object);
int vm_encode_dict_body(VmEncoder *encoder, PyObject *object);
int vm_encode_set_body(VmEncoder *encoder, PyObject *object);
/* Keeps a temporary until the end of the walk. Takes the reference; -1 with an exception set, also if it is NULL. */
int vm_encode_keep_steal(VmEncoder *encoder, PyObject *temporary);
/* The Python function codec_problems(root, registry, limit=20). */
PyObject *vm_codec_problems(PyObject *module, PyObject *args);
int vm_encode_setup(PyObject *module);
int vm_encode_objects_setup(void);

/* Room for n bytes; leaves the function with FAILED. */
#define RESERVE(encoder, n) \
    do { \
        if (UNLIKELY((size_t)((encoder)->end - (encoder)->out) < (size_t)(n)) && vm_encode_grow((encoder), (n)) < 0) { \
            return FAILED; \
        } \
    } while (0)

/* These need room. */
static inline void
put_byte(VmEncoder *encoder, unsigned byte)
{
    *encoder->out++ = (char)byte;
}

static inline void
put_varint(VmEncoder *encoder, uint64_t value)
{
    while (value >= 0x80) {
        *encoder->out++ = (char)(value | 0x80);
        value >>= 7;
    }
    *encoder->out++ = (char)value;
}

static inline void
put_bytes(VmEncoder *encoder, const void *bytes, size_t n)
{
    memcpy(encoder->out, bytes, n);
    encoder->out += n;
}

#define VARINT_BYTES 10
#endif
