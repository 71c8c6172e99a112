/* Attributes and what is found on types. */

HANDLER(LOAD_ATTR) {
    object = READ(2);
    value = vm_attribute_load_cached(&code->caches[ip[4]], object);
    if (UNLIKELY(value == NULL)) {
        SAVE();
        outcome = vm_attribute_load(&code->caches[ip[4]], object, code->names[ip[3]], &value, &call);
        if (outcome == VM_RAISED) {
            RAISE();
        }
        if (outcome == VM_GUEST) {
            RELEASE(2);
            GUEST();
        }
    }
    RELEASE(2);
    STORE_STEAL(1, value);
    NEXT(5);
}

HANDLER(STORE_ATTR) {
    object = READ(1);
    value = READ(3);
    if (UNLIKELY(!vm_attribute_store_cached(&code->caches[ip[4]], object, value))) {
        SAVE();
        outcome = vm_attribute_store(&code->caches[ip[4]], object, code->names[ip[2]], value, &call);
        if (outcome == VM_RAISED) {
            RAISE();
        }
        if (outcome == VM_GUEST) {
            RELEASE(1);
            RELEASE(3);
            GUEST();
        }
    }
    RELEASE(1);
    RELEASE(3);
    NEXT(5);
}

HANDLER(DEL_ATTR) {
    SAVE();
    outcome = vm_attribute_delete(READ(1), code->names[ip[2]], &call);
    RELEASE(1);
    if (outcome == VM_GUEST) {
        GUEST();
    }
    if (outcome == VM_RAISED) {
        RAISE();
    }
    NEXT(3);
}

HANDLER(LOAD_SPECIAL) {
    SAVE();
    outcome = vm_special_lookup(READ(2), ip[3], &value, &call);
    RELEASE(2);
    if (outcome == VM_GUEST) {
        GUEST();
    }
    if (outcome == VM_RAISED) {
        RAISE();
    }
    STORE_STEAL(1, value);
    NEXT(4);
}

HANDLER(SUPER) {
    SAVE();
    outcome = vm_super_load(READ(2), READ(3), READ(4), (ip[0] >> 8) == 0, &value, &call);
    RELEASE(2);
    RELEASE(3);
    RELEASE(4);
    if (outcome == VM_GUEST) {
        GUEST();
    }
    if (outcome == VM_RAISED) {
        RAISE();
    }
    STORE_STEAL(1, value);
    NEXT(5);
}
