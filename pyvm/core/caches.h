/* Inline caches: one record an instruction with an S operand, in a side array of its code (code itself is immutable).
 *
 * A cache is filled by the slow path of its instruction (attributes.c, globals.c) and holds for as long as the version in it
 * matches. The attribute gate is asked when a cache is filled, never when it hits.
 */
#ifndef PYVM_CACHES_H
#define PYVM_CACHES_H
#include <Python.h>
#include <stdint.h>

typedef struct {
    uint32_t version;   /* type version tag, or keys version of the globals; 0 = empty */
    uint32_t version2;  /* keys version of the builtins, or shared-keys size; meaning by kind */
    uint8_t kind;       /* VmCacheKind of the concept that filled it */
    uint8_t misses;     /* refills so far; a cache that keeps missing is left alone */
    uint16_t index;     /* of an entry or an inline value */
    Py_ssize_t offset;  /* of a slot */
    PyObject *object;   /* borrowed from the type: valid while version matches */
} VmCache;
#endif
