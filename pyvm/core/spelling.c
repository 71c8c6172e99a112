/* Near misses, see spelling.h. The measure is the edit distance where changing only the case costs half. */
#include "spelling.h"

#define LONGEST 40
#define MOST_NAMES 750
#define EDIT_COST 2
#define CASE_COST 1

static int
is_ascii_upper(char letter)
{
    return 'A' <= letter && letter <= 'Z';
}

static Py_ssize_t
replacement_cost(char one, char other)
{
    if (one == other) {
        return 0;
    }
    char lower = is_ascii_upper(one) ? (char)(one + ('a' - 'A')) : one;
    char other_lower = is_ascii_upper(other) ? (char)(other + ('a' - 'A')) : other;
    return lower == other_lower ? CASE_COST : EDIT_COST;
}

/* Edit distance, or anything above `limit` once it is above. */
static Py_ssize_t
distance(const char *one, Py_ssize_t size, const char *other, Py_ssize_t other_size, Py_ssize_t limit)
{
    Py_ssize_t row[LONGEST], result = 0;
    while (size > 0 && other_size > 0 && *one == *other) {
        one++, other++, size--, other_size--;
    }
    while (size > 0 && other_size > 0 && one[size - 1] == other[other_size - 1]) {
        size--, other_size--;
    }
    if (size == 0 || other_size == 0) {
        return (size + other_size) * EDIT_COST;
    }
    if (size > LONGEST || other_size > LONGEST) {
        return limit + 1;
    }
    for (Py_ssize_t i = 0; i < size; i++) {
        row[i] = (i + 1) * EDIT_COST;
    }
    for (Py_ssize_t j = 0; j < other_size; j++) {
        Py_ssize_t diagonal = j * EDIT_COST, least = PY_SSIZE_T_MAX;
        result = diagonal + EDIT_COST;
        for (Py_ssize_t i = 0; i < size; i++) {
            Py_ssize_t replaced = diagonal + replacement_cost(other[j], one[i]);
            diagonal = row[i];
            Py_ssize_t inserted = Py_MIN(result, diagonal) + EDIT_COST;
            result = row[i] = Py_MIN(inserted, replaced);
            least = Py_MIN(least, result);
        }
        if (least > limit) {
            return limit + 1;
        }
    }
    return result;
}

PyObject *
vm_spelling_suggest_borrow(PyObject *wrong, PyObject *const *names, Py_ssize_t count)
{
    PyObject *best = NULL;
    Py_ssize_t best_distance = PY_SSIZE_T_MAX, wrong_size, size;
    const char *wrong_text = count < MOST_NAMES ? PyUnicode_AsUTF8AndSize(wrong, &wrong_size) : NULL;
    for (Py_ssize_t i = 0; wrong_text != NULL && i < count; i++) {
        const char *text = PyUnicode_AsUTF8AndSize(names[i], &size);
        if (text == NULL) {
            break;
        }
        Py_ssize_t limit = Py_MIN((wrong_size + size + 3) * EDIT_COST / 6, best_distance - 1);
        Py_ssize_t found = distance(wrong_text, wrong_size, text, size, limit);
        if (found <= limit) {
            best = names[i];
            best_distance = found;
        }
    }
    PyErr_Clear(); /* a lone surrogate has no UTF-8 */
    return best;
}
