"""A unit as text, for `pyvm dis` and for whoever debugs the compiler.

Pipeline: code.py -> this module. Every operand is shown by its meaning: `total`/r1 a named local, r5 a temporary, r5! one that dies here,
'x' a constant, .name a name, L40 the instruction at word 40. A `-` is an operand that is absent.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator

from pyvm import isa
from pyvm.code import CodeUnit, Constant

MAX_CONSTANT_TEXT = 40


def disassemble(unit: CodeUnit) -> str:
    """The listing of a unit and of all units in it, outermost first."""
    parts: list[str] = []
    queue = [unit]
    while queue:
        current = queue.pop(0)
        parts.append("\n".join(_Listing(current).lines()))
        queue.extend(constant for constant in current.constants if isinstance(constant, CodeUnit))
    return "\n\n".join(parts) + "\n"


class _Listing:
    """One unit. It must be verified: operands are looked up without a check."""

    def __init__(self, unit: CodeUnit) -> None:
        self.unit = unit
        self.words = array("H")
        self.words.frombytes(unit.words)
        if sys.byteorder == "big":
            self.words.byteswap()
        self.register_names = dict(enumerate(unit.varnames))
        self.register_names.update(zip(unit.cells, unit.cell_names, strict=True))
        self.register_names.update(zip(unit.free, unit.free_names, strict=True))

    def lines(self) -> Iterator[str]:
        yield from self.heading()
        rows = list(self.rows())
        targets = {target for *_, target in rows if target is not None}
        targets.update(handler.target for handler in self.unit.handlers)
        lines = {position.offset: position.line for position in self.unit.positions}
        shown = None
        for offset, name, operands, _ in rows:
            line = lines.get(offset)
            number = str(line) if line and line != shown else ""
            shown = line or shown
            label = f"L{offset}:" if offset in targets else ""
            yield f"{number:>5} {label:>7} {offset:>5}  {name:<15} {operands}".rstrip()
        for handler in self.unit.handlers:
            yield f"      in {handler.start} to {handler.end} exceptions go to L{handler.target} in r{handler.register}"

    def heading(self) -> Iterator[str]:
        unit = self.unit
        yield f"{unit.kind.value} {unit.qualname}, {unit.filename}:{unit.first_line}"
        facts = [f"registers: {unit.register_count}"]
        if unit.varnames:
            facts.append(f"locals: {' '.join(unit.varnames)}")
        if unit.cell_names:
            facts.append(f"cells: {' '.join(unit.cell_names)}")
        if unit.free_names:
            facts.append(f"free: {' '.join(unit.free_names)}")
        yield f"      {', '.join(facts)}"

    def rows(self) -> Iterator[tuple[int, str, str, int | None]]:
        """Offset, opcode, operands, and where it jumps."""
        at = 0
        while at < len(self.words):
            op = isa.TABLE[self.words[at] & 0xFF]
            count = self.words[at] >> 8
            start, at = at, at + 1
            texts: list[str] = []
            target = None
            for form in op.forms:
                if form == "J":
                    target = self.words[at] | self.words[at + 1] << 16
                    texts.append(f"-> L{target}")
                    at += 2
                elif form == "S":
                    at += 1
                else:
                    repeats = count if form.startswith("*") else 1
                    texts.extend(self.operand(form[-1], word, op.name) for word in self.words[at : at + repeats])
                    at += repeats
            if count and not any(form.startswith("*") for form in op.forms):
                texts.append(f"n={count}")
            yield start, op.name, ", ".join(texts), target

    def operand(self, form: str, word: int, op: str) -> str:
        match form:
            case "N":
                return f".{self.unit.names[word]}"
            case "K":
                return self.constant(self.unit.constants[word])
            case "I" if op == "LOAD_BUILTIN":
                return isa.BUILTINS[word]
            case "I" if op == "LOAD_SPECIAL":
                return isa.SPECIALS[word]
            case "I":
                return f"#{word}"
            case _ if word == isa.ABSENT:
                return "-"
            case _ if word & isa.CONSTANT:
                return self.constant(self.unit.constants[word & isa.CONSTANT_MASK])
        register = word & isa.REGISTER_MASK
        name = self.register_names.get(register)
        text = f"r{register}" if name is None else f"{name}/r{register}"
        return text + "!" if word & isa.LAST_USE else text

    def constant(self, value: Constant) -> str:
        if isinstance(value, CodeUnit):
            return f"<{value.kind.value} {value.qualname}>"
        text = repr(sorted(value, key=repr)) if isinstance(value, frozenset) else repr(value)
        return text if len(text) <= MAX_CONSTANT_TEXT else text[: MAX_CONSTANT_TEXT - 3] + "..."
