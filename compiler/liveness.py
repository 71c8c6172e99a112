"""Which temporaries are needed later: liveness over blocks, exception edges included.

Pipeline: lower.py, lifetimes.py and registers.py ask this module. A set of temporaries is an int, bit i for register fixed_count + i;
named locals and cells are never in it, since they live until they are overwritten, cleared or their frame ends.
"""

from __future__ import annotations

from collections.abc import Iterable

from .ir import BRANCHES, TERMINATORS, Block, Instruction, Operand, Routine


class Liveness:
    """The temporaries alive at the start of each block, without the register in which a handler receives its exception."""

    def __init__(self, routine: Routine) -> None:
        self.fixed_count = routine.fixed_count
        self.blocks = routine.blocks
        self.received = {handler: self.bit(register) for handler, register in routine.exception_registers.items()}
        self.into = dict.fromkeys(routine.blocks, 0)
        self._solve()

    def bit(self, register: int) -> int:
        return 1 << (register - self.fixed_count)

    def bits(self, operands: Iterable[Operand]) -> int:
        mask, fixed_count = 0, self.fixed_count
        for operand in operands:
            if operand is not None and operand >= fixed_count:
                mask |= 1 << (operand - fixed_count)
        return mask

    def registers(self, mask: int) -> list[int]:
        """The members of a set, lowest first."""
        found = []
        while mask:
            low = mask & -mask
            mask ^= low
            found.append(self.fixed_count + low.bit_length() - 1)
        return found

    def needed_by_handler(self, instruction: Instruction) -> int:
        return 0 if instruction.handler is None else self.into[instruction.handler]

    def after_block(self, block: Block) -> int:
        """Alive at the end, on whichever way control takes."""
        mask = 0
        for successor in block.successors():
            mask |= self.into[successor]
        return mask

    def before(self, instruction: Instruction, after: int) -> int:
        """Alive before an instruction, given what is alive where control falls or jumps to."""
        live = after & ~self.bits(instruction.writes)
        if instruction.target is not None and instruction.op in BRANCHES:
            live |= self.into[instruction.target]  # FOR_ITER writes nothing where it exits
        return live | self.needed_by_handler(instruction) | self.bits(instruction.reads)

    def after_each(self, block: Block) -> list[int]:
        """For each instruction of a block, what is alive after it where control goes on."""
        live = self.after_block(block)
        result = [0] * len(block.instructions)
        for i in range(len(block.instructions) - 1, -1, -1):
            instruction = block.instructions[i]
            if instruction.op in TERMINATORS and instruction.target is None:
                live = 0
            result[i] = live
            live = self.before(instruction, live)
        return result

    def _solve(self) -> None:
        """A block's effect is summed up once: what it needs, and what it passes on from its end and to each handler."""
        predecessors: dict[int, set[int]] = {key: set() for key in self.blocks}
        summaries: dict[int, tuple[int, int, list[tuple[int, int]]]] = {}
        for key, block in self.blocks.items():
            for successor in block.successors():
                predecessors[successor].add(key)
            summaries[key] = self._summarize(block)
            for handler, _ in summaries[key][2]:
                predecessors[handler].add(key)
        into = self.into
        work = sorted(self.blocks)
        queued = set(work)
        while work:
            key = work.pop()
            queued.discard(key)
            live, passes, others = summaries[key]
            block = self.blocks[key]
            if block.following is not None and block.falls_through:
                live |= into[block.following] & passes
            for other, mask in others:
                live |= into[other] & mask
            live &= ~self.received.get(key, 0)
            if live != into[key]:
                into[key] = live
                for predecessor in predecessors[key] - queued:
                    queued.add(predecessor)
                    work.append(predecessor)

    def _summarize(self, block: Block) -> tuple[int, int, list[tuple[int, int]]]:
        """Needed at the start whatever comes after; passed from the end to the start; the same for jump target and handlers."""
        needs, passes = 0, -1
        others: dict[int, int] = {}
        for instruction in reversed(block.instructions):
            unwritten = ~self.bits(instruction.writes)
            needs &= unwritten
            passes &= unwritten
            for other in others:
                others[other] &= unwritten
            if instruction.target is not None:
                others[instruction.target] = -1  # FOR_ITER writes nothing where it exits
            if instruction.handler is not None:
                others[instruction.handler] = -1
            needs |= self.bits(instruction.reads)
        return needs, passes, list(others.items())
