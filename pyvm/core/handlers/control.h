/* Control flow and registers. */

HANDLER(TRAP) {
    goto label_trap;
}

HANDLER(RET) {
    value = take_operand(ip[1], R, K);
    goto return_value;
}

HANDLER(JMP) {
    JUMP(1);
}

HANDLER(BRT) {
    object = READ(1);
    truth = vm_plain_truth(object);
    if (UNLIKELY(truth < 0)) {
        SAVE();
        outcome = vm_truth(object, &truth, &call);
        if (outcome != VM_DONE) {
            goto truth_unknown;
        }
    }
    RELEASE(1);
    if (truth) {
        JUMP(2);
    }
    NEXT(4);
}

HANDLER(BRF) {
    object = READ(1);
    truth = vm_plain_truth(object);
    if (UNLIKELY(truth < 0)) {
        SAVE();
        outcome = vm_truth(object, &truth, &call);
        if (outcome != VM_DONE) {
            goto truth_unknown;
        }
    }
    RELEASE(1);
    if (!truth) {
        JUMP(2);
    }
    NEXT(4);
}

truth_unknown: {
    if (outcome == VM_RAISED) {
        RAISE();
    }
    RELEASE(1);
    GUEST();
}

HANDLER(BR_NONE) {
    truth = READ(1) == Py_None;
    RELEASE(1);
    if (truth) {
        JUMP(2);
    }
    NEXT(4);
}

HANDLER(BR_NOT_NONE) {
    truth = READ(1) != Py_None;
    RELEASE(1);
    if (truth) {
        JUMP(2);
    }
    NEXT(4);
}

HANDLER(MOVE) {
    STORE_STEAL(1, Py_NewRef(R[ip[2]]));
    NEXT(3);
}

HANDLER(MOVE_STEAL) {
    object = R[ip[2]];
    R[ip[2]] = NULL;
    STORE_STEAL(1, object);
    NEXT(3);
}

HANDLER(LOADK) {
    STORE_STEAL(1, Py_NewRef(K[ip[2]]));
    NEXT(3);
}

HANDLER(CLEAR) {
    SAVE();
    object = R[ip[1]];
    R[ip[1]] = NULL;
    vm_xrelease(object);
    NEXT(2);
}

HANDLER(DROP) {
    SAVE();
    object = REGISTER(1);
    REGISTER(1) = NULL;
    vm_xrelease(object);
    NEXT(2);
}

HANDLER(CHK) {
    if (UNLIKELY(REGISTER(1) == NULL)) {
        SAVE();
        vm_error_unbound_local(code->names[ip[2]]);
        RAISE();
    }
    NEXT(3);
}
