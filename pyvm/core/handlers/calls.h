/* Calls. A function of the simple kind gets its frame at once; everything else is vm_call's business. */

HANDLER(CALL_R) {
    object = R[ip[2] & VM_REGISTER_MASK];
    if (LIKELY(Py_IS_TYPE(object, &VmFunction_Type))) {
        PUSH_IF_SIMPLE(simple_call((VmFunction *)object, ip, R, K), );
    } else if (is_next_with_constant(object, ip, R)) { /* next(generator, constant) */
        VmGenerator *stepped = (VmGenerator *)REGISTER(3);
        SAVE();
        call_result.generator = (VmGenerator *)Py_NewRef(stepped);
        if (stepped->frame != NULL) {
            stepped->frame->flags |= VM_FRAME_DEFAULT;
        } else {
            Py_CLEAR(call_result.generator);
        }
        RELEASE(2);
        RELEASE(3);
        if (call_result.generator == NULL) {
            value = Py_NewRef(READ(4));
            goto complete;
        }
        value = Py_NewRef(Py_None);
        goto resume;
    } else if (Py_IS_TYPE(object, &PyMethod_Type)) {
        if (LIKELY(VmFunction_Check(PyMethod_GET_FUNCTION(object)))) {
            PUSH_IF_SIMPLE(simple_call_of_bound(object, ip, R, K), RELEASE(2));
        } else if (Py_IS_TYPE(PyMethod_GET_FUNCTION(object), &PyMethodDescr_Type)) {
            SAVE();
            kind = call_bound_native(continuation, object, ip + 3, ip[0] >> 8, R, K, &call_result);
            if (ip[2] & VM_OPERAND_LAST_USE) {
                REGISTER(2) = NULL;
                vm_method_release(object);
            }
            goto positional_called;
        }
    }
    goto call_positional;
}

HANDLER(CALL) {
    goto call_positional;
}

call_positional: {
    int count = ip[0] >> 8;
    SAVE();
    kind = call_operands(continuation, READ(2), NULL, ip + 3, count, NULL, R, K, &call_result);
    RELEASE(2);
}

positional_called: {
    int count = ip[0] >> 8;
    for (int i = 0; i < count; i++) {
        RELEASE(3 + i);
    }
    if (LIKELY(kind == VM_CALL_DONE)) {
        STORE_OR_DROP(1, call_result.value);
        NEXT(3 + (ip[0] >> 8));
    }
    goto call_made;
}

HANDLER(CALL_KW) {
    int count = ip[0] >> 8;
    SAVE();
    kind = call_operands(continuation, READ(2), NULL, ip + 4, count, K[ip[3]], R, K, &call_result);
    RELEASE(2);
    for (int i = 0; i < count; i++) {
        RELEASE(4 + i);
    }
    goto call_made;
}

HANDLER(CALL_METHOD) {
    int count = ip[0] >> 8;
    VmCache *cache = &code->caches[ip[4]];
    object = READ(2);
    if (LIKELY(vm_method_lookup_cached(cache, object, &left))) {
        if (cache->kind == VM_METHOD_UNBOUND) {
            if (LIKELY(Py_IS_TYPE(left, &VmFunction_Type))) {
                PUSH_IF_SIMPLE(simple_method_call((VmFunction *)left, object, ip + 5, count, R, K), RELEASE(2));
            }
        } else if (cache->kind == VM_METHOD_LIST_APPEND && count == 1) {
            if (UNLIKELY(vm_list_append(object, READ(5)) < 0)) {
                SAVE();
                RAISE();
            }
            RELEASE(2);
            RELEASE(5);
            STORE_OR_DROP(1, Py_NewRef(Py_None));
            NEXT(6);
        } else if (UNLIKELY(continuation->pins > 0)) {
            /* the general path asks whether the object may be changed now: reentry.h */
        } else if (cache->kind == VM_METHOD_O && count == 1) {
            SAVE();
            value = VM_METHOD_DEFINITION(cache)->ml_meth(object, READ(5));
            goto method_called;
        } else if (cache->kind == VM_METHOD_NOARGS && count == 0) {
            SAVE();
            value = VM_METHOD_DEFINITION(cache)->ml_meth(object, NULL);
            goto method_called;
        } else if (cache->kind == VM_METHOD_DICT_GET && (count == 1 || count == 2) && PyUnicode_CheckExact(READ(5))) {
            value = PyDict_GetItemWithError(object, READ(5));
            if (LIKELY(value != NULL)) {
                Py_INCREF(value);
            } else if (PyErr_Occurred() == NULL) {
                value = Py_NewRef(count == 2 ? READ(6) : Py_None);
            }
            SAVE();
            goto method_called;
        } else if (cache->kind == VM_METHOD_FASTCALL && count <= 4) {
            PyObject *arguments[4];
            SAVE();
            for (int i = 0; i < count; i++) {
                arguments[i] = READ(5 + i);
            }
            value = ((_PyCFunctionFast)(void (*)(void))VM_METHOD_DEFINITION(cache)->ml_meth)(object, arguments, count);
            goto method_called;
        } else if (cache->kind >= VM_METHOD_DICT_GET) {
            SAVE();
            kind = call_plain_method(continuation, cache, object, ip + 5, count, R, K, &call_result);
            goto method_call_made;
        }
        SAVE();
        Py_INCREF(left);
        kind = call_operands(continuation, left, object, ip + 5, count, NULL, R, K, &call_result);
        Py_DECREF(left);
        goto method_call_made;
    }
    left = vm_attribute_load_cached(cache, object);
    if (left != NULL) { /* of a module, a class, or the instance itself */
        SAVE();
        if (LIKELY(Py_IS_TYPE(left, &VmFunction_Type))) {
            PUSH_IF_SIMPLE(simple_bound_call_steal((VmFunction *)left, ip + 5, count, R, K), RELEASE(2));
        }
        kind = call_operands(continuation, left, NULL, ip + 5, count, NULL, R, K, &call_result);
        Py_DECREF(left);
        goto method_call_made;
    }
    SAVE();
    outcome = vm_method_lookup(cache, object, code->names[ip[3]], &left, &truth);
    if (outcome == VM_DONE) {
        kind = call_operands(continuation, left, truth ? NULL : object, ip + 5, count, NULL, R, K, &call_result);
        Py_DECREF(left);
    } else if (outcome == VM_GUEST) {
        kind = call_attribute(continuation, object, code->names[ip[3]], ip + 5, count, NULL, R, K, &call_result);
    } else {
        RAISE();
    }
}

method_call_made: {
    int count = ip[0] >> 8;
    RELEASE(2);
    for (int i = 0; i < count; i++) {
        RELEASE(5 + i);
    }
    if (LIKELY(kind == VM_CALL_DONE)) {
        STORE_OR_DROP(1, call_result.value);
        NEXT(5 + (ip[0] >> 8));
    }
    goto call_made;
}

method_called: {
    int count = ip[0] >> 8;
    if (UNLIKELY(value == NULL)) {
        RAISE();
    }
    RELEASE(2);
    for (int i = 0; i < count; i++) {
        RELEASE(5 + i);
    }
    STORE_OR_DROP(1, value);
    NEXT(5 + (ip[0] >> 8));
}

HANDLER(CALL_METHOD_KW) {
    int count = ip[0] >> 8;
    VmCache *cache = &code->caches[ip[5]];
    SAVE();
    object = READ(2);
    outcome = VM_DONE;
    if (vm_method_lookup_cached(cache, object, &left)) {
        Py_INCREF(left);
        truth = 0;
    } else {
        outcome = vm_method_lookup(cache, object, code->names[ip[3]], &left, &truth);
    }
    if (outcome == VM_DONE) {
        kind = call_operands(continuation, left, truth ? NULL : object, ip + 6, count, K[ip[4]], R, K, &call_result);
        Py_DECREF(left);
    } else if (outcome == VM_GUEST) {
        kind = call_attribute(continuation, object, code->names[ip[3]], ip + 6, count, K[ip[4]], R, K, &call_result);
    } else {
        RAISE();
    }
    RELEASE(2);
    for (int i = 0; i < count; i++) {
        RELEASE(6 + i);
    }
    goto call_made;
}

HANDLER(CALL_EX) {
    SAVE();
    left = READ(3);
    right = ip[4] == VM_OPERAND_ABSENT ? NULL : READ(4);
    if (LIKELY((PyTuple_CheckExact(left) || PyList_CheckExact(left)) && (right == NULL || PyDict_CheckExact(right)))) {
        left = PyList_CheckExact(left) ? PyList_AsTuple(left) : Py_NewRef(left);
        if (left == NULL) {
            RAISE();
        }
        Py_XINCREF(right);
        kind = vm_call_unpacked(continuation, READ(2), left, right, &call_result);
        Py_DECREF(left);
        Py_XDECREF(right);
    } else {
        PyObject *arguments[] = {READ(2), left, right == NULL ? Py_None : right};
        if (vm_library_call(&call, VM_LIBRARY_CALL_EX, 3, arguments) == VM_RAISED) {
            RAISE();
        }
        kind = vm_call_guest(continuation, &call, &call_result);
    }
    RELEASE(2);
    RELEASE(3);
    if (ip[4] != VM_OPERAND_ABSENT) {
        RELEASE(4);
    }
    goto call_made;
}

HANDLER(MAKE_FUNC) {
    SAVE();
    value = make_function(frame, code->portable + (ip - code->words) + 2, ip[0] >> 8);
    if (value == NULL) {
        RAISE();
    }
    for (int i = 3; i <= 5; i++) {
        if (ip[i] != VM_OPERAND_ABSENT) {
            RELEASE(i);
        }
    }
    STORE_STEAL(1, value);
    NEXT(6 + (ip[0] >> 8));
}
