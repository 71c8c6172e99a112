/* The gate's rows: which names of CPython's and the core's own classes guests see. Hosts add rows with gate_allow (gate.c). */
#include "gate_rows.h"
#include "code.h"
#include "compat.h"
#include "functions.h"
#include "gate.h"
#include "generators.h"

VmGateRows vm_gate_rows;

/* --- Tables -------------------------------------------------------------------------------------------------------- */

/* Refused wherever CPython or the host defined them, also in an open row. */
static const char never[] =
    "__globals__ __code__ __closure__ __builtins__ __subclasses__ __loader__ __spec__ __reduce__ __reduce_ex__ __getstate__ "
    "__getattribute__ __setattr__ __delattr__ gi_frame gi_code cr_frame cr_code ag_frame ag_code f_globals f_locals f_builtins "
    "f_back f_trace";
/* Of those, what no host can allow either: they lead out of the sandbox. */
static const char hopeless[] = "__globals__ __code__ __closure__ __builtins__ __subclasses__ __loader__ __spec__";
/* Of those, what rows with ROW_REDUCE show: it comes to plain data. */
static const char reducers[] = "__reduce__ __reduce_ex__ __getstate__";
/* What every class shows because it is one (found on `type`). Guest classes show __dict__ and __subclasses__ too. */
static const char of_classes[] =
    "__name__ __qualname__ __module__ __doc__ __class__ __mro__ mro __base__ __bases__ __call__ __init__ __new__ __prepare__ "
    "__instancecheck__ __subclasscheck__ __or__ __ror__ __dir__ __sizeof__ __repr__ __str__ __hash__ __eq__ __ne__ __lt__ __le__ "
    "__gt__ __ge__ __format__ __init_subclass__ __subclasshook__ __annotations__ __text_signature__ __abstractmethods__ __flags__ "
    "__basicsize__ __itemsize__ __dictoffset__ __weakrefoffset__ __type_params__ __static_attributes__ __firstlineno__";
/* What a class without a row and its instances show; and what such a class shows so that issubclass() and abstract base classes
 * work. */
static const char identity[] = "__class__ __doc__ __name__ __qualname__ __module__";
static const char of_closed[] = "__class__ __doc__ __name__ __qualname__ __module__ __mro__ mro __base__ __bases__ __dict__";

static const char basics[] = "__class__ __doc__ __name__ __qualname__ __module__ __repr__ __str__ __hash__ __eq__ __ne__ __call__ "
                             "__get__ __text_signature__ __objclass__ __self__ __wrapped__ __func__ __isabstractmethod__ __dir__ "
                             "__init__ __new__ __annotations__";
/* __globals__ and its kin are asked about again, see function_allows. */
static const char of_functions[] = "__class__ __doc__ __name__ __qualname__ __module__ __repr__ __str__ __hash__ __eq__ __ne__ "
                                   "__call__ __get__ __defaults__ __kwdefaults__ __annotations__ __dict__ __globals__ __closure__ "
                                   "__code__ __type_params__ __dir__ __new__ __init__";
static const char of_codes[] =
    "__class__ __doc__ __repr__ __hash__ __eq__ co_name co_qualname co_filename co_firstlineno co_argcount co_posonlyargcount "
    "co_kwonlyargcount co_varnames co_nlocals co_flags co_names co_freevars co_cellvars co_lines co_positions";
static const char of_modules[] = "__class__ __doc__ __name__ __dict__ __dir__ __repr__ __new__ __annotations__";
static const char of_objects[] =
    "__class__ __doc__ __new__ __init__ __init_subclass__ __subclasshook__ __repr__ __str__ __format__ __hash__ __eq__ __ne__ __lt__ "
    "__le__ __gt__ __ge__ __dir__ __sizeof__ __getattribute__ __setattr__ __delattr__ __reduce__ __reduce_ex__ __getstate__";

/* --- Rows ---------------------------------------------------------------------------------------------------------- */

static PyObject *
names_of(const char *text)
{
    PyObject *string = PyUnicode_FromString(text);
    PyObject *list = string == NULL ? NULL : PyUnicode_Split(string, NULL, -1);
    PyObject *names = list == NULL ? NULL : PyFrozenSet_New(list);
    Py_XDECREF(string);
    Py_XDECREF(list);
    return names;
}

int
vm_gate_row_set(PyTypeObject *type, PyObject *names, int flags)
{
    PyObject *row = Py_BuildValue("(Oi)", names == NULL ? Py_None : names, flags);
    int status = row == NULL ? -1 : PyDict_SetItem(vm_gate_rows.by_class, (PyObject *)type, row);
    Py_XDECREF(row);
    type->tp_flags = flags & VM_ROW_CONSTRUCT ? type->tp_flags | VM_TPFLAGS_OPEN : type->tp_flags & ~VM_TPFLAGS_OPEN;
    vm_gate_rows.epoch++;
    return status;
}

/* Classes are keys by identity: PyObject_Hash of a guest metaclass is not asked, because only host classes get here. */
PyObject *
vm_gate_row_borrow(PyTypeObject *type)
{
    PyObject *row = vm_class_is_guest(type) ? NULL : PyDict_GetItemWithError(vm_gate_rows.by_class, (PyObject *)type);
    if (row == NULL && PyErr_Occurred()) {
        PyErr_Clear();
    }
    return row;
}

long
vm_gate_row_flags(PyObject *row)
{
    return PyLong_AsLong(PyTuple_GET_ITEM(row, 1));
}

/* --- Start-up ------------------------------------------------------------------------------------------------------ */

/* Rows with a list of names. What guests may not make instances of has flags 0. */
static int
set_listed_rows(void)
{
    const struct {
        PyTypeObject *type;
        const char *names;
        int flags;
    } rows[] = {
        {&PyBaseObject_Type, of_objects, VM_ROW_CONSTRUCT | VM_ROW_BASE},
        {&VmFunction_Type, of_functions, VM_ROW_CONSTRUCT},
        {&VmCode_Type, of_codes, 0},
        {&PyModule_Type, of_modules, VM_ROW_CONSTRUCT | VM_ROW_BASE},
        {&PyFunction_Type, identity, 0},
        {&PyCode_Type, of_codes, 0},
        {&PyCFunction_Type, basics, 0},
        {&PyMethod_Type, basics, VM_ROW_CONSTRUCT},
        {&PyMethodDescr_Type, basics, 0},
        {&PyClassMethodDescr_Type, basics, 0},
        {&PyWrapperDescr_Type, basics, 0},
        {&PyGetSetDescr_Type, basics, 0},
        {&PyMemberDescr_Type, "__class__ __doc__ __name__ __qualname__ __objclass__ __get__ __set__ __delete__ __repr__", 0},
        {&PyStaticMethod_Type, basics, VM_ROW_CONSTRUCT | VM_ROW_BASE},
        {&PyClassMethod_Type, basics, VM_ROW_CONSTRUCT | VM_ROW_BASE},
        {&PyTraceBack_Type, "tb_frame tb_next tb_lineno tb_lasti __class__ __doc__ __repr__", 0},
        {&PyFrame_Type, "f_lineno f_lasti __class__ __doc__ __repr__", 0}, /* no f_code: with its class a native makes code */
        {&PySuper_Type, "__class__ __doc__ __self__ __self_class__ __thisclass__ __get__ __init__ __new__ __repr__", VM_ROW_CONSTRUCT | VM_ROW_BASE},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        PyObject *names = names_of(rows[i].names);
        int status = names == NULL ? -1 : vm_gate_row_set(rows[i].type, names, rows[i].flags | VM_ROW_FIXED);
        Py_XDECREF(names);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

/* The builtin data types. */
static int
set_open_rows(void)
{
    PyTypeObject *const types[] = {
        &PyType_Type, &PyLong_Type, &PyBool_Type, &PyFloat_Type, &PyComplex_Type, &PyUnicode_Type, &PyBytes_Type, &PyByteArray_Type,
        &PyList_Type, &PyTuple_Type, &PyDict_Type, &PySet_Type, &PyFrozenSet_Type, &PyRange_Type, &PySlice_Type, &PyMemoryView_Type,
        &PyProperty_Type, &PyEnum_Type, &PyZip_Type, &PyMap_Type, &PyFilter_Type, &PyReversed_Type, &PyCell_Type, &PyDictProxy_Type,
        &PyDictKeys_Type, &PyDictValues_Type, &PyDictItems_Type, &PyListIter_Type, &PyListRevIter_Type, &PyTupleIter_Type,
        &PyDictIterKey_Type, &PyDictIterValue_Type, &PyDictIterItem_Type, &PyDictRevIterKey_Type, &PyDictRevIterValue_Type,
        &PyDictRevIterItem_Type, &PyUnicodeIter_Type, &PyBytesIter_Type, &PyByteArrayIter_Type, &PyRangeIter_Type,
        &PyLongRangeIter_Type, &PySeqIter_Type, &PyCallIter_Type, &PySetIter_Type, &PyEllipsis_Type, Py_TYPE(Py_None),
        Py_TYPE(Py_NotImplemented), &Py_GenericAliasType, &_PyWeakref_RefType, &_PyWeakref_ProxyType, &_PyWeakref_CallableProxyType,
        &VmGenerator_Type, &PyGen_Type, &PyCoro_Type, &PyAsyncGen_Type,
    };
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        int reduce = types[i] == &PySlice_Type || types[i] == &PyByteArray_Type ? VM_ROW_REDUCE : 0;
        if (vm_gate_row_set(types[i], NULL, VM_ROW_CONSTRUCT | VM_ROW_BASE | VM_ROW_FIXED | reduce) < 0) {
            return -1;
        }
    }
    return 0;
}

/* CPython's own exceptions. */
static int
set_exception_rows(PyTypeObject *type)
{
    PyObject *derived = PyObject_CallMethod((PyObject *)&PyType_Type, "__subclasses__", "O", type);
    int status = derived == NULL ? -1 : vm_gate_row_set(type, NULL, VM_ROW_CONSTRUCT | VM_ROW_BASE | VM_ROW_REDUCE | VM_ROW_FIXED);
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(derived); i++) {
        PyTypeObject *class = (PyTypeObject *)PyList_GET_ITEM(derived, i);
        if (!PyType_HasFeature(class, Py_TPFLAGS_HEAPTYPE) || strcmp(class->tp_name, "ExceptionGroup") == 0) {
            status = set_exception_rows(class);
        }
    }
    Py_XDECREF(derived);
    return status;
}

/* What CPython shows in `types` only. */
static int
set_named_rows(void)
{
    const struct {
        const char *name;
        int flags;
    } rows[] = {{"SimpleNamespace", VM_ROW_CONSTRUCT | VM_ROW_BASE | VM_ROW_REDUCE}, {"UnionType", 0}, {"MethodWrapperType", 0}};
    PyObject *module = PyImport_ImportModule("types");
    int status = module == NULL ? -1 : 0;
    for (size_t i = 0; status == 0 && i < sizeof(rows) / sizeof(rows[0]); i++) {
        PyObject *class = PyObject_GetAttrString(module, rows[i].name);
        status = class == NULL ? -1 : vm_gate_row_set((PyTypeObject *)class, NULL, rows[i].flags | VM_ROW_FIXED);
        Py_XDECREF(class);
    }
    Py_XDECREF(module);
    return status;
}

int
vm_gate_rows_setup(void)
{
    VmGateRows *rows = &vm_gate_rows;
    rows->by_class = PyDict_New();
    rows->never = names_of(never);
    rows->hopeless = names_of(hopeless);
    rows->reducers = names_of(reducers);
    rows->of_classes = names_of(of_classes);
    rows->identity = names_of(identity);
    rows->of_closed = names_of(of_closed);
    if (rows->by_class == NULL || rows->never == NULL || rows->hopeless == NULL || rows->reducers == NULL || rows->of_classes == NULL
        || rows->identity == NULL || rows->of_closed == NULL) {
        return -1;
    }
    return set_listed_rows() < 0 || set_open_rows() < 0 || set_named_rows() < 0
            || set_exception_rows((PyTypeObject *)PyExc_BaseException) < 0 ? -1 : 0;
}
