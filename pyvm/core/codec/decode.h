/* Decoding: the stream of docs/snapshot-format.md back to a heap. The input is hostile until proved otherwise.
 *
 * D1 nothing here runs guest code, and of host code only adapters: class namespaces are filled after every container is.
 * D2 an object is made as a shell when its tag is read and filled by its children; what has to be complete when it is made
 *    ("late") has no number before it is closed, so nothing can refer to it while it does not exist.
 * D3 promised children never exceed the bytes that are left, so memory is at most a multiple of the stream's length.
 * D4 nothing recurses on the depth of the data; classes nest at most MAX_CLASS_NESTING.
 * D5 containers whose keys are not plain are filled after everything else exists: a key may contain its own container.
 */
#ifndef PYVM_DECODE_H
#define PYVM_DECODE_H
#include <Python.h>
#include "arrays.h"
#include "classes.h"
#include "codec/compat.h"
#include "codec/hashes.h"
#include "codec/pointers.h"
#include "codec/tags_generated.h"
#include "codec/types.h"
#include "codec/registry.h"
#include "continuation.h"
#include "functions.h"
#include "generators.h"
#include "outcome.h"
#include "shape.h"

typedef enum {
    OPEN_ITEMS,      /* children go to items, which is the object's own storage */
    OPEN_APPEND,     /* of an instance derived from list or deque */
    OPEN_PAIRS,      /* keys and values of a dict */
    OPEN_VALUES,     /* values of a dict whose keys are items */
    OPEN_SET,
    OPEN_ATTRIBUTES, /* of an instance, names are items */
    OPEN_SLOTS,
    OPEN_FIELDS,     /* children go to items, which the frame owns; close_fields() uses them */
    OPEN_FRAME,      /* items are the frame's registers */
    OPEN_STACK,
    OPEN_FILL        /* object is the list of a class's keys and values */
} VmOpenKind;

#define NO_NUMBER UINT32_MAX

typedef struct {
    PyObject *object; /* owned or NULL: what is being filled */
    PyObject **items;
    Py_ssize_t index, count;
    PyObject *key;     /* owned or NULL: waits for its value */
    PyObject *hash;    /* owned or NULL: stored hash of the next key */
    PyObject *entries; /* owned or NULL: list of (key, hash or None, value) in turn, when filling is deferred */
    VmFrame *frame;    /* of OPEN_FRAME: owned until it is attached */
    const uint16_t *registers; /* of OPEN_FRAME: owned; and the plan of its children */
    VmMeter meter;     /* of plain keys */
    uint64_t word;     /* meaning by tag */
    uint32_t number;   /* of a late object */
    uint32_t chain;    /* length of the longest chain among the fields */
    uint8_t kind, tag;
    uint8_t inner;     /* another frame of the same object is below: closing gives no value */
} VmOpen;

typedef struct {
    PyObject **names;   /* owned */
    Py_ssize_t *places; /* owned or NULL: of slots, offsets in the instance; 0: the class does not have it */
    uint32_t count, slots;
    PyTypeObject *class_; /* owned or NULL: a dict's */
    uint8_t native;
} VmDecodedShape;

/* A container to fill at the end. */
typedef struct {
    PyObject *object, *entries; /* owned */
    uint8_t is_set, is_filled;
} VmDeferred;

typedef struct {
    const uint8_t *start, *at, *end;
    VmOpen *stack;
    Py_ssize_t depth, capacity;
    PyObject **numbered; /* owned; NULL: late and not complete */
    uint32_t count, number_capacity;
    VmDecodedShape *shapes;
    uint32_t shape_count;
    size_t shape_capacity;
    VmDeferred *deferred;
    size_t deferred_count, deferred_capacity;
    Py_ssize_t promised, charged; /* D3 */
    PyObject *codes, *hosts;      /* lists, borrowed */
    VmRegistry *registry;         /* borrowed: adapters */
    PyObject *host;               /* borrowed: the continuation's host object */
    PyObject *builtins;           /* borrowed or NULL: of the continuation */
    /* Dicts and lists, owned, or NULL until something is in them: most streams need few of them. */
    PyObject *empty_dict;         /* of functions and the continuation, until theirs is there */
    PyObject *classes, *namespaces; /* guest classes in order of their tags; what fills them */
    PyObject *metaclasses;        /* metaclass -> the one that makes classes without running hooks */
    PyObject *functions;          /* to be checked at the end */
    PyObject *iterated;           /* instances of guest classes that stand where an iterator has to */
    PyObject *rehash;             /* containers with stored hashes */
    PyObject *cursors_of_sets;    /* iterator, list of what it has left, ... */
    VmPointerMap chains;          /* native object -> length of its chain, decode_chains.c */
    PyObject *question;           /* owned or NULL: to the generator that comes next on the stack */
    VmFrame **frames;             /* to be checked at the end */
    uint8_t *frame_completing;
    size_t frame_count, frame_capacity;
    VmContinuation *continuation; /* borrowed or NULL */
    uint64_t cursors;
} VmDecoder;

/* What reading a value came to. */
enum { READ = 0, READ_OPENED = 1, READ_FAILED = -1 };

int vm_decode_value(VmDecoder *decoder, PyObject **value);
int vm_decode_object(VmDecoder *decoder, unsigned tag, PyObject **value);
int vm_decode_instance(VmDecoder *decoder, unsigned tag, PyObject **value);
/* A class that is written in place: REF, HOST or CLASS. Owned. */
PyTypeObject *vm_decode_class(VmDecoder *decoder, int nesting);
/* A str or another plain value that is written in place. Owned. */
PyObject *vm_decode_plain(VmDecoder *decoder);
PyObject *vm_decode_string(VmDecoder *decoder);
PyObject *vm_decode_name(VmDecoder *decoder); /* interned */
/* All children of an OPEN_FIELDS are there: *value is owned. */
int vm_decode_close_fields(VmDecoder *decoder, VmOpen *open, PyObject **value);
/* Chains of natives, as fields are opened, delivered and closed: object is what the fields made. */
int vm_chain_open(VmDecoder *decoder, const VmOpen *open);
void vm_chain_child(VmDecoder *decoder, VmOpen *open, PyObject *child);
int vm_chain_close(VmDecoder *decoder, VmOpen *open, PyObject *object);
/* Frames. */
int vm_decode_open_frame(VmDecoder *decoder, PyObject *owner);
int vm_decode_frame_child_steal(VmDecoder *decoder, VmOpen *open, PyObject *child);
int vm_decode_close_frame(VmDecoder *decoder, VmOpen *open);
/* A generator that runs is next on the continuation's stack. */
/* What the generator that comes next on the stack is asked (stepping.h). */
int vm_decode_keep_question(VmDecoder *decoder, PyObject *value);
int vm_decode_push_generator(VmDecoder *decoder, PyObject *value);
int vm_decode_check_frames(VmDecoder *decoder);
/* Classes: applies their namespaces. */
int vm_decode_fill_classes(VmDecoder *decoder);
int vm_decode_classes_setup(void);
/* An empty class that needs no look at special methods: whether it is one, and the class. plain_classes.c. */
int vm_plain_class_is(PyTypeObject *metaclass, PyObject *name, PyObject *bases, PyObject *slots);
PyTypeObject *vm_plain_class_new(PyObject *name, PyObject *qualname, PyObject *bases);
int vm_plain_classes_setup(void);
/* Filling what was deferred. */
int vm_decode_defer(VmDecoder *decoder, PyObject *object, PyObject *entries, int is_set);
int vm_decode_fill_deferred(VmDecoder *decoder);
/* Now that classes are filled: what has to be an iterator is one. */
int vm_decode_check_iterators(VmDecoder *decoder);
/* Now that sets are filled: their iterators have their places. */
int vm_decode_set_cursors(VmDecoder *decoder);

VmOpen *vm_decode_open(VmDecoder *decoder, VmOpenKind kind, unsigned tag, PyObject *object_steal, Py_ssize_t count);
/* The same with an owned array of count fields. */
VmOpen *vm_decode_open_fields(VmDecoder *decoder, unsigned tag, PyObject *object_steal, Py_ssize_t count);
/* An empty dict, for fields that get their value later. Borrowed; NULL with an exception. */
PyObject *vm_decode_empty_dict_borrow(VmDecoder *decoder);
/* The next number: of object, or of a late one if it is NULL (*number then is its). */
int vm_decode_number(VmDecoder *decoder, PyObject *object, uint32_t *number);
/* Counts memory that the stream asks for beyond its own length. */
int vm_decode_charge(VmDecoder *decoder, Py_ssize_t bytes);
/* Set DecodeError: the stream is damaged; the state does not fit the code; something is too large. They return READ_FAILED. */
int vm_decode_corrupt(VmDecoder *decoder, const char *reason);
int vm_decode_state(VmDecoder *decoder, const char *reason);
int vm_decode_limit(VmDecoder *decoder, const char *what, Py_ssize_t size, Py_ssize_t limit);
/* A type by this name, of a later Python version or another pyvm, that is not known here. */
int vm_decode_missing(VmDecoder *decoder, PyObject *name);
int vm_decode_varint(VmDecoder *decoder, uint64_t *value);
/* A count of things of at least `unit` bytes each. */
int vm_decode_count(VmDecoder *decoder, Py_ssize_t unit, Py_ssize_t *count);
int vm_decode_promise(VmDecoder *decoder, Py_ssize_t children);
int vm_decode_setup(PyObject *module);
int vm_decode_objects_setup(void);
int vm_decode_closing_setup(void);
/* The next shape: of instances. Takes the class; reads the names. */
int vm_decode_new_instance_shape(VmDecoder *decoder, Py_ssize_t names, PyTypeObject *class_steal, uint8_t native);

/* Appends to one of the decoder's lists. */
static inline int
vm_decode_note(PyObject **list, PyObject *item)
{
    if (*list == NULL && (*list = PyList_New(0)) == NULL) {
        return READ_FAILED;
    }
    return PyList_Append(*list, item);
}

static inline Py_ssize_t
vm_decode_noted(const PyObject *list)
{
    return list == NULL ? 0 : PyList_GET_SIZE(list);
}

/* At least n bytes are left, or the function fails. */
#define NEED(decoder, n) \
    do { \
        if (UNLIKELY((uint64_t)((decoder)->end - (decoder)->at) < (uint64_t)(n))) { \
            return vm_decode_corrupt((decoder), "it ends in the middle of a value"); \
        } \
    } while (0)

static inline int64_t
take_i64(VmDecoder *decoder) /* 8 bytes must be left */
{
    int64_t value;
    memcpy(&value, decoder->at, 8);
    decoder->at += 8;
    return value;
}
#endif
