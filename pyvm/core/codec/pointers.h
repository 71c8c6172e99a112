/* A map from addresses to small numbers: the memory of a walk over the heap. */
#ifndef PYVM_POINTERS_H
#define PYVM_POINTERS_H
#include <Python.h>
#include <stdint.h>

typedef struct {
    const void *key; /* NULL = free */
    uint32_t value;
} VmPointerEntry;

typedef struct {
    VmPointerEntry *entries;
    size_t capacity, used; /* capacity is a power of two, at most half used */
} VmPointerMap;

static inline size_t
vm_pointers_slot(const VmPointerMap *map, const void *key)
{
    return (size_t)(((uint64_t)(uintptr_t)key >> 4) * 0x9E3779B97F4A7C15ull >> 20) & (map->capacity - 1);
}

static inline int
vm_pointers_init(VmPointerMap *map, size_t capacity)
{
    map->capacity = capacity;
    map->used = 0;
    map->entries = PyMem_RawCalloc(capacity, sizeof(VmPointerEntry));
    return map->entries == NULL ? -1 : 0;
}

static inline void
vm_pointers_free(VmPointerMap *map)
{
    PyMem_RawFree(map->entries);
    map->entries = NULL;
}

/* The entry of key, or NULL. */
static inline VmPointerEntry *
vm_pointers_find(const VmPointerMap *map, const void *key)
{
    for (size_t i = vm_pointers_slot(map, key); map->entries[i].key != NULL; i = (i + 1) & (map->capacity - 1)) {
        if (map->entries[i].key == key) {
            return &map->entries[i];
        }
    }
    return NULL;
}

static inline int
vm_pointers_grow(VmPointerMap *map)
{
    VmPointerMap larger;
    if (vm_pointers_init(&larger, map->capacity * 4) < 0) {
        return -1;
    }
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->entries[i].key != NULL) {
            size_t j = vm_pointers_slot(&larger, map->entries[i].key);
            while (larger.entries[j].key != NULL) {
                j = (j + 1) & (larger.capacity - 1);
            }
            larger.entries[j] = map->entries[i];
        }
    }
    larger.used = map->used;
    vm_pointers_free(map);
    *map = larger;
    return 0;
}

/* Adds a key that is not there. 0, or -1 out of memory (no exception is set). */
static inline int
vm_pointers_add(VmPointerMap *map, const void *key, uint32_t value)
{
    if (map->used * 2 >= map->capacity && vm_pointers_grow(map) < 0) {
        return -1;
    }
    size_t i = vm_pointers_slot(map, key);
    while (map->entries[i].key != NULL) {
        i = (i + 1) & (map->capacity - 1);
    }
    map->entries[i] = (VmPointerEntry){key, value};
    map->used++;
    return 0;
}
#endif
