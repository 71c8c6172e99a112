/* Journal of iterators. See journal.h. */
#include "journal.h"
#include <string.h>
#include "compat.h"
#include "iterators.h"

/* Size of the struct behind the head, 0 if it cannot be kept. */
static size_t
state_size(PyObject *iterator)
{
    Py_ssize_t size = Py_TYPE(iterator)->tp_basicsize - (Py_ssize_t)sizeof(PyObject);
    return size > 0 && size <= VM_JOURNAL_BYTES && Py_TYPE(iterator)->tp_itemsize == 0 ? (size_t)size : 0;
}

static int
hold(PyObject *object, void *Py_UNUSED(context))
{
    Py_INCREF(object);
    return 0;
}

static int
let_go(PyObject *object, void *Py_UNUSED(context))
{
    Py_DECREF(object);
    return 0;
}

static int
collect(PyObject *object, void *list)
{
    return PyList_Append(list, object);
}

static int
visit(PyObject *iterator, visitproc visitor, void *context)
{
    traverseproc traverse = Py_TYPE(iterator)->tp_traverse;
    return traverse == NULL ? 0 : traverse(iterator, visitor, context); /* a range's iterator refers to nothing */
}

static int keep_inner(PyObject *object, void *context);

int
vm_journal_keep(VmJournal *journal, PyObject *iterator)
{
    for (int i = 0; i < journal->count; i++) {
        if (journal->entries[i].iterator == iterator) {
            return 1;
        }
    }
    size_t size = state_size(iterator);
    if (size == 0 || journal->count == VM_JOURNAL_ENTRIES || !vm_iterator_is_plain_state(iterator)) {
        return 0;
    }
    VmJournalEntry *entry = &journal->entries[journal->count++];
    entry->iterator = Py_NewRef(iterator);
    memcpy(entry->state, iterator + 1, size);
    visit(iterator, hold, NULL); /* J2 */
    return vm_iterator_each_inner(iterator, keep_inner, journal) == 0;
}

static int
keep_inner(PyObject *inner, void *journal)
{
    return !vm_journal_keep(journal, inner); /* stops at one that cannot be kept */
}

/* The references that the kept state holds are the journal's: they go to the iterator when its state is put back, and are
 * released with the state otherwise. */
static void
release_state(VmJournalEntry *entry)
{
    unsigned char present[VM_JOURNAL_BYTES];
    size_t size = state_size(entry->iterator);
    memcpy(present, entry->iterator + 1, size);
    memcpy(entry->iterator + 1, entry->state, size);
    PyObject *referents = PyList_New(0); /* released only when the iterator is itself again: destructors may look at it */
    if (referents != NULL && visit(entry->iterator, collect, referents) == 0) {
        visit(entry->iterator, let_go, NULL); /* the list still holds them */
    } else {
        PyErr_Clear(); /* out of memory: they leak */
    }
    memcpy(entry->iterator + 1, present, size);
    Py_XDECREF(referents);
}

void
vm_journal_undo(VmJournal *journal)
{
    for (int i = 0; i < journal->count; i++) {
        VmJournalEntry *entry = &journal->entries[i];
        unsigned char present[VM_JOURNAL_BYTES];
        size_t size = state_size(entry->iterator);
        memcpy(present, entry->iterator + 1, size);
        memcpy(entry->iterator + 1, entry->state, size); /* with the journal's references */
        memcpy(entry->state, present, size);             /* with the iterator's, for close to release */
    }
    vm_journal_close(journal);
}

void
vm_journal_close(VmJournal *journal)
{
    int count = journal->count;
    journal->count = 0;
    for (int i = 0; i < count; i++) {
        release_state(&journal->entries[i]);
        Py_DECREF(journal->entries[i].iterator);
    }
}
