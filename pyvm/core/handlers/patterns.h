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
    outcome = vm_match_keys(READ(2), READ(3), &value, &call);
    truth = 4;
    goto pattern_decided;
}

HANDLER(MATCH_CLASS) {
    SAVE();
    outcome = vm_match_class(READ(2), READ(3), ip[5], K[ip[4]], &value, &call);
    truth = 6;
}

pattern_decided: { /* truth is the instruction's length */
    if (UNLIKELY(outcome == VM_RAISED)) {
        RAISE();
    }
    RELEASE(2);
    RELEASE(3);
    if (outcome == VM_GUEST) {
        GUEST();
    }
    STORE_STEAL(1, value);
    NEXT(truth);
}
