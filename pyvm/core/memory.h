/* Memory: how many bytes a guest holds, and what stops it when they are too many.
 *
 * Hooks on CPython's allocators charge what a thread allocates to the account that is open in it, and credit what it frees. They
 * are installed when the first account with a limit is opened, so a process without such limits does not pay for them.
 *
 * M1 every block is charged and credited at its real size, whoever asks for it; nothing is stored beside a block.
 * M2 a large block that would pass the limit is refused: its native raises MemoryError. Small ones are granted out of a reserve,
 *    and the next safepoint raises. Past the reserve they are refused too, but never to CPython's own eval loop, which does not
 *    survive it everywhere.
 * M3 what the host does meanwhile for all executions (loading standard modules) is not the guest's: vm_memory_open(NULL).
 */
#ifndef PYVM_MEMORY_H
#define PYVM_MEMORY_H
#include <Python.h>
#include <stdint.h>

typedef struct VmMemory {
    int64_t limit;     /* bytes; 0 = no limit, nothing is counted */
    int64_t used;      /* bytes held; below 0 when the guest freed more of what others allocated */
    int64_t trip;      /* a safepoint raises above this */
    int64_t collected; /* bytes held after garbage was last collected for its sake */
    void *frame;       /* CPython's frame below the guest; when another one is on top, Python code of the host runs */
    uint8_t lenient;   /* counts, and refuses nothing */
    uint8_t refused;   /* a native has been refused a block */
} VmMemory;

/* 0, or -1 with RuntimeError: memory cannot be limited here. */
int vm_memory_set_limit(VmMemory *account, int64_t limit);
/* Opens an account in this thread (NULL: none). What was open before, for vm_memory_close. */
VmMemory *vm_memory_open(VmMemory *account);
void vm_memory_close(VmMemory *outer);
/* At a safepoint: 0, or -1 with a MemoryError set because the guest holds too much. Collects garbage before it says so. */
int vm_memory_check(VmMemory *account);
/* A native failed after a block was refused: some of CPython's lose the exception then, which comes to a SystemError. It becomes a
 * MemoryError again. */
void vm_memory_native_failed(VmMemory *account);
int vm_memory_setup(PyObject *module);
#endif
