/* Identity: what id() and hash() answered outlives a restore.
 *
 * I1 an id is the object's address with the number of restores before it was first asked for in the upper bits, so two objects that
 *    live at one time never share one. Of an object whose id was asked for it is noted by address, and goes into the blob.
 * I2 what is noted of an address whose object died is harmless: the next object there may have its id, as in CPython.
 * I3 a hash that comes from an address is another one after a restore: that the program has seen one is noted, and keys that guest
 *    code hashes are hashed again then.
 */
#ifndef PYVM_IDENTITY_H
#define PYVM_IDENTITY_H
#include <Python.h>
#include <stdint.h>
#include "codec/pointers.h"

typedef struct {
    const void *address;
    int64_t id;
} VmIdentity;

typedef struct {
    VmPointerMap places; /* address -> index in noted; entries NULL = nothing is noted */
    VmIdentity *noted;   /* owned, in the order of asking */
    uint32_t count;
    size_t capacity;
    uint32_t restores;
    uint8_t saw_address_hash; /* I3 */
} VmIdentities;

/* id(object); -1 with an exception set. */
int64_t vm_identity_of(VmIdentities *identities, PyObject *object);
/* Notes the id of the object at an address. 0, or -1 with an exception set. */
int vm_identity_note(VmIdentities *identities, const void *address, int64_t id);
void vm_identity_clear(VmIdentities *identities);
static inline int
vm_identity_is_noted(const VmIdentities *identities, const void *address)
{
    return identities->places.entries != NULL && vm_pointers_find(&identities->places, address) != NULL;
}

/* What guests get for id and hash. */
PyObject *vm_builtin_id(PyObject *module, PyObject *object);
PyObject *vm_builtin_hash(PyObject *module, PyObject *object);
#endif
