/* Generated from pyvm/isa.py by `python -m pyvm.isa`; do not edit.
 *
 * Opcodes, operand forms and limits. An operand form is a letter, or `*` and a letter for n operands of that form; the
 * letters are explained in docs/isa.md.
 */
#ifndef PYVM_ISA_GENERATED_H
#define PYVM_ISA_GENERATED_H

#define VM_OPERAND_ABSENT 0xFFFF
#define VM_OPERAND_CONSTANT 0x8000
#define VM_OPERAND_LAST_USE 0x4000
#define VM_REGISTER_MASK 0x3FFF
#define VM_CONSTANT_MASK 0x7FFF
#define VM_MAX_REGISTERS 0x3FFF
#define VM_MAX_COUNT 255
#define VM_BUILTIN_COUNT 5
#define VM_SPECIAL_COUNT 2

enum {
    OP_TRAP = 0,
    OP_RET = 1,
    OP_JMP = 2,
    OP_BRT = 3,
    OP_BRF = 4,
    OP_BR_NONE = 5,
    OP_BR_NOT_NONE = 6,
    OP_FOR_ITER = 7,
    OP_MOVE = 8,
    OP_LOADK = 9,
    OP_CLEAR = 10,
    OP_DROP = 11,
    OP_CHK = 12,
    OP_LOAD_GLOBAL = 13,
    OP_STORE_GLOBAL = 14,
    OP_DEL_GLOBAL = 15,
    OP_LOAD_NAME = 16,
    OP_STORE_NAME = 17,
    OP_DEL_NAME = 18,
    OP_LOAD_BUILTIN = 19,
    OP_LOAD_LOCALS = 20,
    OP_LOAD_CELL = 21,
    OP_STORE_CELL = 22,
    OP_DEL_CELL = 23,
    OP_MAKE_CELL = 24,
    OP_LOAD_CELLREF = 25,
    OP_LOAD_DICT_OR_CELL = 26,
    OP_LOAD_ATTR = 27,
    OP_STORE_ATTR = 28,
    OP_DEL_ATTR = 29,
    OP_LOAD_SPECIAL = 30,
    OP_SUPER = 31,
    OP_GET_ITEM = 32,
    OP_SET_ITEM = 33,
    OP_DEL_ITEM = 34,
    OP_GET_SLICE = 35,
    OP_SET_SLICE = 36,
    OP_NEG = 37,
    OP_POS = 38,
    OP_INVERT = 39,
    OP_NOT = 40,
    OP_BOOL = 41,
    OP_ADD = 42,
    OP_SUB = 43,
    OP_MUL = 44,
    OP_MATMUL = 45,
    OP_DIV = 46,
    OP_FLOORDIV = 47,
    OP_MOD = 48,
    OP_POW = 49,
    OP_LSHIFT = 50,
    OP_RSHIFT = 51,
    OP_AND = 52,
    OP_OR = 53,
    OP_XOR = 54,
    OP_LT = 55,
    OP_LE = 56,
    OP_EQ = 57,
    OP_NE = 58,
    OP_GT = 59,
    OP_GE = 60,
    OP_IS = 61,
    OP_IS_NOT = 62,
    OP_IN = 63,
    OP_NOT_IN = 64,
    OP_CALL = 65,
    OP_CALL_KW = 66,
    OP_CALL_METHOD = 67,
    OP_CALL_METHOD_KW = 68,
    OP_CALL_EX = 69,
    OP_MAKE_FUNC = 70,
    OP_BUILD_TUPLE = 71,
    OP_BUILD_LIST = 72,
    OP_BUILD_SET = 73,
    OP_BUILD_MAP = 74,
    OP_BUILD_STRING = 75,
    OP_BUILD_SLICE = 76,
    OP_LIST_APPEND = 77,
    OP_LIST_EXTEND = 78,
    OP_SET_ADD = 79,
    OP_SET_UPDATE = 80,
    OP_MAP_ADD = 81,
    OP_DICT_UPDATE = 82,
    OP_DICT_MERGE = 83,
    OP_LIST_TO_TUPLE = 84,
    OP_UNPACK = 85,
    OP_UNPACK_EX = 86,
    OP_CONVERT = 87,
    OP_FORMAT = 88,
    OP_LEN = 89,
    OP_GET_ITER = 90,
    OP_YIELD = 91,
    OP_YIELD_FROM = 92,
    OP_YF_ITER = 93,
    OP_RAISE = 94,
    OP_RAISE_FROM = 95,
    OP_RAISE0 = 96,
    OP_RERAISE = 97,
    OP_EXC_ENTER = 98,
    OP_EXC_LEAVE = 99,
    OP_EXC_MATCH = 100,
    OP_WITH_EXC = 101,
    OP_IMPORT = 102,
    OP_IMPORT_FROM = 103,
    OP_IMPORT_STAR = 104,
    OP_SETUP_ANNOTATIONS = 105,
    OP_MATCH_SEQ = 106,
    OP_MATCH_MAP = 107,
    OP_MATCH_KEYS = 108,
    OP_MATCH_CLASS = 109,
    VM_OPCODE_COUNT = 110
};

/* ROW(name) for every opcode, in order. */
#define VM_OPCODES(ROW) \
    ROW(TRAP) \
    ROW(RET) \
    ROW(JMP) \
    ROW(BRT) \
    ROW(BRF) \
    ROW(BR_NONE) \
    ROW(BR_NOT_NONE) \
    ROW(FOR_ITER) \
    ROW(MOVE) \
    ROW(LOADK) \
    ROW(CLEAR) \
    ROW(DROP) \
    ROW(CHK) \
    ROW(LOAD_GLOBAL) \
    ROW(STORE_GLOBAL) \
    ROW(DEL_GLOBAL) \
    ROW(LOAD_NAME) \
    ROW(STORE_NAME) \
    ROW(DEL_NAME) \
    ROW(LOAD_BUILTIN) \
    ROW(LOAD_LOCALS) \
    ROW(LOAD_CELL) \
    ROW(STORE_CELL) \
    ROW(DEL_CELL) \
    ROW(MAKE_CELL) \
    ROW(LOAD_CELLREF) \
    ROW(LOAD_DICT_OR_CELL) \
    ROW(LOAD_ATTR) \
    ROW(STORE_ATTR) \
    ROW(DEL_ATTR) \
    ROW(LOAD_SPECIAL) \
    ROW(SUPER) \
    ROW(GET_ITEM) \
    ROW(SET_ITEM) \
    ROW(DEL_ITEM) \
    ROW(GET_SLICE) \
    ROW(SET_SLICE) \
    ROW(NEG) \
    ROW(POS) \
    ROW(INVERT) \
    ROW(NOT) \
    ROW(BOOL) \
    ROW(ADD) \
    ROW(SUB) \
    ROW(MUL) \
    ROW(MATMUL) \
    ROW(DIV) \
    ROW(FLOORDIV) \
    ROW(MOD) \
    ROW(POW) \
    ROW(LSHIFT) \
    ROW(RSHIFT) \
    ROW(AND) \
    ROW(OR) \
    ROW(XOR) \
    ROW(LT) \
    ROW(LE) \
    ROW(EQ) \
    ROW(NE) \
    ROW(GT) \
    ROW(GE) \
    ROW(IS) \
    ROW(IS_NOT) \
    ROW(IN) \
    ROW(NOT_IN) \
    ROW(CALL) \
    ROW(CALL_KW) \
    ROW(CALL_METHOD) \
    ROW(CALL_METHOD_KW) \
    ROW(CALL_EX) \
    ROW(MAKE_FUNC) \
    ROW(BUILD_TUPLE) \
    ROW(BUILD_LIST) \
    ROW(BUILD_SET) \
    ROW(BUILD_MAP) \
    ROW(BUILD_STRING) \
    ROW(BUILD_SLICE) \
    ROW(LIST_APPEND) \
    ROW(LIST_EXTEND) \
    ROW(SET_ADD) \
    ROW(SET_UPDATE) \
    ROW(MAP_ADD) \
    ROW(DICT_UPDATE) \
    ROW(DICT_MERGE) \
    ROW(LIST_TO_TUPLE) \
    ROW(UNPACK) \
    ROW(UNPACK_EX) \
    ROW(CONVERT) \
    ROW(FORMAT) \
    ROW(LEN) \
    ROW(GET_ITER) \
    ROW(YIELD) \
    ROW(YIELD_FROM) \
    ROW(YF_ITER) \
    ROW(RAISE) \
    ROW(RAISE_FROM) \
    ROW(RAISE0) \
    ROW(RERAISE) \
    ROW(EXC_ENTER) \
    ROW(EXC_LEAVE) \
    ROW(EXC_MATCH) \
    ROW(WITH_EXC) \
    ROW(IMPORT) \
    ROW(IMPORT_FROM) \
    ROW(IMPORT_STAR) \
    ROW(SETUP_ANNOTATIONS) \
    ROW(MATCH_SEQ) \
    ROW(MATCH_MAP) \
    ROW(MATCH_KEYS) \
    ROW(MATCH_CLASS)

enum {
    VM_BUILTIN_ASSERTION_ERROR = 0,
    VM_BUILTIN_BUILD_CLASS = 1,
    VM_BUILTIN_NOT_IMPLEMENTED_ERROR = 2,
    VM_BUILTIN_MATCH_GROUP = 3,
    VM_BUILTIN_RERAISE_GROUP = 4,
    VM_SPECIAL_ENTER = 0,
    VM_SPECIAL_EXIT = 1,
};

enum { VM_CLASS_ATOMIC, VM_CLASS_SAFEPOINT, VM_CLASS_TERMINATOR };

__attribute__((unused)) static const char *const vm_opcode_names[VM_OPCODE_COUNT] = {
    "TRAP",
    "RET",
    "JMP",
    "BRT",
    "BRF",
    "BR_NONE",
    "BR_NOT_NONE",
    "FOR_ITER",
    "MOVE",
    "LOADK",
    "CLEAR",
    "DROP",
    "CHK",
    "LOAD_GLOBAL",
    "STORE_GLOBAL",
    "DEL_GLOBAL",
    "LOAD_NAME",
    "STORE_NAME",
    "DEL_NAME",
    "LOAD_BUILTIN",
    "LOAD_LOCALS",
    "LOAD_CELL",
    "STORE_CELL",
    "DEL_CELL",
    "MAKE_CELL",
    "LOAD_CELLREF",
    "LOAD_DICT_OR_CELL",
    "LOAD_ATTR",
    "STORE_ATTR",
    "DEL_ATTR",
    "LOAD_SPECIAL",
    "SUPER",
    "GET_ITEM",
    "SET_ITEM",
    "DEL_ITEM",
    "GET_SLICE",
    "SET_SLICE",
    "NEG",
    "POS",
    "INVERT",
    "NOT",
    "BOOL",
    "ADD",
    "SUB",
    "MUL",
    "MATMUL",
    "DIV",
    "FLOORDIV",
    "MOD",
    "POW",
    "LSHIFT",
    "RSHIFT",
    "AND",
    "OR",
    "XOR",
    "LT",
    "LE",
    "EQ",
    "NE",
    "GT",
    "GE",
    "IS",
    "IS_NOT",
    "IN",
    "NOT_IN",
    "CALL",
    "CALL_KW",
    "CALL_METHOD",
    "CALL_METHOD_KW",
    "CALL_EX",
    "MAKE_FUNC",
    "BUILD_TUPLE",
    "BUILD_LIST",
    "BUILD_SET",
    "BUILD_MAP",
    "BUILD_STRING",
    "BUILD_SLICE",
    "LIST_APPEND",
    "LIST_EXTEND",
    "SET_ADD",
    "SET_UPDATE",
    "MAP_ADD",
    "DICT_UPDATE",
    "DICT_MERGE",
    "LIST_TO_TUPLE",
    "UNPACK",
    "UNPACK_EX",
    "CONVERT",
    "FORMAT",
    "LEN",
    "GET_ITER",
    "YIELD",
    "YIELD_FROM",
    "YF_ITER",
    "RAISE",
    "RAISE_FROM",
    "RAISE0",
    "RERAISE",
    "EXC_ENTER",
    "EXC_LEAVE",
    "EXC_MATCH",
    "WITH_EXC",
    "IMPORT",
    "IMPORT_FROM",
    "IMPORT_STAR",
    "SETUP_ANNOTATIONS",
    "MATCH_SEQ",
    "MATCH_MAP",
    "MATCH_KEYS",
    "MATCH_CLASS",
};

__attribute__((unused)) static const char *const vm_operand_forms[VM_OPCODE_COUNT] = {
    "",
    "X",
    "J",
    "XJ",
    "XJ",
    "XJ",
    "XJ",
    "DRJ",
    "DR",
    "DK",
    "D",
    "R",
    "RN",
    "DNS",
    "NX",
    "N",
    "DN",
    "NX",
    "N",
    "DI",
    "D",
    "DCN",
    "CX",
    "CN",
    "C",
    "DC",
    "DxCN",
    "DXNS",
    "XNXS",
    "XN",
    "DXI",
    "DXXX",
    "DXX",
    "XXX",
    "XX",
    "DXXX",
    "XXXX",
    "DX",
    "DX",
    "DX",
    "DX",
    "DX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "DXX",
    "dX*X",
    "dXK*X",
    "dXNS*X",
    "dXNKS*X",
    "dXXx",
    "DKxxx*C",
    "D*X",
    "D*X",
    "D*X",
    "D*X",
    "D*X",
    "DXXx",
    "RX",
    "RX",
    "RX",
    "RX",
    "RXX",
    "RX",
    "RXX",
    "DR",
    "X*D",
    "XI*D",
    "DXI",
    "DXx",
    "DX",
    "DX",
    "dX",
    "dR",
    "DX",
    "X",
    "XX",
    "",
    "R",
    "DR",
    "R",
    "DRX",
    "DRR",
    "DNXX",
    "DRN",
    "R",
    "",
    "DX",
    "DX",
    "DXX",
    "DXXKI",
};

__attribute__((unused)) static const unsigned char vm_opcode_classes[VM_OPCODE_COUNT] = {
    VM_CLASS_TERMINATOR,
    VM_CLASS_TERMINATOR,
    VM_CLASS_TERMINATOR,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_ATOMIC,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_TERMINATOR,
    VM_CLASS_TERMINATOR,
    VM_CLASS_TERMINATOR,
    VM_CLASS_TERMINATOR,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_ATOMIC,
    VM_CLASS_ATOMIC,
    VM_CLASS_SAFEPOINT,
    VM_CLASS_SAFEPOINT,
};

#endif
