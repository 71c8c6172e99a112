"""Simplify lifted code: what CPython's stack machine needed and registers do not goes away.

Pipeline: lift/ -> this module -> lifetimes.py. Handlers that only raise again are dropped, jumps to jumps are threaded, dead moves
removed, wide displays split, and each block-local life of a temporary gets a register of its own.
"""

from __future__ import annotations

from typing import Final

from pyvm import isa

from .ir import Block, Constants, Instruction, Operand, Routine
from .liveness import Liveness

MAX_ROUNDS: Final = 6
COPIES: Final = frozenset(("MOVE", "LOADK"))


def lower(routine: Routine) -> None:
    _simplify_flow(routine)
    _drop_unused_locals(routine)
    liveness = Liveness(routine)
    if _drop_dead_copies(routine, liveness):
        _simplify_flow(routine)  # blocks of nothing but copies are empty now
    for block in routine.blocks.values():
        _split_wide_instructions(routine, block)
    _split_lives(routine, liveness)  # still true, if here and there too careful


def _simplify_flow(routine: Routine) -> None:
    for _ in range(MAX_ROUNDS):
        changed = _drop_trivial_handlers(routine)
        changed |= _drop_unreachable_blocks(routine)
        changed |= _thread_jumps(routine)
        if not changed:
            return


def _drop_trivial_handlers(routine: Routine) -> bool:
    """A handler that releases temporaries and raises again adds nothing: the machine releases what the next handler does not need."""
    trivial: dict[int, int | None] = {}
    for handler, register in routine.exception_registers.items():
        block = routine.blocks.get(handler)
        if block is None or not block.instructions:
            continue
        *releases, last = block.instructions
        if last.op == "RERAISE" and last.reads == [register] and all(instruction.op == "DROP" for instruction in releases):
            trivial[handler] = last.handler
    if not trivial:
        return False
    changed = False
    for block in routine.blocks.values():
        for instruction in block.instructions:
            seen = set[int]()
            while instruction.handler in trivial and instruction.handler not in seen:
                seen.add(instruction.handler)
                instruction.handler = trivial[instruction.handler]
                changed = True
    return changed


def _drop_unreachable_blocks(routine: Routine) -> bool:
    reached = set[int]()
    work = [routine.entry]
    while work:
        key = work.pop()
        if key in reached:
            continue
        reached.add(key)
        block = routine.blocks[key]
        work.extend(block.successors())
        work.extend(instruction.handler for instruction in block.instructions if instruction.handler is not None)
    dropped = [key for key in routine.blocks if key not in reached]
    for key in dropped:
        del routine.blocks[key]
        routine.exception_registers.pop(key, None)
    return bool(dropped)


def _thread_jumps(routine: Routine) -> bool:
    blocks = routine.blocks
    changed = False

    def destination(key: int) -> int:
        seen = set[int]()
        while key not in seen:
            seen.add(key)
            block = blocks[key]
            if not block.instructions and block.following is not None:
                key = block.following
            elif len(block.instructions) == 1 and block.instructions[0].op == "JMP":
                assert block.instructions[0].target is not None
                key = block.instructions[0].target
            else:
                break
        return key

    for block in blocks.values():
        last = block.instructions[-1] if block.instructions else None
        if last is not None and last.target is not None:
            target = destination(last.target)
            changed |= target != last.target
            last.target = target
        if block.following is not None and block.falls_through:
            following = destination(block.following)
            changed |= following != block.following
            block.following = following
    return changed


def _drop_unused_locals(routine: Routine) -> None:
    """Names that only inlined comprehensions use have registers of their own there: without them, all versions have the same locals."""
    used = {*range(routine.parameter_count), *(register for register, _ in routine.free), *_all_registers(routine)}
    kept = [register for register in range(routine.fixed_count) if register in used]
    if len(kept) == routine.fixed_count:
        return
    numbers = {old: new for new, old in enumerate(kept)}
    shift = routine.fixed_count - len(kept)

    def renumbered(operand: Operand) -> Operand:
        if operand is None or operand < 0:
            return operand
        return operand - shift if operand >= routine.fixed_count else numbers[operand]

    for block in routine.blocks.values():
        for instruction in block.instructions:
            instruction.reads = [renumbered(operand) for operand in instruction.reads]
            instruction.writes = [renumbered(operand) for operand in instruction.writes]
    routine.exception_registers = {key: register - shift for key, register in routine.exception_registers.items()}
    routine.varnames = tuple(name for register, name in enumerate(routine.varnames) if register in used)
    routine.cells = [(numbers[register], name) for register, name in routine.cells if register in used]
    routine.free = [(numbers[register], name) for register, name in routine.free]
    routine.fixed_count = len(kept)


def _drop_dead_copies(routine: Routine, liveness: Liveness) -> bool:
    changed = False
    for block in routine.blocks.values():
        live = liveness.after_block(block)
        kept: list[Instruction] = []
        for instruction in reversed(block.instructions):
            if instruction.op in COPIES:
                (written,) = instruction.writes
                assert written is not None
                dead = written >= routine.fixed_count and not live & liveness.bit(written)
                if dead or instruction.reads == [written]:
                    changed = True
                    continue
            live = liveness.before(instruction, live)
            kept.append(instruction)
        if len(kept) != len(block.instructions):
            block.instructions[:] = reversed(kept)
    return changed


# Displays and calls with more operands than an instruction has room for


def _split_wide_instructions(routine: Routine, block: Block) -> None:
    if all(len(instruction.reads) <= isa.MAX_COUNT for instruction in block.instructions):
        return
    spare = 1 + max(_all_registers(routine), default=routine.fixed_count)
    result: list[Instruction] = []
    for instruction in block.instructions:
        if len(instruction.reads) <= isa.MAX_COUNT:
            result.append(instruction)
            continue
        pieces = _split(instruction, spare, routine.constants)
        spare += 3
        for piece in pieces:
            piece.handler = instruction.handler
            piece.span = instruction.span
        result.extend(pieces)
    block.instructions[:] = result


def _all_registers(routine: Routine) -> set[int]:
    return {
        operand
        for block in routine.blocks.values()
        for instruction in block.instructions
        for operand in (*instruction.reads, *instruction.writes)
        if operand is not None
    } | set(routine.exception_registers.values())


def _split(wide: Instruction, spare: int, constants: Constants) -> list[Instruction]:
    """The same effect in narrow steps. The three registers from spare on are free."""
    match wide.op:
        case "BUILD_LIST":
            return _build_in_steps("BUILD_LIST", "LIST_APPEND", wide.writes[0], wide.reads, 1)
        case "BUILD_SET":
            return _build_in_steps("BUILD_SET", "SET_ADD", wide.writes[0], wide.reads, 1)
        case "BUILD_MAP":
            return _build_in_steps("BUILD_MAP", "MAP_ADD", wide.writes[0], wide.reads, 2)
        case "BUILD_TUPLE":
            return [
                *_build_in_steps("BUILD_LIST", "LIST_APPEND", spare, wide.reads, 1),
                Instruction("LIST_TO_TUPLE", [wide.writes[0]], [spare]),
            ]
        case "BUILD_STRING":
            return [
                *_build_in_steps("BUILD_LIST", "LIST_APPEND", spare, wide.reads, 1),
                Instruction("CALL_METHOD", [wide.writes[0]], [constants.operand(""), spare], name="join"),
            ]
        case "CALL" | "CALL_KW" | "CALL_METHOD" | "CALL_METHOD_KW":
            return _split_call(wide, spare, constants)
    raise AssertionError(f"{wide.op} has too many operands")


def _build_in_steps(build: str, add: str, register: Operand, values: list[Operand], size: int) -> list[Instruction]:
    """register may be among the values, so as many as fit are read at once and the rest must not be it."""
    first = isa.MAX_COUNT // size * size
    steps = [Instruction(build, [register], values[:first])]
    steps.extend(Instruction(add, [], [register, *values[i : i + size]]) for i in range(first, len(values), size))
    return steps


def _split_call(wide: Instruction, spare: int, constants: Constants) -> list[Instruction]:
    function, *arguments = wide.reads
    steps: list[Instruction] = []
    if wide.op.startswith("CALL_METHOD"):
        steps.append(Instruction("LOAD_ATTR", [spare + 1], [function], name=wide.name))
        function = spare + 1
    keywords: Operand = None
    if wide.constant is not None:
        names = constants.values[wide.constant]
        assert isinstance(names, tuple)
        values = arguments[len(arguments) - len(names) :]
        del arguments[len(arguments) - len(names) :]
        pairs = [x for name, value in zip(names, values, strict=True) for x in (constants.operand(name), value)]
        keywords = spare + 2
        steps.extend(_build_in_steps("BUILD_MAP", "MAP_ADD", keywords, pairs, 2))
    steps.extend(_build_in_steps("BUILD_LIST", "LIST_APPEND", spare, arguments, 1))
    steps.append(Instruction("LIST_TO_TUPLE", [spare], [spare]))
    steps.append(Instruction("CALL_EX", [wide.writes[0]], [function, spare, keywords]))
    return steps


# Lives


def _split_lives(routine: Routine, liveness: Liveness) -> None:
    """Give each life of a temporary that stays inside a block its own register; registers.py then shares them again, better."""
    fresh = 1 + max(_all_registers(routine) | {routine.fixed_count})
    for block in routine.blocks.values():
        out = liveness.after_block(block)
        for instruction in block.instructions:
            out |= liveness.needed_by_handler(instruction)
        current: dict[int, int] = {}
        for instruction in block.instructions:
            if current:
                instruction.reads = [operand if operand is None else current.get(operand, operand) for operand in instruction.reads]
            for i, written in enumerate(instruction.writes):
                if written is None or written < routine.fixed_count:
                    continue
                if out & liveness.bit(written):
                    current.pop(written, None)
                else:
                    current[written] = fresh
                    instruction.writes[i] = fresh
                    fresh += 1
