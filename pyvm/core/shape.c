/* Liveness (backward) and definite assignment with kinds (forward) over a code's basic blocks. */
#include "shape.h"
#include "isa_generated.h"
#include "outcome.h"

typedef struct {
    uint32_t start, end; /* word offsets of the first instruction and past the last */
    uint32_t last;       /* of the last instruction */
    int32_t handler;     /* block that its exceptions go to, -1 = none */
    uint16_t handler_register;
    uint8_t reached;     /* forward analysis has been here */
} Block;

struct VmShape {
    uint32_t block_count, set_words; /* uint64_t of one set of registers */
    Block *blocks;
    uint64_t *instructions; /* bit set of the word offsets at which an instruction begins */
    uint64_t *live;         /* live-in set of each block */
    uint8_t *kinds;         /* kinds of all registers at each block's start */
    VmLive *cache;
};

enum { LIVE_IN_BITS = 2 }; /* value of `completing` that marks a cached bit set */

#define BIT_TEST(set, i) ((set)[(i) / 64] >> ((i) % 64) & 1)
#define BIT_SET(set, i) ((set)[(i) / 64] |= (uint64_t)1 << ((i) % 64))
#define BIT_CLEAR(set, i) ((set)[(i) / 64] &= ~((uint64_t)1 << ((i) % 64)))

/* --- One instruction ---------------------------------------------------------------------------------------------- */

typedef struct {
    const char *form;
    const uint16_t *word;
    uint32_t repeat; /* operands of a starred form still to come */
    uint32_t count;
} Operands;

static Operands
operands_of(const uint16_t *words)
{
    return (Operands){vm_operand_forms[words[0] & 0xFF], words + 1, 0, words[0] >> 8};
}

/* The next operand: its form letter, or 0 at the end. */
static char
operand_next(Operands *operands, uint16_t *word)
{
    for (;;) {
        char letter = *operands->form;
        if (letter == '*') {
            if (operands->repeat == operands->count) {
                operands->form += 2;
                operands->repeat = 0;
                continue;
            }
            operands->repeat++;
            *word = *operands->word++;
            return operands->form[1];
        }
        if (letter != '\0') {
            operands->form++;
            *word = *operands->word++;
            operands->word += letter == 'J';
        }
        return letter;
    }
}

/* isa.CANNOT_RAISE: no exception edge leaves these. */
static int
can_raise(int opcode)
{
    switch (opcode) {
    case OP_MOVE:
    case OP_LOADK:
    case OP_CLEAR:
    case OP_DROP:
    case OP_RET:
    case OP_BR_NONE:
    case OP_BR_NOT_NONE:
    case OP_IS:
    case OP_IS_NOT:
    case OP_EXC_ENTER:
    case OP_EXC_LEAVE:
    case OP_STORE_CELL:
        return 0;
    default:
        return 1;
    }
}

static int
falls_through(int opcode)
{
    switch (opcode) {
    case OP_TRAP:
    case OP_RET:
    case OP_JMP:
    case OP_RAISE:
    case OP_RAISE_FROM:
    case OP_RAISE0:
    case OP_RERAISE:
        return 0;
    default:
        return 1;
    }
}

/* Target of the instruction's jump: 1 and *target, or 0 if it has none. */
static int
jump_target(const uint16_t *words, uint32_t *target)
{
    Operands operands = operands_of(words);
    uint16_t word;
    for (char letter; (letter = operand_next(&operands, &word)) != '\0';) {
        if (letter == 'J') {
            *target = word | (uint32_t)operands.word[-1] << 16;
            return 1;
        }
    }
    return 0;
}

/* A register that the operand reads: 1 and *reg. */
static int
operand_reads(int opcode, uint32_t count, char letter, uint16_t word, uint16_t *reg)
{
    if (word == VM_OPERAND_ABSENT) {
        return 0;
    }
    if (letter == 'R' || letter == 'C') {
        *reg = word & VM_REGISTER_MASK;
        return !(opcode == OP_MAKE_CELL && count == 1);
    }
    if ((letter == 'X' || letter == 'x') && !(word & VM_OPERAND_CONSTANT)) {
        *reg = word & VM_REGISTER_MASK;
        return 1;
    }
    return 0;
}

/* A register that the operand writes: 1 and *reg. */
static int
operand_writes(int opcode, char letter, uint16_t word, uint16_t *reg)
{
    *reg = word & VM_REGISTER_MASK;
    return word != VM_OPERAND_ABSENT && (letter == 'D' || letter == 'd' || (letter == 'C' && opcode == OP_MAKE_CELL));
}

static void
remove_writes(const uint16_t *words, uint64_t *set)
{
    int opcode = words[0] & 0xFF;
    Operands operands = operands_of(words);
    uint16_t word, reg;
    for (char letter; (letter = operand_next(&operands, &word)) != '\0';) {
        if (operand_writes(opcode, letter, word, &reg)) {
            BIT_CLEAR(set, reg);
        }
    }
}

static void
add_reads(const uint16_t *words, uint64_t *set)
{
    int opcode = words[0] & 0xFF;
    Operands operands = operands_of(words);
    uint16_t word, reg;
    for (char letter; (letter = operand_next(&operands, &word)) != '\0';) {
        if (operand_reads(opcode, operands.count, letter, word, &reg)) {
            BIT_SET(set, reg);
        }
    }
}

/* --- Blocks ------------------------------------------------------------------------------------------------------- */

static uint32_t
block_at(const VmShape *shape, uint32_t offset)
{
    uint32_t low = 0, high = shape->block_count;
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        if (shape->blocks[middle].start <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static void
mark(uint64_t *leaders, const VmCode *code, uint32_t offset)
{
    if (offset < code->word_count) {
        BIT_SET(leaders, offset);
    }
}

/* Finds where instructions and blocks begin. Handler ranges begin and end blocks, so a block has one handler at most. */
static int
find_blocks(const VmCode *code, VmShape *shape)
{
    uint32_t words = code->word_count / 64 + 1, count = 0, target;
    uint64_t *leaders = PyMem_Calloc(words, sizeof(uint64_t));
    shape->instructions = PyMem_Calloc(words, sizeof(uint64_t));
    if (leaders == NULL || shape->instructions == NULL) {
        PyMem_Free(leaders);
        return -1;
    }
    mark(leaders, code, 0);
    for (uint32_t offset = 0; offset < code->word_count;) {
        const uint16_t *at = code->portable + offset;
        uint32_t length = vm_code_instruction_length(at);
        BIT_SET(shape->instructions, offset);
        offset += length;
        if (jump_target(at, &target)) {
            mark(leaders, code, target);
            mark(leaders, code, offset);
        } else if (!falls_through(at[0] & 0xFF)) {
            mark(leaders, code, offset);
        }
    }
    for (uint32_t i = 0; i < code->handler_count; i++) {
        mark(leaders, code, code->handlers[i].start);
        mark(leaders, code, code->handlers[i].end);
        mark(leaders, code, code->handlers[i].target);
    }
    for (uint32_t i = 0; i < words; i++) {
        count += (uint32_t)__builtin_popcountll(leaders[i]);
    }
    shape->blocks = PyMem_Calloc(count + 1, sizeof(Block));
    if (shape->blocks == NULL) {
        PyMem_Free(leaders);
        return -1;
    }
    for (uint32_t offset = 0, length; offset < code->word_count; offset += length) {
        length = vm_code_instruction_length(code->portable + offset);
        if (BIT_TEST(leaders, offset)) {
            shape->blocks[shape->block_count++].start = offset;
        }
        Block *block = &shape->blocks[shape->block_count - 1];
        block->last = offset;
        block->end = offset + length;
    }
    PyMem_Free(leaders);
    for (uint32_t i = 0; i < shape->block_count; i++) {
        const VmHandler *handler = vm_code_handler(code, shape->blocks[i].start);
        shape->blocks[i].handler = handler == NULL ? -1 : (int32_t)block_at(shape, handler->target);
        shape->blocks[i].handler_register = handler == NULL ? 0 : handler->reg;
    }
    return 0;
}

/* --- Liveness ----------------------------------------------------------------------------------------------------- */

static uint64_t *
block_live(const VmShape *shape, uint32_t block)
{
    return shape->live + (size_t)block * shape->set_words;
}

static void
add_set(const VmShape *shape, uint64_t *set, const uint64_t *other)
{
    for (uint32_t i = 0; i < shape->set_words; i++) {
        set[i] |= other[i];
    }
}

/* set = live after the block's last instruction, before which nothing was subtracted. FOR_ITER writes only on one way out. */
static void
live_after_last(const VmCode *code, const VmShape *shape, const Block *block, uint64_t *set)
{
    const uint16_t *last = code->portable + block->last;
    uint32_t target;
    memset(set, 0, shape->set_words * sizeof(uint64_t));
    if (falls_through(last[0] & 0xFF) && block->end < code->word_count) {
        add_set(shape, set, block_live(shape, (uint32_t)(block - shape->blocks) + 1));
    }
    if (jump_target(last, &target)) {
        if ((last[0] & 0xFF) == OP_FOR_ITER) {
            remove_writes(last, set);
        }
        add_set(shape, set, block_live(shape, block_at(shape, target)));
    }
}

/* set = live after the instruction -> live while it is under way: without its results, with what its handler needs. */
static void
live_completing(const VmCode *code, const VmShape *shape, const Block *block, uint32_t offset, uint64_t *set)
{
    const uint16_t *words = code->portable + offset;
    int opcode = words[0] & 0xFF;
    if (opcode != OP_FOR_ITER) {
        remove_writes(words, set);
    }
    if (block->handler >= 0 && can_raise(opcode)) {
        const uint64_t *handler = block_live(shape, (uint32_t)block->handler);
        int was_set = BIT_TEST(set, block->handler_register);
        add_set(shape, set, handler);
        if (!was_set) {
            BIT_CLEAR(set, block->handler_register);
        }
    }
}

/* Goes backward through the block: set = live before (or while completing) the instruction at offset. */
static void
live_walk(const VmCode *code, const VmShape *shape, const Block *block, uint32_t offset, int completing, uint64_t *set)
{
    live_after_last(code, shape, block, set);
    for (uint32_t at = block->last;; at--) {
        if (BIT_TEST(shape->instructions, at)) {
            live_completing(code, shape, block, at, set);
            if (at == offset && completing) {
                int opcode = code->portable[at] & 0xFF;
                if (opcode == OP_FOR_ITER || opcode == OP_YIELD_FROM) { /* their R stays until they are complete */
                    BIT_SET(set, code->portable[at + 2] & VM_REGISTER_MASK);
                }
                return;
            }
            add_reads(code->portable + at, set);
        }
        if (at == offset) {
            return;
        }
    }
}

static int
compute_liveness(const VmCode *code, VmShape *shape)
{
    uint64_t *set = PyMem_Calloc(shape->set_words, sizeof(uint64_t));
    shape->live = PyMem_Calloc((size_t)shape->block_count * shape->set_words + 1, sizeof(uint64_t));
    if (set == NULL || shape->live == NULL) {
        PyMem_Free(set);
        return -1;
    }
    for (int changed = 1; changed;) {
        changed = 0;
        for (uint32_t i = shape->block_count; i-- > 0;) {
            live_walk(code, shape, &shape->blocks[i], shape->blocks[i].start, 0, set);
            uint64_t *known = block_live(shape, i);
            if (memcmp(known, set, shape->set_words * sizeof(uint64_t)) != 0) {
                memcpy(known, set, shape->set_words * sizeof(uint64_t));
                changed = 1;
            }
        }
    }
    PyMem_Free(set);
    return 0;
}

/* --- Definite assignment ------------------------------------------------------------------------------------------ */

static uint8_t
meet(uint8_t left, uint8_t right)
{
    if (left == right) {
        return left;
    }
    if (left <= VM_REGISTER_MAYBE || right <= VM_REGISTER_MAYBE) {
        return VM_REGISTER_MAYBE;
    }
    int handled = (left == VM_REGISTER_EXCEPTION || left == VM_REGISTER_HANDLED)
                  && (right == VM_REGISTER_EXCEPTION || right == VM_REGISTER_HANDLED);
    return handled ? VM_REGISTER_HANDLED : VM_REGISTER_ANY;
}

static uint8_t
kind_written(const uint16_t *words, const uint8_t *kinds)
{
    switch (words[0] & 0xFF) {
    case OP_MOVE:
        return kinds[words[2] & VM_REGISTER_MASK];
    case OP_CLEAR:
        return VM_REGISTER_UNSET;
    case OP_MAKE_CELL:
    case OP_LOAD_CELLREF:
        return VM_REGISTER_CELL;
    case OP_BUILD_LIST:
        return VM_REGISTER_LIST;
    case OP_BUILD_SET:
        return VM_REGISTER_SET;
    case OP_BUILD_MAP:
        return VM_REGISTER_DICT;
    case OP_GET_ITER:
    case OP_YF_ITER:
        return VM_REGISTER_ITERATOR;
    case OP_EXC_ENTER:
        return VM_REGISTER_HANDLED;
    default:
        return VM_REGISTER_ANY;
    }
}

/* Registers released by the instruction become unset. */
static void
release_last_uses(const uint16_t *words, uint8_t *kinds)
{
    int opcode = words[0] & 0xFF;
    Operands operands = operands_of(words);
    uint16_t word, reg;
    for (char letter; (letter = operand_next(&operands, &word)) != '\0';) {
        if (operand_reads(opcode, operands.count, letter, word, &reg) && ((word & VM_OPERAND_LAST_USE) || opcode == OP_DROP)) {
            kinds[reg] = VM_REGISTER_UNSET;
        }
    }
}

static void
write_results(const uint16_t *words, uint8_t kind, uint8_t *kinds)
{
    int opcode = words[0] & 0xFF;
    Operands operands = operands_of(words);
    uint16_t word, reg;
    for (char letter; (letter = operand_next(&operands, &word)) != '\0';) {
        if (operand_writes(opcode, letter, word, &reg)) {
            kinds[reg] = kind;
        }
    }
}

/* Merges a state into a block's; 1 if that changed it. */
static int
flow_into(const VmCode *code, VmShape *shape, uint32_t block, const uint8_t *kinds)
{
    uint8_t *known = shape->kinds + (size_t)block * code->register_count;
    int changed = !shape->blocks[block].reached;
    if (changed) {
        shape->blocks[block].reached = 1;
        memcpy(known, kinds, code->register_count);
        return 1;
    }
    for (uint32_t i = 0; i < code->register_count; i++) {
        uint8_t merged = meet(known[i], kinds[i]);
        changed |= merged != known[i];
        known[i] = merged;
    }
    return changed;
}

static int
flow_into_handler(const VmCode *code, VmShape *shape, const Block *block, uint8_t *kinds)
{
    uint8_t kept = kinds[block->handler_register];
    kinds[block->handler_register] = VM_REGISTER_EXCEPTION;
    int changed = flow_into(code, shape, (uint32_t)block->handler, kinds);
    kinds[block->handler_register] = kept;
    return changed;
}

/* Goes forward through the block from its start state, up to but not including the instruction at stop (block->end: through
 * all of it, into the successors). kinds is scratch of register_count; 1 if a successor changed. */
static int
kinds_walk(const VmCode *code, VmShape *shape, const Block *block, uint32_t stop, uint8_t *kinds)
{
    int changed = 0;
    uint32_t index = (uint32_t)(block - shape->blocks), target;
    memcpy(kinds, shape->kinds + (size_t)index * code->register_count, code->register_count);
    for (uint32_t offset = block->start; offset < stop;) {
        const uint16_t *words = code->portable + offset;
        int opcode = words[0] & 0xFF;
        uint8_t kind = kind_written(words, kinds);
        release_last_uses(words, kinds);
        if (stop == block->end && block->handler >= 0 && can_raise(opcode)) {
            changed |= flow_into_handler(code, shape, block, kinds);
        }
        if (opcode == OP_FOR_ITER && stop == block->end) {
            uint16_t iterator = words[2] & VM_REGISTER_MASK;
            uint8_t kept = kinds[iterator];
            kinds[iterator] = VM_REGISTER_UNSET;
            jump_target(words, &target);
            changed |= flow_into(code, shape, block_at(shape, target), kinds);
            kinds[iterator] = kept;
        }
        write_results(words, kind, kinds);
        offset += vm_code_instruction_length(words);
    }
    if (stop == block->end) {
        const uint16_t *last = code->portable + block->last;
        if ((last[0] & 0xFF) != OP_FOR_ITER && jump_target(last, &target)) {
            changed |= flow_into(code, shape, block_at(shape, target), kinds);
        }
        if (falls_through(last[0] & 0xFF) && block->end < code->word_count) {
            changed |= flow_into(code, shape, index + 1, kinds);
        }
    }
    return changed;
}

static int
compute_kinds(const VmCode *code, VmShape *shape)
{
    uint8_t *kinds = PyMem_Calloc(code->register_count + 1, 1);
    shape->kinds = PyMem_Calloc((size_t)shape->block_count * code->register_count + 1, 1);
    if (kinds == NULL || shape->kinds == NULL) {
        PyMem_Free(kinds);
        return -1;
    }
    memset(kinds, VM_REGISTER_ANY, code->parameter_count);
    for (uint32_t i = 0; i < code->free_count; i++) {
        kinds[code->cells[code->cell_count + i]] = VM_REGISTER_CELL;
    }
    flow_into(code, shape, 0, kinds);
    for (int changed = 1; changed;) {
        changed = 0;
        for (uint32_t i = 0; i < shape->block_count; i++) {
            if (shape->blocks[i].reached) {
                changed |= kinds_walk(code, shape, &shape->blocks[i], shape->blocks[i].end, kinds);
            }
        }
    }
    PyMem_Free(kinds);
    return 0;
}

/* --- Questions ---------------------------------------------------------------------------------------------------- */

static VmShape *
shape_of(VmCode *code)
{
    if (LIKELY(code->shape != NULL)) {
        return code->shape;
    }
    VmShape *shape = PyMem_Calloc(1, sizeof(VmShape));
    if (shape == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    shape->set_words = code->register_count / 64 + 1;
    if (find_blocks(code, shape) < 0 || compute_liveness(code, shape) < 0 || compute_kinds(code, shape) < 0) {
        vm_shape_free(shape);
        PyErr_NoMemory();
        return NULL;
    }
    code->shape = shape;
    return shape;
}

int
vm_shape_is_instruction(VmCode *code, uint32_t offset)
{
    VmShape *shape = shape_of(code);
    if (shape == NULL) {
        return -1;
    }
    return offset < code->word_count && BIT_TEST(shape->instructions, offset);
}

static int
check_offset(VmCode *code, uint32_t offset)
{
    int begins = vm_shape_is_instruction(code, offset);
    if (begins == 0) {
        PyErr_Format(PyExc_ValueError, "no instruction of %U begins at word %u", code->qualname, offset);
    }
    return begins > 0 ? 0 : -1;
}

static VmLive *
cached(VmShape *shape, uint32_t offset, int completing)
{
    for (VmLive *live = shape->cache; live != NULL; live = live->next) {
        if (live->offset == offset && live->completing == completing) {
            return live;
        }
    }
    return NULL;
}

static VmLive *
cache_new(VmShape *shape, uint32_t offset, int completing, size_t bytes)
{
    VmLive *live = PyMem_Calloc(1, sizeof(VmLive) + bytes);
    if (live == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    live->offset = offset;
    live->completing = (uint8_t)completing;
    live->next = shape->cache;
    shape->cache = live;
    return live;
}

static void
add_visible_locals(const VmCode *code, uint64_t *set)
{
    if (code->flags & VM_CODE_LOCALS) {
        for (uint32_t i = 0; i < code->local_count; i++) {
            BIT_SET(set, i);
        }
        for (uint32_t i = 0; i < (uint32_t)code->cell_count + code->free_count; i++) {
            BIT_SET(set, code->cells[i]);
        }
    }
}

static VmLive *
compute_live(VmCode *code, VmShape *shape, uint32_t offset, int completing, uint64_t *set, uint8_t *kinds)
{
    const Block *block = &shape->blocks[block_at(shape, offset)];
    live_walk(code, shape, block, offset, completing, set);
    add_visible_locals(code, set);
    kinds_walk(code, shape, block, offset, kinds);
    if (completing) {
        uint16_t iterator = code->portable[offset + 2] & VM_REGISTER_MASK;
        int opcode = code->portable[offset] & 0xFF;
        int keeps = opcode == OP_FOR_ITER || opcode == OP_YIELD_FROM;
        uint8_t kept = keeps ? kinds[iterator] : 0;
        release_last_uses(code->portable + offset, kinds);
        if (keeps) {
            kinds[iterator] = kept;
        }
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < shape->set_words; i++) {
        count += (uint32_t)__builtin_popcountll(set[i]);
    }
    VmLive *live = cache_new(shape, offset, completing, count * sizeof(VmLiveRegister));
    if (live != NULL) {
        for (uint32_t i = 0; i < code->register_count; i++) {
            if (BIT_TEST(set, i) && kinds[i] != VM_REGISTER_UNSET) {
                live->registers[live->count++] = (VmLiveRegister){(uint16_t)i, kinds[i]};
            }
        }
    }
    return live;
}

const VmLive *
vm_shape_live(VmCode *code, uint32_t offset, int completing)
{
    VmShape *shape = shape_of(code);
    if (shape == NULL) {
        return NULL;
    }
    VmLive *live = cached(shape, offset, completing);
    if (live != NULL) {
        return live;
    }
    if (check_offset(code, offset) < 0) {
        return NULL;
    }
    uint64_t *set = PyMem_Calloc(shape->set_words, sizeof(uint64_t));
    uint8_t *kinds = PyMem_Calloc(code->register_count + 1, 1);
    if (set == NULL || kinds == NULL) {
        PyErr_NoMemory();
    } else {
        live = compute_live(code, shape, offset, completing, set, kinds);
    }
    PyMem_Free(set);
    PyMem_Free(kinds);
    return live;
}

const uint64_t *
vm_shape_live_in(VmCode *code, uint32_t offset)
{
    VmShape *shape = shape_of(code);
    if (shape == NULL || check_offset(code, offset) < 0) {
        return NULL;
    }
    uint32_t block = block_at(shape, offset);
    if (shape->blocks[block].start == offset && !(code->flags & VM_CODE_LOCALS)) {
        return block_live(shape, block);
    }
    VmLive *live = cached(shape, offset, LIVE_IN_BITS);
    if (live == NULL) {
        live = cache_new(shape, offset, LIVE_IN_BITS, (shape->set_words + 1) * sizeof(uint64_t));
        if (live == NULL) {
            return NULL;
        }
        uint64_t *set = (uint64_t *)(live + 1);
        live_walk(code, shape, &shape->blocks[block], offset, 0, set);
        add_visible_locals(code, set);
    }
    return (uint64_t *)(live + 1);
}

int
vm_shape_can_complete(const VmCode *code, uint32_t offset)
{
    int opcode = code->portable[offset] & 0xFF;
    return vm_opcode_classes[opcode] == VM_CLASS_SAFEPOINT || opcode == OP_RAISE || opcode == OP_RAISE_FROM;
}

int
vm_shape_is_yield(const VmCode *code, uint32_t offset)
{
    int opcode = code->portable[offset] & 0xFF;
    return opcode == OP_YIELD || opcode == OP_YIELD_FROM;
}

int
vm_register_kind_fits(VmRegisterKind kind, PyObject *object)
{
    if (object == NULL) {
        return kind <= VM_REGISTER_MAYBE;
    }
    switch (kind) {
    case VM_REGISTER_CELL:
        return PyCell_Check(object);
    case VM_REGISTER_LIST:
        return PyList_CheckExact(object);
    case VM_REGISTER_SET:
        return PySet_CheckExact(object);
    case VM_REGISTER_DICT:
        return PyDict_CheckExact(object);
    case VM_REGISTER_ITERATOR:
        return PyIter_Check(object);
    case VM_REGISTER_EXCEPTION:
        return PyExceptionInstance_Check(object);
    case VM_REGISTER_HANDLED:
        return object == Py_None || PyExceptionInstance_Check(object);
    default:
        return 1;
    }
}

void
vm_shape_free(VmShape *shape)
{
    if (shape == NULL) {
        return;
    }
    while (shape->cache != NULL) {
        VmLive *live = shape->cache;
        shape->cache = live->next;
        PyMem_Free(live);
    }
    PyMem_Free(shape->blocks);
    PyMem_Free(shape->instructions);
    PyMem_Free(shape->live);
    PyMem_Free(shape->kinds);
    PyMem_Free(shape);
}

/* --- For Python ---------------------------------------------------------------------------------------------------- */

static PyObject *
code_shape(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    static const char *const names[] = {"unset",    "maybe",     "any",     "cell", "list", "set", "dict",
                                        "iterator", "exception", "handled"};
    VmCode *code;
    unsigned int offset;
    int completing;
    if (!PyArg_ParseTuple(arguments, "O!Ip", &VmCode_Type, &code, &offset, &completing)) {
        return NULL;
    }
    const VmLive *live = vm_shape_live(code, offset, completing);
    PyObject *rows = live == NULL ? NULL : PyList_New(0);
    for (uint32_t i = 0; rows != NULL && i < live->count; i++) {
        PyObject *row = Py_BuildValue("(is)", live->registers[i].reg, names[live->registers[i].kind]);
        if (row == NULL || PyList_Append(rows, row) < 0) {
            Py_CLEAR(rows);
        }
        Py_XDECREF(row);
    }
    return rows;
}

static PyMethodDef functions[] = {
    {"code_shape", code_shape, METH_VARARGS,
     "code_shape(code, offset, completing) -> [(register, kind)]: the registers that matter at an instruction."},
    {NULL},
};

int
vm_shape_setup(PyObject *module)
{
    return PyModule_AddFunctions(module, functions);
}
