/* The encoder: its memory, and a whole stream from a root to its end. encode.c walks. */
#include "codec/encode.h"

/* --- Life ------------------------------------------------------------------------------------------------------------ */

#define FIRST_BUFFER 4096
#define FIRST_STACK 64

int
vm_encoder_init(VmEncoder *encoder, VmRegistry *registry)
{
    memset(encoder, 0, sizeof(*encoder));
    encoder->registry = registry;
    encoder->start = encoder->out = PyMem_RawMalloc(FIRST_BUFFER);
    encoder->stack = PyMem_RawMalloc(FIRST_STACK * sizeof(VmWalk));
    encoder->capacity = FIRST_STACK;
    encoder->kept = PyList_New(0);
    encoder->classes = PyList_New(0);
    encoder->codes = PyList_New(0);
    encoder->hosts = PyList_New(0);
    encoder->canonical = PyDict_New();
    if (encoder->start == NULL || encoder->stack == NULL || encoder->kept == NULL || encoder->classes == NULL || encoder->codes == NULL
        || encoder->hosts == NULL || encoder->canonical == NULL || vm_pointers_init(&encoder->seen, 256) < 0
        || vm_pointers_init(&encoder->types, 32) < 0 || vm_pointers_init(&encoder->code_numbers, 32) < 0
        || vm_pointers_init(&encoder->host_numbers, 32) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    encoder->end = encoder->start + FIRST_BUFFER;
    return 0;
}

void
vm_encoder_free(VmEncoder *encoder)
{
    for (size_t i = 0; i < encoder->shape_capacity; i++) {
        VmShapeEntry *shape = &encoder->shapes[i];
        for (uint32_t k = 0; shape->keys != NULL && k < shape->count; k++) {
            Py_DECREF(shape->keys[k]);
        }
        PyMem_RawFree(shape->keys);
    }
    PyMem_RawFree(encoder->shapes);
    PyMem_RawFree(encoder->start);
    PyMem_RawFree(encoder->stack);
    PyMem_RawFree(encoder->late);
    PyMem_RawFree(encoder->finalised);
    PyMem_RawFree(encoder->frames);
    vm_pointers_free(&encoder->seen);
    vm_pointers_free(&encoder->types);
    vm_pointers_free(&encoder->code_numbers);
    vm_pointers_free(&encoder->host_numbers);
    Py_XDECREF(encoder->kept);
    Py_XDECREF(encoder->classes);
    Py_XDECREF(encoder->codes);
    Py_XDECREF(encoder->hosts);
    Py_XDECREF(encoder->canonical);
}

static int
encode_root(VmEncoder *encoder, PyObject *root)
{
    int status = vm_encode_value(encoder, root);
    while (status == OPENED) {
        if (vm_encode_run(encoder) < 0) {
            return FAILED;
        }
        status = vm_encode_next_fill(encoder);
    }
    while (status == WROTE && (status = vm_encode_next_fill(encoder)) == OPENED) {
        status = vm_encode_run(encoder);
    }
    if (status < 0 || vm_encode_finalised(encoder) < 0
        || (encoder->continuation != NULL && vm_encode_identities(encoder, &encoder->continuation->identities) < 0)) {
        return FAILED;
    }
    RESERVE(encoder, 1);
    put_byte(encoder, TAG_END);
    return WROTE;
}

/* --- For Python ---------------------------------------------------------------------------------------------------- */

/* codec_encode(root, registry) -> (stream, codes, hosts, whether hashes are stored) or None if something cannot be written. */
static PyObject *
codec_encode(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *root, *result = NULL;
    VmRegistry *registry;
    VmEncoder encoder;
    if (!PyArg_ParseTuple(args, "OO!:codec_encode", &root, &VmRegistry_Type, &registry) || vm_registry_refresh(registry) < 0) {
        return NULL;
    }
    int collected = PyGC_Disable(); /* N4: a collection would run finalizers */
    if (vm_encoder_init(&encoder, registry) == 0) {
        if (encode_root(&encoder, root) == WROTE) {
            PyObject *stream = PyBytes_FromStringAndSize(encoder.start, encoder.out - encoder.start);
            result = stream == NULL ? NULL : Py_BuildValue("(NOOO)", stream, encoder.codes, encoder.hosts, encoder.hashed ? Py_True : Py_False);
        } else if (encoder.problem != NULL && !PyErr_Occurred()) {
            result = Py_NewRef(Py_None);
        }
    }
    vm_encoder_free(&encoder);
    if (collected) {
        PyGC_Enable();
    }
    return result;
}

static PyMethodDef functions[] = {
    {"codec_encode", codec_encode, METH_VARARGS,
     "codec_encode(root, registry) -> (stream, codes, names of host objects, whether hashes are stored), or None if a value cannot\n"
     "be written."},
    {"codec_problems", vm_codec_problems, METH_VARARGS,
     "codec_problems(root, registry, limit=20) -> [(steps, type name, reason)]: the values that cannot be written."},
    {NULL},
};

int
vm_encode_setup(PyObject *module)
{
    vm_encode_keys_setup();
    return PyModule_AddFunctions(module, functions);
}
