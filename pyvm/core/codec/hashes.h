/* Keys under known hashes: how many share one, sets and dicts filled with them, and given others under another hash seed. */
#ifndef PYVM_CODEC_HASHES_H
#define PYVM_CODEC_HASHES_H
#include <Python.h>

/* Counts the keys of a container that share a hash: each of them is compared with all the others, so that a blob of such keys would
 * take time by the square of its length. Small containers are not looked at. */
typedef struct {
    uint16_t *counts; /* owned or NULL */
    size_t mask;
} VmMeter;

#define VM_METER_LIMIT 256

/* 0, or -1 with MemoryError set. */
int vm_meter_init(VmMeter *meter, Py_ssize_t keys);
void vm_meter_free(VmMeter *meter);

static inline int
vm_meter_collides(VmMeter *meter, Py_hash_t hash)
{
    return meter->counts != NULL && ++meter->counts[((uint64_t)hash * 0x9E3779B97F4A7C15ull) >> 32 & meter->mask] > VM_METER_LIMIT;
}

/* Adds a dict's keys to a set or frozenset by the dict's hashes. 0, or -1 with an exception set. */
int vm_set_update_known(PyObject *set, PyObject *dict);
/* Adds the intrinsics table_keys and give_hashes to the module's. */
int vm_hashes_setup(PyObject *module);
#endif
