/* The values that cannot be written, each with the shortest way to it: a breadth-first walk from the innermost frame.
 *
 * A value is expanded by writing it into a buffer that is thrown away: the walks that it opens give its children. So the search
 * sees exactly what a blob would hold.
 */
#include "codec/encode.h"
#include "generators.h"

typedef enum {
    LINK_ROOT,
    LINK_LABEL,    /* .__closure__ */
    LINK_INDEX,    /* [3] */
    LINK_VALUE,    /* [key] */
    LINK_KEY,      /* a key itself */
    LINK_ELEMENT,  /* of a set */
    LINK_ATTRIBUTE,
    LINK_REGISTER, /* index is the register; key is the VmFrame */
    LINK_FRAME,    /* label is its part; key is the VmFrame */
    LINK_CLASS     /* in the namespace of the class at index of encoder.classes */
} LinkKind;

typedef struct {
    PyObject *object; /* borrowed: the heap does not change meanwhile */
    uint32_t parent;
    uint8_t link;
    uint32_t offset; /* of a frame */
    Py_ssize_t index;
    const void *key;
} Node;

typedef struct {
    VmEncoder encoder;
    Node *nodes;
    size_t count, capacity;
    uint32_t current;
    PyObject *rows;
    VmPointerMap reported;
    Py_ssize_t limit;
} Search;

static int
add_node(Search *search, PyObject *object, LinkKind link, Py_ssize_t index, const void *key, uint32_t offset)
{
    if (object == NULL || PyUnicode_CheckExact(object) || PyLong_CheckExact(object) || object == Py_None || PyFloat_CheckExact(object)) {
        return 0;
    }
    if (Py_REFCNT(object) > 1 && vm_pointers_find(&search->encoder.seen, object) != NULL) {
        return 0;
    }
    if (VM_ARRAY_ROOM(search->nodes, search->count, search->capacity) < 0) {
        return -1;
    }
    search->nodes[search->count++] = (Node){object, search->current, (uint8_t)link, offset, index, key};
    return 0;
}

/* --- Children ------------------------------------------------------------------------------------------------------- */

static int
add_frame_child(Search *search, const VmWalk *walk, PyObject *child)
{
    Py_ssize_t i = walk->index - 1;
    if (i >= 3) {
        return add_node(search, child, LINK_REGISTER, walk->live->registers[i - 3].reg, walk->object, (uint32_t)walk->position);
    }
    return add_node(search, child, LINK_FRAME, i, walk->object, (uint32_t)walk->position);
}

/* The name of the attribute whose value an attribute walk gave last. */
static PyObject *
attribute_name(const VmWalk *walk)
{
    int slot = vm_inline_order(walk->values, (int)walk->index - 1);
    return vm_keys_unicode_entries(vm_type_shared_keys(Py_TYPE(walk->object)))[slot].key;
}

/* The key before the position of a dict walk. */
static PyObject *
key_before(const VmWalk *walk)
{
    PyObject *key = NULL, *value;
    for (Py_ssize_t back = 1; back <= walk->position; back++) {
        Py_ssize_t position = walk->position - back;
        if (PyDict_Next(walk->object, &position, &key, &value) && position == walk->position) {
            return key;
        }
    }
    return NULL;
}

static int
add_child(Search *search, const VmWalk *walk, PyObject *child)
{
    switch ((VmWalkKind)walk->kind) {
    case WALK_FIELDS:
    case WALK_MASKED:
        return add_node(search, child, LINK_LABEL, 0, walk->labels[walk->index - 1], 0);
    case WALK_DICT:
        if (walk->index % 2 == 1) {
            return add_node(search, child, LINK_KEY, 0, NULL, 0);
        }
        return add_node(search, child, LINK_VALUE, 0, key_before(walk), 0);
    case WALK_PAIRS:
        if (walk->index % 2 == 1) {
            return add_node(search, child, LINK_KEY, 0, NULL, 0);
        }
        return add_node(search, child, LINK_VALUE, 0, walk->items[walk->index - 2], 0);
    case WALK_DICT_VALUES:
        return add_node(search, child, LINK_VALUE, 0, key_before(walk), 0);
    case WALK_ATTRIBUTE_DICT:
        return add_node(search, child, LINK_ATTRIBUTE, 0, key_before(walk), 0);
    case WALK_ATTRIBUTES:
        return add_node(search, child, LINK_ATTRIBUTE, 0, attribute_name(walk), 0);
    case WALK_SET:
        return add_node(search, child, LINK_ELEMENT, 0, NULL, 0);
    case WALK_FRAME:
        return add_frame_child(search, walk, child);
    case WALK_FILL:
        if (walk->index % 2 == 1) {
            return 0;
        }
        return add_node(search, child, LINK_CLASS, search->encoder.filled - 1, walk->items[walk->index - 2], 0);
    case WALK_ITEMS:
    case WALK_SLOTS:
    case WALK_LIST:
    case WALK_STACK:
        break;
    }
    return add_node(search, child, LINK_INDEX, walk->index - 1, NULL, 0);
}

static int
add_children(Search *search, VmWalk *walk)
{
    PyObject *child;
    while (vm_walk_next(walk, &child)) {
        if (add_child(search, walk, child) < 0) {
            return -1;
        }
    }
    return 0;
}

/* The frames of the continuation, innermost first. */
static int
add_frames(Search *search)
{
    VmEncoder *encoder = &search->encoder;
    for (VmFrame *frame = encoder->continuation->top; frame != NULL; frame = frame->prev) {
        if (frame->flags & VM_FRAME_GENERATOR) {
            PyObject *question = ((VmGenerator *)frame->owner)->question;
            if (add_node(search, frame->owner, LINK_ROOT, 0, NULL, 0) < 0
                || (question != NULL && add_node(search, question, LINK_ROOT, 0, NULL, 0) < 0)) {
                return -1;
            }
            continue;
        }
        encoder->out = encoder->start;
        if (vm_encode_frame(encoder, frame, vm_encode_completing(encoder, frame)) < 0
            || add_children(search, &encoder->stack[--encoder->depth]) < 0) {
            return -1;
        }
    }
    return 0;
}

static int
add_opened(Search *search)
{
    VmEncoder *encoder = &search->encoder;
    Py_ssize_t depth = encoder->depth;
    for (Py_ssize_t i = 0; i < depth; i++) {
        if (encoder->stack[i].kind == WALK_STACK && add_frames(search) < 0) {
            return -1;
        }
    }
    for (Py_ssize_t i = depth; i-- > 0;) {
        VmWalk walk = encoder->stack[i];
        if (walk.kind != WALK_STACK && add_children(search, &walk) < 0) {
            return -1;
        }
    }
    encoder->depth = 0;
    return 0;
}

/* --- Rows ------------------------------------------------------------------------------------------------------------- */

/* The repr of a key that cannot run code, else its type's name in angle brackets. */
static PyObject *
safe_key(PyObject *key)
{
    if (key != NULL
        && (PyUnicode_CheckExact(key) || PyLong_CheckExact(key) || PyFloat_CheckExact(key) || PyBool_Check(key) || key == Py_None
            || PyBytes_CheckExact(key))) {
        PyObject *repr = PyObject_Repr(key);
        if (repr != NULL && PyUnicode_GET_LENGTH(repr) > 60) {
            Py_SETREF(repr, PyUnicode_FromFormat("%.57U...", repr));
        }
        return repr;
    }
    return PyUnicode_FromFormat("<%s>", key == NULL ? "?" : Py_TYPE(key)->tp_name);
}

static PyObject *
register_name(const VmCode *code, Py_ssize_t reg)
{
    if (reg < code->local_count) {
        return Py_NewRef(PyTuple_GET_ITEM(code->varnames, reg));
    }
    const char *const lists[] = {"cell_names", "free_names"};
    const int starts[] = {0, code->cell_count}, counts[] = {code->cell_count, code->free_count};
    for (int which = 0; which < 2; which++) {
        for (int i = 0; i < counts[which]; i++) {
            if (code->cells[starts[which] + i] == reg) {
                PyObject *names = PyObject_GetAttrString(code->unit, lists[which]);
                PyObject *name = names == NULL ? NULL : PySequence_GetItem(names, i);
                Py_XDECREF(names);
                return name;
            }
        }
    }
    return Py_NewRef(Py_None); /* a temporary */
}

static PyObject *
frame_step(const Node *node)
{
    static const char *const parts[] = {"function", "namespace", "new instance"};
    const VmFrame *frame = node->key;
    VmCode *code = frame->code;
    int line = vm_code_line(code, node->offset);
    if (node->link == LINK_FRAME) {
        return Py_BuildValue("(sOiOs)", "frame", code->qualname, line, Py_None, parts[node->index]);
    }
    PyObject *name = register_name(code, node->index);
    return name == NULL ? NULL : Py_BuildValue("(sOiNs)", "frame", code->qualname, line, name, "local");
}

static PyObject *
step(Search *search, const Node *node)
{
    switch ((LinkKind)node->link) {
    case LINK_LABEL:
        return Py_BuildValue("(ss)", "field", (const char *)node->key);
    case LINK_INDEX:
        return Py_BuildValue("(sn)", "index", node->index);
    case LINK_VALUE:
        return Py_BuildValue("(sN)", "key", safe_key((PyObject *)node->key));
    case LINK_KEY:
        return Py_BuildValue("(s)", "a key");
    case LINK_ELEMENT:
        return Py_BuildValue("(s)", "an element");
    case LINK_ATTRIBUTE:
        return Py_BuildValue("(sO)", "attribute", (PyObject *)node->key);
    case LINK_CLASS: {
        PyTypeObject *type = (PyTypeObject *)PyList_GET_ITEM(search->encoder.classes, node->index);
        return Py_BuildValue("(sOO)", "class", ((PyHeapTypeObject *)type)->ht_qualname, (PyObject *)node->key);
    }
    case LINK_REGISTER:
    case LINK_FRAME:
        return frame_step(node);
    case LINK_ROOT:
        break;
    }
    return Py_BuildValue("(s)", "root");
}

/* The steps from the root to a node. */
static PyObject *
path_to(Search *search, uint32_t number)
{
    PyObject *steps = PyList_New(0);
    while (steps != NULL && number != 0) {
        const Node *node = &search->nodes[number];
        PyObject *one = step(search, node);
        if (one == NULL || PyList_Append(steps, one) < 0) {
            Py_CLEAR(steps);
        }
        Py_XDECREF(one);
        number = node->parent;
        if (steps != NULL && node->link == LINK_CLASS) {
            break; /* a class is its own place */
        }
    }
    if (steps != NULL && PyList_Reverse(steps) < 0) {
        Py_CLEAR(steps);
    }
    return steps;
}

static int
report(Search *search)
{
    VmEncoder *encoder = &search->encoder;
    PyObject *problem = encoder->problem;
    encoder->problem = NULL;
    if (vm_pointers_find(&search->reported, problem) != NULL) {
        return 0;
    }
    if (vm_pointers_add(&search->reported, problem, 0) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    PyObject *steps = path_to(search, search->current);
    PyObject *row = steps == NULL ? NULL : Py_BuildValue("(NOs)", steps, problem, encoder->reason);
    int status = row == NULL ? -1 : PyList_Append(search->rows, row);
    Py_XDECREF(row);
    return status;
}

/* --- The search --------------------------------------------------------------------------------------------------------- */

static int
expand(Search *search, uint32_t number)
{
    VmEncoder *encoder = &search->encoder;
    search->current = number;
    encoder->out = encoder->start;
    encoder->depth = encoder->late_count = 0;
    if (vm_encode_value(encoder, search->nodes[number].object) < 0 && encoder->problem == NULL) {
        return -1;
    }
    if (encoder->problem != NULL && report(search) < 0) {
        return -1;
    }
    if (add_opened(search) < 0) {
        return -1;
    }
    int status;
    while ((status = vm_encode_next_fill(encoder)) == OPENED) {
        if (add_opened(search) < 0) {
            return -1;
        }
    }
    return status;
}

static PyObject *
find_problems(PyObject *root, VmRegistry *registry, Py_ssize_t limit)
{
    Search search = {.limit = limit, .rows = PyList_New(0)};
    int status = search.rows == NULL || vm_encoder_init(&search.encoder, registry) < 0 || vm_pointers_init(&search.reported, 64) < 0 ? -1 : 0;
    search.encoder.collecting = 1;
    if (status == 0) {
        status = add_node(&search, root, LINK_ROOT, 0, NULL, 0);
    }
    for (size_t i = 0; status == 0 && i < search.count && PyList_GET_SIZE(search.rows) < limit; i++) {
        status = expand(&search, (uint32_t)i);
    }
    vm_encoder_free(&search.encoder);
    vm_pointers_free(&search.reported);
    PyMem_RawFree(search.nodes);
    if (status < 0) {
        Py_CLEAR(search.rows);
    }
    return search.rows;
}

/* codec_problems(root, registry, limit) -> rows of what cannot be written. */
PyObject *
vm_codec_problems(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *root;
    VmRegistry *registry;
    Py_ssize_t limit = 20;
    if (!PyArg_ParseTuple(args, "OO!|n:codec_problems", &root, &VmRegistry_Type, &registry, &limit)
        || vm_registry_refresh(registry) < 0) {
        return NULL;
    }
    int collected = PyGC_Disable();
    PyObject *result = find_problems(root, registry, limit);
    if (collected) {
        PyGC_Enable();
    }
    return result;
}
