/* Chains of natives that hold each other directly: `map` of `map`, the method of a method. CPython frees each inside the one before,
 * on the C stack, so a blob could ask for more of it than there is. Every such object has a length here: how many hang on it.
 *
 * While an object is open, its length is not known: whoever refers to it then counts ASSUMED, and it may not turn out longer.
 */
#include "codec/decode.h"

#define LIMIT 10000
#define ASSUMED 64u
#define IS_OPEN 0x80000000u
#define IS_USED 0x40000000u /* while open */

/* Containers, functions, generators and exceptions free what they hold in turns. */
static int
is_link(const VmOpen *open)
{
    return open->kind == OPEN_FIELDS && open->tag != TAG_FUNCTION && open->tag != TAG_GENERATOR && open->tag != TAG_CONTINUATION
           && open->tag != TAG_EXCEPTION;
}

/* The length of an object's chain, or NULL. Most streams have none: the map is made for the first. */
static VmPointerEntry *
find(const VmDecoder *decoder, PyObject *object)
{
    return decoder->chains.entries == NULL ? NULL : vm_pointers_find(&decoder->chains, object);
}

static int
set_length(VmDecoder *decoder, PyObject *object, uint32_t length)
{
    VmPointerEntry *entry = find(decoder, object);
    if (entry != NULL) {
        entry->value = length;
    } else if ((decoder->chains.entries == NULL && vm_pointers_init(&decoder->chains, 64) < 0)
               || vm_pointers_add(&decoder->chains, object, length) < 0) {
        PyErr_NoMemory();
        return READ_FAILED;
    }
    return READ;
}

int
vm_chain_open(VmDecoder *decoder, const VmOpen *open)
{
    if (open->object == NULL || !is_link(open) || find(decoder, open->object) != NULL) {
        return READ;
    }
    return set_length(decoder, open->object, IS_OPEN | ASSUMED);
}

void
vm_chain_child(VmDecoder *decoder, VmOpen *open, PyObject *child)
{
    if (child == NULL || PyUnicode_CheckExact(child) || PyLong_CheckExact(child) || child == Py_None || !is_link(open)) {
        return;
    }
    VmPointerEntry *entry = find(decoder, child);
    if (entry != NULL) {
        entry->value |= entry->value & IS_OPEN ? IS_USED : 0;
        open->chain = Py_MAX(open->chain, entry->value & ~(IS_OPEN | IS_USED));
    }
}

int
vm_chain_close(VmDecoder *decoder, VmOpen *open, PyObject *object)
{
    if (!is_link(open)) {
        return READ;
    }
    uint32_t length = open->chain + 1;
    VmPointerEntry *entry = find(decoder, object);
    uint32_t limit = entry != NULL && (entry->value & IS_USED) ? ASSUMED : LIMIT;
    if (length > limit) {
        return vm_decode_limit(decoder, "length of a chain of native objects", length, limit);
    }
    return set_length(decoder, object, length);
}
