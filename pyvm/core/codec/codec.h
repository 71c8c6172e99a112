/* The graph codec: heaps to bytes and back. Its parts: types.h, registry.h, encode.h, decode.h; the format is in
 * docs/snapshot-format.md. */
#ifndef PYVM_CODEC_H
#define PYVM_CODEC_H
#include <Python.h>

int vm_codec_setup(PyObject *module);
#endif
