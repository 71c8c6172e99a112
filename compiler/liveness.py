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
        predecessors: dict[int, set[int]] = {key: set() for key in self.blocks}
        for key, block in self.blocks.items():
            for successor in block.successors():
                predecessors[successor].add(key)
            for instruction in block.instructions:
                if instruction.handler is not None:
                    predecessors[instruction.handler].add(key)
        work = sorted(self.blocks)
        queued = set(work)
        while work:
            key = work.pop()
            queued.discard(key)
            block = self.blocks[key]
            live = self.after_block(block)
            for instruction in reversed(block.instructions):
                live = self.before(instruction, live)
            live &= ~self.received.get(key, 0)
            if live != self.into[key]:
                self.into[key] = live
                for predecessor in predecessors[key] - queued:
                    queued.add(predecessor)
                    work.append(predecessor)
