"""Number the temporaries: greedy colouring in the order of first definition, so that equal code gets equal registers.

Pipeline: layout.py -> this module -> emit.py. The ends of a MOVE get one register where they can, and the MOVE goes away.
"""

from __future__ import annotations

from .ir import Block, Instruction, Operand, Routine
from .liveness import Liveness


def assign_registers(routine: Routine, order: list[Block]) -> None:
    liveness = Liveness(routine)
    colours = _colour(routine, order, liveness)

    def renamed(operand: Operand) -> Operand:
        return colours.get(operand, operand) if operand is not None else None

    for block in order:
        kept: list[Instruction] = []
        for instruction in block.instructions:
            instruction.reads = [renamed(operand) for operand in instruction.reads]
            instruction.writes = [renamed(operand) for operand in instruction.writes]
            if instruction.op != "MOVE" or instruction.reads != instruction.writes:
                kept.append(instruction)
        block.instructions[:] = kept
    routine.exception_registers = {key: colours.get(register, register) for key, register in routine.exception_registers.items()}
    routine.register_count = max([routine.fixed_count, *(colour + 1 for colour in colours.values())])


def _colour(routine: Routine, order: list[Block], liveness: Liveness) -> dict[int, int]:
    fixed_count = routine.fixed_count
    conflicts: dict[int, int] = {}  # in order of definition
    preferred: dict[int, int] = {}

    def define(register: int, live: int) -> None:
        conflicts[register] = conflicts.get(register, 0) | (live & ~liveness.bit(register))

    for block in order:
        received = routine.exception_registers.get(block.key)
        if received is not None:
            define(received, liveness.into[block.key])
        for instruction, after in zip(block.instructions, liveness.after_each(block), strict=True):
            written = liveness.bits(instruction.writes)
            for register in instruction.writes:
                if register is not None and register >= fixed_count:
                    define(register, after | written)
            if instruction.op == "MOVE":
                (destination,), (source,) = instruction.writes, instruction.reads
                assert destination is not None and source is not None
                if destination >= fixed_count:
                    preferred.setdefault(destination, source)
                if source >= fixed_count:
                    preferred.setdefault(source, destination)
    _make_symmetric(conflicts, liveness)
    colours: dict[int, int] = {}
    coloured = 0
    for register, others in conflicts.items():
        taken = {colours[other] for other in liveness.registers(others & coloured)}
        coloured |= liveness.bit(register)
        wanted = colours.get(preferred.get(register, -1), -1)
        if wanted < 0 or wanted in taken:
            wanted = fixed_count
            while wanted in taken:
                wanted += 1
        colours[register] = wanted
    return colours


def _make_symmetric(conflicts: dict[int, int], liveness: Liveness) -> None:
    for register, others in list(conflicts.items()):
        for other in liveness.registers(others):
            if other in conflicts:
                conflicts[other] |= liveness.bit(register)
