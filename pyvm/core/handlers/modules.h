/* Imports and the annotations of bodies. The work is the guest library's. */

HANDLER(IMPORT) {
    SAVE();
    PyObject *arguments[] = {frame->function->globals, code->names[ip[2]], READ(3), READ(4)};
    if (vm_library_call(&call, VM_LIBRARY_IMPORT, 4, arguments) == VM_RAISED) {
        RAISE();
    }
    RELEASE(3);
    RELEASE(4);
    GUEST();
}

HANDLER(IMPORT_FROM) {
    SAVE();
    PyObject *arguments[] = {REGISTER(2), code->names[ip[3]]};
    if (vm_library_call(&call, VM_LIBRARY_IMPORT_FROM, 2, arguments) == VM_RAISED) {
        RAISE();
    }
    RELEASE(2);
    GUEST();
}

HANDLER(IMPORT_STAR) {
    SAVE();
    PyObject *arguments[] = {REGISTER(1), frame->namespace};
    if (vm_library_call(&call, VM_LIBRARY_IMPORT_STAR, 2, arguments) == VM_RAISED) {
        RAISE();
    }
    RELEASE(1);
    GUEST();
}

HANDLER(SETUP_ANNOTATIONS) {
    SAVE();
    if (setup_annotations(frame->namespace) < 0) {
        RAISE();
    }
    NEXT(1);
}
