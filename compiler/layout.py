"""The order of blocks: reverse postorder, handlers behind the code that they guard, and as few jumps as that allows.

Pipeline: lifetimes.py -> this module -> registers.py.
"""

from __future__ import annotations

from .ir import INVERTED, NO_SPAN, Block, Instruction, Routine


def lay_out(routine: Routine) -> list[Block]:
    """Every block, in an order in which control falls from each into the next or never leaves it at its end."""
    order = [routine.blocks[key] for key in _order(routine)]
    result: list[Block] = []
    for i, block in enumerate(order):
        result.append(block)
        next_key = order[i + 1].key if i + 1 < len(order) else None
        last = block.instructions[-1] if block.instructions else None
        if not block.falls_through:
            if last is not None and last.op == "JMP" and last.target == next_key:
                block.instructions.pop()
                block.following = next_key
            continue
        if block.following != next_key and last is not None and last.op in INVERTED and last.target == next_key:
            last.op = INVERTED[last.op]
            last.target, block.following = block.following, last.target
        if block.following != next_key:
            result.append(_bridge(routine, block))
    return result


def _bridge(routine: Routine, block: Block) -> Block:
    """A block of one JMP to where control should fall: a block may have a branch only at its end."""
    span = block.instructions[-1].span if block.instructions else NO_SPAN
    bridge = routine.add_block([Instruction("JMP", [], [], target=block.following, span=span)], None)
    block.following = bridge.key
    return bridge


def _order(routine: Routine) -> list[int]:
    seen = set[int]()
    order = _postorder(routine, routine.entry, seen)[::-1]
    done = 0
    while True:  # handlers after the main line, in the order of their first use
        handlers = [
            instruction.handler
            for key in order[done:]
            for instruction in routine.blocks[key].instructions
            if instruction.handler is not None and instruction.handler not in seen
        ]
        if not handlers:
            return order
        done = len(order)
        for handler in handlers:
            if handler not in seen:
                order += _postorder(routine, handler, seen)[::-1]


def _postorder(routine: Routine, start: int, seen: set[int]) -> list[int]:
    result: list[int] = []
    seen.add(start)
    stack = [(start, routine.blocks[start].successors())]
    while stack:
        key, successors = stack[-1]
        for successor in successors:
            if successor not in seen:
                seen.add(successor)
                stack.append((successor, routine.blocks[successor].successors()))
                break
        else:
            result.append(key)
            stack.pop()
    return result
