/* Journal: the state of iterators, kept while a native is speculated about, so that a bail-out leaves nothing half consumed.
 *
 * J1 only iterators whose whole state lies in their own struct are kept: CPython's leaf iterators and the composite ones of
 *    composites.c, with every iterator inside them. Of all others the speculation must not take a step.
 * J2 while a journal is open it owns what the kept iterators refer to: nothing they let go of is freed before it is closed.
 */
#ifndef PYVM_JOURNAL_H
#define PYVM_JOURNAL_H
#include <Python.h>

#define VM_JOURNAL_ENTRIES 6
#define VM_JOURNAL_BYTES 96 /* of one iterator's struct behind its head */

typedef struct {
    PyObject *iterator; /* owned */
    unsigned char state[VM_JOURNAL_BYTES];
} VmJournalEntry;

typedef struct {
    int count;
    VmJournalEntry entries[VM_JOURNAL_ENTRIES];
} VmJournal;

static inline void
vm_journal_open(VmJournal *journal)
{
    journal->count = 0;
}

/* Keeps an iterator and the iterators in it. 1, or 0 if it cannot be kept: then nothing may be speculated that steps it. */
int vm_journal_keep(VmJournal *journal, PyObject *iterator);
/* Puts all kept iterators back. May run destructors. */
void vm_journal_undo(VmJournal *journal);
/* Forgets what is kept. May run destructors. */
void vm_journal_close(VmJournal *journal);
#endif
