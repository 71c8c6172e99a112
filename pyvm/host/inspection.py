"""Looking into blobs and code without running anything.

Pipeline: a blob -> pyvm.inspect -> the facts that `pyvm inspect` shows; a program -> pyvm.disassemble -> `pyvm dis`.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypeAlias

from pyvm import snapshot
from pyvm.code import Position
from pyvm.disassemble import disassemble as disassemble_unit
from pyvm.host.clock import SystemClock
from pyvm.host.functions import plain_name
from pyvm.host.keys import key_list
from pyvm.host.limits import Limits
from pyvm.host.program import Program
from pyvm.host.record import Record
from pyvm.host.sources import SOURCES
from pyvm.host.tracebacks import LIBRARY_PREFIX, position_at

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"


@dataclass(frozen=True, slots=True)
class InspectedFrame:
    """A frame in a blob."""

    filename: str
    line: int  # 0 = unknown
    end_line: int
    column: int  # from 1, 0 = unknown
    end_column: int
    function: str  # qualified name
    source: str  # the line's text, "" if the file is not there
    locals: Mapping[str, str]  # values as short text
    size: int  # bytes that are first met in this frame
    sizes: Mapping[str, int]  # the same by local


@dataclass(frozen=True, slots=True)
class InspectedRequest:
    """What the program in a blob waits for; values as short text."""

    kind: str
    name: str
    args: tuple[str, ...]
    kwargs: Mapping[str, str]
    key: str
    until: float | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is in a blob."""

    id: str
    generation: int
    filename: str  # of the program
    state: str  # "suspended", "preempted", "ready", "completed" or "failed"
    request: InspectedRequest | None
    frames: tuple[InspectedFrame, ...]  # innermost last
    limits: Limits
    fuel_used: int
    time_used: float  # seconds
    output_used: int  # characters
    hash_seed: str | None
    format: int
    sealed: bool
    size: int  # bytes of the blob
    raw_size: int  # bytes before compression
    sections: Mapping[str, int]  # raw bytes by section
    roots: Mapping[str, int]  # bytes of the heap by what holds them first
    python: str  # of the process that wrote it
    hosts: Mapping[str, str]  # host functions it needs, with their contract versions
    modules: tuple[str, ...]  # standard modules it needs

    def to_json(self) -> dict[str, Json]:
        """The same as plain data."""
        return asdict(self)


def inspect(
    blob: bytes, key: bytes | Sequence[bytes] | None = None, *, code_store: MutableMapping[bytes, bytes] | None = None
) -> Inspection:
    """What is in a blob. Needs neither the program nor its host functions, and runs nothing.

    key: as for `VM`. Source lines are shown if the program's file is where it was.

    Raises: a RestoreError, by its kind, if the blob is refused.
    """
    found = snapshot.inspect(blob, keys=key_list(key), code_store=code_store)
    record = Record.from_meta(found.meta, SystemClock())
    SOURCES.allow_neighbours_of(record.filename)
    return Inspection(
        id=record.id,
        generation=record.generation - 1,
        filename=record.filename,
        state=_state(found.state, record),
        request=_request(found.request, record),
        frames=tuple(_frame(frame) for frame in found.frames if not frame.unit.filename.startswith(LIBRARY_PREFIX)),
        limits=record.limits,
        fuel_used=record.used.fuel,
        time_used=record.used.time,
        output_used=record.used.output,
        hash_seed=record.hash_seed,
        format=found.format,
        sealed=found.sealed,
        size=len(blob),
        raw_size=found.raw_size,
        sections=found.sections,
        roots=found.roots,
        python=found.python,
        hosts={plain_name(name): version for name, version in found.hosts.items()},
        modules=tuple(found.modules),
    )


def disassemble(program: Program) -> str:
    """The program's instructions as text, nested functions included."""
    return disassemble_unit(program.unit)


def _state(state: str, record: Record) -> str:
    if state == "waiting":
        return "suspended"
    if state == "preempted" and record.preempted is None:
        return "ready"
    return state


def _request(found: snapshot.InspectedRequest | None, record: Record) -> InspectedRequest | None:
    if found is None or record.wait is None:
        return None
    return InspectedRequest(found.kind, found.name, tuple(found.args), found.kwargs, record.wait.key, record.wait.until)


def _frame(found: snapshot.InspectedFrame) -> InspectedFrame:
    unit = found.unit
    position = position_at(unit, found.offset) or Position(found.offset, 0, 0, -1, -1)
    return InspectedFrame(
        filename=unit.filename,
        line=position.line,
        end_line=position.end_line,
        column=position.column + 1,
        end_column=position.end_column + 1,
        function=unit.qualname,
        source=SOURCES.line(unit.filename, position.line).rstrip(),
        locals=found.locals,
        size=found.size,
        sizes=found.sizes,
    )
