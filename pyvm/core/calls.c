/* What calling a value comes to: bound methods are unpacked, functions become frames, guest classes are instantiated on frames,
 * natives are called through the boundary. Nothing here recurses for a guest-to-guest call. */
#include "calls.h"
#include "bound_methods.h"
#include "arguments.h"
#include "classes.h"
#include "compat.h"
#include "controls.h"
#include "exceptions.h"
#include "gate.h"
#include "interned.h"
#include "library.h"
#include "natives.h"
#include "protocols.h"
#include "suspenders.h"

VmMethods vm_methods;

#define WINDOW 24 /* arguments that fit the C stack; longer lists are allocated */

static Py_ssize_t
argument_count(Py_ssize_t positional, PyObject *keyword_names)
{
    return positional + (keyword_names == NULL ? 0 : PyTuple_GET_SIZE(keyword_names));
}

/* --- Functions ----------------------------------------------------------------------------------------------------- */

static VmCallKind
call_function(VmFunction *function, PyObject *const *arguments, Py_ssize_t positional, PyObject *keyword_names, VmCallResult *result)
{
    VmFrame *frame = vm_function_frame(function);
    if (frame == NULL) {
        return VM_CALL_RAISED;
    }
    if (vm_arguments_bind(function, arguments, positional, keyword_names, frame->registers) < 0) {
        vm_frame_free(frame);
        return VM_CALL_RAISED;
    }
    vm_frame_open_closure(frame);
    if (frame->code->flags & VM_CODE_GENERATOR) {
        result->value = vm_generator_new_steal(frame);
        return result->value == NULL ? VM_CALL_RAISED : VM_CALL_DONE;
    }
    result->frame = frame;
    return VM_CALL_FRAME;
}

/* first(*arguments) with one more argument in front, from a copy of the window. */
static VmCallKind
call_with_first(VmContinuation *continuation, PyObject *callable, PyObject *first, PyObject *const *arguments, Py_ssize_t positional,
                PyObject *keyword_names, VmCallResult *result)
{
    Py_ssize_t count = argument_count(positional, keyword_names);
    PyObject *stack[WINDOW + VM_CALL_SCRATCH + 1];
    PyObject **window = stack;
    if (count > WINDOW) {
        window = PyMem_Malloc((count + VM_CALL_SCRATCH + 1) * sizeof(PyObject *));
        if (window == NULL) {
            PyErr_NoMemory();
            return VM_CALL_RAISED;
        }
    }
    window[VM_CALL_SCRATCH] = first;
    if (count > 0) {
        memcpy(window + VM_CALL_SCRATCH + 1, arguments, count * sizeof(PyObject *));
    }
    VmCallKind kind = vm_call(continuation, callable, window + VM_CALL_SCRATCH, positional + 1, keyword_names, result);
    if (window != stack) {
        PyMem_Free(window);
    }
    return kind;
}

/* --- Packing and unpacking ----------------------------------------------------------------------------------------- */

/* The positional arguments as a tuple. */
static PyObject *
pack_positional(PyObject *const *arguments, Py_ssize_t positional)
{
    PyObject *tuple = PyTuple_New(positional);
    for (Py_ssize_t i = 0; tuple != NULL && i < positional; i++) {
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(arguments[i]));
    }
    return tuple;
}

/* The keyword arguments as a dict. */
static PyObject *
pack_keywords(PyObject *const *values, PyObject *names)
{
    PyObject *keywords = PyDict_New();
    for (Py_ssize_t i = 0; keywords != NULL && names != NULL && i < PyTuple_GET_SIZE(names); i++) {
        if (PyDict_SetItem(keywords, PyTuple_GET_ITEM(names, i), values[i]) < 0) {
            Py_CLEAR(keywords);
        }
    }
    return keywords;
}

/* A library function with (callable, args, kwargs). */
static VmCallKind
call_library_packed(VmContinuation *continuation, VmLibrary entry, PyObject *callable, PyObject *const *arguments,
                    Py_ssize_t positional, PyObject *keyword_names, VmCallResult *result)
{
    PyObject *function = vm_library_function_borrow(entry);
    PyObject *args = function == NULL ? NULL : pack_positional(arguments, positional);
    PyObject *kwargs = args == NULL ? NULL : pack_keywords(arguments + positional, keyword_names);
    VmCallKind kind = VM_CALL_RAISED;
    if (kwargs != NULL) {
        PyObject *window[VM_CALL_SCRATCH + 3] = {NULL, NULL, callable, args, kwargs};
        kind = vm_call(continuation, function, window + VM_CALL_SCRATCH, 3, NULL, result);
    }
    Py_XDECREF(args);
    Py_XDECREF(kwargs);
    return kind;
}

VmCallKind
vm_call_unpacked(VmContinuation *continuation, PyObject *callable, PyObject *arguments, PyObject *keywords, VmCallResult *result)
{
    Py_ssize_t positional = PyTuple_GET_SIZE(arguments), n = keywords == NULL ? 0 : PyDict_GET_SIZE(keywords);
    PyObject *names = n == 0 ? NULL : PyTuple_New(n);
    PyObject **window = PyMem_Malloc((VM_CALL_SCRATCH + positional + n + 1) * sizeof(PyObject *));
    VmCallKind kind = VM_CALL_RAISED;
    if (window == NULL || (n > 0 && names == NULL)) {
        PyErr_NoMemory();
        goto done;
    }
    PyObject **values = window + VM_CALL_SCRATCH;
    for (Py_ssize_t i = 0; i < positional; i++) {
        values[i] = PyTuple_GET_ITEM(arguments, i);
    }
    PyObject *name, *value;
    Py_ssize_t place = 0, i = 0;
    while (n > 0 && PyDict_Next(keywords, &place, &name, &value)) {
        if (!PyUnicode_Check(name)) {
            PyErr_SetString(PyExc_TypeError, "keywords must be strings");
            goto done;
        }
        PyTuple_SET_ITEM(names, i, Py_NewRef(name));
        values[positional + i++] = value; /* borrowed: the dict is the caller's and a native's own copy is made from these */
    }
    for (Py_ssize_t j = 0; j < positional + n; j++) {
        Py_INCREF(values[j]);
    }
    kind = vm_call(continuation, callable, values, positional, names, result);
    for (Py_ssize_t j = 0; j < positional + n; j++) {
        Py_DECREF(values[j]);
    }
done:
    Py_XDECREF(names);
    PyMem_Free(window);
    return kind;
}

/* --- Classes ------------------------------------------------------------------------------------------------------- */

/* The guest code under a name in the class's MRO, borrowed, or NULL. */
static PyObject *
guest_member(PyTypeObject *type, PyObject *name)
{
    PyObject *member = _PyType_Lookup(type, name);
    return member != NULL && !vm_is_native_method(member) ? member : NULL;
}

static PyObject *name_new, *name_init, *name_call;

/* instance.__init__(*arguments) of a new instance (owned, taken), whose result is the instance. */
static VmCallKind
initialise_steal(PyObject *instance, PyObject *const *arguments, Py_ssize_t positional, PyObject *keyword_names, VmFunction *init,
                 VmContinuation *continuation, VmCallResult *result)
{
    VmCallKind kind = call_with_first(continuation, (PyObject *)init, instance, arguments, positional, keyword_names, result);
    if (kind == VM_CALL_FRAME) {
        result->frame->flags |= VM_FRAME_INIT;
        result->frame->owner = instance;
        return kind;
    }
    if (kind == VM_CALL_DONE) { /* a generator function as __init__ */
        PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'", Py_TYPE(result->value)->tp_name);
        Py_CLEAR(result->value);
    }
    Py_DECREF(instance);
    return VM_CALL_RAISED;
}

/* A guest class whose metaclass calls as type does: __new__ natively, then __init__ on a frame. */
static VmCallKind
instantiate(VmContinuation *continuation, PyTypeObject *type, PyObject **arguments, Py_ssize_t positional, PyObject *keyword_names,
            VmCallResult *result)
{
    PyObject *init = _PyType_Lookup(type, name_init);
    if (guest_member(type, name_new) != NULL || (init != NULL && !VmFunction_Check(init) && !vm_is_native_method(init))) {
        return call_library_packed(continuation, VM_LIBRARY_CONSTRUCT, (PyObject *)type, arguments, positional, keyword_names, result);
    }
    if (init == NULL || !VmFunction_Check(init)) { /* all native */
        VmNativeDetour detour;
        PyObject *value;
        if (type->tp_new == PyBaseObject_Type.tp_new || vm_bridge_for_new(type) == NULL) {
            VmOutcome outcome = vm_native_call(continuation, (PyObject *)type, arguments, positional, keyword_names, &value, &detour);
            if (outcome == VM_DONE) {
                result->value = value;
                return VM_CALL_DONE;
            }
            if (outcome == VM_RAISED) {
                return VM_CALL_RAISED;
            }
        }
        return call_library_packed(continuation, VM_LIBRARY_CONSTRUCT, (PyObject *)type, arguments, positional, keyword_names, result);
    }
    PyObject *instance;
    if (type->tp_new == PyBaseObject_Type.tp_new) {
        PyObject *empty = PyTuple_New(0);
        instance = empty == NULL ? NULL : type->tp_new(type, empty, NULL);
        Py_XDECREF(empty);
    } else {
        PyObject *args = pack_positional(arguments, positional);
        PyObject *kwargs = args == NULL || keyword_names == NULL ? NULL : pack_keywords(arguments + positional, keyword_names);
        instance = args == NULL || (keyword_names != NULL && kwargs == NULL) ? NULL : type->tp_new(type, args, kwargs);
        Py_XDECREF(args);
        Py_XDECREF(kwargs);
    }
    if (instance == NULL) {
        return VM_CALL_RAISED;
    }
    if (!PyObject_TypeCheck(instance, type)) {
        result->value = instance;
        return VM_CALL_DONE;
    }
    init = _PyType_Lookup(Py_TYPE(instance), name_init);
    return initialise_steal(instance, arguments, positional, keyword_names, (VmFunction *)init, continuation, result);
}

static VmCallKind
call_class(VmContinuation *continuation, PyTypeObject *type, PyObject **arguments, Py_ssize_t positional, PyObject *keyword_names,
           VmCallResult *result)
{
    PyTypeObject *metaclass = Py_TYPE(type);
    if (vm_class_is_guest(metaclass)) {
        PyObject *call = guest_member(metaclass, name_call);
        if (call != NULL) {
            return VmFunction_Check(call)
                ? call_with_first(continuation, call, (PyObject *)type, arguments, positional, keyword_names, result)
                : call_library_packed(continuation, VM_LIBRARY_CALL, (PyObject *)type, arguments, positional, keyword_names, result);
        }
    }
    return instantiate(continuation, type, arguments, positional, keyword_names, result);
}

/* --- Generators ---------------------------------------------------------------------------------------------------- */

/* value owned or NULL with an exception set. */
static VmCallKind
resume_steal(PyObject *generator, PyObject *value, VmCallResult *result)
{
    result->generator = (VmGenerator *)Py_NewRef(generator);
    result->value = value;
    return VM_CALL_RESUME;
}

static VmCallKind
call_generator_method(VmContinuation *continuation, VmGeneratorMethod method, PyObject *generator, PyObject *const *arguments,
                      Py_ssize_t count, VmCallResult *result)
{
    switch (method) {
    case VM_GENERATOR_NEXT:
        return resume_steal(generator, Py_NewRef(Py_None), result);
    case VM_GENERATOR_SEND:
        return resume_steal(generator, Py_NewRef(arguments[0]), result);
    case VM_GENERATOR_THROW:
        return vm_generator_set_thrown(generator, arguments, count) < 0 ? VM_CALL_RAISED : resume_steal(generator, NULL, result);
    default: {
        PyObject *close = vm_library_function_borrow(VM_LIBRARY_GENERATOR_CLOSE);
        PyObject *window[VM_CALL_SCRATCH + 1] = {NULL, NULL, generator};
        return close == NULL ? VM_CALL_RAISED : vm_call(continuation, close, window + VM_CALL_SCRATCH, 1, NULL, result);
    }
    }
}

/* 1 if the native steps a VM generator and the arguments fit: then *kind is the answer. */
static int
try_generator_method(VmContinuation *continuation, PyObject *callable, PyObject *const *arguments, Py_ssize_t positional,
                     VmCallResult *result, VmCallKind *kind)
{
    const PyMethodDef *definition;
    PyObject *generator;
    if (Py_IS_TYPE(callable, &PyMethodDescr_Type) && positional > 0) {
        definition = ((PyMethodDescrObject *)callable)->d_method;
        generator = *arguments++;
        positional--;
    } else if (Py_IS_TYPE(callable, &PyCFunction_Type)) {
        definition = ((PyCFunctionObject *)callable)->m_ml;
        generator = PyCFunction_GET_SELF(callable);
        if (definition == vm_next_definition && positional == 1 && VmGenerator_Check(arguments[0])) {
            *kind = call_generator_method(continuation, VM_GENERATOR_NEXT, arguments[0], NULL, 0, result);
            return 1;
        }
    } else if (Py_IS_TYPE(callable, &PyWrapperDescr_Type) && positional == 1 && VmGenerator_Check(arguments[0])
               && callable == vm_generator_next_wrapper) {
        *kind = call_generator_method(continuation, VM_GENERATOR_NEXT, arguments[0], NULL, 0, result);
        return 1;
    } else {
        return 0;
    }
    VmGeneratorMethod method = vm_generator_method(definition);
    if (method == VM_GENERATOR_NOT || generator == NULL || !VmGenerator_Check(generator)) {
        return 0;
    }
    static const Py_ssize_t least[] = {0, 0, 1, 1, 0}, most[] = {0, 0, 1, 3, 0};
    if (positional < least[method] || positional > most[method]) {
        return 0; /* the native raises the TypeError */
    }
    VmGenerator *object = (VmGenerator *)generator;
    if (method == VM_GENERATOR_CLOSE && object->state != VM_GENERATOR_SUSPENDED) {
        return 0; /* nothing runs */
    }
    *kind = call_generator_method(continuation, method, generator, arguments, positional, result);
    return 1;
}

/* --- Everything else ----------------------------------------------------------------------------------------------- */

/* The library's version of a native. */
static VmCallKind
call_instead(VmContinuation *continuation, PyObject *callable, const VmNativeDetour *detour, PyObject **arguments,
             Py_ssize_t positional, PyObject *keyword_names, VmCallResult *result)
{
    VmCallKind kind = detour->self == NULL
        ? vm_call(continuation, detour->library, arguments, positional, keyword_names, result)
        : call_with_first(continuation, detour->library, detour->self, arguments, positional, keyword_names, result);
    if (UNLIKELY(kind == VM_CALL_RAISED) && PyErr_ExceptionMatches(PyExc_TypeError)) {
        /* The arguments do not fit the library function, and nothing has run: the native words the error. */
        PyErr_Clear();
        result->value = PyObject_Vectorcall(callable, arguments, (size_t)positional, keyword_names);
        return result->value == NULL ? VM_CALL_RAISED : VM_CALL_DONE;
    }
    return kind;
}

VmCallKind
vm_call_detour(VmContinuation *continuation, PyObject *callable, const VmBridge *bridge, PyObject **arguments, Py_ssize_t positional,
               PyObject *keyword_names, VmCallResult *result)
{
    VmNativeDetour detour = {bridge->library, vm_bridge_self(callable, bridge)};
    return call_instead(continuation, callable, &detour, arguments, positional, keyword_names, result);
}

static VmCallKind
call_native(VmContinuation *continuation, PyObject *callable, PyObject **arguments, Py_ssize_t positional, PyObject *keyword_names,
            VmCallResult *result)
{
    VmNativeDetour detour;
    VmCallKind kind;
    if (keyword_names == NULL && try_generator_method(continuation, callable, arguments, positional, result, &kind)) {
        return kind;
    }
    switch (vm_native_call(continuation, callable, arguments, positional, keyword_names, &result->value, &detour)) {
    case VM_DONE:
        return VM_CALL_DONE;
    case VM_RAISED:
        return VM_CALL_RAISED;
    default:
        return call_instead(continuation, callable, &detour, arguments, positional, keyword_names, result);
    }
}

/* An instance of a guest class. */
static VmCallKind
call_instance(VmContinuation *continuation, PyObject *callable, PyObject **arguments, Py_ssize_t positional, PyObject *keyword_names,
              VmCallResult *result)
{
    PyObject *call = guest_member(Py_TYPE(callable), name_call);
    if (call == NULL) {
        return call_native(continuation, callable, arguments, positional, keyword_names, result);
    }
    if (VmFunction_Check(call)) {
        return call_with_first(continuation, call, callable, arguments, positional, keyword_names, result);
    }
    return call_library_packed(continuation, VM_LIBRARY_CALL, callable, arguments, positional, keyword_names, result);
}

/* A staticmethod object called as such (not through a class). */
static VmCallKind
call_static_method(VmContinuation *continuation, PyObject *callable, PyObject **arguments, Py_ssize_t positional,
                   PyObject *keyword_names, VmCallResult *result)
{
    PyObject *function = Py_NewRef(callable);
    while (function != NULL && Py_IS_TYPE(function, &PyStaticMethod_Type)) { /* of a staticmethod of a staticmethod... */
        Py_SETREF(function, PyObject_GetAttrString(function, "__func__"));
    }
    if (function == NULL) {
        return VM_CALL_RAISED;
    }
    VmCallKind kind = vm_call(continuation, function, arguments, positional, keyword_names, result);
    Py_DECREF(function);
    return kind;
}

VmCallKind
vm_call(VmContinuation *continuation, PyObject *callable, PyObject **arguments, Py_ssize_t positional, PyObject *keyword_names,
        VmCallResult *result)
{
    PyTypeObject *type = Py_TYPE(callable);
    if (type == &VmFunction_Type) {
        return call_function((VmFunction *)callable, arguments, positional, keyword_names, result);
    }
    if (type == &PyMethod_Type) {
        return call_with_first(continuation, PyMethod_GET_FUNCTION(callable), PyMethod_GET_SELF(callable), arguments, positional,
                               keyword_names, result);
    }
    if (type == &VmSuspender_Type) {
        return vm_suspender_request(continuation, (VmSuspender *)callable, arguments, positional, keyword_names) < 0 ? VM_CALL_RAISED
                                                                                                                     : VM_CALL_SUSPEND;
    }
    if (type == &VmControl_Type) {
        return vm_control_call(continuation, (VmControl *)callable, arguments, positional, keyword_names, result);
    }
    if (type == &PyStaticMethod_Type) {
        return call_static_method(continuation, callable, arguments, positional, keyword_names, result);
    }
    if (PyType_Check(callable) && (vm_class_is_guest((PyTypeObject *)callable) || vm_class_is_guest(type))) {
        return call_class(continuation, (PyTypeObject *)callable, arguments, positional, keyword_names, result);
    }
    if (PyType_Check(callable) && UNLIKELY(!vm_gate_allows_construction((PyTypeObject *)callable))
        && !(continuation->top->code->flags & VM_CODE_LIBRARY)) {
        vm_gate_refuse_construction((PyTypeObject *)callable);
        return VM_CALL_RAISED;
    }
    if (vm_class_is_guest(type)) {
        return call_instance(continuation, callable, arguments, positional, keyword_names, result);
    }
    return call_native(continuation, callable, arguments, positional, keyword_names, result);
}

/* --- Guest calls ------------------------------------------------------------------------------------------------------ */

/* The call's function takes its arguments as they are. */
static inline int
takes_plainly(const VmGuestCall *call)
{
    if (!VmFunction_Check(call->callable)) {
        return 0;
    }
    const VmCode *code = ((VmFunction *)call->callable)->code;
    return (code->flags & VM_CODE_SIMPLE) && code->positional_count == call->count;
}

/* A generator is stepped, and holds the question meanwhile. */
static VmCallKind
step_guest(VmGuestCall *call, VmCallResult *result)
{
    VmGenerator *generator = (VmGenerator *)call->callable;
    generator->question = call->question;
    generator->frame->flags |= VM_FRAME_ANSWER;
    call->callable = call->question = NULL; /* moved */
    result->generator = generator;
    result->value = Py_NewRef(Py_None);
    return VM_CALL_RESUME;
}

VmCallKind
vm_call_guest(VmContinuation *continuation, VmGuestCall *call, VmCallResult *result)
{
    if (LIKELY(takes_plainly(call))) {
        VmFrame *frame = vm_frame_new_steal((VmFunction *)call->callable);
        if (UNLIKELY(frame == NULL)) {
            vm_guest_call_clear(call);
            return VM_CALL_RAISED;
        }
        for (int i = 0; i < call->count; i++) {
            frame->registers[i] = call->arguments[i];
            call->arguments[i] = NULL;
        }
        vm_frame_open_closure(frame);
        if (call->question != NULL) { /* A2: only such calls have one */
            frame->flags = VM_FRAME_ANSWER;
            frame->owner = call->question;
        }
        call->callable = call->question = NULL; /* moved into the frame, like the arguments */
        call->count = 0;
        result->frame = frame;
        return VM_CALL_FRAME;
    }
    if (VmGenerator_Check(call->callable)) {
        return step_guest(call, result);
    }
    PyObject *window[VM_CALL_SCRATCH + VM_GUEST_CALL_ARGUMENTS];
    memcpy(window + VM_CALL_SCRATCH, call->arguments, call->count * sizeof(PyObject *));
    VmCallKind kind = vm_call(continuation, call->callable, window + VM_CALL_SCRATCH, call->count, NULL, result);
    vm_guest_call_clear(call);
    return kind;
}

const PyMethodDef *vm_next_definition;
PyObject *vm_generator_next_wrapper;

int
vm_calls_setup(PyObject *Py_UNUSED(module))
{
    const VmInternedName rows[] = {{&name_new, "__new__"}, {&name_init, "__init__"}, {&name_call, "__call__"}};
    PyObject *builtins = PyEval_GetBuiltins();
    PyObject *next = builtins == NULL ? NULL : PyDict_GetItemString(builtins, "next");
    vm_generator_next_wrapper = PyDict_GetItemString(VmGenerator_Type.tp_dict, "__next__");
    if (VM_INTERN_NAMES(rows) < 0 || next == NULL || vm_generator_next_wrapper == NULL) {
        return -1;
    }
    vm_next_definition = ((PyCFunctionObject *)next)->m_ml;
    return 0;
}
