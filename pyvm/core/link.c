/* Linking: rewrites a unit's words into the form that the loop runs. Operand forms come from the instruction table. */
#include "code.h"
#include "compat.h"
#include "link.h"

_Static_assert(VM_LINKED_OPCODE_COUNT <= 256, "an opcode is one byte of the head word");

uint32_t
vm_code_instruction_length(const uint16_t *words)
{
    uint32_t length = 1, count = words[0] >> 8;
    for (const char *form = vm_operand_forms[words[0] & 0xFF]; *form != '\0'; form++) {
        if (*form == '*') {
            length += count;
            form++;
        } else {
            length += *form == 'J' ? 2 : 1;
        }
    }
    return length;
}

static int
is_register(uint16_t word)
{
    return !(word & VM_OPERAND_CONSTANT);
}

/* 1 if the operand is an int constant that fits the word, which is then *value. */
static int
small_constant(const VmCode *code, uint16_t word, int16_t *value)
{
    if (word == VM_OPERAND_ABSENT || is_register(word)) {
        return 0;
    }
    PyObject *constant = code->constants[word & VM_CONSTANT_MASK];
    if (!PyLong_CheckExact(constant)) {
        return 0;
    }
    int overflow;
    long number = PyLong_AsLongAndOverflow(constant, &overflow);
    if (overflow || number < INT16_MIN || number > INT16_MAX) {
        return 0;
    }
    *value = (int16_t)number;
    return 1;
}

/* Moves the LAST_USE bits of the two operands at words 2 and 3 (or the one at 2) to the head. */
static void
move_last_use(uint16_t *words, int operands)
{
    static const uint16_t bits[2] = {VM_HEAD_LAST_LEFT, VM_HEAD_LAST_RIGHT};
    for (int i = 0; i < operands; i++) {
        if (words[2 + i] & VM_OPERAND_LAST_USE) {
            words[0] |= bits[i];
            words[2 + i] &= VM_REGISTER_MASK;
        }
    }
}

static void
set_opcode(uint16_t *words, int opcode)
{
    words[0] = (uint16_t)((words[0] & 0xFF00) | opcode);
}

/* Register-register or register-small-constant form of the instruction D X X, chosen from the given opcodes. */
static void
specialise_operands(const VmCode *code, uint16_t *words, int register_form, int immediate_form)
{
    int16_t value;
    if (!is_register(words[2])) {
        return;
    }
    if (is_register(words[3])) {
        set_opcode(words, register_form);
        move_last_use(words, 2);
    } else if (small_constant(code, words[3], &value)) {
        set_opcode(words, immediate_form);
        move_last_use(words, 1);
        words[3] = (uint16_t)value;
    }
}

/* A comparison followed by a branch on its result, which dies there, becomes a fused form. */
static void
specialise_compare(const VmCode *code, uint16_t *words, const uint16_t *end, int first_form)
{
    const uint16_t *next = words + 4;
    if (next >= end || next[1] != (words[1] | VM_OPERAND_LAST_USE)) {
        return;
    }
    int opcode = next[0] & 0xFF;
    if (opcode == OP_BRT || opcode == OP_BRF) {
        int sense = opcode == OP_BRF;
        specialise_operands(code, words, first_form + sense, first_form + 2 + sense);
    }
}

enum { UNTOUCHED, CALLED, TOUCHED };

/* What a portable instruction does with a register. */
static int
use_of_register(const uint16_t *words, uint16_t reg)
{
    uint32_t place = 1, count = words[0] >> 8;
    int opcode = words[0] & 0xFF;
    if (vm_opcode_classes[opcode] == VM_CLASS_TERMINATOR) {
        return TOUCHED;
    }
    for (const char *form = vm_operand_forms[opcode]; *form != '\0'; form++) {
        uint32_t repeats = 1;
        if (*form == '*') {
            repeats = count;
            form++;
        } else if (*form == 'J') {
            return TOUCHED; /* what happens on the other way is not looked at */
        }
        for (; repeats > 0; repeats--, place++) {
            if (strchr("DdRXxC", *form) != NULL && is_register(words[place]) && (words[place] & VM_REGISTER_MASK) == reg) {
                int called = (opcode == OP_CALL || opcode == OP_CALL_KW) && place == 2 && (words[place] & VM_OPERAND_LAST_USE);
                return called && repeats == 1 ? CALLED : TOUCHED;
            }
        }
    }
    return UNTOUCHED;
}

/* 1 if the temporary that the instruction at words fills is next used, and used up, as what a call calls. */
static int
is_only_called(const VmCode *code, const uint16_t *words, const uint16_t *end)
{
    uint16_t reg = words[1];
    if (reg < code->fixed_count) {
        return 0;
    }
    for (words += vm_code_instruction_length(words); words < end; words += vm_code_instruction_length(words)) {
        int use = use_of_register(words, reg);
        if (use != UNTOUCHED) {
            return use == CALLED;
        }
    }
    return 0;
}

static void
specialise_instruction(const VmCode *code, uint16_t *words, const uint16_t *end)
{
    int16_t value;
    switch (words[0] & 0xFF) {
#define ROW(name) case OP_##name: specialise_operands(code, words, OP_##name##_RR, OP_##name##_RI); break;
        VM_BINARY_FORMS(ROW)
#undef ROW
#define ROW(name) case OP_##name: specialise_compare(code, words, end, OP_##name##_RR_BRT); break;
        VM_COMPARE_FORMS(ROW)
#undef ROW
    case OP_GET_ITEM:
        if (!small_constant(code, words[3], &value) || value >= 0) {
            specialise_operands(code, words, OP_GET_ITEM_RR, OP_GET_ITEM_RI);
        }
        break;
    case OP_MOVE:
        if (words[2] & VM_OPERAND_LAST_USE) {
            set_opcode(words, OP_MOVE_STEAL);
            words[2] &= VM_REGISTER_MASK;
        }
        break;
    case OP_CALL:
        if (is_register(words[2])) {
            set_opcode(words, OP_CALL_R);
        }
        break;
    case OP_LOAD_ATTR:
        if (is_only_called(code, words, end)) {
            set_opcode(words, OP_LOAD_ATTR_CALLED);
        }
        break;
    default:
        break;
    }
}

/* Numbers the cache slot and makes the jump target of one portable instruction relative to it. Returns its length. */
static uint32_t
link_operands(VmCode *code, uint16_t *words)
{
    uint32_t place = 1, count = words[0] >> 8;
    for (const char *form = vm_operand_forms[words[0] & 0xFF]; *form != '\0'; form++) {
        if (*form == '*') {
            place += count;
            form++;
        } else if (*form == 'J') {
            uint32_t target = words[place] | (uint32_t)words[place + 1] << 16;
            uint32_t relative = target - (uint32_t)(words - code->words);
            words[place] = (uint16_t)relative;
            words[place + 1] = (uint16_t)(relative >> 16);
            place += 2;
        } else {
            if (*form == 'S') {
                words[place] = (uint16_t)code->cache_count++;
            }
            place++;
        }
    }
    return place;
}

int
vm_code_specialise(VmCode *code)
{
    uint16_t *end = code->words + code->word_count;
    for (uint16_t *words = code->words; words < end;) {
        words += link_operands(code, words);
    }
    if (code->cache_count > UINT16_MAX) {
        PyErr_SetString(PyExc_SystemError, "code unit: more than 65,535 cached instructions");
        return -1;
    }
    code->caches = PyMem_Calloc(code->cache_count + 1, sizeof(VmCache));
    if (code->caches == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (uint16_t *words = code->words; words < end;) {
        uint32_t length = vm_code_instruction_length(words);
        specialise_instruction(code, words, end);
        words += length;
    }
    return 0;
}
