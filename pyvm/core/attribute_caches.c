/* Filling attribute caches, and the table behind them. See attribute_caches.h. */
#include "attribute_caches.h"
#include "functions.h"
#include "generators.h"
#include "natives.h"
#include "reentry.h"

#define REFILL_LIMIT 100 /* an instruction that missed so often sees many types: its cache is left alone, and the table answers */
#ifdef VM_HARD
#define TABLE_SIZE 4
#else
#define TABLE_SIZE 4096
#endif

/* --- The table ------------------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject *name; /* owned, NULL in an empty row */
    VmCacheUse use;
    VmCache cache;
} Row;

static Row table[TABLE_SIZE];

static Row *
row_for(uint32_t version, PyObject *name, VmCacheUse use)
{
    uint32_t hash = (version * 4 + (uint32_t)use) * 2654435761u ^ (uint32_t)((uintptr_t)name >> 4) * 2246822519u;
    return &table[(hash ^ hash >> 15) & (TABLE_SIZE - 1)];
}

const VmCache *
vm_cache_find(PyTypeObject *type, PyObject *name, VmCacheUse use)
{
    uint32_t version = vm_type_version(type);
    const Row *row = row_for(version, name, use);
    return row->name == name && row->use == use && row->cache.version == version && version != 0 ? &row->cache : NULL;
}

void
vm_cache_keep(VmCache *cache, const VmCache *filled, PyObject *name, VmCacheUse use)
{
    if (filled->kind == VM_ATTRIBUTE_NONE) {
        return;
    }
    Row *row = row_for(filled->version, name, use);
    Py_XSETREF(row->name, Py_NewRef(name)); /* a str: nothing runs */
    row->use = use;
    row->cache = *filled;
    vm_cache_copy(cache, filled);
}

void
vm_cache_copy(VmCache *cache, const VmCache *filled)
{
    if (cache != NULL && cache->misses < REFILL_LIMIT) {
        uint8_t misses = cache->misses + 1;
        *cache = *filled;
        cache->misses = misses;
    }
}

/* --- Methods with a kind of their own -------------------------------------------------------------------------------- */

static const PyMethodDef *list_append, *list_extend, *dict_get;

static const PyMethodDef *
definition_of(PyTypeObject *type, const char *name)
{
    PyObject *found = PyDict_GetItemString(vm_type_dict_borrow(type), name);
    return found != NULL && Py_IS_TYPE(found, &PyMethodDescr_Type) ? ((PyMethodDescrObject *)found)->d_method : NULL;
}

int
vm_cache_setup(PyObject *Py_UNUSED(module))
{
    list_append = definition_of(&PyList_Type, "append");
    list_extend = definition_of(&PyList_Type, "extend");
    dict_get = definition_of(&PyDict_Type, "get");
    return list_append == NULL || list_extend == NULL || dict_get == NULL ? -1 : 0;
}

/* --- Filling --------------------------------------------------------------------------------------------------------- */

/* Starts to fill a cache for a type; 0 if it cannot be filled. It is empty afterwards. */
static int
start_fill(VmCache *cache, PyTypeObject *type)
{
    if (cache == NULL || vm_type_version(type) == 0) {
        return 0;
    }
    *cache = (VmCache){.version = vm_type_version(type), .kind = VM_ATTRIBUTE_NONE};
    return 1;
}

/* Notes how an attribute of the type could be hidden by the instance's own (vm_cache_unshadowed); 0 if that cannot be told cheaply. */
static int
note_shadow(VmCache *cache, PyTypeObject *type, PyObject *name)
{
    VmDictKeys *keys = vm_type_shared_keys(type);
    if (keys != NULL) {
        cache->version2 = (uint32_t)keys->count + 1;
        return vm_shared_keys_index_of(keys, name) < 0;
    }
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        cache->offset = -3 * (Py_ssize_t)sizeof(PyObject *); /* a managed dict without inline values (3.13) */
        return 1;
    }
    if (type->tp_dictoffset < 0) {
        return 0; /* behind the items of a variable-sized object */
    }
    cache->offset = type->tp_dictoffset;
    return 1;
}

void
vm_cache_fill_constant(VmCache *cache, PyTypeObject *type, PyObject *name, PyObject *value, VmAttributeKind kind)
{
    if (start_fill(cache, type) && note_shadow(cache, type, name)) {
        cache->object = value;
        cache->kind = (uint8_t)kind;
    }
}

void
vm_cache_fill_inline(VmCache *cache, PyTypeObject *type, PyObject *name)
{
    VmDictKeys *keys = vm_type_shared_keys(type);
    if (keys == NULL || !start_fill(cache, type)) {
        return;
    }
    Py_ssize_t index = vm_shared_keys_index_of(keys, name);
    if (index >= 0 && index <= UINT16_MAX) {
        cache->index = (uint16_t)index;
        cache->kind = VM_ATTRIBUTE_INLINE;
    }
}

int
vm_cache_fill_slot(VmCache *cache, PyTypeObject *type, PyObject *descriptor)
{
    if (!Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) {
        return 0;
    }
    PyMemberDef *member = ((PyMemberDescrObject *)descriptor)->d_member;
    if (member->type != T_OBJECT_EX || (member->flags & READONLY)) {
        return 0;
    }
    if (start_fill(cache, type)) {
        cache->offset = member->offset;
        cache->kind = VM_ATTRIBUTE_SLOT;
    }
    return 1;
}

void
vm_cache_fill_direct(VmCache *cache, PyTypeObject *type, PyObject *name, PyObject *found)
{
    if (Py_IS_TYPE(found, &PyGetSetDescr_Type) || Py_IS_TYPE(found, &PyMemberDescr_Type)) {
        if (start_fill(cache, type)) {
            cache->object = found;
            cache->kind = VM_ATTRIBUTE_FIELD;
        }
    } else if (VmFunction_Check(found) || Py_IS_TYPE(found, &PyMethodDescr_Type)) {
        vm_cache_fill_constant(cache, type, name, found, VM_ATTRIBUTE_BOUND);
    }
}

void
vm_cache_fill_property(VmCache *cache, PyTypeObject *type, PyObject *property)
{
    if (start_fill(cache, type)) {
        cache->object = property;
        cache->kind = VM_ATTRIBUTE_PROPERTY;
    }
}

void
vm_cache_fill_class(VmCache *cache, PyTypeObject *class, PyObject *value)
{
    uint32_t version = vm_type_version(class);
    if (version != 0 && start_fill(cache, Py_TYPE(class))) {
        cache->version2 = version;
        cache->object = value;
        cache->kind = VM_ATTRIBUTE_CLASS;
    }
}

void
vm_cache_fill_module(VmCache *cache, PyObject *module, PyObject *name)
{
    PyObject *dict = vm_module_dict_borrow(module);
    Py_ssize_t index = vm_dict_is_split(dict) ? -1 : vm_keys_index_of(vm_dict_keys(dict), name);
    if (index < 0 || index > UINT16_MAX || !start_fill(cache, Py_TYPE(module))) {
        return;
    }
    cache->version2 = vm_keys_version_assign(vm_dict_keys(dict));
    cache->index = (uint16_t)index;
    cache->kind = cache->version2 == 0 ? VM_ATTRIBUTE_NONE : VM_ATTRIBUTE_MODULE;
}

VmAttributeKind
vm_cache_method_kind(PyTypeObject *type, PyObject *found)
{
    if (!Py_IS_TYPE(found, &PyMethodDescr_Type)) {
        return VM_METHOD_UNBOUND;
    }
    PyMethodDef *definition = ((PyMethodDescrObject *)found)->d_method;
    if (type == &PyList_Type && definition == list_append) {
        return VM_METHOD_LIST_APPEND;
    }
    if (type == &PyDict_Type && definition == dict_get) {
        return VM_METHOD_DICT_GET;
    }
    if (type == &PyList_Type && definition == list_extend) {
        return VM_METHOD_LIST_EXTEND;
    }
    if (vm_generator_method(definition) != VM_GENERATOR_NOT) {
        return VM_METHOD_UNBOUND;
    }
    const VmBridge *bridge = vm_bridge_find(found);
    if (bridge != NULL) {
        return bridge->kind == VM_BRIDGE_PURE ? VM_METHOD_PURE : VM_METHOD_UNBOUND;
    }
    if (vm_reentry_must_record(type, PyDescr_NAME(found))) {
        return VM_METHOD_UNBOUND;
    }
    switch (definition->ml_flags & (METH_VARARGS | METH_FASTCALL | METH_NOARGS | METH_O | METH_KEYWORDS | METH_METHOD)) {
    case METH_NOARGS: return VM_METHOD_NOARGS;
    case METH_O: return VM_METHOD_O;
    case METH_FASTCALL: return VM_METHOD_FASTCALL;
    default: return VM_METHOD_PLAIN;
    }
}
