/* Iterators and generators. */

HANDLER(GET_ITER) {
    SAVE();
    outcome = vm_iterator_get(READ(2), &value, &call);
    goto unary_done;
}

HANDLER(FOR_ITER) {
    object = R[ip[2]];
    truth = vm_iterator_next_fast(object, &R[ip[1]]);
    if (LIKELY(truth == 1)) {
        NEXT(5);
    }
    if (truth == 0) {
        goto exhausted;
    }
    SAVE();
    if (truth < 0) {
        RAISE();
    }
    if (VmGenerator_Check(object)) {
        call_result.generator = (VmGenerator *)Py_NewRef(object);
        value = Py_NewRef(Py_None);
        goto resume;
    }
    outcome = vm_iterator_next(object, &value, &call);
    if (LIKELY(outcome == VM_DONE)) {
        if (value == NULL) {
            goto exhausted;
        }
        STORE_STEAL(1, value);
        NEXT(5);
    }
    if (outcome == VM_GUEST) {
        GUEST();
    }
    RAISE();
}

HANDLER(YIELD) {
    SAVE();
    value = take_operand(ip[2], R, K);
    goto yield_value;
}

HANDLER(YIELD_FROM) { /* the first step; later ones come through `resume` */
    SAVE();
    object = REGISTER(2);
    if (UNLIKELY(!VmGenerator_Check(object))) {
        VM_UNREACHABLE("verify: YIELD_FROM reads what YF_ITER made");
        RAISE();
    }
    call_result.generator = (VmGenerator *)Py_NewRef(object);
    value = Py_NewRef(Py_None);
    goto resume;
}

HANDLER(YF_ITER) {
    object = READ(2);
    if (LIKELY(VmGenerator_Check(object))) {
        value = take_operand(ip[2], R, K);
        STORE_STEAL(1, value);
        NEXT(3);
    }
    SAVE();
    outcome = vm_library_call(&call, VM_LIBRARY_YIELD_FROM_ITER, 1, &object);
    RELEASE(2);
    if (outcome == VM_RAISED) {
        RAISE();
    }
    GUEST();
}
