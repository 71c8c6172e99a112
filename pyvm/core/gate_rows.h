/* The gate's rows: for each host class that guests may look into, the names that it shows and what else it allows. gate.c judges
 * by them; nobody else reads them. */
#ifndef PYVM_GATE_ROWS_H
#define PYVM_GATE_ROWS_H
#include <Python.h>

enum {
    VM_ROW_CONSTRUCT = 1, /* guests may call the class */
    VM_ROW_BASE = 2,      /* and derive from it */
    VM_ROW_REDUCE = 4,    /* its instances reduce to plain data that guests may have */
    VM_ROW_FIXED = 8,     /* part of the sandbox: no host can change it */
};

typedef struct {
    PyObject *by_class; /* class -> (frozenset of names or None for an open row, flags) */
    PyObject *never, *hopeless, *reducers, *of_classes, *of_closed, *identity; /* frozensets of str, see gate_rows.c */
    uint32_t epoch; /* counts changes of rows */
} VmGateRows;

extern VmGateRows vm_gate_rows;

/* The row of exactly this class, or NULL. Borrowed. */
PyObject *vm_gate_row_borrow(PyTypeObject *type);
long vm_gate_row_flags(PyObject *row);
/* names NULL: an open row. 0 or -1. */
int vm_gate_row_set(PyTypeObject *type, PyObject *names, int flags);
int vm_gate_rows_setup(void);
#endif
