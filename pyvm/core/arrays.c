/* Arrays that grow. */
#include "arrays.h"
#include <string.h>

int
vm_array_grow(void *place, size_t *capacity, size_t element_size)
{
    void *array;
    memcpy(&array, place, sizeof(array)); /* place is a pointer to a pointer of any type */
    size_t larger = *capacity * 2 + 32;
    array = larger > PY_SSIZE_T_MAX / element_size ? NULL : PyMem_RawRealloc(array, larger * element_size);
    if (array == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(place, &array, sizeof(array));
    *capacity = larger;
    return 0;
}
