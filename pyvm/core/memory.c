/* Memory: see memory.h. */
#include "memory.h"
#include "compat.h"
#include "outcome.h"
#include <malloc.h>
#include <string.h>

#define LARGE (32 * 1024)            /* bytes from which on a block is refused to anybody */
#define SMALLEST_RESERVE (1024 * 1024)
#define BREATH (64 * 1024)           /* bytes that a guest may take between two MemoryErrors, to handle the first */

static _Thread_local VmMemory *account;

/* What the hooks below the current one did: C's allocator was asked to make or to release a block. */
static _Thread_local uint32_t made, released;
/* An arena that is being freed stays mapped until the size of the block in it has been read. */
static _Thread_local struct {
    int wanted;
    void *arena;
    size_t size;
} kept;

static struct {
    PyMemAllocatorEx raw, mem, object;
    PyObjectArenaAllocator arena;
    int installed;
    int debugging; /* PYTHONMALLOC=debug: blocks lie behind a header */
    int plain;     /* PYTHONMALLOC=malloc: there is no pymalloc */
} original;

/* --- Sizes ----------------------------------------------------------------------------------------------------------- */

/* pymalloc's pools, 16 KB each, begin with a header that holds the class of their blocks. The same in 3.11, 3.12 and 3.13;
 * check_sizes() makes sure. */
#define POOL_MASK ((uintptr_t)0x3fff)
#define POOL_CLASS_OFFSET 36

static int64_t
pool_block_size(void *block)
{
    uint32_t class;
    memcpy(&class, (char *)((uintptr_t)block & ~POOL_MASK) + POOL_CLASS_OFFSET, sizeof(class));
    return ((int64_t)class + 1) << 4;
}

#define DEBUG_HEADER 16 /* size, big-endian; a letter for the domain; seven bytes of 0xFD */

static int64_t
raw_block_size(void *block)
{
    const unsigned char *bytes = block;
    if (original.debugging && bytes[-1] == 0xFD && bytes[-7] == 0xFD) {
        uint64_t size = 0;
        for (int i = -DEBUG_HEADER; i < -8; i++) {
            size = size << 8 | bytes[i];
        }
        return (int64_t)size + 24;
    }
    return (int64_t)malloc_usable_size(block) + 8;
}

/* --- Refusals -------------------------------------------------------------------------------------------------------- */

static int64_t
reserve_of(const VmMemory *memory)
{
    return memory->limit / 16 > SMALLEST_RESERVE ? memory->limit / 16 : SMALLEST_RESERVE;
}

static int
small_block_is_granted(const VmMemory *memory)
{
    PyThreadState *thread = _PyThreadState_UncheckedGet();
    return memory->used <= memory->limit + reserve_of(memory) || thread == NULL || vm_host_frame(thread) != memory->frame;
}

static NOINLINE int
refuses_beyond(VmMemory *memory, size_t size, int holds_gil)
{
    if (memory->lenient || (size < LARGE && (!holds_gil || small_block_is_granted(memory)))) {
        return 0;
    }
    memory->refused = 1;
    return 1;
}

static inline int
refuses(VmMemory *memory, size_t size, int holds_gil)
{
    int64_t bytes = size < PY_SSIZE_T_MAX / 2 ? (int64_t)size : PY_SSIZE_T_MAX / 2;
    return UNLIKELY(memory->used + bytes > memory->limit) && refuses_beyond(memory, size, holds_gil);
}

static size_t
product(size_t count, size_t size)
{
    return size != 0 && count > PY_SSIZE_T_MAX / size ? PY_SSIZE_T_MAX : count * size;
}

/* --- Hooks of C's allocator ------------------------------------------------------------------------------------------ */
/* The context of a hook is the allocator below it. These may run without the GIL. */

static void *
raw_malloc(void *context, size_t size)
{
    PyMemAllocatorEx *next = context;
    VmMemory *memory = account;
    if (memory == NULL) {
        return next->malloc(next->ctx, size);
    }
    made++;
    void *block = refuses(memory, size, 0) ? NULL : next->malloc(next->ctx, size);
    memory->used += block == NULL ? 0 : raw_block_size(block);
    return block;
}

static void *
raw_calloc(void *context, size_t count, size_t size)
{
    PyMemAllocatorEx *next = context;
    VmMemory *memory = account;
    if (memory == NULL) {
        return next->calloc(next->ctx, count, size);
    }
    made++;
    void *block = refuses(memory, product(count, size), 0) ? NULL : next->calloc(next->ctx, count, size);
    memory->used += block == NULL ? 0 : raw_block_size(block);
    return block;
}

static void *
raw_realloc(void *context, void *block, size_t size)
{
    PyMemAllocatorEx *next = context;
    VmMemory *memory = account;
    if (memory == NULL) {
        return next->realloc(next->ctx, block, size);
    }
    if (block == NULL) {
        return raw_malloc(context, size);
    }
    released++;
    int64_t before = raw_block_size(block);
    if ((int64_t)size > before && refuses(memory, size - (size_t)before, 0)) {
        return NULL;
    }
    void *moved = next->realloc(next->ctx, block, size);
    memory->used += moved == NULL ? 0 : raw_block_size(moved) - before;
    return moved;
}

static void
raw_free(void *context, void *block)
{
    PyMemAllocatorEx *next = context;
    VmMemory *memory = account;
    if (memory != NULL && block != NULL) {
        released++;
        memory->used -= raw_block_size(block);
    }
    next->free(next->ctx, block);
}

/* --- Hooks of CPython's own allocator ---------------------------------------------------------------------------------- */
/* pymalloc hands large blocks on to the hooks above, which charge them; whose a block is shows in what those did. */

static void *
small_malloc(void *context, size_t size)
{
    PyMemAllocatorEx *next = context;
    VmMemory *memory = account;
    if (memory == NULL) {
        return next->malloc(next->ctx, size);
    }
    if (refuses(memory, size, 1)) {
        return NULL;
    }
    if (original.plain) {
        return raw_malloc(context, size);
    }
    uint32_t made_before = made;
    void *block = next->malloc(next->ctx, size);
    if (block != NULL && made == made_before) {
        memory->used += pool_block_size(block);
    }
    return block;
}

static void *
small_calloc(void *context, size_t count, size_t size)
{
    PyMemAllocatorEx *next = context;
    VmMemory *memory = account;
    if (memory == NULL) {
        return next->calloc(next->ctx, count, size);
    }
    if (refuses(memory, product(count, size), 1)) {
        return NULL;
    }
    if (original.plain) {
        return raw_calloc(context, count, size);
    }
    uint32_t made_before = made;
    void *block = next->calloc(next->ctx, count, size);
    if (block != NULL && made == made_before) {
        memory->used += pool_block_size(block);
    }
    return block;
}

/* A block of a pool was freed. Its pool is still there, and nobody has used it again. */
static void
credit_small(VmMemory *memory, void *block)
{
    memory->used -= pool_block_size(block);
}

static void
release_kept_arena(void)
{
    void *arena = kept.arena;
    kept.wanted = 0;
    kept.arena = NULL;
    if (arena != NULL) {
        original.arena.free(original.arena.ctx, arena, kept.size);
    }
}

static void *
small_realloc(void *context, void *block, size_t size)
{
    PyMemAllocatorEx *next = context;
    VmMemory *memory = account;
    if (memory == NULL) {
        return next->realloc(next->ctx, block, size);
    }
    if (block == NULL) {
        return small_malloc(context, size);
    }
    if (original.plain) {
        return raw_realloc(context, block, size);
    }
    uint32_t made_before = made, released_before = released;
    kept.wanted = 1;
    void *moved = next->realloc(next->ctx, block, size);
    if (moved != NULL && moved != block && released == released_before) { /* out of a pool */
        credit_small(memory, block);
        if (made == made_before) { /* and into one */
            memory->used += pool_block_size(moved);
        }
    }
    release_kept_arena();
    return moved;
}

static void
small_free(void *context, void *block)
{
    PyMemAllocatorEx *next = context;
    VmMemory *memory = account;
    if (memory == NULL || block == NULL) {
        next->free(next->ctx, block);
        return;
    }
    if (original.plain) {
        raw_free(context, block);
        return;
    }
    uint32_t released_before = released;
    kept.wanted = 1;
    next->free(next->ctx, block);
    if (released == released_before) {
        credit_small(memory, block);
    }
    release_kept_arena();
}

static void *
arena_alloc(void *Py_UNUSED(context), size_t size)
{
    return original.arena.alloc(original.arena.ctx, size);
}

static void
arena_free(void *Py_UNUSED(context), void *arena, size_t size)
{
    if (kept.wanted && kept.arena == NULL) {
        kept.arena = arena;
        kept.size = size;
    } else {
        original.arena.free(original.arena.ctx, arena, size);
    }
}

/* --- Installing ------------------------------------------------------------------------------------------------------ */

/* What is charged for blocks of all small sizes and some large ones is credited when they are freed. */
static int
check_sizes(void)
{
    VmMemory memory = {.limit = INT64_MAX / 2};
    VmMemory *outer = account;
    int right = 1;
    account = &memory;
    for (size_t size = 1; size <= 1024; size += 1) {
        int64_t before = memory.used;
        void *block = PyObject_Malloc(size);
        right &= block != NULL && memory.used - before >= (int64_t)size && memory.used - before <= 2 * (int64_t)size + 128;
        void *moved = block == NULL ? NULL : PyObject_Realloc(block, 1200 - size);
        right &= moved != NULL && memory.used - before >= 1200 - (int64_t)size;
        PyObject_Free(moved == NULL ? block : moved);
        right &= memory.used == before;
    }
    account = outer;
    return right;
}

/* 0, or -1 with RuntimeError: this CPython's allocators are not the ones that are known here. */
static int
install(void)
{
    const char *name = _PyMem_GetCurrentAllocatorName();
    if (name == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "a memory limit needs CPython's own allocators, and something else has hooked them "
                                            "(tracemalloc?). Way out: start it after the first execution with a memory limit");
        return -1;
    }
    original.debugging = strstr(name, "debug") != NULL;
    original.plain = strncmp(name, "malloc", 6) == 0;
    PyMem_GetAllocator(PYMEM_DOMAIN_RAW, &original.raw);
    PyMem_GetAllocator(PYMEM_DOMAIN_MEM, &original.mem);
    PyMem_GetAllocator(PYMEM_DOMAIN_OBJ, &original.object);
    PyObject_GetArenaAllocator(&original.arena);
    PyMemAllocatorEx raw = {&original.raw, raw_malloc, raw_calloc, raw_realloc, raw_free};
    PyMemAllocatorEx mem = {&original.mem, small_malloc, small_calloc, small_realloc, small_free};
    PyMemAllocatorEx object = {&original.object, small_malloc, small_calloc, small_realloc, small_free};
    PyObjectArenaAllocator arena = {NULL, arena_alloc, arena_free};
    PyMem_SetAllocator(PYMEM_DOMAIN_RAW, &raw);
    PyMem_SetAllocator(PYMEM_DOMAIN_MEM, &mem);
    PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, &object);
    PyObject_SetArenaAllocator(&arena);
    if (!check_sizes()) {
        PyMem_SetAllocator(PYMEM_DOMAIN_RAW, &original.raw);
        PyMem_SetAllocator(PYMEM_DOMAIN_MEM, &original.mem);
        PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, &original.object);
        PyObject_SetArenaAllocator(&original.arena);
        PyErr_SetString(PyExc_RuntimeError, "memory cannot be limited in this build of CPython: the sizes of its blocks are unknown");
        return -1;
    }
    original.installed = 1;
    return 0;
}

/* --- Accounts -------------------------------------------------------------------------------------------------------- */

int
vm_memory_set_limit(VmMemory *memory, int64_t limit)
{
    if (limit > 0 && !original.installed && install() < 0) {
        return -1;
    }
    memory->limit = limit;
    memory->trip = limit;
    return 0;
}

VmMemory *
vm_memory_open(VmMemory *memory)
{
    VmMemory *outer = account;
    account = memory == NULL || memory->limit == 0 ? NULL : memory;
    if (account != NULL) {
        account->frame = vm_host_frame(PyThreadState_Get());
    }
    return outer;
}

void
vm_memory_close(VmMemory *outer)
{
    account = outer;
}

static void
set_error(const VmMemory *memory)
{
    PyErr_Format(PyExc_MemoryError, "the program may hold %lld bytes", (long long)memory->limit);
}

int
vm_memory_check(VmMemory *memory)
{
    if (memory->used < 0) { /* garbage of others was collected */
        memory->used = 0;
    }
    if (memory->used <= memory->trip) {
        if (memory->used <= memory->limit) {
            memory->trip = memory->limit;
        }
        return 0;
    }
    if (memory->used > memory->collected + memory->limit / 16) { /* not again before there can be garbage worth it */
        PyGC_Collect();
        memory->used = memory->used < 0 ? 0 : memory->used;
        memory->collected = memory->used;
        if (memory->used <= memory->limit) {
            return 0;
        }
    }
    memory->trip = memory->used + BREATH;
    if (memory->trip > memory->limit + reserve_of(memory)) {
        memory->trip = memory->limit + reserve_of(memory);
    }
    set_error(memory);
    return -1;
}

void
vm_memory_native_failed(VmMemory *memory)
{
    memory->refused = 0;
    if (PyErr_ExceptionMatches(PyExc_SystemError)) {
        PyErr_Clear();
        set_error(memory);
    }
}

/* --- For Python ------------------------------------------------------------------------------------------------------ */

/* Calls arguments[0] with the others. */
static PyObject *
call_rest(PyObject *const *arguments, Py_ssize_t count)
{
    if (count < 1) {
        PyErr_SetString(PyExc_TypeError, "a function is missing");
        return NULL;
    }
    return PyObject_Vectorcall(arguments[0], arguments + 1, (size_t)count - 1, NULL);
}

/* uncounted(function, *args): what it allocates is nobody's. */
static PyObject *
uncounted(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    VmMemory *outer = vm_memory_open(NULL);
    PyObject *result = call_rest(arguments, count);
    vm_memory_close(outer);
    return result;
}

/* unrefused(function, *args): what it allocates is counted, and granted. */
static PyObject *
unrefused(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    VmMemory *open = account;
    uint8_t before = open == NULL ? 0 : open->lenient;
    if (open != NULL) {
        open->lenient = 1;
    }
    PyObject *result = call_rest(arguments, count);
    if (open != NULL) {
        open->lenient = before;
    }
    return result;
}

/* measured(function, *args) -> (result, bytes that it left allocated) */
static PyObject *
measured(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    VmMemory memory = {0};
    if (vm_memory_set_limit(&memory, INT64_MAX / 2) < 0) {
        return NULL;
    }
    VmMemory *outer = vm_memory_open(&memory);
    PyObject *result = call_rest(arguments, count);
    vm_memory_close(outer);
    return result == NULL ? NULL : Py_BuildValue("(NL)", result, (long long)memory.used);
}

static PyMethodDef functions[] = {
    {"uncounted", (PyCFunction)(void (*)(void))uncounted, METH_FASTCALL, "uncounted(function, *args): its memory is not the guest's."},
    {"unrefused", (PyCFunction)(void (*)(void))unrefused, METH_FASTCALL, "unrefused(function, *args): its memory is counted and never refused."},
    {"measured", (PyCFunction)(void (*)(void))measured, METH_FASTCALL, "measured(function, *args) -> (result, bytes that it left allocated)."},
    {NULL},
};

int
vm_memory_setup(PyObject *module)
{
    return PyModule_AddFunctions(module, functions);
}
