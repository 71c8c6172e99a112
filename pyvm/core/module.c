/* The extension module: sets each concept up, in the order of the table. */
#include <Python.h>
#include "attribute_caches.h"
#include "attribute_stores.h"
#include "attributes.h"
#include "calls.h"
#include "classes.h"
#include "code.h"
#include "codec/codec.h"
#include "compat.h"
#include "composites.h"
#include "continuation.h"
#include "controls.h"
#include "depth.h"
#include "functions.h"
#include "gate.h"
#include "generators.h"
#include "globals.h"
#include "intrinsics.h"
#include "iterators.h"
#include "library.h"
#include "loop.h"
#include "memory.h"
#include "mends.h"
#include "natives.h"
#include "numbers.h"
#include "patterns.h"
#include "protocols.h"
#include "reentry.h"
#include "shape.h"
#include "sorting.h"
#include "stepping.h"
#include "suspenders.h"
#include "tracebacks.h"

static int (*const SETUP[])(PyObject *) = {
    vm_memory_setup, vm_mends_setup, vm_depth_setup,
    vm_code_setup, vm_function_setup, vm_generator_setup, vm_continuation_setup, vm_suspender_setup, vm_controls_setup,
    vm_number_setup, vm_protocols_setup, vm_operators_setup, vm_patterns_setup, vm_text_setup, vm_gate_setup, vm_cache_setup,
    vm_attribute_setup, vm_attribute_store_setup, vm_class_setup,
    vm_composite_setup, vm_iterator_setup, vm_stepping_setup, vm_intrinsics_setup, vm_sorting_setup,
    vm_library_setup, vm_natives_setup, vm_reentry_setup, vm_calls_setup, vm_traceback_setup, vm_shape_setup, vm_codec_setup,
    vm_loop_setup,
};

/* link(unit) -> Code */
static PyObject *
link_unit(PyObject *Py_UNUSED(module), PyObject *unit)
{
    return (PyObject *)vm_code_link(unit, 0);
}

/* current_continuation() -> Continuation | None */
static PyObject *
current_continuation(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    PyObject *current = (PyObject *)vm_continuation_current();
    return Py_NewRef(current == NULL ? Py_None : current);
}

/* frame_globals(level): of the level-th innermost frame that is not the library's. */
static PyObject *
frame_globals(PyObject *Py_UNUSED(module), PyObject *argument)
{
    long level = PyLong_AsLong(argument);
    if (level == -1 && PyErr_Occurred()) {
        return NULL;
    }
    VmContinuation *continuation = vm_continuation_current();
    for (VmFrame *frame = continuation == NULL ? NULL : continuation->top; frame != NULL; frame = frame->prev) {
        if (!(frame->code->flags & VM_CODE_LIBRARY) && level-- == 0) {
            return Py_NewRef(frame->function->globals);
        }
    }
    PyErr_SetString(PyExc_ValueError, "call stack is not deep enough");
    return NULL;
}

static PyMethodDef functions[] = {
    {"link", link_unit, METH_O, "Links a verified code unit."},
    {"current_continuation", current_continuation, METH_NOARGS, "The continuation that this thread runs, or None."},
    {"frame_globals", frame_globals, METH_O, "Globals of a guest frame on the running stack."},
    {NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "pyvm._core",
    .m_doc = "The core of pyvm: frames, the loop and the types that guest programs are made of.",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC
PyInit__core(void)
{
    PyObject *module = PyModule_Create(&definition);
    PyObject *intrinsics = module == NULL ? NULL : PyDict_New();
    if (intrinsics == NULL || PyModule_AddObjectRef(module, "intrinsics", intrinsics) < 0 || vm_compat_check() < 0) {
        goto fail;
    }
    Py_CLEAR(intrinsics);
    for (size_t i = 0; i < sizeof(SETUP) / sizeof(SETUP[0]); i++) {
        if (SETUP[i](module) < 0) {
            if (!PyErr_Occurred()) {
                PyErr_SetString(PyExc_SystemError, "pyvm._core could not be set up");
            }
            goto fail;
        }
    }
    return module;
fail:
    Py_XDECREF(intrinsics);
    Py_XDECREF(module);
    return NULL;
}
