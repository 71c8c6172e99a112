/* Displays, comprehensions' containers, unpacking and text. */

HANDLER(BUILD_TUPLE) {
    int n = ip[0] >> 8;
    value = PyTuple_New(n);
    if (UNLIKELY(value == NULL)) {
        SAVE();
        RAISE();
    }
    for (int i = 0; i < n; i++) {
        PyTuple_SET_ITEM(value, i, take_operand(ip[2 + i], R, K));
    }
    STORE_STEAL(1, value);
    NEXT(2 + n);
}

HANDLER(BUILD_LIST) {
    int n = ip[0] >> 8;
    value = PyList_New(n);
    if (UNLIKELY(value == NULL)) {
        SAVE();
        RAISE();
    }
    for (int i = 0; i < n; i++) {
        PyList_SET_ITEM(value, i, take_operand(ip[2 + i], R, K));
    }
    STORE_STEAL(1, value);
    NEXT(2 + n);
}

HANDLER(BUILD_SET) {
    int n = ip[0] >> 8;
    PyObject *items[VM_MAX_COUNT];
    SAVE();
    for (int i = 0; i < n; i++) {
        items[i] = READ(2 + i);
    }
    value = NULL;
    outcome = vm_build_set(items, n, &value, &call);
    goto table_built;
}

HANDLER(BUILD_MAP) {
    int n = ip[0] >> 8;
    PyObject *items[VM_MAX_COUNT];
    SAVE();
    for (int i = 0; i < n; i++) {
        items[i] = READ(2 + i);
    }
    value = NULL;
    outcome = vm_build_map(items, n, &value, &call);
}

table_built:
    if (UNLIKELY(outcome == VM_GUEST)) { /* a key's __hash__ or __eq__ is guest code */
        for (int i = 0; i < (ip[0] >> 8); i++) {
            RELEASE(2 + i);
        }
        GUEST();
    }
    goto display_built;

HANDLER(BUILD_STRING) {
    int n = ip[0] >> 8;
    PyObject *items[VM_MAX_COUNT];
    SAVE();
    for (int i = 0; i < n; i++) {
        items[i] = READ(2 + i);
    }
    value = vm_build_string(items, n);
}

display_built: {
    int n = ip[0] >> 8;
    if (UNLIKELY(value == NULL)) {
        RAISE();
    }
    for (int i = 0; i < n; i++) {
        RELEASE(2 + i);
    }
    STORE_STEAL(1, value);
    NEXT(2 + (ip[0] >> 8));
}

HANDLER(BUILD_SLICE) {
    value = PySlice_New(READ(2), READ(3), ip[4] == VM_OPERAND_ABSENT ? NULL : READ(4));
    if (UNLIKELY(value == NULL)) {
        SAVE();
        RAISE();
    }
    RELEASE(2);
    RELEASE(3);
    if (ip[4] != VM_OPERAND_ABSENT) {
        RELEASE(4);
    }
    STORE_STEAL(1, value);
    NEXT(5);
}

HANDLER(LIST_APPEND) {
    object = REGISTER(1);
    if (UNLIKELY(!PyList_CheckExact(object))) {
        goto not_being_built;
    }
    if (UNLIKELY(vm_list_append(object, READ(2)) < 0)) {
        SAVE();
        RAISE();
    }
    RELEASE(2);
    NEXT(3);
}

HANDLER(LIST_EXTEND) {
    object = REGISTER(1);
    if (UNLIKELY(!PyList_CheckExact(object))) {
        goto not_being_built;
    }
    SAVE();
    outcome = vm_list_extend(object, READ(2), &call);
    goto container_grown;
}

HANDLER(SET_ADD) {
    object = REGISTER(1);
    if (UNLIKELY(!PySet_CheckExact(object))) {
        goto not_being_built;
    }
    SAVE();
    outcome = vm_set_add(object, READ(2), &call);
    goto container_grown;
}

HANDLER(SET_UPDATE) {
    object = REGISTER(1);
    if (UNLIKELY(!PySet_CheckExact(object))) {
        goto not_being_built;
    }
    SAVE();
    outcome = vm_set_update(object, READ(2), &call);
    goto container_grown;
}

HANDLER(DICT_UPDATE) {
    object = REGISTER(1);
    if (UNLIKELY(!PyDict_CheckExact(object))) {
        goto not_being_built;
    }
    SAVE();
    outcome = vm_dict_update(object, READ(2), &call);
}

container_grown: {
    if (UNLIKELY(outcome == VM_RAISED)) {
        RAISE();
    }
    RELEASE(2);
    if (UNLIKELY(outcome == VM_GUEST)) {
        GUEST();
    }
    NEXT(3);
}

not_being_built: {
    SAVE();
    PyErr_SetString(PyExc_SystemError, "a display instruction met a container that it did not make");
    RAISE();
}

HANDLER(MAP_ADD) {
    object = REGISTER(1);
    if (UNLIKELY(!PyDict_CheckExact(object))) {
        goto not_being_built;
    }
    SAVE();
    outcome = vm_dict_add(object, READ(2), READ(3), &call);
    if (UNLIKELY(outcome == VM_RAISED)) {
        RAISE();
    }
    RELEASE(2);
    RELEASE(3);
    if (UNLIKELY(outcome == VM_GUEST)) {
        GUEST();
    }
    NEXT(4);
}

HANDLER(DICT_MERGE) {
    object = REGISTER(1);
    if (UNLIKELY(!PyDict_CheckExact(object))) {
        goto not_being_built;
    }
    SAVE();
    outcome = vm_dict_merge(object, READ(2), READ(3), &call);
    if (outcome == VM_RAISED) {
        RAISE();
    }
    RELEASE(2);
    RELEASE(3);
    if (outcome == VM_GUEST) {
        GUEST();
    }
    NEXT(4);
}

HANDLER(LIST_TO_TUPLE) {
    object = REGISTER(2);
    if (UNLIKELY(!PyList_CheckExact(object))) {
        goto not_being_built;
    }
    value = PyList_AsTuple(object);
    if (UNLIKELY(value == NULL)) {
        SAVE();
        RAISE();
    }
    RELEASE(2);
    STORE_STEAL(1, value);
    NEXT(3);
}

HANDLER(UNPACK) {
    int n = ip[0] >> 8;
    PyObject *items[VM_MAX_COUNT], *sequence = READ(1);
    SAVE();
    if (LIKELY(PyTuple_CheckExact(sequence)) && n == 2 && PyTuple_GET_SIZE(sequence) == 2) {
        PyObject *first = Py_NewRef(PyTuple_GET_ITEM(sequence, 0)), *second = Py_NewRef(PyTuple_GET_ITEM(sequence, 1));
        RELEASE(1);
        STORE_STEAL(2, first);
        STORE_STEAL(3, second);
        NEXT(4);
    }
    outcome = vm_unpack(sequence, n, items, &call);
    if (UNLIKELY(outcome == VM_RAISED)) {
        RAISE();
    }
    RELEASE(1);
    if (UNLIKELY(outcome == VM_GUEST)) {
        GUEST();
    }
    for (int i = 0; i < n; i++) {
        STORE_STEAL(2 + i, items[i]);
    }
    NEXT(2 + n);
}

HANDLER(UNPACK_EX) {
    int n = ip[0] >> 8, before = ip[2];
    PyObject *items[VM_MAX_COUNT];
    SAVE();
    outcome = vm_unpack_star(READ(1), before, n - before - 1, items, &call);
    if (UNLIKELY(outcome == VM_RAISED)) {
        RAISE();
    }
    RELEASE(1);
    if (UNLIKELY(outcome == VM_GUEST)) {
        GUEST();
    }
    for (int i = 0; i < n; i++) {
        STORE_STEAL(3 + i, items[i]);
    }
    NEXT(3 + n);
}

HANDLER(CONVERT) {
    SAVE();
    outcome = vm_convert(ip[3], READ(2), &value, &call);
    goto text_done;
}

HANDLER(FORMAT) {
    SAVE();
    outcome = vm_format(READ(2), ip[3] == VM_OPERAND_ABSENT ? NULL : READ(3), &value, &call);
    if (ip[3] != VM_OPERAND_ABSENT && outcome != VM_RAISED) {
        RELEASE(3);
    }
}

text_done: {
    if (UNLIKELY(outcome == VM_RAISED)) {
        RAISE();
    }
    RELEASE(2);
    if (UNLIKELY(outcome == VM_GUEST)) {
        GUEST();
    }
    STORE_STEAL(1, value);
    NEXT(4);
}
