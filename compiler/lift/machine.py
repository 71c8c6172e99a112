"""The abstract machine: CPython's value stack, whose entries say where a value is instead of holding it.

Pipeline: stream.py -> the opcodes of opcodes.py and py3*.py, which run on this machine -> blocks of ir.Instruction.

A pushed local is just its register: nothing is copied until it must be. An entry moves to the *home* register of its stack slot
only where paths join or a handler expects it there. L1 At a block with several arrivals every entry is in its home. L2 Under a
handler the entries below its depth are in their homes. L3 A register is on the stack only while it holds that entry's value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Final, TypeAlias

from pyvm import isa
from pyvm.code import CodeUnit, Constant

from ..errors import UnsupportedSyntax
from ..ir import Block, Instruction, Operand, Routine, Span
from .stream import FREE_SUFFIX, Region, Stream


@dataclass(frozen=True, slots=True)
class Method:
    """An attribute that is only looked up when it is called; METHOD_SELF is above it."""

    receiver: int
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell itself, to be captured."""

    register: int


@dataclass(frozen=True, slots=True)
class Captures:
    """A tuple of cells for a function's closure."""

    registers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """A local whose name an inlined comprehension borrows: meanwhile the name means another register."""

    name: str
    register: int


class MethodSelf:
    """Type of METHOD_SELF."""


METHOD_SELF: Final = MethodSelf()
# A register or constant as in ir.Operand, None for CPython's NULL, or one of the above.
Entry: TypeAlias = int | None | Method | MethodSelf | Cell | Captures | Saved
FIRST_FREE_SCRATCH: Final = 4  # scratch registers start this far above the top of the stack

# Between the lookup of a method and its call only these may run, or the lookup is done where it stands.
KEEPS_METHODS_PENDING: Final = frozenset(
    (
        *("LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_LOAD_FAST", "LOAD_CONST", "LOAD_METHOD", "LOAD_ATTR", "PUSH_NULL"),
        *("CALL", "CALL_KW", "KW_NAMES", "PRECALL", "CACHE", "NOP", "RESUME", "STORE_FAST", "STORE_FAST_LOAD_FAST"),
        *("LOAD_CLOSURE", "BUILD_TUPLE", "BUILD_LIST", "MAKE_FUNCTION", "SET_FUNCTION_ATTRIBUTE"),
    )
)
# Their region describes the stack after them, and nothing is raised by them.
OUTSIDE_REGIONS: Final = frozenset(("PUSH_EXC_INFO", "NOP", "RESUME"))


class LiftError(AssertionError):
    """CPython's code is not shaped as this machine expects: a defect of the lifter, never of the program."""


class Machine:
    """Stack, registers and blocks of one code object."""

    def __init__(self, code: CodeType, routine: Routine, stream: Stream, compile_nested: Callable[[CodeType], CodeUnit]) -> None:
        self.code = code
        self.routine = routine
        self.stream = stream
        self.compile_nested = compile_nested
        self.constants = routine.constants
        self.stack: list[Entry] = []
        self.out: list[Instruction] = []
        self.registers: dict[str, int] = {name: i for i, name in enumerate(routine.varnames)}
        for register, name in routine.cells:
            self.registers.setdefault(name, register)
        for register, name in routine.free:
            self.registers[name + FREE_SUFFIX if name in self.registers else name] = register
        self.cell_registers = {register for register, _ in routine.cells} | {register for register, _ in routine.free}
        self.comprehension_registers: dict[int, int] = {}  # index of LOAD_FAST_AND_CLEAR -> the name's own register
        self.base = routine.fixed_count  # first temporary
        # The instruction being lifted.
        self.i = 0
        self.span: Span = (0, 0, -1, -1)
        self.handler: int | None = None
        self.block = Block(0)
        self.keyword_names: tuple[str, ...] = ()
        # Where control goes.
        self.entry_stacks: dict[int, list[Entry]] = {0: []}
        self.handler_stacks: dict[int, list[Entry]] = {}
        self.discovered: list[int] = []
        self.forwarded: dict[int, Instruction] = {}  # block -> instruction of its only predecessor that made the top of its stack

    # Running

    def run(self) -> None:
        """Lift every reached instruction into the routine's blocks."""
        work, done = [0], set[int]()
        while work:
            work.sort(reverse=True)
            start = work.pop()
            if start in done:
                continue
            done.add(start)
            self.lift_block(start)
            work.extend(self.discovered)
            self.discovered.clear()

    def lift_block(self, start: int) -> None:
        stream = self.stream
        block = self.block = self.routine.blocks[start] = Block(start)
        self.out = block.instructions
        self.keyword_names = ()
        stacks = self.handler_stacks if start in stream.handlers else self.entry_stacks
        self.stack = list(stacks[start])
        i = start
        while True:
            name = stream.names[i]
            region = stream.regions[i]
            if name in OUTSIDE_REGIONS:
                region = None
            self.i = i
            self.span = stream.spans[i]
            self.handler = None if region is None else region.handler
            if region is not None:
                self.enter_region(region)
            if name not in KEEPS_METHODS_PENDING:
                self.settle_methods()
            if self.lift_instruction(name, stream.arguments[i]):
                return
            i += 1
            if i not in stream.reached:
                return
            if i in stream.starts:
                self.i = i
                self.flow_to(i)
                block.following = i
                return

    def lift_instruction(self, name: str, argument: object) -> bool:
        """True if the block ends here."""
        raise NotImplementedError

    # Emitting

    def append(
        self,
        op: str,
        writes: Sequence[Operand] = (),
        reads: Sequence[Operand] = (),
        *,
        name: str | None = None,
        constant: int | None = None,
        immediate: int = 0,
        flag: int = 0,
        target: int | None = None,
    ) -> Instruction:
        instruction = Instruction(
            op,
            list(writes),
            list(reads),
            name=name,
            constant=constant,
            immediate=immediate,
            flag=flag,
            target=target,
            handler=None if op in isa.CANNOT_RAISE else self.handler,
            span=self.span,
        )
        self.out.append(instruction)
        return instruction

    def compute(
        self,
        op: str,
        reads: Sequence[Operand],
        *,
        name: str | None = None,
        constant: int | None = None,
        immediate: int = 0,
        flag: int = 0,
    ) -> Instruction:
        """Append an instruction whose result is pushed."""
        self.settle_methods()
        return self.allocate(op, reads, name=name, constant=constant, immediate=immediate, flag=flag)

    def allocate(
        self,
        op: str,
        reads: Sequence[Operand],
        *,
        name: str | None = None,
        constant: int | None = None,
        immediate: int = 0,
        flag: int = 0,
    ) -> Instruction:
        """The same for an instruction that only makes a new object: pending methods may be looked up after it."""
        register = self.temporary()
        instruction = self.append(op, [register], reads, name=name, constant=constant, immediate=immediate, flag=flag)
        self.stack.append(register)
        return instruction

    def effect(self, op: str, reads: Sequence[Operand] = (), *, name: str | None = None) -> Instruction:
        """Append an instruction without a result."""
        self.settle_methods()
        return self.append(op, (), reads, name=name)

    # The stack

    def push(self, entry: Entry) -> None:
        self.stack.append(entry)

    def push_constant(self, value: Constant) -> None:
        self.stack.append(self.constants.operand(value))

    def pop(self) -> Entry:
        return self.stack.pop()

    def value(self, entry: Entry) -> int:
        """The operand for an entry."""
        if isinstance(entry, int):
            return entry
        if isinstance(entry, Cell):
            register = self.scratch()
            self.append("LOAD_CELLREF", [register], [entry.register])
            return register
        raise LiftError(f"{self.code.co_qualname}: {entry!r} used as a value by {self.stream.names[self.i]} at {self.i}")

    def pop_value(self) -> int:
        return self.value(self.stack.pop())

    def pop_values(self, count: int) -> list[Operand]:
        if count == 0:
            return []
        values: list[Operand] = [self.value(entry) for entry in self.stack[-count:]]
        del self.stack[-count:]
        return values

    def home(self, depth: int) -> int:
        return self.base + depth

    def in_use(self) -> set[int]:
        """Registers that the stack refers to."""
        used = set[int]()
        for entry in self.stack:
            if isinstance(entry, int):
                used.add(entry)
            elif isinstance(entry, Method):
                used.add(entry.receiver)
        return used

    def temporary(self) -> int:
        """A free register for the next entry, its home if possible."""
        used = self.in_use()
        home = self.home(len(self.stack))
        if home not in used:
            return home
        register = self.base
        while register in used:
            register += 1
        return register

    def scratch(self, avoid: set[int] | None = None) -> int:
        """A free register that is nobody's home soon."""
        used = self.in_use() if avoid is None else avoid
        register = self.home(len(self.stack) + FIRST_FREE_SCRATCH)
        while register in used:
            register += 1
        return register

    def discard(self, entry: Entry) -> None:
        """The entry was popped and is not wanted: release it now, as CPython does."""
        if isinstance(entry, Method):
            raise LiftError("a pending method was popped")
        if not isinstance(entry, int) or entry < self.base or entry in self.in_use():
            return
        last = self.out[-1] if self.out else None
        if last is not None and last.writes == [entry] and _may_drop_result(last.op):
            last.writes = [None]
        else:
            self.append("DROP", (), [entry])

    def raise_away(self, op: str, operands: Sequence[Operand]) -> None:
        """Raise. What CPython unwinds is released here and no earlier: the iterator of a loop lives as long as its body does."""
        region = self.stream.regions[self.i]
        depth = 0 if region is None else region.depth
        kept: set[Entry] = {*operands, *(entry for entry in self.stack[:depth] if isinstance(entry, int))}
        for entry in reversed(self.stack[depth:]):
            if isinstance(entry, int) and entry >= self.base and entry not in kept:
                kept.add(entry)
                self.append("DROP", (), [entry])
        self.effect(op, operands)

    def settle_methods(self) -> None:
        """Look pending methods up: what follows may have effects that a lookup must come before."""
        stack = self.stack
        for depth, entry in enumerate(stack):
            if not isinstance(entry, Method):
                continue
            stack[depth] = None
            register = self.home(depth)
            used = self.in_use()
            if register in used:
                register = self.base
                while register in used:
                    register += 1
            span, self.span = self.span, entry.span
            self.append("LOAD_ATTR", [register], [entry.receiver], name=entry.name)
            self.span = span
            stack[depth], stack[depth + 1] = register, None

    def settle(self, depth: int, operand: int | None = None) -> int | None:
        """Put the lowest entries into their homes (L1, L2). Returns where operand is then, which is needed although it was popped."""
        self.settle_methods()
        stack = self.stack
        moves: dict[int, int] = {}
        for i, entry in enumerate(stack[:depth]):
            if isinstance(entry, Captures):
                raise LiftError("a closure is built across blocks")
            if isinstance(entry, Cell):
                moves[self.home(i)] = self.value(entry)
            elif isinstance(entry, int) and entry != self.home(i):
                moves[self.home(i)] = entry
        if not moves:
            return operand
        taken = {*moves.values(), *moves, *self.in_use()}
        if operand is not None:
            taken.add(operand)
        escapes: dict[int, int] = {}

        def escape(register: int) -> int:
            if register not in escapes:
                escapes[register] = self.scratch(taken)
                taken.add(escapes[register])
                self.append("MOVE", [escapes[register]], [register])
            return escapes[register]

        for i in range(depth, len(stack)):
            entry = stack[i]
            if isinstance(entry, int) and entry in moves:
                stack[i] = escape(entry)
        if operand is not None and operand in moves:
            operand = escape(operand)
        self.move_in_parallel(moves, taken)
        for i in range(min(depth, len(stack))):
            if self.home(i) in moves:
                stack[i] = self.home(i)
        return operand

    def move_in_parallel(self, moves: dict[int, int], taken: set[int]) -> None:
        """Destination to source, as if all were read before any is written."""
        pending = dict(moves)
        while pending:
            ready = [destination for destination in pending if destination not in pending.values()]
            for destination in ready:
                self.move(destination, pending.pop(destination))
            if not ready:
                source = next(iter(pending.values()))
                spare = self.scratch(taken)
                taken.add(spare)
                self.append("MOVE", [spare], [source])
                pending = {destination: spare if old == source else old for destination, old in pending.items()}

    def move(self, destination: int, source: int) -> None:
        if source < 0:
            self.append("LOADK", [destination], constant=~source)
        else:
            self.append("MOVE", [destination], [source])

    # Control flow

    def flow(self, target: int) -> None:
        """Control may go to target with the stack as it is."""
        shape = list(self.stack)
        known = self.entry_stacks.get(target)
        if known is None:
            self.entry_stacks[target] = shape
            self.discovered.append(target)
        elif known != shape:
            raise LiftError(f"{self.code.co_qualname}: stacks differ where paths join: {known} and {shape}")

    def flow_to(self, target: int) -> None:
        """Settle as target needs it, and go there."""
        if self.stream.has_one_arrival(target):
            self.settle_methods()
        else:
            self.settle(len(self.stack))
        self.flow(target)

    def jump(self) -> bool:
        target = self.stream.targets[self.i]
        if self.stream.has_one_arrival(target):
            self.settle_methods()
        else:
            self.settle(len(self.stack))
        self.append("JMP", target=target)
        self.flow(target)
        return True

    def branch(self, op: str, condition: int) -> bool:
        target, following = self.stream.targets[self.i], self.i + 1
        operand: int | None = condition
        self.settle_methods()
        if not (self.stream.has_one_arrival(target) and self.stream.has_one_arrival(following)):
            operand = self.settle(len(self.stack), condition)
        self.append(op, (), [operand], target=target)
        self.flow(target)
        self.flow(following)
        self.block.following = following
        return True

    def enter_region(self, region: Region) -> None:
        """An instruction under a handler follows: bring the stack into the shape that the handler expects (L2)."""
        handler, depth = region.handler, region.depth
        entries = self.stack[:depth]
        kept = all(entry is None or isinstance(entry, Saved) or entry == self.home(i) for i, entry in enumerate(entries))
        if handler in self.handler_stacks and kept:
            return
        self.settle(depth)
        if handler in self.handler_stacks:
            return
        stack: list[Entry] = []
        for i, entry in enumerate(self.stack[:depth]):
            stack.append(entry if entry is None or isinstance(entry, Saved) else self.home(i))
        if region.pushes_offset:
            stack.append(None)
        # PUSH_EXC_INFO puts the previously handled exception below this one.
        below = 1 if self.stream.names[handler] == "PUSH_EXC_INFO" else 0
        register = self.home(len(stack) + below)
        stack.append(register)
        self.routine.exception_registers[handler] = register
        self.handler_stacks[handler] = stack
        self.discovered.append(handler)

    # Locals

    def local_register(self, name: str) -> int:
        """The register that a variable's name means here.

        CPython's code for a comprehension in a class body, whose variable is captured and has the name of a free variable, mixes
        the two up (3.12.1 overwrites the free one, 3.13.0 crashes). Inside, the name can only mean the comprehension's variable.
        """
        if self.comprehension_registers:
            plain = name.removesuffix(FREE_SUFFIX)
            for entry in reversed(self.stack):
                if isinstance(entry, Saved) and entry.name == plain and (plain == name or entry.register in self.cell_registers):
                    return entry.register
        return self.registers[name]

    def store_local(self, register: int, entry: Entry) -> None:
        """register = the entry, which was popped; None unbinds it."""
        stack = self.stack
        if any(isinstance(other, Method) and other.receiver == register for other in stack):
            self.settle_methods()
        shared = register in self.in_use()
        if shared:
            self.save_pending_loads(register, entry)
        if entry is None:
            self.append("CLEAR", [register])
            return
        source = self.value(entry)
        if source == register:
            return
        if source >= self.base and not shared and source not in self.in_use() and self.redirect_result(source, register):
            return
        self.move(register, source)

    def save_pending_loads(self, register: int, entry: Entry) -> None:
        """Entries that mean a local get a copy of it before it changes (L3)."""
        used = self.in_use()
        if isinstance(entry, int):
            used.add(entry)
        copy: int | None = None
        for depth, other in enumerate(self.stack):
            if other == register and isinstance(other, int):
                if copy is None:
                    copy = self.home(depth)
                    if copy in used:
                        copy = self.scratch(used)
                    self.append("MOVE", [copy], [register])
                self.stack[depth] = copy

    def redirect_result(self, source: int, register: int) -> bool:
        """If the last instruction made the temporary source, let it write to register at once."""
        last = self.out[-1] if self.out else self.forwarded.get(self.block.key)
        if last is None or last.writes.count(source) != 1:
            return False
        last.writes[last.writes.index(source)] = register
        return True

    def refuse(self, construct: str, way_out: str) -> UnsupportedSyntax:
        line, end_line, column, end_column = self.span
        span = (line, end_line, column + 1 if column >= 0 else 0, end_column + 1 if end_column >= 0 else 0)
        return UnsupportedSyntax(construct, way_out, self.code.co_filename, span)


def _may_drop_result(op: str) -> bool:
    forms = isa.TABLE[isa.OPCODES[op]].forms
    return bool(forms) and forms[0] == "d"
