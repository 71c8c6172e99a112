"""Which reads of a local may find it unbound, where CPython's own code does not say (3.11).

Pipeline: stream.py -> this analysis -> py311.py emits CHK at the reads found.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..ir import Routine
from .stream import Stream


def find_unbound_reads(stream: Stream, routine: Routine) -> frozenset[int]:
    """Indexes of LOAD_FAST instructions that some path reaches without an assignment."""
    bits = {name: 1 << i for i, name in enumerate(routine.varnames)}
    assigned = {0: (1 << routine.parameter_count) - 1}
    work = [0]
    while work:
        block = work.pop()
        for successor, state in _leaving_states(stream, block, assigned[block], bits):
            known = assigned.get(successor)
            merged = state if known is None else known & state
            if merged != known:
                assigned[successor] = merged
                work.append(successor)
    found = set[int]()
    for block, state in assigned.items():
        for i in _block(stream, block):
            bit = _bit(stream, i, bits)
            if stream.names[i] == "LOAD_FAST" and not state & bit:
                found.add(i)
            state = _after(stream.names[i], state, bit)
    return frozenset(found)


def _block(stream: Stream, start: int) -> Iterator[int]:
    i = start
    while True:
        yield i
        if stream.ends_block(i):
            return
        i += 1
        if i in stream.starts or i not in stream.reached:
            return


def _bit(stream: Stream, i: int, bits: dict[str, int]) -> int:
    argument = stream.arguments[i]
    return bits.get(argument, 0) if isinstance(argument, str) else 0


def _after(name: str, state: int, bit: int) -> int:
    if name in ("LOAD_FAST", "STORE_FAST"):
        return state | bit
    return state & ~bit if name == "DELETE_FAST" else state


def _leaving_states(stream: Stream, block: int, state: int, bits: dict[str, int]) -> Iterator[tuple[int, int]]:
    last = block
    for i in _block(stream, block):
        region = stream.regions[i]
        if region is not None:
            yield region.handler, state
        state = _after(stream.names[i], state, _bit(stream, i, bits))
        last = i
    for successor in stream.successors(last):
        if successor in stream.reached:
            yield successor, state
