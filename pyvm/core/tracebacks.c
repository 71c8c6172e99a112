/* Traceback entries and the stand-in frames behind them. */
#include "tracebacks.h"
#include "locations.h"
#include <frameobject.h>

#define NOP 9 /* in every CPython so far; the code is never run */

/* As many no-operations as the code has words, so that twice a word offset is an instruction of the stand-in. */
static PyObject *
shadow_instructions(VmCode *code)
{
    PyObject *instructions = PyBytes_FromStringAndSize(NULL, 2 * (Py_ssize_t)code->word_count);
    for (uint32_t i = 0; instructions != NULL && i < code->word_count; i++) {
        PyBytes_AS_STRING(instructions)[2 * i] = NOP;
        PyBytes_AS_STRING(instructions)[2 * i + 1] = 0;
    }
    return instructions;
}

/* The stand-in's CPython code: our names and positions, and the VmCode as its only constant. */
static PyCodeObject *
shadow_code(VmCode *code)
{
    PyCodeObject *result = NULL;
    PyObject *keywords = NULL, *constants = NULL, *replace = NULL, *code_object = NULL, *empty = NULL, *locations = NULL;
    PyObject *instructions = shadow_instructions(code), *positions = PyObject_GetAttrString(code->unit, "positions");
    long first_line = 1;
    PyObject *line = PyObject_GetAttrString(code->unit, "first_line");
    if (line == NULL || (first_line = PyLong_AsLong(line)) < 0) {
        PyErr_Clear();
        first_line = 1;
    }
    Py_XDECREF(line);
    if (positions != NULL) {
        locations = vm_location_table(positions, code->word_count, first_line);
    }
    code_object = instructions == NULL || locations == NULL ? NULL : (PyObject *)PyCode_NewEmpty("", "", (int)first_line);
    constants = code_object == NULL ? NULL : PyTuple_Pack(1, (PyObject *)code);
    empty = constants == NULL ? NULL : PyTuple_New(0);
    keywords = empty == NULL ? NULL
                             : Py_BuildValue("{sOsOsOsOsOsO}", "co_name", code->name, "co_qualname", code->qualname, "co_filename",
                                             code->filename, "co_consts", constants, "co_code", instructions, "co_linetable", locations);
    replace = keywords == NULL ? NULL : PyObject_GetAttrString(code_object, "replace");
    if (replace != NULL) {
        result = (PyCodeObject *)PyObject_Call(replace, empty, keywords);
    }
    Py_XDECREF(code_object);
    Py_XDECREF(constants);
    Py_XDECREF(empty);
    Py_XDECREF(keywords);
    Py_XDECREF(replace);
    Py_XDECREF(instructions);
    Py_XDECREF(positions);
    Py_XDECREF(locations);
    return result;
}

/* The stand-in frame of a code, borrowed. NULL with an exception set. */
static PyObject *
shadow_frame(VmCode *code)
{
    if (code->shadow == NULL) {
        PyCodeObject *stand_in = shadow_code(code);
        PyObject *globals = stand_in == NULL ? NULL : PyDict_New();
        if (globals != NULL) {
            code->shadow = (PyObject *)PyFrame_New(PyThreadState_Get(), stand_in, globals, NULL);
        }
        Py_XDECREF(stand_in);
        Py_XDECREF(globals);
    }
    return code->shadow;
}

PyObject *
vm_traceback_new(VmCode *code, uint32_t offset, PyObject *next)
{
    PyObject *frame = shadow_frame(code);
    if (frame == NULL) {
        return NULL;
    }
    PyTracebackObject *entry = PyObject_GC_New(PyTracebackObject, &PyTraceBack_Type);
    if (entry == NULL) {
        return NULL;
    }
    entry->tb_next = (PyTracebackObject *)Py_XNewRef(next);
    entry->tb_frame = (PyFrameObject *)Py_NewRef(frame);
    entry->tb_lasti = (int)(2 * offset);
    entry->tb_lineno = vm_code_line(code, offset);
    PyObject_GC_Track(entry);
    return (PyObject *)entry;
}

int
vm_traceback_add(PyObject *exception, VmCode *code, uint32_t offset)
{
    PyObject *next = PyException_GetTraceback(exception);
    if (next == Py_None) { /* `e.__traceback__ = None` leaves it there until 3.12 */
        Py_CLEAR(next);
    }
    PyObject *entry = vm_traceback_new(code, offset, next);
    Py_XDECREF(next);
    if (entry == NULL) {
        return -1;
    }
    int status = PyException_SetTraceback(exception, entry);
    Py_DECREF(entry);
    return status;
}

VmCode *
vm_traceback_code_borrow(PyObject *traceback, uint32_t *offset)
{
    PyTracebackObject *entry = (PyTracebackObject *)traceback;
    PyCodeObject *stand_in = PyFrame_GetCode(entry->tb_frame);
    PyObject *constants = stand_in->co_consts;
    VmCode *code = NULL;
    if (PyTuple_GET_SIZE(constants) == 1 && VmCode_Check(PyTuple_GET_ITEM(constants, 0))) {
        code = (VmCode *)PyTuple_GET_ITEM(constants, 0);
        *offset = (uint32_t)entry->tb_lasti / 2;
    }
    Py_DECREF(stand_in); /* the frame keeps it */
    return code;
}

/* traceback_entry(traceback) -> (code unit, word offset) of a guest's entry, else None. */
static PyObject *
traceback_entry(PyObject *Py_UNUSED(module), PyObject *traceback)
{
    uint32_t offset;
    if (!PyTraceBack_Check(traceback)) {
        PyErr_SetString(PyExc_TypeError, "traceback_entry() takes a traceback object");
        return NULL;
    }
    VmCode *code = vm_traceback_code_borrow(traceback, &offset);
    if (code == NULL) {
        Py_RETURN_NONE;
    }
    return Py_BuildValue("(OI)", code->unit, (unsigned int)offset);
}

static PyMethodDef functions[] = {
    {"traceback_entry", traceback_entry, METH_O, "(code unit, word offset) of a guest's traceback entry, or None."},
    {NULL},
};

int
vm_traceback_setup(PyObject *module)
{
    return PyModule_AddFunctions(module, functions);
}
