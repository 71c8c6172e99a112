"""Code units: what the compiler makes, the verifier proves and the core runs. Immutable, and the same under every Python.

Pipeline: compiler/emit.py makes a CodeUnit -> verify.py proves it harmless -> core/code.c links it.
A unit's identity is `code_id`: a hash of everything that has a meaning when it runs. Positions and file names are not part
of it; `debug_id` covers them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias, Union

Constant: TypeAlias = Union[None, bool, int, float, complex, str, bytes, "tuple[Constant, ...]", "frozenset[Constant]", slice, "CodeUnit", type(...)]


class Kind(Enum):
    """What calling the code does."""

    FUNCTION = "function"
    GENERATOR = "generator"
    BODY = "body"  # module, class body or eval: names live in a namespace


@dataclass(frozen=True, slots=True)
class Handler:
    """Instructions in [start, end) raise to target, with the exception in register. Word offsets."""

    start: int
    end: int
    target: int
    register: int


@dataclass(frozen=True, slots=True)
class Position:
    """Source span of the instructions from offset up to the next Position. Lines from 1, columns in UTF-8 bytes from 0.

    line 0 means that the instructions have no source; column -1 that it is unknown.
    """

    offset: int
    line: int
    end_line: int
    column: int
    end_column: int


@dataclass(frozen=True, eq=False)
class CodeUnit:
    """One function, body or generator, ready to verify and link."""

    name: str
    qualname: str
    filename: str
    kind: Kind
    positional_count: int  # includes the positional-only ones
    positional_only_count: int
    keyword_only_count: int
    varargs: bool
    varkw: bool
    uses_locals: bool  # locals(), exec, eval, vars or dir may look: every named local stays live
    varnames: tuple[str, ...]  # registers 0..: parameters (positional, keyword-only, *args, **kwargs), then other locals
    cell_names: tuple[str, ...]
    cells: tuple[int, ...]  # their registers; a parameter's cell has the parameter's register
    free_names: tuple[str, ...]
    free: tuple[int, ...]  # their registers
    fixed_count: int  # registers from here on are temporaries
    register_count: int
    constants: tuple[Constant, ...]
    names: tuple[str, ...]
    words: bytes  # little-endian 16-bit words, see isa.py
    handlers: tuple[Handler, ...]  # sorted by start, disjoint
    doc: str | None
    first_line: int
    positions: tuple[Position, ...]
    linked: list[object] = field(default_factory=list, repr=False)  # the core's VmCode, once it is linked
