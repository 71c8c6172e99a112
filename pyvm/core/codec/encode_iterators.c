/* Writing iterators and views with their places, code units, and what abc keeps. */
#include "codec/encode_parts.h"
#include "code.h"

/* --- Iterators --------------------------------------------------------------------------------------------------------- */

int
vm_encode_sequence_iterator(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"sequence"};
    VmSequenceIter *iterator = (VmSequenceIter *)object;
    unsigned kind = ITERATOR_STR;
    for (unsigned i = 0; i < SEQUENCE_ITERATOR_KINDS; i++) {
        if (Py_TYPE(object) == vm_codec_types.sequence_iterators[i]) {
            kind = i;
        }
    }
    BEGIN(encoder, object, TAG_SEQUENCE_ITERATOR);
    int exhausted = iterator->sequence == NULL || iterator->index < 0; /* a reversed one may not have noticed yet */
    Py_ssize_t index = exhausted ? -1 : iterator->index;
    if (put_u8(encoder, kind) < 0 || put_number(encoder, (uint64_t)(index + 1)) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(1, exhausted ? NULL : iterator->sequence), labels, 0);
}

int
vm_encode_range_iterator(VmEncoder *encoder, PyObject *object)
{
    long start, step, length;
    vm_range_iter_get((VmRangeIter *)object, &start, &step, &length);
    BEGIN(encoder, object, TAG_RANGE_ITERATOR);
    return put_i64(encoder, start) < 0 || put_i64(encoder, step) < 0 || put_i64(encoder, length < 0 ? 0 : length) < 0 ? FAILED : WROTE;
}

int
vm_encode_long_range_iterator(VmEncoder *encoder, PyObject *object)
{
    VmLongRangeIter *iterator = (VmLongRangeIter *)object;
    PyObject *fields = vm_long_range_left(iterator); /* (start, step, length) */
    if (fields == NULL) {
        return FAILED;
    }
    int begun = begin(encoder, object, TAG_LONG_RANGE_ITERATOR, 1);
    if (begun != 0) {
        Py_DECREF(fields);
        return begun < 0 ? FAILED : WROTE;
    }
    return open_fields_steal(encoder, object, fields, NULL, 1);
}

int
vm_encode_dict_iterator(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"dict"};
    VmDictIter *iterator = (VmDictIter *)object;
    unsigned kind = 0;
    while (Py_TYPE(object) != vm_codec_types.dict_iterators[kind]) {
        kind++;
    }
    uint64_t passed = 0; /* live entries before (reversed: up to) the cursor: deleted ones leave no holes after a restore */
    if (iterator->dict != NULL) {
        PyObject *key, *value;
        Py_ssize_t position = 0;
        Py_ssize_t limit = kind < 3 ? iterator->position : iterator->position + 1;
        while (PyDict_Next(iterator->dict, &position, &key, &value) && position <= limit) {
            passed++;
        }
    }
    BEGIN(encoder, object, TAG_DICT_ITERATOR);
    if (put_u8(encoder, kind) < 0 || put_number(encoder, passed) < 0 || put_i64(encoder, iterator->used) < 0
        || put_number(encoder, (uint64_t)(iterator->length < 0 ? 0 : iterator->length)) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(1, iterator->dict), labels, 0);
}

int
vm_encode_dict_view(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"dict"};
    unsigned kind = 0;
    while (Py_TYPE(object) != vm_codec_types.dict_views[kind]) {
        kind++;
    }
    BEGIN(encoder, object, TAG_DICT_VIEW);
    if (put_u8(encoder, kind) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(1, ((VmDictView *)object)->dict), labels, 0);
}

/* With what is left of it: a set's order may be another one after a restore. */
int
vm_encode_set_iterator(VmEncoder *encoder, PyObject *object)
{
    VmSetIter *iterator = (VmSetIter *)object;
    PyObject *left = PyList_New(0), *key;
    Py_ssize_t position = iterator->position;
    Py_hash_t hash;
    while (left != NULL && iterator->set != NULL && _PySet_NextEntry(iterator->set, &position, &key, &hash)) {
        if (PyList_Append(left, key) < 0) {
            Py_CLEAR(left);
        }
    }
    static const char *const labels[] = {"set", "what is left"};
    if (vm_encode_keep_steal(encoder, left) < 0) {
        return FAILED;
    }
    BEGIN(encoder, object, TAG_SET_CURSOR);
    if (put_i64(encoder, iterator->used) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(2, iterator->set, left), labels, 0);
}

int
vm_encode_call_iterator(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"callable", "sentinel"};
    VmCallIter *iterator = (VmCallIter *)object;
    BEGIN(encoder, object, TAG_CALL_ITERATOR);
    return open_fields_steal(encoder, object, fields_of(2, iterator->callable, iterator->sentinel), labels, 0);
}

int
vm_encode_enumerate(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"count", "iterator"};
    VmEnumerate *enumerate = (VmEnumerate *)object;
    BEGIN(encoder, object, TAG_ENUMERATE);
    PyObject *index = enumerate->index == PY_SSIZE_T_MAX && enumerate->long_index != NULL ? Py_NewRef(enumerate->long_index)
                                                                                          : PyLong_FromSsize_t(enumerate->index);
    if (vm_encode_keep_steal(encoder, index) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(2, index, enumerate->iterator), labels, 0);
}

int
vm_encode_zip(VmEncoder *encoder, PyObject *object)
{
    VmZip *zip = (VmZip *)object;
    BEGIN(encoder, object, TAG_ZIP);
    if (put_u8(encoder, zip->strict != 0) < 0 || put_number(encoder, (uint64_t)zip->count) < 0) {
        return FAILED;
    }
    static const char *const labels[] = {"iterators"};
    return open_fields_steal(encoder, object, fields_of(1, zip->iterators), labels, 0);
}

int
vm_encode_map(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"function", "iterators"};
    VmMap *map = (VmMap *)object;
    BEGIN(encoder, object, TAG_MAP);
    return open_fields_steal(encoder, object, fields_of(2, map->function, map->iterators), labels, 0);
}

int
vm_encode_filter(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"function", "iterator"};
    VmFilter *filter = (VmFilter *)object;
    BEGIN(encoder, object, TAG_FILTER);
    return open_fields_steal(encoder, object, fields_of(2, filter->function, filter->iterator), labels, 0);
}

int
vm_encode_count(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"next", "step"};
    VmCount *count = (VmCount *)object;
    BEGIN_LATE(encoder, object, TAG_COUNT);
    PyObject *next = count->count == PY_SSIZE_T_MAX ? Py_XNewRef(count->long_count) : PyLong_FromSsize_t(count->count);
    if (vm_encode_keep_steal(encoder, next) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(2, next, count->step), labels, 1);
}

int
vm_encode_repeat(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"object"};
    VmRepeat *repeat = (VmRepeat *)object;
    BEGIN(encoder, object, TAG_REPEAT);
    return put_i64(encoder, repeat->left) < 0 ? FAILED : open_fields_steal(encoder, object, fields_of(1, repeat->element), labels, 0);
}

int
vm_encode_chain(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"iterables", "current iterator"};
    VmChain *chain = (VmChain *)object;
    BEGIN(encoder, object, TAG_CHAIN);
    return open_fields_steal(encoder, object, fields_of(2, chain->source, chain->active), labels, 0);
}

int
vm_encode_islice(VmEncoder *encoder, PyObject *object)
{
    static const char *const labels[] = {"iterator"};
    VmISlice *slice = (VmISlice *)object;
    BEGIN(encoder, object, TAG_ISLICE);
    if (put_number(encoder, (uint64_t)slice->next) < 0 || put_number(encoder, (uint64_t)(slice->stop + 1)) < 0
        || put_number(encoder, (uint64_t)slice->step) < 0 || put_number(encoder, (uint64_t)slice->count) < 0) {
        return FAILED;
    }
    return open_fields_steal(encoder, object, fields_of(1, slice->iterator), labels, 0);
}

/* What abc keeps of a class. Its caches are not written: they fill again. */
int
vm_encode_abc_data(VmEncoder *encoder, PyObject *object)
{
    VmAbcData *data = (VmAbcData *)object;
    PyObject *registered = PyList_New(0), *reference;
    Py_ssize_t position = 0;
    Py_hash_t hash;
    while (registered != NULL && data->registry != NULL && _PySet_NextEntry(data->registry, &position, &reference, &hash)) {
        PyObject *target = PyWeakref_Check(reference) ? vm_weakref_target_borrow(reference) : NULL;
        if (target != NULL && PyList_Append(registered, target) < 0) {
            Py_CLEAR(registered);
        }
    }
    if (vm_encode_keep_steal(encoder, registered) < 0) {
        return FAILED;
    }
    BEGIN(encoder, object, TAG_ABC_DATA);
    return vm_encode_list_body(encoder, registered);
}

int
vm_encode_code_unit(VmEncoder *encoder, PyObject *object)
{
    VmCode *code = vm_code_link(object, 0);
    if (code == NULL || vm_encode_keep_steal(encoder, (PyObject *)code) < 0 || put_u8(encoder, TAG_CODE) < 0) {
        return FAILED;
    }
    return vm_encode_code(encoder, code);
}
