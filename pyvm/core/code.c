/* Linked code objects: made from verified units, shared by all executions. The rewriting of words is in link.c. */
#include "code.h"
#include "frames.h"
#include "isa_generated.h"
#include "shape.h"

/* Reads an attribute of a unit as a C integer in [0, limit]. */
static int
unit_integer(PyObject *unit, const char *name, long limit, long *value)
{
    PyObject *attribute = PyObject_GetAttrString(unit, name);
    if (attribute == NULL) {
        return -1;
    }
    long number = PyLong_AsLong(attribute);
    Py_DECREF(attribute);
    if (number == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (number < 0 || number > limit) {
        PyErr_Format(PyExc_SystemError, "code unit: %s out of range", name);
        return -1;
    }
    *value = number;
    return 0;
}

static int
unit_flag(PyObject *unit, const char *name, int flag, uint16_t *flags)
{
    PyObject *attribute = PyObject_GetAttrString(unit, name);
    if (attribute == NULL) {
        return -1;
    }
    int truth = PyObject_IsTrue(attribute);
    Py_DECREF(attribute);
    if (truth > 0) {
        *flags |= flag;
    }
    return truth < 0 ? -1 : 0;
}

/* A tuple attribute as an owned array of owned objects; strings are interned. */
static PyObject **
unit_objects(PyObject *unit, const char *name, uint32_t *count)
{
    PyObject *tuple = PyObject_GetAttrString(unit, name);
    if (tuple == NULL) {
        return NULL;
    }
    PyObject **array = NULL;
    if (!PyTuple_Check(tuple)) {
        PyErr_Format(PyExc_SystemError, "code unit: %s is not a tuple", name);
        goto done;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(tuple);
    array = PyMem_Calloc(n + 1, sizeof(PyObject *));
    if (array == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = PyTuple_GET_ITEM(tuple, i);
        Py_INCREF(item);
        if (PyUnicode_CheckExact(item)) {
            PyUnicode_InternInPlace(&item);
        }
        array[i] = item;
    }
    *count = (uint32_t)n;
done:
    Py_DECREF(tuple);
    return array;
}

static int
read_words(VmCode *code)
{
    PyObject *words = PyObject_GetAttrString(code->unit, "words");
    if (words == NULL) {
        return -1;
    }
    int status = -1;
    if (!PyBytes_Check(words) || PyBytes_GET_SIZE(words) % 2 != 0) {
        PyErr_SetString(PyExc_SystemError, "code unit: words is not a bytes object of whole words");
        goto done;
    }
    code->word_count = (uint32_t)(PyBytes_GET_SIZE(words) / 2);
    code->words = PyMem_Malloc(PyBytes_GET_SIZE(words) + 2 * sizeof(uint16_t));
    if (code->words == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    memcpy(code->words, PyBytes_AS_STRING(words), PyBytes_GET_SIZE(words));
    code->portable = (const uint16_t *)PyBytes_AS_STRING(words); /* kept alive by the unit */
    status = 0;
done:
    Py_DECREF(words);
    return status;
}

static int
read_handlers(VmCode *code)
{
    PyObject *handlers = PyObject_GetAttrString(code->unit, "handlers");
    if (handlers == NULL) {
        return -1;
    }
    int status = -1;
    Py_ssize_t n = PyTuple_Check(handlers) ? PyTuple_GET_SIZE(handlers) : 0;
    code->handlers = PyMem_Calloc(n + 1, sizeof(VmHandler));
    if (code->handlers == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *row = PyTuple_GET_ITEM(handlers, i);
        long start, end, target, reg;
        if (unit_integer(row, "start", code->word_count, &start) < 0 || unit_integer(row, "end", code->word_count, &end) < 0
            || unit_integer(row, "target", code->word_count, &target) < 0
            || unit_integer(row, "register", code->register_count, &reg) < 0) {
            goto done;
        }
        code->handlers[i] = (VmHandler){(uint32_t)start, (uint32_t)end, (uint32_t)target, (uint16_t)reg};
    }
    code->handler_count = (uint32_t)n;
    status = 0;
done:
    Py_DECREF(handlers);
    return status;
}

static int
read_cells(VmCode *code)
{
    PyObject *cells = PyObject_GetAttrString(code->unit, "cells");
    PyObject *free_cells = PyObject_GetAttrString(code->unit, "free");
    int status = -1;
    if (cells == NULL || free_cells == NULL) {
        goto done;
    }
    code->cell_count = (uint16_t)PyTuple_GET_SIZE(cells);
    code->free_count = (uint16_t)PyTuple_GET_SIZE(free_cells);
    code->cells = PyMem_Calloc(code->cell_count + code->free_count + 1, sizeof(uint16_t));
    if (code->cells == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (int i = 0; i < code->cell_count + code->free_count; i++) {
        PyObject *item = i < code->cell_count ? PyTuple_GET_ITEM(cells, i) : PyTuple_GET_ITEM(free_cells, i - code->cell_count);
        code->cells[i] = (uint16_t)PyLong_AsLong(item);
    }
    status = PyErr_Occurred() ? -1 : 0;
done:
    Py_XDECREF(cells);
    Py_XDECREF(free_cells);
    return status;
}

static int
read_counts(VmCode *code)
{
    PyObject *unit = code->unit;
    long registers, fixed, positional, positional_only, keyword_only;
    if (unit_integer(unit, "register_count", VM_MAX_REGISTERS, &registers) < 0
        || unit_integer(unit, "fixed_count", registers, &fixed) < 0
        || unit_integer(unit, "positional_count", fixed, &positional) < 0
        || unit_integer(unit, "positional_only_count", positional, &positional_only) < 0
        || unit_integer(unit, "keyword_only_count", fixed, &keyword_only) < 0) {
        return -1;
    }
    code->register_count = (uint16_t)registers;
    code->fixed_count = (uint16_t)fixed;
    code->size_class = (uint16_t)(registers / VM_FRAME_SIZE_STEP);
    code->positional_count = (uint16_t)positional;
    code->positional_only_count = (uint16_t)positional_only;
    code->keyword_only_count = (uint16_t)keyword_only;
    if (unit_flag(unit, "varargs", VM_CODE_VARARGS, &code->flags) < 0 || unit_flag(unit, "varkw", VM_CODE_VARKW, &code->flags) < 0
        || unit_flag(unit, "uses_locals", VM_CODE_LOCALS, &code->flags) < 0) {
        return -1;
    }
    PyObject *kind = PyObject_GetAttrString(unit, "kind");
    PyObject *value = kind == NULL ? NULL : PyObject_GetAttrString(kind, "value");
    Py_XDECREF(kind);
    if (value == NULL) {
        return -1;
    }
    if (PyUnicode_CompareWithASCIIString(value, "generator") == 0) {
        code->flags |= VM_CODE_GENERATOR;
    } else if (PyUnicode_CompareWithASCIIString(value, "body") == 0) {
        code->flags |= VM_CODE_BODY;
    }
    Py_DECREF(value);
    int star = (code->flags & VM_CODE_VARARGS) != 0, star_star = (code->flags & VM_CODE_VARKW) != 0;
    code->parameter_count = (uint16_t)(positional + keyword_only + star + star_star);
    if (keyword_only == 0 && !(code->flags & (VM_CODE_VARARGS | VM_CODE_VARKW | VM_CODE_GENERATOR | VM_CODE_BODY))) {
        code->flags |= VM_CODE_SIMPLE;
    }
    return 0;
}

static int
read_texts(VmCode *code)
{
    PyObject *unit = code->unit;
    code->name = PyObject_GetAttrString(unit, "name");
    code->qualname = PyObject_GetAttrString(unit, "qualname");
    code->filename = PyObject_GetAttrString(unit, "filename");
    code->doc = PyObject_GetAttrString(unit, "doc");
    code->varnames = PyObject_GetAttrString(unit, "varnames");
    code->code_id = PyObject_GetAttrString(unit, "code_id");
    if (code->name == NULL || code->qualname == NULL || code->filename == NULL || code->doc == NULL || code->varnames == NULL
        || code->code_id == NULL) {
        return -1;
    }
    if (!PyTuple_Check(code->varnames) || PyTuple_GET_SIZE(code->varnames) > code->fixed_count) {
        PyErr_SetString(PyExc_SystemError, "code unit: varnames does not fit");
        return -1;
    }
    code->local_count = (uint16_t)PyTuple_GET_SIZE(code->varnames);
    if (PyUnicode_Check(code->filename) && PyUnicode_GET_LENGTH(code->filename) > 10) {
        PyObject *prefix = PyUnicode_Substring(code->filename, 0, 10);
        if (prefix == NULL) {
            return -1;
        }
        if (PyUnicode_CompareWithASCIIString(prefix, "<library>/") == 0) {
            code->flags |= VM_CODE_LIBRARY;
        }
        Py_DECREF(prefix);
    }
    return 0;
}

/* The VmCode that a unit is already linked to, borrowed, or NULL without an exception. */
static VmCode *
linked_already(PyObject *linked)
{
    if (PyList_Check(linked) && PyList_GET_SIZE(linked) > 0 && VmCode_Check(PyList_GET_ITEM(linked, 0))) {
        return (VmCode *)PyList_GET_ITEM(linked, 0);
    }
    return NULL;
}

VmCode *
vm_code_link(PyObject *unit, int flags)
{
    PyObject *linked = PyObject_GetAttrString(unit, "linked");
    if (linked == NULL) {
        return NULL;
    }
    VmCode *code = linked_already(linked);
    if (code != NULL) {
        Py_INCREF(code);
        Py_DECREF(linked);
        return code;
    }
    code = PyObject_GC_New(VmCode, &VmCode_Type);
    if (code == NULL) {
        Py_DECREF(linked);
        return NULL;
    }
    memset((char *)code + sizeof(PyObject), 0, sizeof(VmCode) - sizeof(PyObject));
    code->unit = Py_NewRef(unit);
    code->flags = (uint16_t)flags;
    if (read_words(code) < 0 || read_counts(code) < 0 || read_handlers(code) < 0 || read_cells(code) < 0 || read_texts(code) < 0) {
        goto fail;
    }
    code->constants = unit_objects(unit, "constants", &code->constant_count);
    code->names = code->constants == NULL ? NULL : unit_objects(unit, "names", &code->name_count);
    if (code->names == NULL || vm_code_specialise(code) < 0 || PyList_Append(linked, (PyObject *)code) < 0) {
        goto fail;
    }
    PyObject_GC_Track(code);
    Py_DECREF(linked);
    return code;
fail:
    Py_DECREF(linked);
    PyObject_GC_Track(code);
    Py_DECREF(code);
    return NULL;
}

VmCode *
vm_code_nested_borrow(VmCode *code, uint16_t constant)
{
    if (UNLIKELY(code->nested == NULL)) {
        code->nested = PyMem_Calloc(code->constant_count, sizeof(PyObject *));
        if (code->nested == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
    }
    if (UNLIKELY(code->nested[constant] == NULL)) {
        code->nested[constant] = (PyObject *)vm_code_link(code->constants[constant], code->flags & VM_CODE_LIBRARY);
    }
    return (VmCode *)code->nested[constant];
}

const VmHandler *
vm_code_handler(const VmCode *code, uint32_t offset)
{
    uint32_t low = 0, high = code->handler_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        const VmHandler *handler = &code->handlers[middle];
        if (offset < handler->start) {
            high = middle;
        } else if (offset >= handler->end) {
            low = middle + 1;
        } else {
            return handler;
        }
    }
    return NULL;
}

/* Fills code->lines from the unit's positions. Positions are cosmetic: what does not fit is left out. */
static void
read_lines(VmCode *code)
{
    PyObject *positions = PyObject_GetAttrString(code->unit, "positions");
    Py_ssize_t n = positions != NULL && PyTuple_Check(positions) ? PyTuple_GET_SIZE(positions) : 0;
    code->lines = PyMem_Calloc(n + 1, 2 * sizeof(uint32_t));
    for (Py_ssize_t i = 0; code->lines != NULL && i < n; i++) {
        long offset, line;
        PyObject *row = PyTuple_GET_ITEM(positions, i);
        if (unit_integer(row, "offset", UINT32_MAX >> 1, &offset) < 0 || unit_integer(row, "line", INT32_MAX, &line) < 0) {
            break;
        }
        code->lines[2 * code->line_count] = (uint32_t)offset;
        code->lines[2 * code->line_count + 1] = (uint32_t)line;
        code->line_count++;
    }
    Py_XDECREF(positions);
}

int
vm_code_line(VmCode *code, uint32_t offset)
{
    if (code->lines == NULL) {
        PyObject *type, *value, *traceback;
        PyErr_Fetch(&type, &value, &traceback);
        read_lines(code);
        PyErr_Clear();
        PyErr_Restore(type, value, traceback);
    }
    uint32_t low = 0, high = code->line_count;
    while (low < high) { /* the last position at or before offset */
        uint32_t middle = (low + high) / 2;
        if (code->lines[2 * middle] <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 || code->lines == NULL ? 0 : (int)code->lines[2 * (low - 1) + 1];
}

static int
code_traverse(VmCode *code, visitproc visit, void *arg)
{
    Py_VISIT(code->unit);
    Py_VISIT(code->shadow);
    for (uint32_t i = 0; code->nested != NULL && i < code->constant_count; i++) {
        Py_VISIT(code->nested[i]);
    }
    for (uint32_t i = 0; code->constants != NULL && i < code->constant_count; i++) {
        Py_VISIT(code->constants[i]);
    }
    return 0;
}

static void
clear_objects(PyObject **array, uint32_t count)
{
    for (uint32_t i = 0; array != NULL && i < count; i++) {
        Py_XDECREF(array[i]);
    }
    PyMem_Free(array);
}

static int
code_clear(VmCode *code)
{
    Py_CLEAR(code->shadow);
    return 0;
}

static void
code_dealloc(VmCode *code)
{
    PyObject_GC_UnTrack(code);
    clear_objects(code->constants, code->constant_count);
    clear_objects(code->names, code->name_count);
    clear_objects(code->nested, code->constant_count);
    PyMem_Free(code->words);
    PyMem_Free(code->caches);
    PyMem_Free(code->handlers);
    PyMem_Free(code->cells);
    PyMem_Free(code->lines);
    vm_shape_free(code->shape);
    Py_XDECREF(code->name);
    Py_XDECREF(code->qualname);
    Py_XDECREF(code->filename);
    Py_XDECREF(code->doc);
    Py_XDECREF(code->varnames);
    Py_XDECREF(code->code_id);
    Py_XDECREF(code->shadow);
    Py_XDECREF(code->unit);
    PyObject_GC_Del(code);
}

static PyObject *
code_repr(VmCode *code)
{
    return PyUnicode_FromFormat("<code object %U, file \"%U\">", code->name, code->filename);
}

static PyObject *
code_get_unit(VmCode *code, void *Py_UNUSED(closure))
{
    return Py_NewRef(code->unit);
}

static PyGetSetDef code_getset[] = {
    {"unit", (getter)code_get_unit, NULL, "The code unit that this was linked from.", NULL},
    {NULL},
};

PyTypeObject VmCode_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pyvm.Code",
    .tp_basicsize = sizeof(VmCode),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = (traverseproc)code_traverse,
    .tp_clear = (inquiry)code_clear,
    .tp_dealloc = (destructor)code_dealloc,
    .tp_repr = (reprfunc)code_repr,
    .tp_getset = code_getset,
    .tp_doc = "Linked code of a function, body or generator.",
};

int
vm_code_setup(PyObject *module)
{
    return PyModule_AddType(module, &VmCode_Type);
}
