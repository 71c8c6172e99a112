/* The loop's function, for loop.c, which includes it twice. No include guard for that reason.
 *
 * Locals: frame (R is its registers), code, K (its constants), ip; ticks counts the safepoints left in this slice.
 * Whatever may run other code is preceded by SAVE(): then frame->ip names the instruction (F2). continuation->top is frame always.
 *
 * Macros that jump: NEXT, JUMP, TICK, RAISE, GUEST, FINISH and HANDLER's dispatch. The others do not.
 */

#ifdef VM_DEBUG
#define VM_COMPUTED_GOTO 0
#else
#define VM_COMPUTED_GOTO 1
#endif

#undef DISPATCH
#undef HANDLER
#if VM_COMPUTED_GOTO
#define HANDLER(name) label_##name:
#if VM_STEPPING
#define DISPATCH() do { if (--continuation->steps < 0) { goto stepped; } goto *labels[*ip & 0xFF]; } while (0)
#else
#define DISPATCH() goto *labels[*ip & 0xFF]
#endif
#else
#define HANDLER(name) case OP_##name:
#define DISPATCH() goto dispatch
#endif

#ifndef NEXT
#define NEXT(length) do { ip += (length); DISPATCH(); } while (0)
/* Goes to the target at word `place`; backwards it is a safepoint. */
#define JUMP(place) do { \
        int32_t distance = jump_distance(ip + (place)); \
        ip += distance; \
        if (distance <= 0) { TICK(); } \
        DISPATCH(); \
    } while (0)
/* ip is the instruction to run next. */
#define TICK() do { if (UNLIKELY(--ticks <= 0)) { goto safepoint; } } while (0)
#define SAVE() (frame->ip = ip)
/* No local: it would be one too many for the machine, and the frame is at hand (methods: 1.75 of CPython's speed, 0.85 when gcc chose
 * to keep the pointer in memory). */
#define R (frame->registers)
#define READ(place) operand(ip[place], R, K)
#define REGISTER(place) R[ip[place] & VM_REGISTER_MASK]
/* Operand words as the unit has them: with LAST_USE bits, where a specialised form moved them. */
#define PORTABLE(place) (code->portable[ip - code->words + (place)])
/* Releases an operand's register if this is its last use; RELEASE_PORTABLE where the words may be those of a specialised form. */
#define RELEASE(place) release_last_use(ip[place], R)
#define RELEASE_PORTABLE(place) release_last_use(PORTABLE(place), R)
#define STORE_STEAL(place, value) vm_store_steal(&R[ip[place]], (value))
#define STORE_OR_DROP(place, value) do { \
        PyObject *stored_ = (value); \
        if (ip[place] == VM_OPERAND_ABSENT) { vm_release(stored_); } else { STORE_STEAL(place, stored_); } \
    } while (0)
#define RAISE() goto error
/* The filled call completes this instruction. */
#define GUEST() goto guest_call
/* Goes on with the call's outcome `kind` in call_result. */
#define FINISH(call_kind) do { kind = (call_kind); goto call_made; } while (0)
/* Goes on in the frame that a simple call made, after releasing what it did not take. NULL: raises, or nothing has happened. */
#define PUSH_IF_SIMPLE(made, release) do { \
        call_result.frame = (made); \
        if (LIKELY(call_result.frame != NULL)) { \
            SAVE(); \
            release; \
            goto push_frame; \
        } \
        if (UNLIKELY(PyErr_Occurred() != NULL)) { \
            SAVE(); \
            RAISE(); \
        } \
    } while (0)
#define ENTER() do { code = frame->code; K = code->constants; ip = frame->ip; } while (0)
#endif

static VmExit
VM_LOOP_NAME(VmContinuation *continuation, VmEntry entry, VmGenerator *generator, PyObject *value, PyObject **result)
{
#if VM_COMPUTED_GOTO
#define ROW(name) [OP_##name] = &&label_##name,
#define BINARY_ROW(name) [OP_##name##_RR] = &&label_##name##_RR, [OP_##name##_RI] = &&label_##name##_RI,
#define COMPARE_ROW(name) \
    [OP_##name##_RR_BRT] = &&label_##name##_RR_BRT, [OP_##name##_RR_BRF] = &&label_##name##_RR_BRF, \
    [OP_##name##_RI_BRT] = &&label_##name##_RI_BRT, [OP_##name##_RI_BRF] = &&label_##name##_RI_BRF,
    static const void *const labels[256] = {
        VM_OPCODES(ROW) VM_BINARY_FORMS(BINARY_ROW) VM_COMPARE_FORMS(COMPARE_ROW) ROW(GET_ITEM_RR) ROW(GET_ITEM_RI)
        ROW(MOVE_STEAL) ROW(CALL_R) ROW(LOAD_ATTR_CALLED)
    };
#undef ROW
#undef BINARY_ROW
#undef COMPARE_ROW
#endif
    PyThreadState *const thread = PyThreadState_Get();
    VmFrame *frame = continuation->top;
    VmCode *code;
    PyObject **K;
    const uint16_t *ip;
    int64_t slice = next_slice(continuation), ticks = slice;
    VmGuestCall call = {0};
    VmCallResult call_result = {NULL, NULL, NULL};
    VmCallKind kind;
    uint32_t entry_flag = 0; /* VM_FRAME_ENTRY for the generator that is entered */
    PyObject *left, *right, *object;
    int operation, truth, raised_here;
    VmOutcome outcome;

    switch (entry) {
    case VM_ENTER_EXECUTE:
        ENTER();
        if (UNLIKELY(slice <= 0)) {
            goto safepoint;
        }
        DISPATCH();
    case VM_ENTER_COMPLETE:
        ENTER();
        goto complete;
    case VM_ENTER_RAISE:
        ENTER();
        goto error;
    case VM_ENTER_RESUME:
        entry_flag = VM_FRAME_ENTRY;
        call_result.generator = (VmGenerator *)Py_NewRef(generator);
        goto resume;
    }
    Py_UNREACHABLE();

#if !VM_COMPUTED_GOTO
dispatch:
#if VM_STEPPING
    if (--continuation->steps < 0) {
        goto stepped;
    }
#endif
    switch (*ip & 0xFF) {
#endif

#include "handlers/control.h"
#include "handlers/names.h"
#include "handlers/attributes.h"
#include "handlers/items.h"
#include "handlers/operators.h"
#include "handlers/calls.h"
#include "handlers/displays.h"
#include "handlers/iteration.h"
#include "handlers/exceptions.h"
#include "handlers/modules.h"
#include "handlers/patterns.h"

#if !VM_COMPUTED_GOTO
    default:
        goto label_trap;
    }
#endif

label_trap:
    SAVE();
    VM_UNREACHABLE("verify: known opcodes");
    RAISE();

    /* --- Calls ------------------------------------------------------------------------------------------------------ */

guest_call: /* SAVEd; call is filled and completes the instruction at ip */
    kind = vm_call_guest(continuation, &call, &call_result);

call_made: /* SAVEd; the instruction's last uses are released */
    switch (kind) {
    case VM_CALL_DONE:
        value = call_result.value;
        goto complete;
    case VM_CALL_FRAME:
        goto push_frame;
    case VM_CALL_RESUME:
        value = call_result.value;
        goto resume;
    case VM_CALL_SUSPEND:
        goto suspended;
    case VM_CALL_RAISED:
        goto error;
    }
    Py_UNREACHABLE();

push_frame: /* call_result.frame; SAVEd */
    if (UNLIKELY(continuation->depth >= continuation->recursion_limit)) {
        vm_frame_free(call_result.frame);
        vm_exception_recursion();
        goto error;
    }
    call_result.frame->prev = frame;
    frame = call_result.frame;
    continuation->top = frame;
    continuation->depth++;
    ENTER();
    TICK();
    DISPATCH();

return_value: /* value, owned */
    if (UNLIKELY(frame->flags)) {
        goto return_special;
    }
    frame = pop_frame(continuation, frame);
    ENTER();
    goto complete;

return_special:
    if (frame->flags & VM_FRAME_GENERATOR) {
        goto generator_returned;
    }
    if (frame->flags & VM_FRAME_INIT) {
        object = frame->owner;
        frame->owner = NULL;
        frame->flags &= ~VM_FRAME_INIT;
        value = init_result_steal(object, value);
        if (value == NULL) {
            SAVE();
            goto pop_and_raise;
        }
    } else if (frame->flags & VM_FRAME_KEEP) {
        Py_DECREF(value);
        value = frame->owner;
        frame->owner = NULL;
        frame->flags &= ~VM_FRAME_KEEP;
    } else if (frame->flags & VM_FRAME_ANSWER) {
        if (UNLIKELY(!vm_answer_fits(frame->owner, &value))) {
            goto judge;
        }
        Py_CLEAR(frame->owner);
        frame->flags &= ~VM_FRAME_ANSWER;
    }
    if (frame->flags & VM_FRAME_ENTRY) {
        pop_frame(continuation, frame);
        *result = value;
        vm_continuation_spend(continuation, slice - ticks);
        return VM_EXIT_RETURNED;
    }
    frame->flags = 0;
    goto return_value;

judge: /* value (owned) answers frame's question with something that is no result; its caller is there (codec) */
    SAVE();
    if (vm_stepping_is_question(frame->owner)) {
        VmFrame *finished = frame;
        object = frame->owner;
        frame->owner = NULL;
        frame = frame->prev;
        continuation->top = frame;
        continuation->depth--;
        vm_frame_free(finished);
        ENTER();
        goto stepped_on;
    }
    outcome = vm_answer_judge(&call, frame->owner, &value);
    if (outcome != VM_DONE) {
        Py_CLEAR(value);
    }
    if (UNLIKELY(outcome == VM_RAISED)) {
        goto pop_and_raise;
    }
    frame = pop_frame(continuation, frame);
    ENTER();
    if (outcome == VM_GUEST) {
        goto guest_call;
    }
    goto complete;

stepped_on: /* value (owned, or NULL for the end) answers the question (object, owned) about a step of an iterator; SAVEd */
    outcome = vm_stepping_answered(object, value, &value, &call);
    if (outcome == VM_GUEST) {
        goto guest_call;
    }
    if (outcome == VM_RAISED) {
        goto error;
    }
    if ((*ip & 0xFF) == OP_FOR_ITER) {
        if (value == NULL) {
            goto exhausted;
        }
        goto complete;
    }
    if (value != NULL) {
        goto complete;
    }
    PyErr_SetNone(PyExc_StopIteration);
    goto error;

    /* --- Completion --------------------------------------------------------------------------------------------------- */

complete: /* value (owned) completes the instruction at ip */
    if (LIKELY((*ip & 0xFF) == OP_CALL_R)) {
        STORE_OR_DROP(1, value);
        NEXT(3 + (ip[0] >> 8));
    }
    if (LIKELY((*ip & 0xFF) == OP_CALL_METHOD)) {
        STORE_OR_DROP(1, value);
        NEXT(5 + (ip[0] >> 8));
    }
    if ((*ip & 0xFF) == OP_FOR_ITER) {
        STORE_STEAL(1, value);
        NEXT(5);
    }
    if ((*ip & 0xFF) == OP_LOAD_ATTR) { /* a property */
        STORE_STEAL(1, value);
        NEXT(5);
    }
    if (LIKELY((*ip & 0xFF) == OP_YIELD)) {
        STORE_OR_DROP(1, value);
        NEXT(3);
    }
    {
        const uint16_t *portable = code->portable + (ip - code->words);
        uint32_t length = vm_code_instruction_length(portable);
        switch ((Completion)completions[portable[0] & 0xFF]) {
        case COMPLETE_STORE:
            STORE_OR_DROP(1, value);
            NEXT(length);
        case COMPLETE_DROP:
            vm_release(value);
            NEXT(length);
        case COMPLETE_BRANCH_TRUE:
        case COMPLETE_BRANCH_FALSE:
            truth = value == Py_True;
            Py_DECREF(value);
            if (truth == (completions[portable[0] & 0xFF] == COMPLETE_BRANCH_TRUE)) {
                JUMP(2);
            }
            NEXT(length);
        case COMPLETE_NOT:
            store_bool(&R[ip[1]], value != Py_True);
            Py_DECREF(value);
            NEXT(length);
        case COMPLETE_NEXT:
            STORE_STEAL(1, value);
            NEXT(length);
        case COMPLETE_UNPACK:
        case COMPLETE_UNPACK_STAR: {
            int first = (portable[0] & 0xFF) == OP_UNPACK ? 2 : 3, n = portable[0] >> 8;
            if (!PyList_CheckExact(value) || PyList_GET_SIZE(value) != n) {
                Py_DECREF(value);
                VM_UNREACHABLE("library: unpack gives a list of the right length");
                RAISE();
            }
            for (int i = 0; i < n; i++) {
                STORE_STEAL(first + i, Py_NewRef(PyList_GET_ITEM(value, i)));
            }
            Py_DECREF(value);
            NEXT(length);
        }
        case COMPLETE_RAISE:
            vm_exception_raise_made_steal(value);
            RAISE();
        case COMPLETE_YIELD_FROM: /* what it delegated to is exhausted */
            object = REGISTER(2);
            REGISTER(2) = NULL;
            Py_XDECREF(object);
            STORE_OR_DROP(1, value);
            NEXT(length);
        case COMPLETE_IMPOSSIBLE:
            break;
        }
        Py_DECREF(value);
        VM_UNREACHABLE("verify: frames wait at safepoints only");
        RAISE();
    }

    /* --- Generators --------------------------------------------------------------------------------------------------- */

resume: /* call_result.generator (owned) is stepped with value (owned), or with the set exception; frame is the resumer, SAVEd */
    {
        generator = call_result.generator;
        VmStep step = vm_generator_step(generator, value);
        if (step == VM_STEP_RAISED || step == VM_STEP_OVER) {
            Py_DECREF(generator);
            if (step == VM_STEP_OVER) {
                Py_DECREF(value);
                value = Py_NewRef(Py_None);
                goto generator_value;
            }
            Py_XDECREF(value);
            if (entry_flag) {
                goto leave_raised;
            }
            goto error;
        }
        if (UNLIKELY(continuation->depth >= continuation->recursion_limit)) {
            generator->frame->flags &= ~(VM_FRAME_DEFAULT | VM_FRAME_ANSWER);
            Py_CLEAR(generator->question);
            Py_DECREF(generator);
            Py_XDECREF(value);
            if (value == NULL) {
                PyErr_Clear();
            }
            vm_exception_recursion();
            if (entry_flag) {
                goto leave_raised;
            }
            goto error;
        }
        vm_generator_enter(thread, generator);
        Py_DECREF(generator); /* enter has its own */
        generator->frame->prev = frame;
        generator->frame->flags |= entry_flag;
        entry_flag = 0;
        frame = generator->frame;
        continuation->top = frame;
        continuation->depth++;
        ENTER();
        if (step == VM_STEP_START) {
            Py_DECREF(value);
            TICK();
            DISPATCH();
        }
        if ((code->portable[ip - code->words] & 0xFF) == OP_YIELD_FROM) { /* the step goes to what it delegates to */
            object = REGISTER(2);
            if (object == NULL || !VmGenerator_Check(object)) {
                Py_XDECREF(value);
                VM_UNREACHABLE("verify: YIELD_FROM reads what YF_ITER made");
                RAISE();
            }
            call_result.generator = (VmGenerator *)Py_NewRef(object);
            if (value == NULL && PyErr_ExceptionMatches(PyExc_GeneratorExit) && ((VmGenerator *)object)->frame != NULL
                && ((VmGenerator *)object)->state == VM_GENERATOR_SUSPENDED) {
                ((VmGenerator *)object)->frame->flags |= VM_FRAME_CLOSING;
            }
            goto resume;
        }
        if (value == NULL) {
            goto error;
        }
        goto complete;
    }

yield_value: /* value (owned) is yielded by the generator whose frame this is; SAVEd at its YIELD or YIELD_FROM */
    {
        VmFrame *resumer = frame->prev;
        uint32_t flags = frame->flags;
        object = ((VmGenerator *)frame->owner)->question;
        ((VmGenerator *)frame->owner)->question = NULL;
        frame->flags &= ~(VM_FRAME_ENTRY | VM_FRAME_CLOSING | VM_FRAME_DEFAULT | VM_FRAME_ANSWER);
        continuation->depth--;
        continuation->top = resumer;
        vm_generator_leave(thread, (VmGenerator *)frame->owner, VM_GENERATOR_SUSPENDED);
        frame = resumer;
        if (UNLIKELY(flags & VM_FRAME_ENTRY)) {
            *result = value;
            vm_continuation_spend(continuation, slice - ticks);
            return VM_EXIT_YIELDED;
        }
        ENTER();
        if (UNLIKELY(flags & VM_FRAME_CLOSING)) {
            Py_DECREF(value);
            PyErr_SetString(PyExc_RuntimeError, "generator ignored GeneratorExit");
            goto error;
        }
        if (object != NULL) {
            goto stepped_on;
        }
        int opcode = *ip & 0xFF;
        if (LIKELY(opcode == OP_FOR_ITER)) {
            STORE_STEAL(1, value);
            NEXT(5);
        }
        if (opcode == OP_YIELD_FROM) {
            goto yield_value;
        }
        goto complete;
    }

generator_returned: /* value (owned) is what the generator whose frame this is returns */
    {
        VmFrame *resumer = frame->prev;
        uint32_t flags = frame->flags;
        object = ((VmGenerator *)frame->owner)->question;
        ((VmGenerator *)frame->owner)->question = NULL;
        continuation->depth--;
        continuation->top = resumer;
        vm_generator_leave(thread, (VmGenerator *)frame->owner, VM_GENERATOR_FINISHED);
        frame = resumer;
        if (UNLIKELY(flags & VM_FRAME_ENTRY)) {
            entry_flag = VM_FRAME_ENTRY;
            goto generator_value;
        }
        ENTER();
        if (UNLIKELY(flags & VM_FRAME_CLOSING)) { /* it was closed on the way: the exception goes on where it was delegated */
            Py_DECREF(value);
            PyErr_SetNone(PyExc_GeneratorExit);
            goto error;
        }
        if (UNLIKELY(object != NULL)) {
            Py_DECREF(value);
            value = NULL;
            goto stepped_on;
        }
        if (UNLIKELY(flags & VM_FRAME_DEFAULT) && (*ip & 0xFF) == OP_CALL_R && ip[0] >> 8 == 2 && (ip[4] & VM_OPERAND_CONSTANT)
            && ip[4] != VM_OPERAND_ABSENT) {
            Py_DECREF(value);
            value = Py_NewRef(READ(4));
            goto complete;
        }
    }

generator_value: /* a generator that frame stepped is over: value (owned) is what it returned */
    if (UNLIKELY(entry_flag)) {
        *result = value;
        vm_continuation_spend(continuation, slice - ticks);
        return VM_EXIT_GENERATOR_RETURNED;
    }
    switch (*ip & 0xFF) {
    case OP_FOR_ITER:
        vm_release(value);
        goto exhausted;
    case OP_YIELD_FROM:
        goto complete;
    default:
        if (value == Py_None) {
            PyErr_SetNone(PyExc_StopIteration);
        } else {
            vm_error_stop_iteration(value);
        }
        Py_DECREF(value);
        goto error;
    }

exhausted: /* the iterator of the FOR_ITER at ip is */
    object = REGISTER(2);
    REGISTER(2) = NULL;
    SAVE();
    vm_xrelease(object);
    JUMP(3);

    /* --- Exceptions --------------------------------------------------------------------------------------------------- */

error: /* an exception is set, raised by the instruction at ip */
    raised_here = 1;

unwind: /* the same; raised_here is 0 for an exception that only passes again through this frame */
    {
        PyObject *exception = vm_error_take();
        if (UNLIKELY(exception == NULL)) {
            PyErr_SetString(PyExc_SystemError, "an instruction failed without an exception");
            exception = vm_error_take();
        }
        for (;;) {
            uint32_t offset = (uint32_t)(ip - code->words);
            if ((*ip & 0xFF) == OP_FOR_ITER && PyErr_GivenExceptionMatches(exception, PyExc_StopIteration)) {
                Py_DECREF(exception);
                goto exhausted;
            }
            if (raised_here && !(code->flags & VM_CODE_LIBRARY) && vm_traceback_add(exception, code, offset) < 0) {
                PyErr_Clear(); /* no memory for an entry: the traceback is one short */
            }
            raised_here = 1;
            const VmHandler *handler = vm_code_handler(code, offset);
            if (handler != NULL) {
                frame->ip = ip;
                if (clear_dead_temporaries(frame, handler->target) < 0) {
                    Py_SETREF(exception, vm_error_take());
                    handler = NULL; /* no memory to know what is live: leave the frame */
                } else {
                    vm_store_steal(&R[handler->reg], exception);
                    ip = code->words + handler->target;
                    DISPATCH();
                }
            }
            VmFrame *finished = frame;
            uint32_t flags = frame->flags;
            frame = frame->prev;
            continuation->top = frame;
            continuation->depth--;
            if (flags & VM_FRAME_GENERATOR) {
                exception = vm_exception_leave_generator_steal(exception);
                vm_generator_leave(thread, (VmGenerator *)finished->owner, VM_GENERATOR_FINISHED);
            } else {
                object = flags & VM_FRAME_ANSWER && PyErr_GivenExceptionMatches(exception, PyExc_StopIteration)
                        && vm_stepping_stops(finished->owner) ? Py_NewRef(finished->owner) : NULL;
                vm_frame_free(finished);
                if (UNLIKELY(object != NULL)) {
                    Py_DECREF(exception);
                    value = NULL;
                    ENTER();
                    goto stepped_on;
                }
            }
            if (flags & VM_FRAME_ENTRY) {
                vm_error_put_steal(exception);
                goto leave_raised;
            }
            ENTER();
        }
    }

pop_and_raise: /* leave this frame, without its handlers, and raise in its caller: what went wrong is the call */
    {
        uint32_t flags = frame->flags;
        PyObject *exception = vm_error_take();
        frame = pop_frame(continuation, frame);
        vm_error_put_steal(exception);
        if (flags & VM_FRAME_ENTRY) {
            goto leave_raised;
        }
        ENTER();
        goto error;
    }

    /* --- Ways out ----------------------------------------------------------------------------------------------------- */

safepoint: /* ip is the instruction to run next */
    SAVE();
    vm_continuation_spend(continuation, slice - ticks);
    operation = poll(continuation);
    slice = ticks = next_slice(continuation);
    if (LIKELY(operation == 0)) {
        DISPATCH();
    }
    if (operation < 0) {
        goto error;
    }
    return VM_EXIT_PREEMPTED;

#if VM_STEPPING
stepped:
    SAVE();
    vm_continuation_spend(continuation, slice - ticks);
    return VM_EXIT_PREEMPTED;
#endif

suspended:
    vm_continuation_spend(continuation, slice - ticks);
    return VM_EXIT_SUSPENDED;

leave_raised:
    vm_continuation_spend(continuation, slice - ticks);
    return VM_EXIT_RAISED;
}
