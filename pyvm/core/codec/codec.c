/* Start-up of the codec. */
#include "codec/codec.h"
#include "codec/decode.h"
#include "codec/encode.h"
#include "codec/hashes.h"
#include "codec/registry.h"
#include "codec/types.h"

int
vm_codec_setup(PyObject *module)
{
    if (vm_codec_types_setup() < 0 || vm_registry_setup(module) < 0 || vm_encode_setup(module) < 0 || vm_encode_objects_setup() < 0
        || vm_decode_setup(module) < 0 || vm_hashes_setup(module) < 0) {
        return -1;
    }
    return 0;
}
