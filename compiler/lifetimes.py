"""Release each temporary exactly where CPython pops it: LAST_USE on the instruction that reads it last, DROP elsewhere.

Pipeline: lower.py -> this module -> layout.py. Afterwards a temporary holds an object exactly while it is alive, except where an
exception leaves a handler's region: the machine releases then what is not alive at the handler.
"""

from __future__ import annotations

from pyvm import isa

from .ir import BRANCHES, TERMINATORS, Block, Instruction, Routine
from .liveness import Liveness


def place_releases(routine: Routine) -> None:
    liveness = Liveness(routine)
    edges: list[tuple[int, int, int]] = []  # from block, to block, what dies on the way
    for block in list(routine.blocks.values()):
        _release_in_block(block, liveness, edges)
    arrivals = _count_arrivals(routine)
    for source, target, dying in edges:
        _release_on_edge(routine, arrivals, (source, target), liveness.registers(dying))


def _release_in_block(block: Block, liveness: Liveness, edges: list[tuple[int, int, int]]) -> None:
    result: list[Instruction] = []
    for instruction, after in zip(block.instructions, liveness.after_each(block), strict=True):
        before = liveness.before(instruction, after)
        written = liveness.bits(instruction.writes)
        op = instruction.op
        on_target = liveness.into[instruction.target] if instruction.target is not None else 0
        if op in BRANCHES:
            assert block.following is not None
            on_fall = liveness.into[block.following]
            needed = (on_fall & ~written) | on_target
        else:
            on_fall = after
            needed = after & ~written
        released = _mark_last_uses(instruction, needed | liveness.needed_by_handler(instruction), liveness)
        held = (before & ~released) | written
        if op == "DROP":
            held &= ~liveness.bits(instruction.reads)
        if op in BRANCHES:
            result.append(instruction)
            assert instruction.target is not None and block.following is not None
            held_at_target = held & ~liveness.bits(instruction.reads) & ~written if op == "FOR_ITER" else held
            edges.append((block.key, instruction.target, held_at_target & ~on_target))
            edges.append((block.key, block.following, held & ~on_fall))
        elif op == "JMP":
            assert instruction.target is not None
            dying = held & ~on_target
            needed = liveness.needed_by_handler(instruction)  # something may be raised at the JMP itself
            result.extend(_drops(liveness.registers(dying & ~needed), instruction))
            result.append(instruction)
            edges.append((block.key, instruction.target, dying & needed))
        else:
            result.append(instruction)
            if op not in TERMINATORS:
                result.extend(_drops(liveness.registers(held & ~after), instruction))
    block.instructions[:] = result


def _mark_last_uses(instruction: Instruction, needed: int, liveness: Liveness) -> int:
    """Set last_uses; returns the registers that the instruction releases."""
    released = 0
    positions: dict[int, int] = {}
    first_killable = 1 if instruction.op in isa.KEEPS_REGISTER else 0
    kept = liveness.bits(instruction.reads[:first_killable])
    for position in range(first_killable, len(instruction.reads)):
        operand = instruction.reads[position]
        if operand is None or operand < liveness.fixed_count:
            continue
        bit = liveness.bit(operand)
        if not bit & needed and not bit & kept:
            positions[operand] = position  # the last one wins
            released |= bit
    instruction.last_uses = frozenset(positions.values())
    return released


def _drops(registers: list[int], near: Instruction) -> list[Instruction]:
    return [Instruction("DROP", [], [register], span=near.span) for register in registers]


def _count_arrivals(routine: Routine) -> dict[int, int]:
    arrivals = dict.fromkeys(routine.blocks, 0)
    arrivals[routine.entry] += 1
    for block in routine.blocks.values():
        for successor in block.successors():
            arrivals[successor] += 1
        for instruction in block.instructions:
            if instruction.handler is not None:
                arrivals[instruction.handler] += 1
    return arrivals


def _release_on_edge(routine: Routine, arrivals: dict[int, int], edge: tuple[int, int], registers: list[int]) -> None:
    if not registers:
        return
    source, target = routine.blocks[edge[0]], routine.blocks[edge[1]]
    branch = source.instructions[-1]
    span = target.instructions[0].span if target.instructions else branch.span
    drops = [Instruction("DROP", [], [register], span=span) for register in registers]
    if arrivals[target.key] == 1:
        target.instructions[:0] = drops
        return
    between = routine.add_block(drops, target.key)
    arrivals[between.key] = 1
    falls = source.falls_through and source.following == target.key
    if falls and branch.target != target.key:
        source.following = between.key
    elif branch.target == target.key and not falls:
        branch.target = between.key
    else:
        raise AssertionError("a branch goes to one block on both ways")
