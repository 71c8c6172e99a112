"""The register code between lifting and emitting: instructions in basic blocks, and a routine under construction.

Pipeline: lift/ fills a Routine -> lower.py, lifetimes.py, layout.py and registers.py rework it -> emit.py makes a CodeUnit.

An operand is an int: a register from 0, or a constant as ~index, negative. Registers below `fixed_count` belong to named locals and
cells; the others are temporaries, as many as it takes, until registers.py gives them numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import EllipsisType
from typing import Final, TypeAlias

from pyvm import isa
from pyvm.code import CodeUnit, Constant, Kind

Operand: TypeAlias = int | None
Span: TypeAlias = tuple[int, int, int, int]  # line, end line, column, end column as in code.Position

TERMINATORS: Final = frozenset(op.name for op in isa.TABLE if op.kind is isa.Class.TERMINATOR)
BRANCHES: Final = frozenset(op.name for op in isa.TABLE if "J" in op.forms and op.name != "JMP")
INVERTED: Final = {"BRT": "BRF", "BRF": "BRT", "BR_NONE": "BR_NOT_NONE", "BR_NOT_NONE": "BR_NONE"}
NO_SPAN: Final[Span] = (0, 0, -1, -1)


class Instruction:
    """One instruction. Operands are listed in the order of the table's forms: registers written, then operands read."""

    __slots__ = ("op", "writes", "reads", "name", "constant", "immediate", "flag", "target", "handler", "span", "last_uses")

    def __init__(
        self,
        op: str,
        writes: list[Operand],
        reads: list[Operand],
        *,
        name: str | None = None,
        constant: int | None = None,
        immediate: int = 0,
        flag: int = 0,
        target: int | None = None,
        handler: int | None = None,
        span: Span = NO_SPAN,
    ) -> None:
        self.op = op
        self.writes = writes  # D and d operands; None where a result is dropped
        self.reads = reads  # X, x, R and C operands; None where one is absent
        self.name = name  # the N operand
        self.constant = constant  # the K operand: an index into the routine's constants
        self.immediate = immediate  # the I operand
        self.flag = flag  # n of a form that is not variadic
        self.target = target  # the J operand: key of a block
        self.handler = handler  # key of the block that an exception goes to; None also where nothing can be raised
        self.span = span
        self.last_uses: frozenset[int] = frozenset()  # positions in reads that release their register

    def __repr__(self) -> str:
        reads = ", ".join("-" if x is None else f"r{x}" if x >= 0 else f"k{~x}" for x in self.reads)
        writes = ", ".join("-" if x is None else f"r{x}" for x in self.writes)
        return f"<{self.op} {writes} <- {reads} {self.name or ''} target={self.target} handler={self.handler}>"


@dataclass(slots=True, eq=False)
class Block:
    """Instructions without a jump among them but at the end."""

    key: int
    instructions: list[Instruction] = field(default_factory=list)
    following: int | None = None  # key of the block that control falls into

    @property
    def falls_through(self) -> bool:
        return self.following is not None and not (self.instructions and self.instructions[-1].op in TERMINATORS)

    def successors(self) -> Iterator[int]:
        if self.instructions and (target := self.instructions[-1].target) is not None:
            yield target
        if self.following is not None and self.falls_through:
            yield self.following


class Constants:
    """A routine's constants; equal ones of one type share an index."""

    def __init__(self) -> None:
        self.values: list[Constant] = []
        self._indexes: dict[object, int] = {}

    def index(self, value: Constant) -> int:
        key = constant_key(value)
        index = self._indexes.get(key)
        if index is None:
            index = self._indexes[key] = len(self.values)
            self.values.append(value)
        return index

    def operand(self, value: Constant) -> int:
        return ~self.index(value)

    def value(self, operand: int) -> Constant:
        return self.values[~operand]


def constant_key(value: Constant) -> object:
    """What tells constants apart: 1, 1.0, True, 0.0 and -0.0 are all different."""
    match value:
        case tuple():
            return ("tuple", *(constant_key(item) for item in value))
        case frozenset():
            return ("frozenset", frozenset(constant_key(item) for item in value))
        case float():
            return ("float", value.hex())
        case complex():
            return ("complex", value.real.hex(), value.imag.hex())
        case slice():
            return ("slice", constant_key(value.start), constant_key(value.stop), constant_key(value.step))
        case CodeUnit():
            return ("code", id(value))
        case EllipsisType():
            return ("ellipsis",)
        case _:
            return (type(value).__name__, value)


@dataclass(slots=True, eq=False)
class Routine:
    """A function or body on its way to a CodeUnit."""

    name: str
    qualname: str
    filename: str
    first_line: int
    kind: Kind
    positional_count: int
    positional_only_count: int
    keyword_only_count: int
    varargs: bool
    varkw: bool
    uses_locals: bool
    doc: str | None
    varnames: tuple[str, ...]
    cells: list[tuple[int, str]]  # register and name
    free: list[tuple[int, str]]
    fixed_count: int
    constants: Constants = field(default_factory=Constants)
    blocks: dict[int, Block] = field(default_factory=dict)
    entry: int = 0
    exception_registers: dict[int, int] = field(default_factory=dict)  # handler's block -> register that receives the exception
    register_count: int = 0

    _next_key: int = 0

    @property
    def parameter_count(self) -> int:
        return self.positional_count + self.keyword_only_count + self.varargs + self.varkw

    def add_block(self, instructions: list[Instruction], following: int | None) -> Block:
        """A new block; lifting must be over."""
        if self._next_key == 0:
            self._next_key = max(self.blocks)
        self._next_key += 1
        block = self.blocks[self._next_key] = Block(self._next_key, instructions, following)
        return block
