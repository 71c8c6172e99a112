/* Intrinsics: lookups without binding, natives without a second look, and parts of objects. See intrinsics.h. */
#include "intrinsics.h"
#include "attributes.h"
#include "builtins.h"
#include "classes.h"
#include "compat.h"
#include "continuation.h"
#include "functions.h"
#include "gate.h"
#include "generators.h"
#include "composites.h"
#include "iterators.h"
#include "natives.h"
#include "protocols.h"
#include "tables.h"
#include "tees.h"

#define FAST(name) {#name, (PyCFunction)(void (*)(void))name, METH_FASTCALL, NULL}
#define ONE(name) {#name, name, METH_O, NULL}
#define FUNCTION_OF_MANY(name) static PyObject *name(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
#define FUNCTION_OF_ONE(name) static PyObject *name(PyObject *Py_UNUSED(module), PyObject *object)
#define EXPECT(expected) \
    if (count != (expected)) { \
        PyErr_Format(PyExc_TypeError, "%s() takes %d arguments, got %zd", __func__, (expected), count); \
        return NULL; \
    }

static PyObject *
or_absent(PyObject *borrowed)
{
    return Py_NewRef(borrowed == NULL ? VM_ABSENT : borrowed);
}

static PyObject *
none_unless(int status)
{
    if (status < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *
bool_unless(int status)
{
    return status < 0 ? NULL : PyBool_FromLong(status);
}

/* --- Classes and special methods ----------------------------------------------------------------------------------- */

FUNCTION_OF_ONE(type_name)
{
    return PyUnicode_FromString(Py_TYPE(object)->tp_name);
}

FUNCTION_OF_MANY(class_attribute)
{
    EXPECT(2);
    if (!PyType_Check(arguments[0]) || !PyUnicode_Check(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "class_attribute() takes a class and a name");
        return NULL;
    }
    return or_absent(_PyType_Lookup((PyTypeObject *)arguments[0], arguments[1]));
}

/* own_attribute(cls, name): in the class's own namespace */
FUNCTION_OF_MANY(own_attribute)
{
    EXPECT(2);
    PyObject *value = PyDict_GetItemWithError(vm_type_dict_borrow((PyTypeObject *)arguments[0]), arguments[1]);
    return value == NULL && PyErr_Occurred() ? NULL : or_absent(value);
}

FUNCTION_OF_MANY(special_method)
{
    EXPECT(2);
    PyObject *object = arguments[0];
    PyObject *found = _PyType_Lookup(Py_TYPE(object), arguments[1]);
    if (found == NULL) {
        return Py_NewRef(VM_ABSENT);
    }
    if (VmFunction_Check(found)) {
        return PyMethod_New(found, object);
    }
    descrgetfunc get = Py_TYPE(found)->tp_descr_get;
    Py_INCREF(found);
    PyObject *bound = get == NULL ? Py_NewRef(found) : get(found, object, (PyObject *)Py_TYPE(object));
    Py_DECREF(found);
    return bound;
}

FUNCTION_OF_ONE(is_guest_method)
{
    return PyBool_FromLong(object != VM_ABSENT && object != Py_None && !vm_is_native_method(object));
}

FUNCTION_OF_ONE(is_guest_class)
{
    return PyBool_FromLong(PyType_Check(object) && vm_class_is_guest((PyTypeObject *)object));
}

/* isinstance and issubclass by real inheritance: no hook is asked */
FUNCTION_OF_MANY(isinstance_plain)
{
    EXPECT(2);
    if (PyTuple_Check(arguments[1])) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(arguments[1]); i++) {
            if (PyObject_TypeCheck(arguments[0], (PyTypeObject *)PyTuple_GET_ITEM(arguments[1], i))) {
                Py_RETURN_TRUE;
            }
        }
        Py_RETURN_FALSE;
    }
    return PyBool_FromLong(PyObject_TypeCheck(arguments[0], (PyTypeObject *)arguments[1]));
}

FUNCTION_OF_MANY(issubclass_plain)
{
    EXPECT(2);
    return PyBool_FromLong(PyType_Check(arguments[0]) && PyType_Check(arguments[1])
                           && PyType_IsSubtype((PyTypeObject *)arguments[0], (PyTypeObject *)arguments[1]));
}

FUNCTION_OF_MANY(native_isinstance)
{
    EXPECT(2);
    return bool_unless(PyObject_IsInstance(arguments[0], arguments[1]));
}

FUNCTION_OF_MANY(native_issubclass)
{
    EXPECT(2);
    return bool_unless(PyObject_IsSubclass(arguments[0], arguments[1]));
}

FUNCTION_OF_ONE(native_matches_self)
{
    return PyBool_FromLong(PyType_Check(object) && ((PyTypeObject *)object)->tp_flags & (1UL << 22)); /* _Py_TPFLAGS_MATCH_SELF */
}

/* Operator methods that stand in the number table, and where. */
static const struct {
    const char *name;
    size_t offset;
} number_slots[] = {
#define SLOT(name, member) {name, offsetof(PyNumberMethods, member)}
#define SLOTS(name, member) SLOT("__" name "__", nb_##member), SLOT("__r" name "__", nb_##member), SLOT("__i" name "__", nb_inplace_##member)
    SLOTS("add", add), SLOTS("sub", subtract), SLOTS("mul", multiply), SLOTS("matmul", matrix_multiply),
    SLOTS("truediv", true_divide), SLOTS("floordiv", floor_divide), SLOTS("mod", remainder), SLOTS("pow", power),
    SLOTS("lshift", lshift), SLOTS("rshift", rshift), SLOTS("and", and), SLOTS("or", or), SLOTS("xor", xor),
    SLOT("__divmod__", nb_divmod), SLOT("__rdivmod__", nb_divmod),
};

/* has_number_slot(cls, name): sequences have `+` and `*` too, but elsewhere and asked later */
FUNCTION_OF_MANY(has_number_slot)
{
    EXPECT(2);
    PyNumberMethods *methods = ((PyTypeObject *)arguments[0])->tp_as_number;
    for (size_t i = 0; methods != NULL && i < sizeof(number_slots) / sizeof(number_slots[0]); i++) {
        if (PyUnicode_CompareWithASCIIString(arguments[1], number_slots[i].name) == 0) {
            return PyBool_FromLong(*(void **)((char *)methods + number_slots[i].offset) != NULL);
        }
    }
    Py_RETURN_FALSE;
}

FUNCTION_OF_MANY(has_sequence_slot)
{
    EXPECT(2);
    PySequenceMethods *methods = ((PyTypeObject *)arguments[0])->tp_as_sequence;
    int add = PyUnicode_CompareWithASCIIString(arguments[1], "__add__") == 0;
    return PyBool_FromLong(methods != NULL && (add ? methods->sq_concat != NULL : methods->sq_repeat != NULL));
}

FUNCTION_OF_ONE(is_native_sequence)
{
    PySequenceMethods *methods = Py_TYPE(object)->tp_as_sequence;
    return PyBool_FromLong(methods != NULL && methods->sq_item != NULL && !PyDict_Check(object));
}

/* native_new_class(metaclass, name, bases, namespace, keywords) -> (class, [(key, value with a guest __set_name__)]).
 * Guest hooks are answered, not run: the library runs them afterwards on frames. */
FUNCTION_OF_MANY(native_new_class)
{
    EXPECT(5);
    VmContinuation *continuation = vm_continuation_current();
    uint8_t outer = continuation == NULL ? VM_RUNNING : continuation->speculating;
    PyObject *named = PyList_New(0);
    if (named == NULL) {
        return NULL;
    }
    if (continuation != NULL) {
        continuation->speculating = VM_IDENTITY;
    }
    PyObject *cls = vm_class_create((PyTypeObject *)arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]);
    if (continuation != NULL) {
        continuation->speculating = outer;
    }
    PyObject *key, *value;
    Py_ssize_t position = 0;
    PyObject *hook = PyUnicode_InternFromString("__set_name__");
    int status = cls == NULL || hook == NULL ? -1 : 0;
    while (status == 0 && PyDict_Next(vm_type_dict_borrow((PyTypeObject *)cls), &position, &key, &value)) {
        if (vm_class_is_guest_instance(value) && _PyType_Lookup(Py_TYPE(value), hook) != NULL) {
            PyObject *pair = PyTuple_Pack(2, key, value);
            status = pair == NULL ? -1 : PyList_Append(named, pair);
            Py_XDECREF(pair);
        }
    }
    Py_XDECREF(hook);
    if (status < 0) {
        Py_XDECREF(cls);
        Py_DECREF(named);
        return NULL;
    }
    return Py_BuildValue("(NN)", cls, named);
}

FUNCTION_OF_ONE(cell_contents)
{
    if (!PyCell_Check(object)) {
        PyErr_SetString(PyExc_TypeError, "cell_contents() takes a cell");
        return NULL;
    }
    return or_absent(PyCell_GET(object));
}

/* --- Attributes ---------------------------------------------------------------------------------------------------- */

/* instance_value(object, name): what the instance itself holds under the name; its __dict__ is not made for it */
FUNCTION_OF_MANY(instance_value)
{
    EXPECT(2);
    PyObject *object = arguments[0], *dict = NULL;
    if (vm_type_shared_keys(Py_TYPE(object)) != NULL) {
        VmDictKeys *keys = vm_type_shared_keys(Py_TYPE(object));
        VmInlineValues *values = vm_inline_values(object);
        if (values != NULL) {
            Py_ssize_t index = PyUnicode_Check(arguments[1]) ? vm_shared_keys_index_of(keys, arguments[1]) : -1;
            return or_absent(index < 0 ? NULL : values->values[index]);
        }
        dict = vm_managed_dict_borrow(object);
    } else if (Py_TYPE(object)->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        dict = vm_managed_dict_borrow(object);
    } else {
        PyObject **place = _PyObject_GetDictPtr(object);
        dict = place == NULL ? NULL : *place;
    }
    PyObject *value = dict == NULL ? NULL : PyDict_GetItemWithError(dict, arguments[1]);
    return value == NULL && PyErr_Occurred() ? NULL : or_absent(value);
}

/* native_getattr(object, name): without a guest __getattribute__ or __getattr__, through the gate. The library has dealt with
 * guest descriptors before; one that is met all the same runs in a nested loop. */
FUNCTION_OF_MANY(native_getattr)
{
    EXPECT(2);
    VmGuestCall call = {0};
    PyObject *result = NULL;
    switch (vm_attribute_load_plain(NULL, arguments[0], arguments[1], &result, &call)) {
    case VM_DONE:
        return result;
    case VM_GUEST:
        return vm_guest_call_run(&call);
    default:
        return NULL;
    }
}

static int
store_plain(PyObject *object, PyObject *name, PyObject *value)
{
    int allowed = vm_gate_allows(object, name, value == NULL ? VM_GATE_DELETE : VM_GATE_WRITE);
    if (allowed <= 0) {
        if (allowed == 0) {
            vm_gate_refuse(object, name, value == NULL ? VM_GATE_DELETE : VM_GATE_WRITE);
        }
        return -1;
    }
    if (PyType_Check(object)) {
        int status = PyType_Type.tp_setattro(object, name, value);
        if (status == 0) {
            vm_class_changed((PyTypeObject *)object, name);
        }
        return status;
    }
    if (vm_class_is_guest_instance(object)) {
        return PyObject_GenericSetAttr(object, name, value);
    }
    return Py_TYPE(object)->tp_setattro(object, name, value);
}

FUNCTION_OF_MANY(native_setattr)
{
    EXPECT(3);
    return none_unless(store_plain(arguments[0], arguments[1], arguments[2]));
}

FUNCTION_OF_MANY(native_delattr)
{
    EXPECT(2);
    return none_unless(store_plain(arguments[0], arguments[1], NULL));
}

FUNCTION_OF_ONE(native_names)
{
    return vm_guarded_dir(object);
}

/* property_function(descriptor, n): its getter, setter or deleter */
FUNCTION_OF_MANY(property_function)
{
    EXPECT(2);
    static const size_t first = sizeof(PyObject); /* struct propertyobject begins with the three functions */
    long number = PyLong_AsLong(arguments[1]);
    if (!PyObject_TypeCheck(arguments[0], &PyProperty_Type) || number < 0 || number > 2) {
        PyErr_SetString(PyExc_TypeError, "property_function() takes a property and 0, 1 or 2");
        return NULL;
    }
    PyObject *function = *(PyObject **)((char *)arguments[0] + first + (size_t)number * sizeof(PyObject *));
    return Py_NewRef(function == NULL ? Py_None : function);
}

typedef struct { /* struct superobject */
    PyObject_HEAD
    PyTypeObject *type;
    PyObject *object;
    PyTypeObject *object_type;
} Super;

/* super_lookup(parent, name) -> (attribute found after the class, object, class of the object) */
FUNCTION_OF_MANY(super_lookup)
{
    EXPECT(2);
    Super *parent = (Super *)arguments[0];
    PyObject *found = NULL;
    if (parent->object_type == NULL) {
        return Py_BuildValue("(OOO)", VM_ABSENT, Py_None, Py_None);
    }
    PyObject *mro = parent->object_type->tp_mro;
    Py_ssize_t size = PyTuple_GET_SIZE(mro), i = 0;
    while (i < size && PyTuple_GET_ITEM(mro, i) != (PyObject *)parent->type) {
        i++;
    }
    for (i++; i < size && found == NULL; i++) {
        found = PyDict_GetItemWithError(vm_type_dict_borrow((PyTypeObject *)PyTuple_GET_ITEM(mro, i)), arguments[1]);
        if (found == NULL && PyErr_Occurred()) {
            return NULL;
        }
    }
    return Py_BuildValue("(OOO)", found == NULL ? VM_ABSENT : found, parent->object, (PyObject *)parent->object_type);
}

/* --- Natives as CPython runs them ---------------------------------------------------------------------------------- */

/* native_call(callable, args, kwargs or None) */
FUNCTION_OF_MANY(native_call)
{
    EXPECT(3);
    return PyObject_Call(arguments[0], arguments[1], arguments[2] == Py_None ? NULL : arguments[2]);
}

FUNCTION_OF_MANY(native_get_item)
{
    EXPECT(2);
    return PyObject_GetItem(arguments[0], arguments[1]);
}

FUNCTION_OF_MANY(native_set_item)
{
    EXPECT(3);
    return none_unless(PyObject_SetItem(arguments[0], arguments[1], arguments[2]));
}

FUNCTION_OF_MANY(native_delete_item)
{
    EXPECT(2);
    return none_unless(PyObject_DelItem(arguments[0], arguments[1]));
}

FUNCTION_OF_MANY(native_contains)
{
    EXPECT(2);
    return bool_unless(PySequence_Contains(arguments[0], arguments[1]));
}

FUNCTION_OF_MANY(native_percent)
{
    EXPECT(2);
    return PyNumber_Remainder(arguments[0], arguments[1]);
}

/* RecursionError for parameters of an alias that are nested too deeply */
FUNCTION_OF_ONE(check_alias_depth)
{
    return none_unless(vm_check_alias_depth(object));
}

FUNCTION_OF_ONE(native_iterator)
{
    return PyObject_GetIter(object);
}

FUNCTION_OF_ONE(native_sequence_iterator)
{
    return PySeqIter_New(object);
}

/* native_hash_value(int): what a __hash__ that answered it means */
FUNCTION_OF_ONE(native_hash_value)
{
    Py_hash_t hash = PyLong_AsSsize_t(object);
    if (hash == -1 && PyErr_Occurred()) {
        PyErr_Clear();
        hash = PyLong_Type.tp_hash(object);
    }
    return PyLong_FromSsize_t(hash == -1 ? -2 : hash);
}

/* --- Containers ---------------------------------------------------------------------------------------------------- */

FUNCTION_OF_ONE(len_plain)
{
    if (PyDict_Check(object)) {
        return PyLong_FromSsize_t(PyDict_GET_SIZE(object));
    }
    if (PyAnySet_Check(object)) {
        return PyLong_FromSsize_t(PySet_GET_SIZE(object));
    }
    if (PyList_Check(object) || PyTuple_Check(object)) {
        return PyLong_FromSsize_t(Py_SIZE(object));
    }
    PyErr_Format(PyExc_TypeError, "len_plain() takes no '%.200s'", Py_TYPE(object)->tp_name);
    return NULL;
}

/* item_plain(list or tuple, position) */
FUNCTION_OF_MANY(item_plain)
{
    EXPECT(2);
    Py_ssize_t position = PyLong_AsSsize_t(arguments[1]);
    if (!(PyList_Check(arguments[0]) || PyTuple_Check(arguments[0])) || position < 0 || position >= Py_SIZE(arguments[0])) {
        PyErr_SetString(PyExc_IndexError, "item_plain(): no such item");
        return NULL;
    }
    return Py_NewRef(PySequence_Fast_GET_ITEM(arguments[0], position));
}

static int
check_list(PyObject *object)
{
    if (!PyList_Check(object)) {
        PyErr_Format(PyExc_TypeError, "a list is needed, not '%.200s'", Py_TYPE(object)->tp_name);
        return -1;
    }
    return 0;
}

FUNCTION_OF_MANY(native_append)
{
    EXPECT(2);
    return check_list(arguments[0]) < 0 ? NULL : none_unless(PyList_Append(arguments[0], arguments[1]));
}

/* native_extend(list, list or tuple) */
FUNCTION_OF_MANY(native_extend)
{
    EXPECT(2);
    if (check_list(arguments[0]) < 0) {
        return NULL;
    }
    Py_ssize_t size = PyList_GET_SIZE(arguments[0]);
    return none_unless(PyList_SetSlice(arguments[0], size, size, arguments[1]));
}

static void
swap_items(PyListObject *left, PyListObject *right)
{
    PyObject **items = left->ob_item;
    Py_ssize_t size = Py_SIZE(left), allocated = left->allocated;
    left->ob_item = right->ob_item;
    left->allocated = right->allocated;
    Py_SET_SIZE(left, Py_SIZE(right));
    right->ob_item = items;
    right->allocated = allocated;
    Py_SET_SIZE(right, size);
}

/* native_take_items(list) -> a list of its items; it is empty afterwards */
FUNCTION_OF_ONE(native_take_items)
{
    if (check_list(object) < 0) {
        return NULL;
    }
    PyObject *items = PyList_New(0);
    if (items != NULL) {
        swap_items((PyListObject *)object, (PyListObject *)items);
    }
    return items;
}

/* native_put_items(list, items) -> whether anything had been put into the list meanwhile. items is empty afterwards. */
FUNCTION_OF_MANY(native_put_items)
{
    EXPECT(2);
    if (check_list(arguments[0]) < 0 || check_list(arguments[1]) < 0) {
        return NULL;
    }
    int changed = ((PyListObject *)arguments[0])->ob_item != NULL;
    swap_items((PyListObject *)arguments[0], (PyListObject *)arguments[1]);
    if (changed && PyList_SetSlice(arguments[1], 0, PyList_GET_SIZE(arguments[1]), NULL) < 0) {
        return NULL;
    }
    return PyBool_FromLong(changed);
}

/* native_view_dict(view of a dict) */
FUNCTION_OF_ONE(native_view_dict)
{
    if (!PyDictViewSet_Check(object) && !PyDictValues_Check(object)) {
        PyErr_SetString(PyExc_TypeError, "native_view_dict() takes a view of a dict");
        return NULL;
    }
    return Py_NewRef(*(PyObject **)(object + 1)); /* _PyDictViewObject.dv_dict */
}

/* --- Iterators ----------------------------------------------------------------------------------------------------- */

FUNCTION_OF_MANY(iterator_field)
{
    EXPECT(2);
    int absent;
    const char *name = PyUnicode_AsUTF8(arguments[1]);
    PyObject *value = name == NULL ? NULL : vm_composite_field_get(arguments[0], name, &absent);
    return value == NULL && !PyErr_Occurred() ? Py_NewRef(VM_ABSENT) : value;
}

FUNCTION_OF_MANY(set_iterator_field)
{
    EXPECT(3);
    const char *name = PyUnicode_AsUTF8(arguments[1]);
    return name == NULL ? NULL : none_unless(vm_composite_field_set(arguments[0], name, arguments[2] == VM_ABSENT ? NULL : arguments[2]));
}

/* native_itertools_type(name), absent if this CPython has none */
FUNCTION_OF_ONE(native_itertools_type)
{
    const char *name = PyUnicode_AsUTF8(object);
    return name == NULL ? NULL : or_absent((PyObject *)vm_composite_type_borrow(name));
}

/* native_enumerate_number(enumerate): its next number, which it moves on from */
FUNCTION_OF_ONE(native_enumerate_number)
{
    return vm_enumerate_number((VmEnumerate *)object);
}

/* The tuple of a zip_longest's iterators, and the second argument as a place in it. Owned; NULL with IndexError. */
static PyObject *
zipped_iterators(PyObject *const *arguments, Py_ssize_t *position)
{
    int absent;
    PyObject *iterators = vm_composite_field_get(arguments[0], "iterators", &absent);
    *position = PyLong_AsSsize_t(arguments[1]);
    if (iterators == NULL || *position < 0 || *position >= PyTuple_GET_SIZE(iterators)) {
        Py_XDECREF(iterators);
        PyErr_SetString(PyExc_IndexError, "zip_longest: no such iterator");
        return NULL;
    }
    return iterators;
}

/* native_zipped(zip_longest, position): one of its iterators, absent when it is exhausted */
FUNCTION_OF_MANY(native_zipped)
{
    EXPECT(2);
    Py_ssize_t position;
    PyObject *iterators = zipped_iterators(arguments, &position);
    if (iterators == NULL) {
        return NULL;
    }
    PyObject *inner = or_absent(PyTuple_GET_ITEM(iterators, position));
    Py_DECREF(iterators);
    return inner;
}

/* native_drop_zipped(zip_longest, position): it is exhausted, which CPython notes as NULL in the tuple */
FUNCTION_OF_MANY(native_drop_zipped)
{
    EXPECT(2);
    Py_ssize_t position;
    PyObject *iterators = zipped_iterators(arguments, &position);
    if (iterators == NULL) {
        return NULL;
    }
    Py_CLEAR(((PyTupleObject *)iterators)->ob_item[position]);
    Py_DECREF(iterators);
    Py_RETURN_NONE;
}

/* group_is_active(group): it is the last that its groupby gave out */
FUNCTION_OF_ONE(group_is_active)
{
    int absent;
    PyObject *parent = vm_composite_field_get(object, "parent", &absent);
    PyObject *active = parent == NULL ? NULL : vm_composite_field_get(parent, "grouper", &absent);
    PyObject *address = active == NULL ? NULL : PyLong_FromVoidPtr(object);
    PyObject *answer = address == NULL ? NULL : PyObject_RichCompare(address, active, Py_EQ);
    Py_XDECREF(parent);
    Py_XDECREF(active);
    Py_XDECREF(address);
    return answer;
}

/* native_tee_value(data, index) */
FUNCTION_OF_MANY(native_tee_value)
{
    EXPECT(2);
    Py_ssize_t index = PyLong_AsSsize_t(arguments[1]);
    return index == -1 && PyErr_Occurred() ? NULL : vm_tee_value(arguments[0], index);
}

/* native_tee_append(data, value) */
FUNCTION_OF_MANY(native_tee_append)
{
    EXPECT(2);
    return none_unless(vm_tee_append(arguments[0], arguments[1]));
}

/* memory_offset(memoryview): where in its object's buffer it begins, in bytes */
FUNCTION_OF_ONE(memory_offset)
{
    if (!PyMemoryView_Check(object)) {
        PyErr_SetString(PyExc_TypeError, "memory_offset() takes a memoryview");
        return NULL;
    }
    Py_buffer *view = PyMemoryView_GET_BUFFER(object), whole;
    if (view->obj == NULL || PyObject_GetBuffer(view->obj, &whole, PyBUF_SIMPLE) < 0) {
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    Py_ssize_t offset = (char *)view->buf - (char *)whole.buf;
    PyBuffer_Release(&whole);
    return PyLong_FromSsize_t(offset);
}

/* --- The machine --------------------------------------------------------------------------------------------------- */

/* in_progress(object): a frame below the calling one represents the same object. Such frames keep it in their first register. */
static PyObject *representing; /* how the names of functions that represent a container begin */

FUNCTION_OF_ONE(in_progress)
{
    VmContinuation *continuation = vm_continuation_current();
    VmFrame *frame = continuation == NULL || continuation->top == NULL ? NULL : continuation->top->prev;
    for (; frame != NULL; frame = frame->prev) {
        if (frame->code->flags & VM_CODE_LIBRARY && frame->registers[0] == object
            && PyUnicode_Tailmatch(frame->code->name, representing, 0, PY_SSIZE_T_MAX, -1) == 1) {
            Py_RETURN_TRUE;
        }
    }
    Py_RETURN_FALSE;
}

PyObject *
vm_standard_output(void)
{
    VmContinuation *continuation = vm_continuation_current();
    PyObject *sys = continuation == NULL ? NULL : PyDict_GetItemString(continuation->modules, "sys");
    if (sys != NULL) {
        PyObject *stdout = PyObject_GetAttrString(sys, "stdout");
        if (stdout != NULL || !PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return stdout;
        }
        PyErr_Clear();
    }
    return Py_NewRef(continuation == NULL ? Py_None : continuation->host);
}

/* guest_output(): where print() goes if that is an object of the guest, else absent. No frame may hold the host's. */
static PyObject *
guest_output(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    PyObject *output = vm_standard_output();
    if (output != NULL && !vm_class_is_guest(Py_TYPE(output))) {
        Py_SETREF(output, Py_NewRef(VM_ABSENT));
    }
    return output;
}

/* write_output(text): to where print() goes, which is no object of the guest */
static PyObject *
write_output(PyObject *Py_UNUSED(module), PyObject *text)
{
    PyObject *output = vm_standard_output();
    PyObject *answer = output == NULL ? NULL : output == Py_None ? Py_NewRef(Py_None) : PyObject_CallMethod(output, "write", "O", text);
    Py_XDECREF(output);
    Py_XDECREF(answer);
    return answer == NULL ? NULL : Py_NewRef(Py_None);
}

static PyObject *
loaded_modules(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    VmContinuation *continuation = vm_continuation_current();
    if (continuation == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "no execution is running");
        return NULL;
    }
    return Py_NewRef(continuation->modules);
}

static PyMethodDef methods[] = {
    ONE(type_name), FAST(class_attribute), FAST(own_attribute), FAST(special_method), ONE(is_guest_method), ONE(is_guest_class),
    FAST(isinstance_plain), FAST(issubclass_plain), FAST(native_isinstance), FAST(native_issubclass), ONE(native_matches_self),
    FAST(has_number_slot), FAST(has_sequence_slot), ONE(is_native_sequence), FAST(native_new_class), ONE(cell_contents),
    FAST(instance_value), FAST(native_getattr), FAST(native_setattr), FAST(native_delattr), ONE(native_names), FAST(property_function), FAST(super_lookup),
    FAST(native_call), FAST(native_get_item), FAST(native_set_item), FAST(native_delete_item), FAST(native_contains),
    FAST(native_percent), ONE(check_alias_depth), ONE(native_iterator), ONE(native_sequence_iterator), ONE(native_hash_value), ONE(len_plain),
    FAST(item_plain), FAST(native_append), FAST(native_extend), ONE(native_take_items), FAST(native_put_items), ONE(native_view_dict),
    FAST(iterator_field), FAST(set_iterator_field), ONE(native_itertools_type), ONE(native_enumerate_number), FAST(native_zipped),
    FAST(native_drop_zipped), ONE(group_is_active), FAST(native_tee_value), FAST(native_tee_append), ONE(memory_offset), ONE(in_progress),
    {"guest_output", guest_output, METH_NOARGS, NULL}, {"write_output", write_output, METH_O, NULL}, {"loaded_modules", loaded_modules, METH_NOARGS, NULL},
    {NULL},
};

int
vm_intrinsics_add(PyObject *module, PyMethodDef *definitions)
{
    PyObject *table = PyObject_GetAttrString(module, "intrinsics");
    int status = table == NULL ? -1 : 0;
    for (PyMethodDef *definition = definitions; status == 0 && definition->ml_name != NULL; definition++) {
        PyObject *function = PyCFunction_New(definition, NULL);
        status = function == NULL ? -1 : PyDict_SetItemString(table, definition->ml_name, function);
        Py_XDECREF(function);
    }
    Py_XDECREF(table);
    return status;
}

static int
add_values(PyObject *module)
{
    PyObject *table = PyObject_GetAttrString(module, "intrinsics");
    if (table == NULL) {
        return -1;
    }
    PyObject *minor = PyLong_FromLong((Py_Version >> 16) & 0xFF);
    int status = minor == NULL || PyDict_SetItemString(table, "absent", VM_ABSENT) < 0
                         || PyDict_SetItemString(table, "python_minor", minor) < 0
                         || PyDict_SetItemString(table, "generator_type", (PyObject *)&VmGenerator_Type) < 0
                         || PyDict_SetItemString(table, "module_type", (PyObject *)&PyModule_Type) < 0
                         || PyDict_SetItemString(table, "mapping_proxy_type", (PyObject *)&PyDictProxy_Type) < 0
                     ? -1
                     : 0;
    Py_XDECREF(minor);
    Py_DECREF(table);
    return status;
}

int
vm_intrinsics_setup(PyObject *module)
{
    representing = PyUnicode_InternFromString("represent_");
    return representing == NULL || vm_intrinsics_add(module, methods) < 0 || add_values(module) < 0 || vm_tables_setup(module) < 0 ? -1
                                                                                                                                 : vm_builtins_setup(module);
}
