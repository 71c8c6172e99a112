"""The verifier: no unit that passes can make the core read what is not there, whoever wrote it.

Pipeline: code.decode or the compiler -> this module -> core/code.c links. Types of values are not proved: an instruction that needs
a list, an iterator or an exception checks for itself at run time.

Rules, cited by the core where it leans on them:

V1  The header is consistent: parameters <= names <= fixed registers <= registers, cells and free variables have distinct fixed
    registers, free ones behind the named locals. A body has no parameters. Numbers, texts and tuples have exactly their types.
V2  Words are whole known instructions with all their operands, and the last instruction is a terminator.
V3  R, X, D operands name registers that are no cells; C operands name cells. Only d and x operands may be absent.
V4  Constants are of the listed types and nested at most 64 deep. A code constant is only the K of MAKE_FUNC, which captures as many
    cells as that code has free variables. The names of keyword arguments are distinct, and no more than the arguments.
V5  Immediates and counts are in range: BUILTINS, SPECIALS, CONVERT 1 to 3, the star of UNPACK_EX, pairs of BUILD_MAP. S words are 0.
V6  Jumps go to instructions. Handler ranges are sorted, disjoint, not empty, begin and end at instructions, and their register is a
    temporary. Nothing jumps into the MAKE_CELLs at the start.
V7  A register is only read where every way there has assigned it; SUPER's object may be unbound. LAST_USE, DROP and CLEAR unassign. At
    an exception the registers are as before the instruction, without those with LAST_USE; the handler's register holds the exception.
V8  C operands name registers that hold cells: from the start those of free variables, the others after their MAKE_CELL. MAKE_CELL
    with n=0 stands only at the start, once a cell, and every parameter that is a cell has one.
V9  LAST_USE is only on R, X and x operands that are temporaries, at most once an instruction and register, on its last reading, and
    never on a register that the instruction keeps (isa.KEEPS_REGISTER). DROP has a temporary, CLEAR and CHK a fixed register.
V10 YIELD and YIELD_FROM are only in generators; instructions on the body's namespace only in bodies. FOR_ITER's registers differ.
V11 Units are nested at most 64 deep. A unit has at most 2**28 words, 32,767 constants, 65,534 names.
V12 Positions are sorted, and their numbers fit 32 bits.
"""

from __future__ import annotations

import sys
from array import array
from types import EllipsisType
from typing import Final

from pyvm import isa
from pyvm.code import MAX_NESTING, CodeUnit, Handler, Kind, Position
from pyvm.errors import InvalidCode

MAX_WORDS: Final = 1 << 28
MAX_INT32: Final = (1 << 31) - 1
BODY_ONLY: Final = frozenset(("LOAD_NAME", "STORE_NAME", "DEL_NAME", "LOAD_LOCALS", "IMPORT_STAR", "SETUP_ANNOTATIONS"))
GENERATOR_ONLY: Final = frozenset(("YIELD", "YIELD_FROM"))
_ATOMS: Final = frozenset((type(None), bool, int, float, complex, str, bytes, EllipsisType))

_BRANCH, _TERMINATOR, _JUMP, _CAN_RAISE, _SPECIAL = 1, 2, 4, 8, 16
_SPECIAL_OPS: Final = frozenset(
    (
        *("MAKE_FUNC", "CALL_KW", "CALL_METHOD_KW", "MATCH_CLASS", "LOAD_SPECIAL", "LOAD_BUILTIN", "CONVERT", "UNPACK_EX", "BUILD_MAP"),
        *("LOAD_DICT_OR_CELL", "MAKE_CELL", "DROP", "CLEAR", "CHK", "FOR_ITER", "LOADK", "SUPER"),
        *BODY_ONLY,
        *GENERATOR_ONLY,
    )
)


def _traits(op: isa.Op) -> int:
    terminator = op.kind is isa.Class.TERMINATOR
    return (
        _BRANCH * ("J" in op.forms and not terminator)
        | _TERMINATOR * terminator
        | _JUMP * ("J" in op.forms)
        | _CAN_RAISE * (op.name not in isa.CANNOT_RAISE)
        | _SPECIAL * (op.name in _SPECIAL_OPS)
    )


# Per opcode: name, fixed forms, the form that is repeated n times or "", traits, whether the first R operand stays in its register.
_ROWS: Final = tuple(
    (
        op.name,
        "".join(form for form in op.forms if not form.startswith("*")),
        op.forms[-1][1] if op.forms and op.forms[-1].startswith("*") else "",
        _traits(op),
        op.name in isa.KEEPS_REGISTER,
    )
    for op in isa.TABLE
)


class _Instruction:
    __slots__ = ("offset", "traits", "name", "reads", "released", "cleared", "assigned", "target")

    def __init__(self, offset: int, traits: int, name: str, masks: tuple[int, int, int, int], target: int) -> None:
        self.offset = offset
        self.traits = traits
        self.name = name
        self.reads, self.released, self.cleared, self.assigned = masks
        self.target = target


def verify(unit: CodeUnit) -> None:
    """The unit and all units in it are harmless to run.

    Raises: InvalidCode for the first rule that one of them breaks.
    """
    depths: dict[int, int] = {}  # units under way or done: how deep they have been seen
    stack: list[tuple[object, int]] = [(unit, 1)]
    verified = set[int]()
    while stack:
        current, depth = stack.pop()
        if not isinstance(current, CodeUnit):
            raise InvalidCode("V1 it is no code unit")
        if depth > MAX_NESTING:
            raise InvalidCode(f"V11 units are nested more than {MAX_NESTING} deep", None, str(current.qualname))
        if depths.get(id(current), 0) >= depth:
            continue
        depths[id(current)] = depth
        if id(current) not in verified:
            verified.add(id(current))
            _UnitVerifier(current).run()
        stack.extend((constant, depth + 1) for constant in current.constants if isinstance(constant, CodeUnit))


class _UnitVerifier:
    def __init__(self, unit: CodeUnit) -> None:
        self.unit = unit
        self.instructions: list[_Instruction] = []
        self.indexes: dict[int, int] = {}  # word offset -> index
        self.prologue_end = 0  # word offset behind the MAKE_CELLs at the start
        self.cells: frozenset[int] = frozenset()
        self.made = set[int]()  # cells made at the start

    def fail(self, reason: str, offset: int | None = None) -> InvalidCode:
        return InvalidCode(reason, offset, self.unit.qualname if type(self.unit.qualname) is str else None)

    def run(self) -> None:
        self.check_header()
        self.check_constants()
        self.decode()
        self.check_handlers()
        self.check_positions()
        self.check_assignment()

    # V1, V11

    def check_header(self) -> None:
        unit = self.unit
        texts = (unit.name, unit.qualname, unit.filename, *([] if unit.doc is None else [unit.doc]))
        lists = (unit.varnames, unit.cell_names, unit.free_names, unit.names)
        numbers = (unit.positional_count, unit.positional_only_count, unit.keyword_only_count, unit.fixed_count, unit.register_count)
        if any(type(text) is not str for text in texts) or type(unit.words) is not bytes or type(unit.kind) is not Kind:
            raise self.fail("V1 a field of the header has the wrong type")
        if any(type(names) is not tuple or any(type(name) is not str for name in names) for names in lists):
            raise self.fail("V1 a list of names is no tuple of texts")
        if any(type(flag) is not bool for flag in (unit.varargs, unit.varkw, unit.uses_locals)):
            raise self.fail("V1 a flag is no bool")
        if any(type(number) is not int or number < 0 for number in (*numbers, unit.first_line)) or unit.first_line > MAX_INT32:
            raise self.fail("V1 a count is no natural number")
        if type(unit.constants) is not tuple or type(unit.handlers) is not tuple or type(unit.positions) is not tuple:
            raise self.fail("V1 a table is no tuple")
        parameters = unit.positional_count + unit.keyword_only_count + unit.varargs + unit.varkw
        if unit.positional_only_count > unit.positional_count:
            raise self.fail("V1 there are more positional-only parameters than positional ones")
        if not parameters <= len(unit.varnames) <= unit.fixed_count <= unit.register_count <= isa.MAX_REGISTERS:
            raise self.fail("V1 the counts of parameters, names and registers do not fit together")
        if unit.kind is Kind.BODY and parameters:
            raise self.fail("V1 a body has parameters")
        self.check_cells()
        if len(unit.constants) > isa.MAX_CONSTANTS or len(unit.names) >= isa.MAX_NAMES or len(unit.words) > 2 * MAX_WORDS:
            raise self.fail("V11 there are too many constants, names or words")

    def check_cells(self) -> None:
        unit = self.unit
        registers = (*unit.cells, *unit.free)
        if type(unit.cells) is not tuple or type(unit.free) is not tuple or any(type(register) is not int for register in registers):
            raise self.fail("V1 the registers of cells are no tuple of numbers")
        if len(unit.cells) != len(unit.cell_names) or len(unit.free) != len(unit.free_names):
            raise self.fail("V1 cells and their names do not pair")
        if len(set(registers)) != len(registers) or any(not 0 <= register < unit.fixed_count for register in registers):
            raise self.fail("V1 cells need distinct fixed registers")
        if any(register < len(unit.varnames) for register in unit.free):
            raise self.fail("V1 a free variable has the register of a local")
        if len(unit.free) > isa.MAX_COUNT:
            raise self.fail("V1 there are more free variables than a function can capture")
        self.cells = frozenset(registers)

    # V4

    def check_constants(self) -> None:
        stack: list[tuple[object, int]] = [(constant, 0) for constant in self.unit.constants if type(constant) is not CodeUnit]
        while stack:
            value, depth = stack.pop()
            kind = type(value)
            if kind in _ATOMS:
                continue
            if depth >= MAX_NESTING:
                raise self.fail(f"V4 a constant is nested more than {MAX_NESTING} deep")
            if isinstance(value, tuple) and kind is tuple or isinstance(value, frozenset) and kind is frozenset:
                stack.extend((item, depth + 1) for item in value)
            elif isinstance(value, slice):
                stack.extend((part, depth + 1) for part in (value.start, value.stop, value.step))
            else:
                raise self.fail(f"V4 a constant is of type `{kind.__name__}`")

    # V2, V3, V5, V9: one pass over the words

    def decode(self) -> None:
        unit = self.unit
        if len(unit.words) % 2 or not unit.words:
            raise self.fail("V2 the code is empty or ends within a word")
        words = array("H")
        words.frombytes(unit.words)
        if sys.byteorder == "big":
            words.byteswap()
        instructions, indexes = self.instructions, self.indexes
        at, size = 0, len(words)
        while at < size:
            number = words[at] & 0xFF
            if number == 0 or number >= len(_ROWS):
                raise self.fail(f"V2 opcode {number} does not exist", at)
            indexes[at] = len(instructions)
            at = self.decode_instruction(words, at, number)
        if not instructions[-1].traits & _TERMINATOR:
            raise self.fail("V2 control falls off the end", instructions[-1].offset)
        for instruction in instructions:
            if instruction.target < 0:
                continue
            if instruction.target not in indexes:
                raise self.fail(f"V6 it jumps to word {instruction.target}, where no instruction begins", instruction.offset)
            if instruction.target < self.prologue_end:
                raise self.fail("V6 it jumps into the making of cells", instruction.offset)
        missing = [register for register in unit.cells if register < self.parameter_count and register not in self.made]
        if missing:
            raise self.fail(f"V8 parameter r{missing[0]} is a cell that is not made at the start")

    @property
    def parameter_count(self) -> int:
        unit = self.unit
        return unit.positional_count + unit.keyword_only_count + unit.varargs + unit.varkw

    def decode_instruction(self, words: array[int], at: int, number: int) -> int:
        """Returns the offset of the next instruction."""
        name, fixed_forms, repeated, traits, keeps = _ROWS[number]
        unit = self.unit
        count = words[at] >> 8
        forms = fixed_forms + repeated * count if repeated else fixed_forms
        end = at + 1 + len(forms) + (traits & _JUMP == _JUMP)
        if end > len(words):
            raise self.fail("V2 the last instruction is cut off", at)
        reads = released = assigned = kept = 0
        target, constant, immediate = -1, -1, 0
        fixed_count, register_count, cells = unit.fixed_count, unit.register_count, self.cells
        position = at + 1
        for form in forms:
            word = words[position]
            position += 1
            if form == "X" or form == "R" or form == "x":
                if word >= isa.CONSTANT:
                    if word == isa.ABSENT and form == "x":
                        continue
                    index = word & isa.CONSTANT_MASK
                    if form == "R" or index >= len(unit.constants) or type(unit.constants[index]) is CodeUnit:
                        raise self.fail("V3 an operand is no register or constant of this unit", at)
                    continue
                register = word & isa.REGISTER_MASK
                if register >= register_count or register in cells:
                    raise self.fail(f"V3 r{register} is no register of this unit, or a cell", at)
                bit = 1 << register
                if bit & released:
                    raise self.fail(f"V9 r{register} is read again after LAST_USE", at)
                reads |= bit
                if word & isa.LAST_USE:
                    if register < fixed_count or (keeps and form == "R") or bit & kept:
                        raise self.fail(f"V9 LAST_USE on r{register}, which is kept", at)
                    released |= bit
                elif keeps and form == "R":
                    kept |= bit
            elif form == "D" or form == "d":
                if word == isa.ABSENT and form == "d":
                    continue
                if word >= register_count or word in cells:
                    raise self.fail(f"V3 r{word} is no register of this unit, or a cell", at)
                assigned |= 1 << word
            elif form == "C":
                if word not in cells:
                    raise self.fail(f"V3 r{word} is no cell", at)
                reads |= 1 << word
            elif form == "N":
                if word >= len(unit.names):
                    raise self.fail(f"V3 there is no name {word}", at)
            elif form == "S":
                if word:
                    raise self.fail("V5 a cache slot is not zero", at)
            elif form == "K":
                if word >= len(unit.constants):
                    raise self.fail(f"V3 there is no constant {word}", at)
                constant = word
            elif form == "J":
                target = word | words[position] << 16
                position += 1
            else:
                immediate = word
        cleared = 0
        if traits & _SPECIAL:
            reads, cleared, assigned = self.check_special(name, at, (count, constant, immediate), (reads, assigned), words)
        elif not repeated and count > 1:
            raise self.fail(f"V5 flag {count} does not exist", at)
        self.instructions.append(_Instruction(at, traits, name, (reads, released, cleared, assigned), target))
        return end

    def check_special(
        self, name: str, at: int, operands: tuple[int, int, int], masks: tuple[int, int], words: array[int]
    ) -> tuple[int, int, int]:
        """V4, V5, V8, V9, V10 for the opcodes with rules of their own. Returns the masks of registers read, cleared and assigned."""
        count, constant, immediate = operands
        reads, assigned = masks
        unit = self.unit
        match name:
            case "MAKE_FUNC":
                code = unit.constants[constant]
                if type(code) is not CodeUnit or type(code.free) is not tuple or len(code.free) != count:
                    raise self.fail("V4 MAKE_FUNC has no code, or captures another number of cells than the code has", at)
            case "LOADK":
                if type(unit.constants[constant]) is CodeUnit:
                    raise self.fail("V4 a code constant is loaded", at)
            case "CALL_KW" | "CALL_METHOD_KW":
                names = unit.constants[constant]
                if type(names) is not tuple or not 1 <= len(names) <= count or any(type(keyword) is not str for keyword in names):
                    raise self.fail("V4 the names of keyword arguments do not fit the arguments", at)
                if len(set(names)) != len(names):
                    raise self.fail("V4 a keyword argument is given twice", at)
            case "MATCH_CLASS":
                names = unit.constants[constant]
                if type(names) is not tuple or any(type(attribute) is not str for attribute in names):
                    raise self.fail("V4 the names of a class pattern are no tuple of texts", at)
            case "LOAD_SPECIAL":
                self.check_range(immediate, 0, len(isa.SPECIALS) - 1, at)
            case "LOAD_BUILTIN":
                self.check_range(immediate, 0, len(isa.BUILTINS) - 1, at)
            case "CONVERT":
                self.check_range(immediate, 1, 3, at)
            case "UNPACK_EX":
                self.check_range(immediate, 0, count - 1, at)
            case "BUILD_MAP":
                if count % 2:
                    raise self.fail("V5 a key without a value", at)
            case "MAKE_CELL":
                return self.check_make_cell(at, count, reads)
            case "DROP":
                if reads < 1 << unit.fixed_count:
                    raise self.fail("V9 DROP of a fixed register", at)
                return reads, reads, 0
            case "CLEAR":
                if assigned >= 1 << unit.fixed_count:
                    raise self.fail("V9 CLEAR of a temporary", at)
                return 0, assigned, 0
            case "CHK":
                if reads >= 1 << unit.fixed_count:
                    raise self.fail("V9 CHK of a temporary", at)
                return 0, 0, reads
            case "FOR_ITER":
                if reads == assigned:
                    raise self.fail("V10 FOR_ITER overwrites its iterator", at)
            case "SUPER":
                if count == 0 and words[at + 4] < unit.fixed_count:
                    others = (1 << (word & isa.REGISTER_MASK) for word in words[at + 2 : at + 4] if word < isa.CONSTANT)
                    return sum(set(others)), 0, assigned  # the object may be unbound
                if count > 1:
                    raise self.fail(f"V5 flag {count} does not exist", at)
            case "LOAD_DICT_OR_CELL":
                if words[at + 2] == isa.ABSENT and unit.kind is not Kind.BODY:
                    raise self.fail(f"V10 {name} outside a body", at)
            case "YIELD" | "YIELD_FROM":
                if unit.kind is not Kind.GENERATOR:
                    raise self.fail(f"V10 {name} outside a generator", at)
            case _:
                if unit.kind is not Kind.BODY:
                    raise self.fail(f"V10 {name} outside a body", at)
        return reads, 0, assigned

    def check_range(self, number: int, lowest: int, highest: int, at: int) -> None:
        if not lowest <= number <= highest:
            raise self.fail(f"V5 immediate {number} is not from {lowest} to {highest}", at)

    def check_make_cell(self, at: int, renews: int, cell: int) -> tuple[int, int, int]:
        register = cell.bit_length() - 1
        if register in self.unit.free:
            raise self.fail("V8 the cell of a free variable is made", at)
        if renews > 1:
            raise self.fail(f"V5 flag {renews} does not exist", at)
        if not renews:
            if at != self.prologue_end or register in self.made:
                raise self.fail("V8 a cell is made twice, or not at the start", at)
            self.made.add(register)
            self.prologue_end = at + 2
        return 0, 0, cell

    # V6

    def check_handlers(self) -> None:
        unit, previous_end = self.unit, 0
        size = len(unit.words) // 2
        for handler in unit.handlers:
            if type(handler) is not Handler:
                raise self.fail("V1 the table of handlers holds something else")
            start, end, target, register = handler.start, handler.end, handler.target, handler.register
            if any(type(number) is not int for number in (start, end, target, register)):
                raise self.fail("V1 a handler holds something else than numbers")
            if not previous_end <= start < end or start not in self.indexes or (end not in self.indexes and end != size):
                raise self.fail(f"V6 the range of a handler, {start} to {end}, is wrong")
            if target not in self.indexes or target < self.prologue_end:
                raise self.fail(f"V6 a handler begins at word {target}, where no instruction begins")
            if start < self.prologue_end or not unit.fixed_count <= register < unit.register_count:
                raise self.fail(f"V6 a handler receives its exception in r{register}, or guards the making of cells")
            previous_end = end

    # V12

    def check_positions(self) -> None:
        previous = -1
        for position in self.unit.positions:
            if type(position) is not Position:
                raise self.fail("V1 the table of positions holds something else")
            numbers = (position.offset, position.line, position.end_line, position.column, position.end_column)
            if any(type(number) is not int or not -1 <= number <= MAX_INT32 for number in numbers):
                raise self.fail("V12 a position is out of range")
            if position.offset <= previous or position.line < 0:
                raise self.fail("V12 positions are not sorted")
            previous = position.offset

    # V7, V8: which registers are assigned, by blocks

    def check_assignment(self) -> None:
        handlers = self.handler_indexes()
        starts = {0, *(self.indexes[i.target] for i in self.instructions if i.target >= 0)}
        starts.update(self.indexes[handler.target] for handler in self.unit.handlers)
        blocks: dict[int, _Summary] = {}
        received = {self.indexes[handler.target]: 0 for handler in self.unit.handlers}
        for handler in self.unit.handlers:
            received[self.indexes[handler.target]] |= 1 << handler.register
        registers = {self.indexes[handler.target]: handler.register for handler in self.unit.handlers}
        for index, mask in received.items():
            if mask != 1 << registers[index]:
                raise self.fail("V6 one handler receives its exception in two registers", self.instructions[index].offset)
        entry = ((1 << self.parameter_count) - 1) & ~sum(1 << register for register in self.unit.cells)
        entry |= sum(1 << register for register in self.unit.free)
        states = {0: entry}
        work = [0]
        while work:
            index = work.pop()
            summary = blocks.get(index)
            if summary is None:
                summary = blocks[index] = self.summarize(index, starts, handlers)
            state = states[index]
            if summary.required & ~state:
                self.report_unassigned(index, state)
            for successor, passes, gains in summary.exits:
                leaving = (state & passes) | gains
                known = states.get(successor)
                merged = leaving if known is None else known & leaving
                if merged != known:
                    states[successor] = merged
                    work.append(successor)

    def handler_indexes(self) -> list[int]:
        """For each instruction the index of its handler, or -1."""
        result = [-1] * len(self.instructions)
        for handler in self.unit.handlers:
            index = self.indexes[handler.start]
            target = self.indexes[handler.target]
            while index < len(self.instructions) and self.instructions[index].offset < handler.end:
                if self.instructions[index].traits & _CAN_RAISE:
                    result[index] = target
                index += 1
        return result

    def summarize(self, start: int, starts: set[int], handlers: list[int]) -> _Summary:
        """What a block needs at its start, and what each exit passes on and gains."""
        required, passes, gains = 0, -1, 0
        raising: dict[int, tuple[int, int]] = {}
        exits: list[tuple[int, int, int]] = []
        index = start
        while True:
            instruction = self.instructions[index]
            required |= instruction.reads & ~gains
            if instruction.reads & ~gains & ~passes:
                required |= 1 << self.unit.register_count  # never assigned: read after its release in this block
            passes &= ~instruction.released
            gains &= ~instruction.released
            if handlers[index] >= 0:
                old_passes, old_gains = raising.get(handlers[index], (-1, -1))
                raising[handlers[index]] = old_passes & (passes | gains), old_gains & gains
            cleared, assigned = instruction.cleared, instruction.assigned
            if instruction.traits & _JUMP:
                target = self.indexes[instruction.target]
                if instruction.name == "FOR_ITER":
                    exits.append((target, passes & ~instruction.reads, gains & ~instruction.reads))
                else:
                    exits.append((target, passes, gains))
            passes &= ~cleared
            gains = (gains & ~cleared) | assigned
            if instruction.traits & _TERMINATOR:
                break
            index += 1
            if index in starts or instruction.traits & _BRANCH:
                exits.append((index, passes, gains))
                break
        for handler, (handler_passes, handler_gains) in raising.items():
            exits.append((handler, handler_passes, handler_gains | self.exception_bit(handler)))
        return _Summary(required, exits)

    def exception_bit(self, index: int) -> int:
        offset = self.instructions[index].offset
        return next(1 << handler.register for handler in self.unit.handlers if handler.target == offset)

    def report_unassigned(self, start: int, state: int) -> None:
        """Walk the block again, to name the instruction and the register."""
        for instruction in self.instructions[start:]:
            missing = instruction.reads & ~state
            if missing:
                register = (missing & -missing).bit_length() - 1
                rule = "V8 cell" if register in self.cells else "V7 register"
                reason = f"{rule} r{register} is read by {instruction.name}, but not assigned on every way there"
                raise self.fail(reason, instruction.offset)
            state = (state & ~instruction.released & ~instruction.cleared) | instruction.assigned


class _Summary:
    __slots__ = ("required", "exits")

    def __init__(self, required: int, exits: list[tuple[int, int, int]]) -> None:
        self.required = required
        self.exits = exits  # index of the block, registers passed on if assigned, registers assigned in any case
