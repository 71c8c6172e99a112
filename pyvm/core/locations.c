/* CPython's location table for a stand-in code object, so that Python's own tools show a guest's lines and carets.
 *
 * An entry covers up to eight code units: a byte 0x80 | kind << 3 | units - 1, then, for kind 14, the difference of the line to
 * the entry before (signed), end line - line, column + 1 and end column + 1, as numbers of six bits a byte, least first, with
 * 0x40 on all bytes but the last. Kind 13 has only the line, kind 15 nothing.
 * Source: Objects/locations.md of CPython 3.11. Units of the table are the words of our code.
 */
#include "locations.h"

#define NO_COLUMNS 13
#define LONG_FORM 14
#define NOTHING 15
#define UNITS_AN_ENTRY 8
#define LARGEST_NUMBER (1 << 28) /* positions are input: what is larger is left out */
#define BYTES_AN_ENTRY (1 + 4 * 6)

typedef struct {
    unsigned char *bytes; /* owned */
    Py_ssize_t size, room;
} Table;

typedef struct {
    long offset, line, end_line, column, end_column;
} Span;

static int
make_room(Table *table)
{
    if (table->room - table->size < BYTES_AN_ENTRY) {
        Py_ssize_t room = table->room * 2 + BYTES_AN_ENTRY;
        unsigned char *bytes = PyMem_Realloc(table->bytes, room);
        if (bytes == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        table->bytes = bytes;
        table->room = room;
    }
    return 0;
}

static void
put_number(Table *table, unsigned long number)
{
    while (number >= 64) {
        table->bytes[table->size++] = (unsigned char)(0x40 | (number & 63));
        number >>= 6;
    }
    table->bytes[table->size++] = (unsigned char)number;
}

static void
put_difference(Table *table, long difference)
{
    put_number(table, difference < 0 ? ((unsigned long)-difference << 1) | 1 : (unsigned long)difference << 1);
}

static int
is_number(long value, long least)
{
    return value >= least && value < LARGEST_NUMBER;
}

/* The entries for so many units at a span. *line is the line of the entry before. */
static int
put_span(Table *table, const Span *span, long units, long *line)
{
    int kind = NOTHING;
    if (is_number(span->line, 1)) {
        kind = is_number(span->column, 0) && is_number(span->end_column, 0) && is_number(span->end_line, span->line) ? LONG_FORM
                                                                                                                      : NO_COLUMNS;
    }
    for (; units > 0; units -= UNITS_AN_ENTRY) {
        long count = units < UNITS_AN_ENTRY ? units : UNITS_AN_ENTRY;
        if (make_room(table) < 0) {
            return -1;
        }
        table->bytes[table->size++] = (unsigned char)(0x80 | kind << 3 | (count - 1));
        if (kind == NOTHING) {
            continue;
        }
        put_difference(table, span->line - *line);
        *line = span->line;
        if (kind == LONG_FORM) {
            put_number(table, (unsigned long)(span->end_line - span->line));
            put_number(table, (unsigned long)span->column + 1);
            put_number(table, (unsigned long)span->end_column + 1);
        }
    }
    return 0;
}

static int
read_number(PyObject *position, const char *name, long *value)
{
    PyObject *number = PyObject_GetAttrString(position, name);
    *value = number == NULL ? -1 : PyLong_AsLong(number);
    Py_XDECREF(number);
    return PyErr_Occurred() ? -1 : 0;
}

static int
read_span(PyObject *position, Span *span)
{
    return read_number(position, "offset", &span->offset) < 0 || read_number(position, "line", &span->line) < 0 ||
                   read_number(position, "end_line", &span->end_line) < 0 || read_number(position, "column", &span->column) < 0 ||
                   read_number(position, "end_column", &span->end_column) < 0
               ? -1
               : 0;
}

static int
put_positions(Table *table, PyObject *positions, long unit_count, long first_line)
{
    Span span = {0, 0, 0, -1, -1}, next;
    long line = first_line;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(positions); i++) {
        if (read_span(PyTuple_GET_ITEM(positions, i), &next) < 0) {
            return -1;
        }
        if (next.offset < span.offset || next.offset > unit_count) {
            continue;
        }
        if (put_span(table, &span, next.offset - span.offset, &line) < 0) {
            return -1;
        }
        span = next;
    }
    return put_span(table, &span, unit_count - span.offset, &line);
}

PyObject *
vm_location_table(PyObject *positions, Py_ssize_t unit_count, long first_line)
{
    Table table = {NULL, 0, 0};
    PyObject *result = NULL;
    if (!PyTuple_Check(positions)) {
        PyErr_SetString(PyExc_TypeError, "positions are a tuple");
        return NULL;
    }
    if (put_positions(&table, positions, (long)unit_count, first_line) == 0) {
        result = PyBytes_FromStringAndSize((char *)table.bytes, table.size);
    }
    PyMem_Free(table.bytes);
    return result;
}
