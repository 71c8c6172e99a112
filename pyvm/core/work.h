/* Work: operations of CPython's ints whose cost grows faster than their operands.
 *
 * `10 ** 10 ** 8` is one native call that takes an hour and passes no safepoint. When a thread bounds its work, such operations
 * are estimated first: they take fuel in proportion, and what would take more than a second or so raises OverflowError.
 * The bound is set by whoever limits a guest; hosts and guests without limits compute as CPython does.
 */
#ifndef PYVM_WORK_H
#define PYVM_WORK_H
#include <Python.h>

/* Bounds the work of this thread, or not. What it was before. */
int vm_work_bound(int bounded);
/* Takes fuel for work of so many nanoseconds. 0, or -1 with OverflowError set if it is too much for one operation of a bounded thread. */
int vm_work_afford(double nanoseconds, const char *operation);
/* Puts the estimates in front of the operations, once a process. 0, or -1 with an exception set. */
int vm_work_install(void);
#endif
