/* Attributes and what is found on types. */

HANDLER(LOAD_ATTR) {
    PyObject *owner = READ(2), *loaded = vm_attribute_load_cached(&code->caches[ip[4]], owner);
    if (UNLIKELY(loaded == NULL)) {
        goto load_attribute;
    }
    RELEASE(2);
    STORE_STEAL(1, loaded);
    NEXT(5);
}

load_attribute: {
    SAVE();
    call_result.frame = property_call(&code->caches[ip[4]], READ(2));
    if (call_result.frame != NULL) {
        RELEASE(2);
        goto push_frame;
    }
    outcome = vm_attribute_load(&code->caches[ip[4]], READ(2), code->names[ip[3]], &value, &call);
    if (outcome == VM_RAISED) {
        RAISE();
    }
    RELEASE(2);
    if (outcome == VM_GUEST) {
        GUEST();
    }
    STORE_STEAL(1, value);
    NEXT(5);
}

HANDLER(LOAD_ATTR_CALLED) {
    object = READ(2);
    if (LIKELY(vm_method_lookup_cached(&code->caches[ip[4]], object, &left))) {
        value = vm_method_bind(left, object);
    } else {
        value = vm_attribute_load_cached(&code->caches[ip[4]], object);
        if (value == NULL) {
            SAVE();
            outcome = load_called(&code->caches[ip[4]], object, code->names[ip[3]], &value, &call);
            if (outcome == VM_GUEST) {
                RELEASE(2);
                GUEST();
            }
        }
    }
    if (UNLIKELY(value == NULL)) {
        SAVE();
        RAISE();
    }
    RELEASE(2);
    STORE_STEAL(1, value);
    NEXT(5);
}

HANDLER(STORE_ATTR) {
    if (UNLIKELY(!vm_attribute_store_cached(&code->caches[ip[4]], READ(1), READ(3)))) {
        goto store_attribute;
    }
    RELEASE(1);
    RELEASE(3);
    NEXT(5);
}

store_attribute: {
    SAVE();
    outcome = vm_attribute_store(&code->caches[ip[4]], READ(1), code->names[ip[2]], READ(3), &call);
    if (outcome == VM_RAISED) {
        RAISE();
    }
    RELEASE(1);
    RELEASE(3);
    if (outcome == VM_GUEST) {
        GUEST();
    }
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
