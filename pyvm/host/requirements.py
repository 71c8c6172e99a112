"""What a program needs from its host, read off its code, so that what is missing is named before any of it runs.

Pipeline: VM.start -> this module -> MissingHostRef.

Python finds out about names only when it runs, and a program may rely on that. So a need is only what would certainly fail: a
module that the program imports at its top level outside of any `try`, a member that a host's module does not have, and a global
name that is called although nothing in the program defines it and nothing in it handles NameError.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyvm.code import CodeUnit
from pyvm.isa import CONSTANT, CONSTANT_MASK, LAST_USE, OPCODES, REGISTER_MASK, TABLE
from pyvm.modules.table import row_of

# A program that mentions one of these may define names, or expect them to be missing, in ways that its code does not show.
DYNAMIC = frozenset({"exec", "eval", "globals", "locals", "vars", "setattr", "__builtins__", "builtins", "__import__", "NameError"})


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a unit, its operands in the order of the opcode's forms."""

    offset: int
    name: str
    operands: tuple[int, ...]


def instructions(unit: CodeUnit) -> Iterator[Instruction]:
    """The unit's instructions in order."""
    words = memoryview(unit.words).cast("H")
    offset = 0
    while offset < len(words):
        head = words[offset]
        op, count = TABLE[head & 0xFF], head >> 8
        operands: list[int] = []
        at = offset + 1
        for form in op.forms:
            if form == "J":
                operands.append(words[at] | words[at + 1] << 16)
                at += 2
                continue
            for _ in range(count if form.startswith("*") else 1):
                operands.append(words[at])
                at += 1
        yield Instruction(offset, op.name, tuple(operands))
        offset = at


def units(unit: CodeUnit) -> Iterator[CodeUnit]:
    """The unit and all that are nested in it."""
    yield unit
    for constant in unit.constants:
        if isinstance(constant, CodeUnit):
            yield from units(constant)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a name is needed."""

    name: str
    unit: CodeUnit
    offset: int  # word offset of the instruction


def missing(
    unit: CodeUnit,
    known_names: Collection[str],
    host_modules: Mapping[str, Mapping[str, object]],
    importable: Callable[[str], bool],
) -> tuple[str, ...]:
    """Names that the program certainly needs and does not have, in the order of its code.

    known_names: the guest's builtins and the globals that it starts with. importable: there is a module of that name.
    """
    imports = (
        site.name for site in import_sites(unit) if site.unit is unit and site.name not in host_modules and not importable(site.name)
    )
    members = _missing_members(unit, host_modules)
    calls = (site.name for site in undefined_calls(unit, known_names))
    return tuple(dict.fromkeys((*imports, *members, *calls)))


def import_sites(top: CodeUnit) -> Iterator[Site]:
    """Where the program imports a module by its absolute name, outside of any `try`."""
    for unit in units(top):
        for instruction in instructions(unit):
            if instruction.name == "IMPORT" and _is_plain_import(unit, instruction):
                yield Site(unit.names[instruction.operands[1]], unit, instruction.offset)


def undefined_calls(top: CodeUnit, known_names: Collection[str]) -> Iterator[Site]:
    """Where the program calls a global name, outside of any `try`, that nothing in it defines."""
    everything = list(units(top))
    if any(not DYNAMIC.isdisjoint(unit.names) for unit in everything):
        return
    defined = set(known_names)
    for unit in everything:
        for instruction in instructions(unit):
            if instruction.name in ("STORE_GLOBAL", "STORE_NAME", "DEL_GLOBAL", "DEL_NAME"):
                defined.add(unit.names[instruction.operands[0]])
            elif instruction.name == "IMPORT_STAR":
                return
    for unit in everything:
        yield from (site for site in _called_globals(unit) if site.name not in defined)


def is_importable(name: str, path: Iterable[str]) -> bool:
    """The standard modules or the program's neighbours have it, or its refusal has a better sentence of its own at the import."""
    top = name.partition(".")[0]
    if row_of(name) is not None or top in sys.stdlib_module_names:
        return True
    return any(Path(place, f"{top}.py").is_file() or Path(place, top, "__init__.py").is_file() for place in path)


def _is_plain_import(unit: CodeUnit, instruction: Instruction) -> bool:
    return _constant(unit, instruction.operands[2]) == 0 and not _guarded(unit, instruction.offset)


def _missing_members(top: CodeUnit, host_modules: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """What the program imports from a module of the host that does not have it."""
    for unit in units(top):
        module = ""  # that the instructions import from; "" = none to look at
        for instruction in instructions(unit):
            if instruction.name == "IMPORT":
                module = unit.names[instruction.operands[1]] if _is_plain_import(unit, instruction) else ""
            elif instruction.name == "IMPORT_FROM" and module in host_modules:
                member = unit.names[instruction.operands[2]]
                if member not in host_modules[module] and f"{module}.{member}" not in host_modules:
                    yield f"{module}.{member}"


def _called_globals(unit: CodeUnit) -> Iterator[Site]:
    holds: dict[int, Site] = {}  # register -> the global that was loaded into it last
    for instruction in instructions(unit):
        operands = instruction.operands
        if instruction.name in ("LOAD_GLOBAL", "LOAD_NAME"):
            if not _guarded(unit, instruction.offset):
                holds[operands[0]] = Site(unit.names[operands[1]], unit, instruction.offset)
        elif instruction.name in ("CALL", "CALL_KW", "CALL_EX"):
            site = holds.pop(operands[1] & REGISTER_MASK, None) if not operands[1] & CONSTANT else None
            if site is not None:
                yield site
        elif operands and _writes(instruction.name):
            holds.pop(operands[0] & ~LAST_USE, None)


def _writes(name: str) -> bool:
    return TABLE[OPCODES[name]].operands[:1] in ("D", "d")


def _guarded(unit: CodeUnit, offset: int) -> bool:
    return any(handler.start <= offset < handler.end for handler in unit.handlers)


def _constant(unit: CodeUnit, operand: int) -> object:
    return unit.constants[operand & CONSTANT_MASK] if operand & CONSTANT else None
