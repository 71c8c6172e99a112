/* Raising and handling. */

HANDLER(RAISE) {
    SAVE();
    outcome = vm_exception_raise(READ(1), NULL, &call);
    RELEASE(1);
    if (outcome == VM_GUEST) {
        GUEST();
    }
    RAISE();
}

HANDLER(RAISE_FROM) {
    SAVE();
    vm_exception_raise(READ(1), READ(2), &call);
    RELEASE(1);
    RELEASE(2);
    RAISE();
}

HANDLER(RAISE0) {
    SAVE();
    raised_here = !vm_exception_reraise_handled(); /* its traceback has this frame already */
    goto unwind;
}

HANDLER(RERAISE) {
    SAVE();
    object = REGISTER(1);
    if (UNLIKELY(!PyExceptionInstance_Check(object))) {
        PyErr_SetString(PyExc_SystemError, "RERAISE of a value that is no exception");
        RAISE();
    }
    value = take_operand(ip[1], R, K);
    vm_error_put_steal(value);
    raised_here = 0; /* its traceback has this frame already */
    goto unwind;
}

HANDLER(EXC_ENTER) { /* cannot raise: what is no exception (only hostile code has that) is not handled */
    _PyErr_StackItem *item = thread->exc_info;
    object = PyExceptionInstance_Check(REGISTER(2)) ? Py_NewRef(REGISTER(2)) : NULL;
    value = item->exc_value == NULL ? Py_NewRef(Py_None) : item->exc_value;
    item->exc_value = object;
    RELEASE(2);
    STORE_STEAL(1, value);
    NEXT(3);
}

HANDLER(EXC_LEAVE) { /* cannot raise either */
    _PyErr_StackItem *item = thread->exc_info;
    SAVE();
    value = take_operand(ip[1], R, K);
    if (UNLIKELY(!PyExceptionInstance_Check(value))) { /* None: nothing was being handled */
        Py_CLEAR(value);
    }
    object = item->exc_value;
    item->exc_value = value;
    Py_XDECREF(object);
    NEXT(2);
}

HANDLER(EXC_MATCH) {
    SAVE();
    truth = vm_exception_matches(REGISTER(2), READ(3));
    if (UNLIKELY(truth < 0)) {
        RAISE();
    }
    RELEASE(2);
    RELEASE(3);
    store_bool(&R[ip[1]], truth);
    NEXT(4);
}

HANDLER(WITH_EXC) {
    SAVE();
    PyObject *exception = REGISTER(3);
    PyObject *traceback = PyExceptionInstance_Check(exception) ? PyException_GetTraceback(exception) : NULL;
    PyObject *window[VM_CALL_SCRATCH + 3] = {NULL, NULL, (PyObject *)Py_TYPE(exception), exception,
                                             traceback == NULL ? Py_None : traceback};
    kind = vm_call(continuation, REGISTER(2), window + VM_CALL_SCRATCH, 3, NULL, &call_result);
    Py_XDECREF(traceback);
    RELEASE(2);
    RELEASE(3);
    goto call_made;
}
