/* Arrays that grow, in raw memory: an owner keeps the array, how many elements it has and how many it has room for. */
#ifndef PYVM_ARRAYS_H
#define PYVM_ARRAYS_H
#include <Python.h>
#include "outcome.h"

/* Moves the array at *place (NULL at first) to more room. 0; or -1 with MemoryError set, and nothing has changed. */
int vm_array_grow(void *place, size_t *capacity, size_t element_size);

/* Room for one more element than count: 0 or -1, as above. */
#define VM_ARRAY_ROOM(array, count, capacity) \
    (LIKELY((size_t)(count) < (capacity)) ? 0 : vm_array_grow(&(array), &(capacity), sizeof((array)[0])))
#endif
