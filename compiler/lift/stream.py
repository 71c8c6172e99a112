"""A CPython code object as a list of instructions with jump targets as list indexes, and its control flow.

Pipeline: `bytecode.Bytecode` decodes the code object -> this module -> machine.py interprets it abstractly.
Only what can be reached is part of the flow: a handler counts when an instruction under its protection does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CodeType
from typing import Final

from bytecode import Bytecode, Instr, Label
from bytecode.instr import TryBegin

from ..ir import NO_SPAN, Span

FINAL: Final = frozenset(
    ("RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE", "JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT")
)
# The handler that turns StopIteration into RuntimeError around a generator's body (3.12+) begins with this intrinsic. The machine
# does the same for every generator, so the handler is left out.
STOPITERATION_ERROR: Final = 3
FREE_SUFFIX: Final = " (free)"


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of instructions with one exception handler."""

    handler: int  # index of its first instruction
    depth: int  # of the stack when the handler starts
    pushes_offset: bool  # the handler finds an instruction offset below the exception


@dataclass(slots=True)
class Stream:
    """Parallel lists: instruction i is names[i], arguments[i], spans[i], regions[i], targets[i]."""

    names: list[str] = field(default_factory=list)
    arguments: list[object] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    regions: list[Region | None] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)  # -1: does not jump
    starts: set[int] = field(default_factory=set)  # where a block begins
    reached: set[int] = field(default_factory=set)
    handlers: dict[int, Region] = field(default_factory=dict)  # reached ones, by first instruction
    arrivals: dict[int, int] = field(default_factory=dict)  # block -> edges to it; a handler counts as many

    def successors(self, i: int) -> Iterator[int]:
        name = self.names[i]
        if self.targets[i] >= 0:
            yield self.targets[i]
        # A SEND loop becomes one instruction, which goes on where the loop exits.
        if name not in FINAL and name != "SEND":
            yield i + 1

    def ends_block(self, i: int) -> bool:
        return self.targets[i] >= 0 or self.names[i] in FINAL

    def has_one_arrival(self, block: int) -> bool:
        return self.arrivals.get(block, 0) <= 1


def read_stream(code: CodeType) -> Stream:
    """Everything after this is independent of how CPython lays code out."""
    decoded = Bytecode.from_code(_with_distinct_free_names(code), conserve_exception_block_stackdepth=True)
    labels: dict[Label, int] = {}
    count = 0
    for item in list.__iter__(decoded):
        if isinstance(item, Label):
            labels[item] = count
        elif isinstance(item, Instr):
            count += 1
    stream = Stream()
    _read_instructions(stream, decoded, labels)
    _drop_generator_wrappers(stream)
    _find_flow(stream, set(labels.values()))
    return stream


def _with_distinct_free_names(code: CodeType) -> CodeType:
    """The same code with no free variable named as a local.

    bytecode 0.19 drops such a name from its table for LOAD_FAST on 3.13, so that every free variable after it gets the wrong name
    and the last one an IndexError. Inlined comprehensions make such code.
    """
    taken = {*code.co_varnames, *code.co_cellvars}
    if taken.isdisjoint(code.co_freevars):
        return code
    return code.replace(co_freevars=tuple(name + FREE_SUFFIX if name in taken else name for name in code.co_freevars))


def _read_instructions(stream: Stream, decoded: Bytecode, labels: dict[Label, int]) -> None:
    region: Region | None = None
    spans: dict[object, Span] = {}
    for item in list.__iter__(decoded):
        if isinstance(item, Instr):
            argument = item.arg
            stream.names.append(item.name)
            stream.arguments.append(argument)
            stream.targets.append(labels[argument] if isinstance(argument, Label) and item.name != "END_ASYNC_FOR" else -1)
            stream.regions.append(region)
            location = item.location
            span = spans.get(location)
            if span is None:
                span = NO_SPAN
                if location is not None and location.lineno is not None:
                    line = location.lineno
                    end_line = line if location.end_lineno is None else location.end_lineno
                    column = -1 if location.col_offset is None else location.col_offset
                    end_column = -1 if location.end_col_offset is None else location.end_col_offset
                    span = (line, end_line, column, end_column)
                spans[location] = span
            stream.spans.append(span)
        elif isinstance(item, TryBegin):
            assert isinstance(item.target, Label) and isinstance(item.stack_depth, int)
            region = Region(labels[item.target], item.stack_depth, item.push_lasti)
        elif not isinstance(item, Label):
            region = None


def _drop_generator_wrappers(stream: Stream) -> None:
    for i, region in enumerate(stream.regions):
        if region is None:
            continue
        first = region.handler
        if stream.names[first] == "CALL_INTRINSIC_1" and stream.arguments[first] == STOPITERATION_ERROR:
            stream.regions[i] = None


def _find_flow(stream: Stream, labelled: set[int]) -> None:
    starts, reached, handlers = {0}, stream.reached, stream.handlers
    work = [0]
    while work:
        i = work.pop()
        if i in reached:
            continue
        reached.add(i)
        successors = list(stream.successors(i))
        if stream.ends_block(i):
            starts.update(successors)
        work.extend(successors)
        region = stream.regions[i]
        if region is not None and region.handler not in handlers:
            handlers[region.handler] = region
            starts.add(region.handler)
            work.append(region.handler)
    starts.update(label for label in labelled if label in reached)
    stream.starts = starts
    arrivals = stream.arrivals
    arrivals[0] = 1
    for i in reached:
        for successor in stream.successors(i):
            arrivals[successor] = arrivals.get(successor, 0) + 1
    for handler in handlers:
        arrivals[handler] = arrivals.get(handler, 0) + 2
