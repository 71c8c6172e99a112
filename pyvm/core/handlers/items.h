/* Items, slices and lengths. */

#ifndef VM_ITEM_RULES
#define VM_ITEM_RULES
/* The item is there (owned): the operands of a specialised form may die, their bits are in the head. */
#define ITEM_LOADED(item) do { \
        PyObject *item_ = (item); \
        if (ip[0] & (VM_HEAD_LAST_LEFT | VM_HEAD_LAST_RIGHT)) { \
            value = item_; \
            goto item_loaded; \
        } \
        STORE_STEAL(1, item_); \
        NEXT(4); \
    } while (0)
#endif

HANDLER(GET_ITEM_RR) {
    PyObject *container = R[ip[2]], *key = R[ip[3]];
    if (vm_is_int(key) && vm_int_is_compact(key)) {
        Py_ssize_t index = (Py_ssize_t)vm_int_compact_value(key);
        if (LIKELY(PyList_CheckExact(container))) {
            index += index < 0 ? PyList_GET_SIZE(container) : 0;
            if (LIKELY((size_t)index < (size_t)PyList_GET_SIZE(container))) {
                ITEM_LOADED(Py_NewRef(PyList_GET_ITEM(container, index)));
            }
        } else if (PyTuple_CheckExact(container)) {
            index += index < 0 ? PyTuple_GET_SIZE(container) : 0;
            if (LIKELY((size_t)index < (size_t)PyTuple_GET_SIZE(container))) {
                ITEM_LOADED(Py_NewRef(PyTuple_GET_ITEM(container, index)));
            }
        } else if (PyUnicode_CheckExact(container)) {
            index += index < 0 ? PyUnicode_GET_LENGTH(container) : 0;
            if (LIKELY((size_t)index < (size_t)PyUnicode_GET_LENGTH(container))) {
                PyObject *character = vm_latin_character(container, index);
                if (LIKELY(character != NULL)) {
                    ITEM_LOADED(character);
                }
            }
        }
    }
    if (PyDict_CheckExact(container) && (PyUnicode_CheckExact(key) || vm_is_int(key))) {
        PyObject *item = PyDict_GetItemWithError(container, key);
        if (LIKELY(item != NULL)) {
            ITEM_LOADED(Py_NewRef(item));
        }
    }
    goto item_slow;
}

HANDLER(GET_ITEM_RI) {
    PyObject *container = R[ip[2]];
    int index = ip[3];
    if (PyList_CheckExact(container)) {
        if (LIKELY(index < PyList_GET_SIZE(container))) {
            ITEM_LOADED(Py_NewRef(PyList_GET_ITEM(container, index)));
        }
    } else if (PyTuple_CheckExact(container)) {
        if (LIKELY(index < PyTuple_GET_SIZE(container))) {
            ITEM_LOADED(Py_NewRef(PyTuple_GET_ITEM(container, index)));
        }
    } else if (PyUnicode_CheckExact(container)) {
        PyObject *character = index < PyUnicode_GET_LENGTH(container) ? vm_latin_character(container, index) : NULL;
        if (LIKELY(character != NULL)) {
            ITEM_LOADED(character);
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
        RELEASE_PORTABLE(2);
        RELEASE_PORTABLE(3);
        GUEST();
    }
}

item_loaded: {
    RELEASE_PORTABLE(2);
    RELEASE_PORTABLE(3);
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
    PyObject *container = READ(2);
    if (PyTuple_CheckExact(container) || PyList_CheckExact(container)) {
        Py_ssize_t length = Py_SIZE(container);
        SAVE();
        RELEASE(2);
        if (UNLIKELY(vm_store_int(&R[ip[1]], length) < 0)) {
            RAISE();
        }
        NEXT(3);
    }
    SAVE();
    outcome = vm_length(READ(2), &value, &call);
    goto unary_done;
}
