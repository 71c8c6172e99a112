"""Write the words of a unit, its tables of handlers and positions, and the constants and names that it really uses.

Pipeline: registers.py -> this module -> CodeUnit. Constants and names are numbered in the order of their first use.
"""

from __future__ import annotations

from array import array
from sys import byteorder

from pyvm import isa
from pyvm.code import CodeUnit, Constant, Handler, Position

from .errors import UnsupportedSyntax
from .ir import Block, Instruction, Operand, Routine
from .subset import REFUSED


class _Numbered:
    """Values numbered in the order in which they are asked for."""

    def __init__(self) -> None:
        self.values: list[int | str] = []
        self._numbers: dict[int | str, int] = {}

    def number(self, value: int | str) -> int:
        found = self._numbers.get(value)
        if found is None:
            found = self._numbers[value] = len(self.values)
            self.values.append(value)
        return found


class _Emitter:
    def __init__(self, routine: Routine, order: list[Block]) -> None:
        self.routine = routine
        self.order = order
        self.words: list[int] = []
        self.constants = _Numbered()
        self.names = _Numbered()
        self.starts: dict[int, int] = {}  # block -> word offset
        self.jumps: list[tuple[int, int]] = []  # word offset of a J operand, block
        self.placed: list[tuple[int, Instruction]] = []

    def unit(self) -> CodeUnit:
        routine = self.routine
        for register, _ in routine.cells:
            if routine.cells and not self._is_comprehension_cell(register):
                self.words += (isa.OPCODES["MAKE_CELL"], register)
        for block in self.order:
            self.starts[block.key] = len(self.words)
            for instruction in block.instructions:
                self.placed.append((len(self.words), instruction))
                self._write(instruction)
        for offset, block_key in self.jumps:
            target = self.starts[block_key]
            self.words[offset : offset + 2] = target & 0xFFFF, target >> 16
        self._check_sizes()
        words = array("H", self.words)
        if byteorder == "big":
            words.byteswap()
        values = routine.constants.values
        constants: tuple[Constant, ...] = tuple(values[index] for index in self.constants.values if isinstance(index, int))
        return CodeUnit(
            name=routine.name,
            qualname=routine.qualname,
            filename=routine.filename,
            kind=routine.kind,
            positional_count=routine.positional_count,
            positional_only_count=routine.positional_only_count,
            keyword_only_count=routine.keyword_only_count,
            varargs=routine.varargs,
            varkw=routine.varkw,
            uses_locals=routine.uses_locals,
            varnames=routine.varnames,
            cell_names=tuple(name for _, name in routine.cells),
            cells=tuple(register for register, _ in routine.cells),
            free_names=tuple(name for _, name in routine.free),
            free=tuple(register for register, _ in routine.free),
            fixed_count=routine.fixed_count,
            register_count=routine.register_count,
            constants=constants,
            names=tuple(str(name) for name in self.names.values),
            words=words.tobytes(),
            handlers=self._handlers(),
            doc=routine.doc,
            first_line=routine.first_line,
            positions=self._positions(),
        )

    def _is_comprehension_cell(self, register: int) -> bool:
        return any(number == register and name.startswith(".") for number, name in self.routine.cells)

    def _write(self, instruction: Instruction) -> None:
        number = isa.OPCODES[instruction.op]
        words = self.words
        head = len(words)
        words.append(number)
        count = instruction.flag
        read = written = 0
        for form in isa.TABLE[number].forms:
            match form:
                case "D" | "d":
                    operand = instruction.writes[written]
                    words.append(isa.ABSENT if operand is None else operand)
                    written += 1
                case "R" | "X" | "x" | "C":
                    words.append(self._operand(instruction, read))
                    read += 1
                case "N":
                    assert instruction.name is not None
                    words.append(self.names.number(instruction.name))
                case "K":
                    assert instruction.constant is not None
                    words.append(self.constants.number(instruction.constant))
                case "I":
                    words.append(instruction.immediate)
                case "S":
                    words.append(0)
                case "J":
                    assert instruction.target is not None
                    self.jumps.append((len(words), instruction.target))
                    words += (0, 0)
                case "*D":
                    count = len(instruction.writes) - written
                    words += (operand if operand is not None else isa.ABSENT for operand in instruction.writes[written:])
                    written += count
                case _:
                    count = len(instruction.reads) - read
                    words += (self._operand(instruction, position) for position in range(read, len(instruction.reads)))
                    read += count
        assert read == len(instruction.reads) and written == len(instruction.writes) and count <= isa.MAX_COUNT, instruction
        words[head] |= count << 8

    def _operand(self, instruction: Instruction, position: int) -> int:
        operand: Operand = instruction.reads[position]
        if operand is None:
            return isa.ABSENT
        if operand < 0:
            return isa.CONSTANT | self.constants.number(~operand)
        return operand | isa.LAST_USE if position in instruction.last_uses else operand

    def _handlers(self) -> tuple[Handler, ...]:
        """Neighbours with one handler make one range; what stands between them must not be able to raise."""
        ranges: list[Handler] = []
        open_start: int | None = None
        open_key: int | None = None
        open_end = 0
        ends = [offset for offset, _ in self.placed[1:]] + [len(self.words)]
        for (offset, instruction), end in zip(self.placed, ends, strict=True):
            if instruction.op in isa.CANNOT_RAISE:
                continue
            if open_start is not None and instruction.handler != open_key:
                ranges.append(self._handler(open_start, open_end, open_key))
                open_start = None
            if instruction.handler is not None:
                if open_start is None:
                    open_start, open_key = offset, instruction.handler
                open_end = end
        if open_start is not None:
            ranges.append(self._handler(open_start, open_end, open_key))
        return tuple(ranges)

    def _handler(self, start: int, end: int, key: int | None) -> Handler:
        assert key is not None
        return Handler(start, end, self.starts[key], self.routine.exception_registers[key])

    def _positions(self) -> tuple[Position, ...]:
        positions: list[Position] = []
        previous = None
        if self.placed and self.placed[0][0] > 0:
            positions.append(Position(0, self.routine.first_line, self.routine.first_line, -1, -1))
        for offset, instruction in self.placed:
            if instruction.span != previous:
                previous = instruction.span
                positions.append(Position(offset, *previous))
        return tuple(positions)

    def _check_sizes(self) -> None:
        limits = (
            (self.routine.register_count, isa.MAX_REGISTERS, "function of more than 16,000 variables"),
            (len(self.constants.values), isa.MAX_CONSTANTS, "more than 32,767 constants in one function"),
            (len(self.names.values), isa.MAX_NAMES - 1, "more than 65,534 names in one function"),
        )
        for count, limit, construct in limits:
            if count > limit:
                line = self.routine.first_line
                raise UnsupportedSyntax(construct, REFUSED[construct], self.routine.filename, (line, line, 0, 0))


def emit(routine: Routine, order: list[Block]) -> CodeUnit:
    """Raises: UnsupportedSyntax if the routine is too large for an operand."""
    return _Emitter(routine, order).unit()
