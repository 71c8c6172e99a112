/* Tables: dicts and sets read and written by position and known hash, so that no `__eq__` and no `__hash__` runs.
 *
 * A walk goes along the probe chain of a table, from candidate to candidate: keys that are the wanted one, or have its hash. The core
 * (lookups.c) and the library (pyvm/library/tables.py) compare them on frames.
 *
 * T1 a walk that finds the table elsewhere begins again, so what a blob brings of a walk is harmless. After a restore every table
 *    lies elsewhere, but what was compared before stays compared (settled).
 * T2 the known hash of a key that hashes by its address is that of where it was when a lookup began; a restore moves it, so it is
 *    looked at again wherever a hash is used.
 */
#ifndef PYVM_TABLES_H
#define PYVM_TABLES_H
#include <Python.h>
#include <stdint.h>

typedef struct {
    uint64_t perturb, slot;
    int64_t probes, offset; /* sets: linear probes left at this slot and done; -1 = not begun */
    int64_t hash, position; /* of the key; where the last candidate was */
    uint64_t life, place;   /* which life of the continuation, and where the table lay: CPython looks again when that changes */
    int64_t again;          /* it began again after a restore */
} VmProbe;

/* In step with pyvm/library/tables.py. */
typedef enum { VM_UNMOVED, VM_MOVED /* the lookup has to begin again */, VM_RESTORED } VmMoved;

void vm_probe_begin(VmProbe *walk, PyObject *table, Py_hash_t hash);
/* The next candidate, borrowed, or NULL. settled: a list of those that turned out to be others, or NULL. */
PyObject *vm_probe_next(VmProbe *walk, PyObject *table, PyObject *key, PyObject *settled);
/* What became of the table since the walk gave the candidate. */
VmMoved vm_probe_moved(const VmProbe *walk, PyObject *table, PyObject *candidate);
/* A walk as an object (bytes). NULL with MemoryError set. */
PyObject *vm_probe_pack(const VmProbe *walk);
int vm_probe_is_packed(PyObject *object);
void vm_probe_unpack(VmProbe *walk, PyObject *packed);

/* Commits: key is in the table itself, or is known not to be there. */
PyObject *vm_table_get_known(PyObject *dict, PyObject *key, Py_hash_t hash); /* owned; NULL without an exception: not there */
int vm_table_set_known(PyObject *dict, PyObject *key, PyObject *value, Py_hash_t hash);
int vm_table_delete_known(PyObject *dict, PyObject *key, Py_hash_t hash);
int vm_table_add_known(PyObject *set, PyObject *key, Py_hash_t hash); /* of a key that is not there */
void vm_table_discard_known(PyObject *set, PyObject *key, Py_hash_t hash);

int vm_tables_setup(PyObject *module);
#endif
