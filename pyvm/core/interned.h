/* Interned names: the attribute names that a file compares and looks up, made once at start-up from a table of rows. */
#ifndef PYVM_INTERNED_H
#define PYVM_INTERNED_H
#include <Python.h>

typedef struct {
    PyObject **place; /* owned, kept for ever */
    const char *text;
} VmInternedName;

/* Fills the places of n rows. 0, or -1 with an exception set. */
static inline int
vm_intern_names(const VmInternedName *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        *rows[i].place = PyUnicode_InternFromString(rows[i].text);
        if (*rows[i].place == NULL) {
            return -1;
        }
    }
    return 0;
}

/* The same for an array. */
#define VM_INTERN_NAMES(rows) vm_intern_names((rows), sizeof(rows) / sizeof((rows)[0]))
#endif
