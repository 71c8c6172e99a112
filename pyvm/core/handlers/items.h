/* Items, slices and lengths. */

HANDLER(GET_ITEM_RR) {
    left = R[ip[2]];
    right = R[ip[3]];
    if (vm_is_int(right) && vm_int_is_compact(right)) {
        Py_ssize_t index = (Py_ssize_t)vm_int_compact_value(right);
        if (LIKELY(PyList_CheckExact(left))) {
            index += index < 0 ? PyList_GET_SIZE(left) : 0;
            if (LIKELY((size_t)index < (size_t)PyList_GET_SIZE(left))) {
                value = Py_NewRef(PyList_GET_ITEM(left, index));
                goto item_loaded;
            }
        } else if (PyTuple_CheckExact(left)) {
            index += index < 0 ? PyTuple_GET_SIZE(left) : 0;
            if (LIKELY((size_t)index < (size_t)PyTuple_GET_SIZE(left))) {
                value = Py_NewRef(PyTuple_GET_ITEM(left, index));
                goto item_loaded;
            }
        }
    } else if (PyDict_CheckExact(left) && PyUnicode_CheckExact(right)) {
        value = PyDict_GetItemWithError(left, right);
        if (LIKELY(value != NULL)) {
            Py_INCREF(value);
            goto item_loaded;
        }
    }
    goto item_slow;
}

HANDLER(GET_ITEM_RI) {
    left = R[ip[2]];
    int index = ip[3];
    if (PyList_CheckExact(left)) {
        if (LIKELY(index < PyList_GET_SIZE(left))) {
            value = Py_NewRef(PyList_GET_ITEM(left, index));
            goto item_loaded;
        }
    } else if (PyTuple_CheckExact(left)) {
        if (LIKELY(index < PyTuple_GET_SIZE(left))) {
            value = Py_NewRef(PyTuple_GET_ITEM(left, index));
            goto item_loaded;
        }
    }
    goto item_slow;
}

HANDLER(GET_ITEM) {
    goto item_slow;
}

item_slow: {
    SAVE();
    left = operand(PORTABLE(2), R, K);
    right = operand(PORTABLE(3), R, K);
    outcome = vm_get_item(left, right, &value, &call);
    if (outcome == VM_RAISED) {
        RAISE();
    }
    if (outcome == VM_GUEST) {
        RELEASE(2);
        RELEASE(3);
        GUEST();
    }
}

item_loaded: {
    RELEASE(2);
    RELEASE(3);
    STORE_STEAL(1, value);
    NEXT(4);
}

HANDLER(SET_ITEM) {
    left = READ(1);
    right = READ(2);
    if (LIKELY(PyList_CheckExact(left)) && vm_is_int(right) && vm_int_is_compact(right)) {
        Py_ssize_t index = (Py_ssize_t)vm_int_compact_value(right);
        index += index < 0 ? PyList_GET_SIZE(left) : 0;
        if (LIKELY((size_t)index < (size_t)PyList_GET_SIZE(left))) {
            object = PyList_GET_ITEM(left, index);
            PyList_SET_ITEM(left, index, take_operand(ip[3], R, K));
            SAVE();
            vm_xrelease(object);
            RELEASE(1);
            RELEASE(2);
            NEXT(4);
        }
    }
    SAVE();
    if (PyDict_CheckExact(left) && PyUnicode_CheckExact(right)) {
        outcome = PyDict_SetItem(left, right, READ(3)) < 0 ? VM_RAISED : VM_DONE;
    } else {
        outcome = vm_set_item(left, right, READ(3), &call);
    }
    if (outcome == VM_RAISED) {
        RAISE();
    }
    RELEASE(1);
    RELEASE(2);
    RELEASE(3);
    if (outcome == VM_GUEST) {
        GUEST();
    }
    NEXT(4);
}

HANDLER(DEL_ITEM) {
    SAVE();
    outcome = vm_delete_item(READ(1), READ(2), &call);
    if (outcome == VM_RAISED) {
        RAISE();
    }
    RELEASE(1);
    RELEASE(2);
    if (outcome == VM_GUEST) {
        GUEST();
    }
    NEXT(3);
}

HANDLER(GET_SLICE) {
    SAVE();
    outcome = vm_get_slice(READ(2), READ(3), READ(4), &value, &call);
    if (outcome == VM_RAISED) {
        RAISE();
    }
    RELEASE(2);
    RELEASE(3);
    RELEASE(4);
    if (outcome == VM_GUEST) {
        GUEST();
    }
    STORE_STEAL(1, value);
    NEXT(5);
}

HANDLER(SET_SLICE) {
    SAVE();
    outcome = vm_set_slice(READ(1), READ(2), READ(3), READ(4), &call);
    if (outcome == VM_RAISED) {
        RAISE();
    }
    RELEASE(1);
    RELEASE(2);
    RELEASE(3);
    RELEASE(4);
    if (outcome == VM_GUEST) {
        GUEST();
    }
    NEXT(5);
}

HANDLER(LEN) {
    SAVE();
    outcome = vm_length(READ(2), &value, &call);
    goto unary_done;
}
