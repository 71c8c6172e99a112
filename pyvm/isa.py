"""The instruction set: one row an opcode. Everything else that knows opcodes is derived from here.

Pipeline: this table -> the compiler's emitter, the verifier, the disassembler, `docs/isa.md` and the generated header
`core/isa_generated.h` (see `python -m pyvm.isa`).

Code is a stream of little-endian 16-bit words. An instruction is a head word, `opcode | n << 8`, and its operands, a word each:

    D   destination register                      d   destination register, or ABSENT: the result is dropped
    R   register                                  X   register or constant        x   the same, or ABSENT
    C   cell register                             K   constant                    N   name
    I   immediate                                 S   inline-cache slot: zero in a code unit, numbered when it is linked
    J   target, two words, low first: the word offset of an instruction
    *F  form F, n times

A register operand carries LAST_USE when the register is dead afterwards: the instruction releases it, whether it succeeds or
raises. `n` is the count of a variadic form, else a flag that the row's meaning names. Names, never numbers, identify opcodes in
anything persistent but a code unit's own words, and those are tagged with ISA_VERSION.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

ISA_VERSION: Final = (1, 0)

ABSENT: Final = 0xFFFF
CONSTANT: Final = 0x8000  # this bit set: the rest is an index into the constants
LAST_USE: Final = 0x4000  # on a register operand: the register is dead after this instruction
REGISTER_MASK: Final = 0x3FFF
CONSTANT_MASK: Final = 0x7FFF
MAX_REGISTERS: Final = 0x3FFF
MAX_CONSTANTS: Final = 0x7FFF
MAX_NAMES: Final = 0xFFFF
MAX_COUNT: Final = 0xFF  # operands of a variadic form


class Class(Enum):
    """What an instruction may do to the machine."""

    ATOMIC = "atomic"  # runs no guest code and cannot suspend
    SAFEPOINT = "safepoint"  # may run guest code or suspend: all state is in the frame
    TERMINATOR = "terminator"  # nothing falls through


@dataclass(frozen=True, slots=True)
class Op:
    """A row of the table."""

    name: str
    operands: str  # operand forms, separated by spaces
    kind: Class
    meaning: str

    @property
    def forms(self) -> tuple[str, ...]:
        return tuple(self.operands.split())


A, S, T = Class.ATOMIC, Class.SAFEPOINT, Class.TERMINATOR

TABLE: Final[tuple[Op, ...]] = (
    # Control
    Op("TRAP", "", T, "illegal instruction: zeroed memory never runs"),
    Op("RET", "X", T, "return X"),
    Op("JMP", "J", T, "go to J; backwards it is a safepoint"),
    Op("BRT", "X J", S, "go to J if X is true"),
    Op("BRF", "X J", S, "go to J if X is false"),
    Op("BR_NONE", "X J", A, "go to J if X is None"),
    Op("BR_NOT_NONE", "X J", A, "go to J if X is not None"),
    Op("FOR_ITER", "D R J", S, "D = next(R); when R is exhausted release R and go to J"),
    # Registers
    Op("MOVE", "D R", A, "D = R"),
    Op("LOADK", "D K", A, "D = K"),
    Op("CLEAR", "D", A, "unbind the local D"),
    Op("DROP", "R", A, "release the temporary R"),
    Op("CHK", "R N", A, "raise UnboundLocalError for N unless R is bound"),
    # Names and cells
    Op("LOAD_GLOBAL", "D N S", A, "D = global or builtin N"),
    Op("STORE_GLOBAL", "N X", A, "global N = X"),
    Op("DEL_GLOBAL", "N", A, "delete global N"),
    Op("LOAD_NAME", "D N", S, "D = N in the body's namespace, its globals or the builtins"),
    Op("STORE_NAME", "N X", S, "N = X in the body's namespace"),
    Op("DEL_NAME", "N", S, "delete N from the body's namespace"),
    Op("LOAD_BUILTIN", "D I", A, "D = well-known object I (see BUILTINS)"),
    Op("LOAD_LOCALS", "D", A, "D = the body's namespace"),
    Op("LOAD_CELL", "D C N", A, "D = contents of cell C; NameError for N if it is empty"),
    Op("STORE_CELL", "C X", A, "contents of C = X"),
    Op("DEL_CELL", "C N", A, "empty C; NameError for N if it is empty"),
    Op("MAKE_CELL", "C", A, "C = a new cell; it takes over the value that C's register held, if any; n=1: empty, what C held is released"),
    Op("LOAD_CELLREF", "D C", A, "D = the cell C itself"),
    Op("LOAD_DICT_OR_CELL", "D x C N", S, "D = N in mapping x (absent: the body's namespace), else contents of C"),
    # Attributes and items
    Op("LOAD_ATTR", "D X N S", S, "D = X.N"),
    Op("STORE_ATTR", "X N X S", S, "X.N = X"),
    Op("DEL_ATTR", "X N", S, "delete X.N"),
    Op("LOAD_SPECIAL", "D X I", S, "D = special method I of X (see SPECIALS), looked up on its type and bound"),
    Op("SUPER", "D X X X", S, "D = super object of callable X for class X and object X; n=0: written super(), maybe with cells for both"),
    Op("GET_ITEM", "D X X", S, "D = X[X]"),
    Op("SET_ITEM", "X X X", S, "X[X] = X"),
    Op("DEL_ITEM", "X X", S, "delete X[X]"),
    Op("GET_SLICE", "D X X X", S, "D = X[X:X]"),
    Op("SET_SLICE", "X X X X", S, "X[X:X] = X"),
    # Operators
    Op("NEG", "D X", S, "D = -X"),
    Op("POS", "D X", S, "D = +X"),
    Op("INVERT", "D X", S, "D = ~X"),
    Op("NOT", "D X", S, "D = not X"),
    Op("BOOL", "D X", S, "D = bool(X)"),
    Op("ADD", "D X X", S, "D = X + X; n=1: in place, for all thirteen"),
    Op("SUB", "D X X", S, "D = X - X"),
    Op("MUL", "D X X", S, "D = X * X"),
    Op("MATMUL", "D X X", S, "D = X @ X"),
    Op("DIV", "D X X", S, "D = X / X"),
    Op("FLOORDIV", "D X X", S, "D = X // X"),
    Op("MOD", "D X X", S, "D = X % X"),
    Op("POW", "D X X", S, "D = X ** X"),
    Op("LSHIFT", "D X X", S, "D = X << X"),
    Op("RSHIFT", "D X X", S, "D = X >> X"),
    Op("AND", "D X X", S, "D = X & X"),
    Op("OR", "D X X", S, "D = X | X"),
    Op("XOR", "D X X", S, "D = X ^ X"),
    Op("LT", "D X X", S, "D = X < X"),
    Op("LE", "D X X", S, "D = X <= X"),
    Op("EQ", "D X X", S, "D = X == X"),
    Op("NE", "D X X", S, "D = X != X"),
    Op("GT", "D X X", S, "D = X > X"),
    Op("GE", "D X X", S, "D = X >= X"),
    Op("IS", "D X X", A, "D = X is X"),
    Op("IS_NOT", "D X X", A, "D = X is not X"),
    Op("IN", "D X X", S, "D = X in X"),
    Op("NOT_IN", "D X X", S, "D = X not in X"),
    # Calls and functions
    Op("CALL", "d X *X", S, "d = X(*X), n positional arguments"),
    Op("CALL_KW", "d X K *X", S, "as CALL; the last len(K) arguments are keywords named by K"),
    Op("CALL_METHOD", "d X N S *X", S, "d = X.N(*X) without making a bound method"),
    Op("CALL_METHOD_KW", "d X N K S *X", S, "as CALL_METHOD; the last len(K) arguments are keywords named by K"),
    Op("CALL_EX", "d X X x", S, "d = X(*X, **x)"),
    Op("MAKE_FUNC", "D K x x x *C", A, "D = function of K: defaults, keyword defaults, annotations (name, value, ...), n captured cells"),
    # Displays and unpacking
    Op("BUILD_TUPLE", "D *X", A, "D = (*X,)"),
    Op("BUILD_LIST", "D *X", A, "D = [*X]"),
    Op("BUILD_SET", "D *X", S, "D = {*X}"),
    Op("BUILD_MAP", "D *X", S, "D = {X: X, ...}; n is even"),
    Op("BUILD_STRING", "D *X", A, "D = concatenation of the strings X"),
    Op("BUILD_SLICE", "D X X x", A, "D = slice(X, X, x)"),
    Op("LIST_APPEND", "R X", A, "R.append(X) for a list that this frame is building"),
    Op("LIST_EXTEND", "R X", S, "R.extend(X) for a list that this frame is building"),
    Op("SET_ADD", "R X", S, "R.add(X) for a set that this frame is building"),
    Op("SET_UPDATE", "R X", S, "R.update(X) for a set that this frame is building"),
    Op("MAP_ADD", "R X X", S, "R[X] = X for a dict that this frame is building"),
    Op("DICT_UPDATE", "R X", S, "R.update(X) for a dict that this frame is building"),
    Op("DICT_MERGE", "R X X", S, "merge keyword mapping X into R; TypeError on a duplicate, naming callable X"),
    Op("LIST_TO_TUPLE", "D R", A, "D = tuple(R)"),
    Op("UNPACK", "X *D", S, "*D = X, exactly n values"),
    Op("UNPACK_EX", "X I *D", S, "*D = X where target number I takes the rest as a list"),
    # Text
    Op("CONVERT", "D X I", S, "D = str(X), repr(X) or ascii(X) for I = 1, 2, 3"),
    Op("FORMAT", "D X x", S, "D = format(X, x)"),
    # Iteration and generators
    Op("LEN", "D X", S, "D = len(X)"),
    Op("GET_ITER", "D X", S, "D = iter(X)"),
    Op("YIELD", "d X", S, "yield X; d = the value sent"),
    Op("YIELD_FROM", "d R", S, "delegate to R until it is exhausted; d = its return value"),
    Op("YF_ITER", "D X", S, "D = the iterator that `yield from X` delegates to"),
    # Exceptions
    Op("RAISE", "X", T, "raise X"),
    Op("RAISE_FROM", "X X", T, "raise X from X"),
    Op("RAISE0", "", T, "raise the exception being handled again"),
    Op("RERAISE", "R", T, "propagate R and keep its traceback"),
    Op("EXC_ENTER", "D R", A, "D = the exception being handled; R is now being handled"),
    Op("EXC_LEAVE", "R", A, "R, or nothing if it is None, is being handled again"),
    Op("EXC_MATCH", "D R X", S, "D = R matches `except X`"),
    Op("WITH_EXC", "D R R", S, "D = R(type(R), R, its traceback): an exit method called with an exception"),
    # Modules and classes
    Op("IMPORT", "D N X X", S, "D = import of N with level X and names X"),
    Op("IMPORT_FROM", "D R N", S, "D = N from module R"),
    Op("IMPORT_STAR", "R", S, "copy the public names of R into the body's namespace"),
    Op("SETUP_ANNOTATIONS", "", S, "make sure that the body's namespace has __annotations__"),
    # Patterns
    Op("MATCH_SEQ", "D X", A, "D = X is a sequence to match statements"),
    Op("MATCH_MAP", "D X", A, "D = X is a mapping to match statements"),
    Op("MATCH_KEYS", "D X X", S, "D = tuple of X's values for the keys in X, or None if one is missing"),
    Op("MATCH_CLASS", "D X X K I", S, "D = tuple of X's attributes for pattern class X with I positional and K keyword patterns, or None"),
)

OPCODES: Final[dict[str, int]] = {op.name: number for number, op in enumerate(TABLE)}

BUILTINS: Final = ("AssertionError", "__build_class__", "NotImplementedError", "match_group", "reraise_group")
SPECIALS: Final = ("__enter__", "__exit__")
BINARY: Final = ("ADD", "SUB", "MUL", "MATMUL", "DIV", "FLOORDIV", "MOD", "POW", "LSHIFT", "RSHIFT", "AND", "OR", "XOR")
COMPARE: Final = ("LT", "LE", "EQ", "NE", "GT", "GE")

# Nothing is ever raised at these, so an instruction range with a handler has no exception edge there.
CANNOT_RAISE: Final = frozenset(
    ("MOVE", "LOADK", "CLEAR", "DROP", "RET", "BR_NONE", "BR_NOT_NONE", "IS", "IS_NOT", "EXC_ENTER", "EXC_LEAVE", "STORE_CELL")
)
# Their R operand stays in the register (or its release is their meaning): it never carries LAST_USE.
KEEPS_REGISTER: Final = frozenset(
    (
        *("CHK", "DROP", "FOR_ITER", "LIST_APPEND", "LIST_EXTEND", "SET_ADD", "SET_UPDATE", "MAP_ADD", "DICT_UPDATE", "DICT_MERGE"),
        *("EXC_ENTER",),
    )
)

# Generated files: the core's header and the reference page.

_OPERAND_LEGEND: Final = (
    ("D", "destination register"),
    ("d", "destination register, or ABSENT: the result is dropped"),
    ("R", "register"),
    ("X", "register or constant"),
    ("x", "register, constant or ABSENT"),
    ("C", "cell register"),
    ("K", "constant"),
    ("N", "name"),
    ("I", "immediate"),
    ("S", "inline-cache slot: zero in a code unit, numbered when it is linked"),
    ("J", "target, two words, low first: the word offset of an instruction"),
    ("*F", "form F, n times"),
)
_SOURCE: Final = "Generated from pyvm/isa.py by `python -m pyvm.isa`; do not edit."


def render_header() -> str:
    """The text of core/isa_generated.h."""
    numbers = {
        "VM_OPERAND_ABSENT": ABSENT,
        "VM_OPERAND_CONSTANT": CONSTANT,
        "VM_OPERAND_LAST_USE": LAST_USE,
        "VM_REGISTER_MASK": REGISTER_MASK,
        "VM_CONSTANT_MASK": CONSTANT_MASK,
        "VM_MAX_REGISTERS": MAX_REGISTERS,
        "VM_MAX_COUNT": MAX_COUNT,
        "VM_BUILTIN_COUNT": len(BUILTINS),
        "VM_SPECIAL_COUNT": len(SPECIALS),
    }
    lines = [
        f"/* {_SOURCE}",
        " *",
        " * Opcodes, operand forms and limits. An operand form is a letter, or `*` and a letter for n operands of that form; the",
        " * letters are explained in docs/isa.md.",
        " */",
        "#ifndef PYVM_ISA_GENERATED_H",
        "#define PYVM_ISA_GENERATED_H",
        "",
        *(f"#define {name} 0x{value:X}" if value > 999 else f"#define {name} {value}" for name, value in numbers.items()),
        "",
        "enum {",
        *(f"    OP_{op.name} = {number}," for number, op in enumerate(TABLE)),
        f"    VM_OPCODE_COUNT = {len(TABLE)}",
        "};",
        "",
        "/* ROW(name) for every opcode, in order. */",
        "#define VM_OPCODES(ROW) \\",
        *(f"    ROW({op.name}) \\" for op in TABLE[:-1]),
        f"    ROW({TABLE[-1].name})",
        "",
        "enum {",
        *(f"    VM_BUILTIN_{_identifier(name)} = {number}," for number, name in enumerate(BUILTINS)),
        *(f"    VM_SPECIAL_{_identifier(name)} = {number}," for number, name in enumerate(SPECIALS)),
        "};",
        "",
        "enum { VM_CLASS_ATOMIC, VM_CLASS_SAFEPOINT, VM_CLASS_TERMINATOR };",
        "",
        *_table("const char *const", "vm_opcode_names", (f'"{op.name}"' for op in TABLE)),
        "",
        *_table("const char *const", "vm_operand_forms", (f'"{"".join(op.forms)}"' for op in TABLE)),
        "",
        *_table("const unsigned char", "vm_opcode_classes", (f"VM_CLASS_{op.kind.name}" for op in TABLE)),
        "",
        "#endif",
    ]
    return "\n".join(lines) + "\n"


def _identifier(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).strip("_").upper()


def _table(element: str, name: str, values: Iterable[str], size: str = "VM_OPCODE_COUNT") -> list[str]:
    return [f"__attribute__((unused)) static {element} {name}[{size}] = {{", *(f"    {value}," for value in values), "};"]


def render_page() -> str:
    """The text of docs/isa.md."""
    lines = [
        f"<!-- {_SOURCE} -->",
        "# The instruction set",
        "",
        f"For readers of `pyvm dis` and of the core. This is version {ISA_VERSION[0]}.{ISA_VERSION[1]}: {len(TABLE)} opcodes.",
        "",
        "Code is a stream of little-endian 16-bit words. An instruction is a head word, `opcode | n << 8`, and its operands, a word",
        "each. `n` is the count of a variadic form, else a flag that the meaning names. A register operand with the LAST_USE bit",
        "(0x4000) is dead afterwards: the instruction releases the register, whether it succeeds or raises.",
        "",
        "| form | operand |",
        "|---|---|",
        *(f"| {form} | {meaning} |" for form, meaning in _OPERAND_LEGEND),
        "",
        "An *atomic* instruction runs no guest code and cannot suspend; a *safepoint* may do both, and all state is in the frame",
        "then; nothing falls through a *terminator*.",
        "",
        "| # | opcode | operands | class | meaning |",
        "|---:|---|---|---|---|",
        *(f"| {number} | {op.name} | {op.operands or '–'} | {op.kind.value} | {op.meaning} |" for number, op in enumerate(TABLE)),
        "",
        "Nothing is ever raised at these, so the range of an exception handler has no edge there: " + ", ".join(sorted(CANNOT_RAISE)) + ".",
        "",
        "The R operand of these stays in its register and never carries LAST_USE: " + ", ".join(sorted(KEEPS_REGISTER)) + ".",
        "",
        "Well-known objects of LOAD_BUILTIN, from 0: " + ", ".join(f"`{name}`" for name in BUILTINS) + ".",
        "",
        "Special methods of LOAD_SPECIAL, from 0: " + ", ".join(f"`{name}`" for name in SPECIALS) + ".",
    ]
    return "\n".join(lines) + "\n"


def generated_files() -> dict[Path, str]:
    """Path and text of every file that this table generates, in a source checkout."""
    package = Path(__file__).parent
    return {package / "core" / "isa_generated.h": render_header(), package.parent / "docs" / "isa.md": render_page()}


def main() -> None:
    for path, text in generated_files().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
