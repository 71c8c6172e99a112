/* Match statements. */

HANDLER(MATCH_SEQ) {
    truth = vm_match_sequence(READ(2));
    goto match_done;
}

HANDLER(MATCH_MAP) {
    truth = vm_match_mapping(READ(2));
}

match_done: {
    RELEASE(2);
    store_bool(&R[ip[1]], truth);
    NEXT(3);
}

HANDLER(MATCH_KEYS) {
    SAVE();
    PyObject *arguments[] = {READ(2), READ(3)};
    if (vm_library_call(&call, VM_LIBRARY_MATCH_KEYS, 2, arguments) == VM_RAISED) {
        RAISE();
    }
    RELEASE(2);
    RELEASE(3);
    GUEST();
}

HANDLER(MATCH_CLASS) {
    SAVE();
    PyObject *count = PyLong_FromLong(ip[5]);
    if (count == NULL) {
        RAISE();
    }
    PyObject *arguments[] = {READ(2), READ(3), count, K[ip[4]]};
    outcome = vm_library_call(&call, VM_LIBRARY_MATCH_CLASS, 4, arguments);
    Py_DECREF(count);
    if (outcome == VM_RAISED) {
        RAISE();
    }
    RELEASE(2);
    RELEASE(3);
    GUEST();
}
