"""Lifting: a CPython code object becomes register code. One module a CPython minor knows what that version does differently.

Pipeline: frontend.py -> stream.py (decode), machine.py and opcodes.py (abstract interpretation), py3*.py -> ../lower.py.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType
from typing import Final

from bytecode.instr import CellVar, FreeVar

from pyvm.code import CodeUnit, Kind

from ..ir import Routine
from .machine import LiftError
from .opcodes import Lifter, clean_docstring, variable_key
from .py311 import Lifter311
from .py312 import Lifter312
from .py313 import Lifter313
from .stream import FREE_SUFFIX, Stream, read_stream

LIFTERS: Final[dict[tuple[int, int], type[Lifter]]] = {(3, 11): Lifter311, (3, 12): Lifter312, (3, 13): Lifter313}
OPTIMIZED, VARARGS, VARKW, GENERATOR = 0x01, 0x04, 0x08, 0x20  # of co_flags
LOOKS_AT_LOCALS: Final = frozenset(("locals", "eval", "exec", "vars", "dir"))

__all__ = ["LIFTERS", "LiftError", "lift"]


def lift(code: CodeType, compile_nested: Callable[[CodeType], CodeUnit]) -> Routine:
    """Blocks of register code, in which any number of registers may be used.

    Raises: UnsupportedSyntax for a construct outside the subset.
    """
    lifter = LIFTERS[sys.version_info[:2]]
    routine = _declare(code, lifter)
    stream = read_stream(code)
    own_registers = _declare_comprehensions(stream, routine)
    machine = lifter(code, routine, stream, compile_nested)
    machine.comprehension_registers = own_registers
    machine.base += sum(register >= routine.fixed_count for register in own_registers.values())
    machine.run()
    return routine


def _declare(code: CodeType, lifter: type[Lifter]) -> Routine:
    flags = code.co_flags
    kind = Kind.GENERATOR if flags & GENERATOR else Kind.FUNCTION if flags & OPTIMIZED else Kind.BODY
    doc = None
    if flags & OPTIMIZED and code.co_consts and isinstance(code.co_consts[0], str) and not code.co_name.startswith("<"):
        doc = clean_docstring(code.co_consts[0]) if lifter.cleans_docstrings else code.co_consts[0]
    registers = {name: i for i, name in enumerate(code.co_varnames)}
    cells: list[tuple[int, str]] = []
    count = len(registers)
    for name in code.co_cellvars:
        register = registers.get(name, count)
        count = max(count, register + 1)
        cells.append((register, name))
    free = [(count + i, name) for i, name in enumerate(code.co_freevars)]
    return Routine(
        name=code.co_name,
        qualname=code.co_qualname,
        filename=code.co_filename,
        first_line=code.co_firstlineno,
        kind=kind,
        positional_count=code.co_argcount,
        positional_only_count=code.co_posonlyargcount,
        keyword_only_count=code.co_kwonlyargcount,
        varargs=bool(flags & VARARGS),
        varkw=bool(flags & VARKW),
        uses_locals=not LOOKS_AT_LOCALS.isdisjoint(code.co_names),
        doc=doc,
        varnames=code.co_varnames,
        cells=cells,
        free=free,
        fixed_count=count + len(free),
    )


def _declare_comprehensions(stream: Stream, routine: Routine) -> dict[int, int]:
    """Registers for the variables of inlined comprehensions: cells and those that may be read unbound count as fixed."""
    checked = {_key(stream.arguments[i]) for i, name in enumerate(stream.names) if name == "LOAD_FAST_CHECK"}
    registers: dict[int, int] = {}
    temporary: list[int] = []
    for i, name in enumerate(stream.names):
        if name != "LOAD_FAST_AND_CLEAR":
            continue
        variable = _key(stream.arguments[i])
        is_cell = stream.names[i + 1] == "MAKE_CELL" and _key(stream.arguments[i + 1]).removesuffix(FREE_SUFFIX) == variable
        if not is_cell and variable not in checked:
            temporary.append(i)
            continue
        if is_cell:
            routine.cells.append((routine.fixed_count, "." + variable))
        registers[i] = routine.fixed_count
        routine.fixed_count += 1
    registers.update((i, routine.fixed_count + offset) for offset, i in enumerate(temporary))
    return registers


def _key(variable: object) -> str:
    if isinstance(variable, str | CellVar | FreeVar):
        return variable_key(variable)
    raise LiftError(f"{variable!r} is no variable")
