/* Globals, the names of bodies, and cells. */

HANDLER(LOAD_GLOBAL) {
    object = vm_global_load_cached(&code->caches[ip[3]], frame->function->globals, frame->function->builtins);
    if (LIKELY(object != NULL)) {
        Py_INCREF(object);
    } else {
        SAVE();
        object = vm_global_load(&code->caches[ip[3]], frame->function->globals, frame->function->builtins, code->names[ip[2]]);
        if (object == NULL) {
            RAISE();
        }
    }
    STORE_STEAL(1, object);
    NEXT(4);
}

HANDLER(STORE_GLOBAL) {
    SAVE();
    if (vm_global_store(frame->function->globals, code->names[ip[1]], READ(2)) < 0) {
        RAISE();
    }
    RELEASE(2);
    NEXT(3);
}

HANDLER(DEL_GLOBAL) {
    SAVE();
    if (vm_global_delete(frame->function->globals, code->names[ip[1]]) < 0) {
        RAISE();
    }
    NEXT(2);
}

HANDLER(LOAD_NAME) {
    SAVE();
    outcome = vm_name_load(frame->namespace, frame->function->globals, frame->function->builtins, code->names[ip[2]], &object, &call);
    if (UNLIKELY(outcome != VM_DONE)) {
        goto name_unfinished;
    }
    STORE_STEAL(1, object);
    NEXT(3);
}

HANDLER(STORE_NAME) {
    SAVE();
    outcome = vm_name_store(frame->namespace, code->names[ip[1]], READ(2), &call);
    RELEASE(2);
    if (UNLIKELY(outcome != VM_DONE)) {
        goto name_unfinished;
    }
    NEXT(3);
}

HANDLER(DEL_NAME) {
    SAVE();
    outcome = vm_name_delete(frame->namespace, code->names[ip[1]], &call);
    if (UNLIKELY(outcome != VM_DONE)) {
        goto name_unfinished;
    }
    NEXT(2);
}

name_unfinished: {
    if (outcome == VM_RAISED) {
        RAISE();
    }
    GUEST();
}

HANDLER(LOAD_BUILTIN) {
    object = builtin_objects[ip[2]];
    if (object == NULL) { /* the library's */
        SAVE();
        object = vm_library_function_borrow(builtin_functions[ip[2]]);
        if (object == NULL) {
            RAISE();
        }
    }
    STORE_STEAL(1, Py_NewRef(object));
    NEXT(3);
}

HANDLER(LOAD_LOCALS) {
    STORE_STEAL(1, Py_NewRef(frame->namespace));
    NEXT(2);
}

HANDLER(LOAD_CELL) {
    object = PyCell_GET(R[ip[2]]);
    if (UNLIKELY(object == NULL)) {
        goto cell_empty;
    }
    STORE_STEAL(1, Py_NewRef(object));
    NEXT(4);
}

HANDLER(STORE_CELL) {
    SAVE();
    object = PyCell_GET(R[ip[1]]);
    PyCell_SET(R[ip[1]], take_operand(ip[2], R, K));
    vm_xrelease(object);
    NEXT(3);
}

HANDLER(DEL_CELL) {
    SAVE();
    object = PyCell_GET(R[ip[1]]);
    if (UNLIKELY(object == NULL)) {
        vm_error_empty_cell(code, ip[1], code->names[ip[2]]);
        RAISE();
    }
    PyCell_SET(R[ip[1]], NULL);
    Py_DECREF(object);
    NEXT(3);
}

cell_empty: {
    SAVE();
    vm_error_empty_cell(code, ip[2], code->names[ip[3]]);
    RAISE();
}

HANDLER(MAKE_CELL) {
    object = PyCell_New(ip[0] >> 8 ? NULL : R[ip[1]]); /* n=1: a comprehension's, empty each time */
    if (UNLIKELY(object == NULL)) {
        SAVE();
        RAISE();
    }
    STORE_STEAL(1, object);
    NEXT(2);
}

HANDLER(LOAD_CELLREF) {
    STORE_STEAL(1, Py_NewRef(R[ip[2]]));
    NEXT(3);
}

HANDLER(LOAD_DICT_OR_CELL) {
    SAVE();
    outcome = vm_name_load_or_cell(ip[2] == VM_OPERAND_ABSENT ? frame->namespace : READ(2), R[ip[3]], code->names[ip[4]], &object, &call);
    if (ip[2] != VM_OPERAND_ABSENT) {
        RELEASE(2);
    }
    if (UNLIKELY(outcome != VM_DONE)) {
        goto name_unfinished;
    }
    STORE_STEAL(1, object);
    NEXT(5);
}
