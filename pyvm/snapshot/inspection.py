"""Inspection: what is in a blob, shown where neither its program nor its host functions are. Nothing runs, nothing is made.

Pipeline: container.py and codes.py as for thawing, outline.py for the heap -> inspect() -> `pyvm.inspect`, `pyvm inspect`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyvm.code import CodeUnit
from pyvm.errors import Corrupt
from pyvm.snapshot.codes import unpack_codes
from pyvm.snapshot.container import Section, unpack
from pyvm.snapshot.outline import Frame, Node, outline, text_of
from pyvm.snapshot.thawing import read_codes, read_facts, read_hosts

STATES: Final = ("preempted", "waiting", "completed", "failed")
"""The state of a continuation by its number; one that is ready was pre-empted, or did not start yet."""


@dataclass(frozen=True, slots=True)
class InspectedRequest:
    """What the program waits for; values as short text."""

    kind: str
    name: str
    args: tuple[str, ...]
    kwargs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class InspectedFrame:
    """A frame: its code, where it stands, what its names hold as short text."""

    unit: CodeUnit
    offset: int  # of the instruction in words
    locals: Mapping[str, str]
    size: int  # bytes of the heap stream that are first met in this frame
    sizes: Mapping[str, int]  # the same by name


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """What is in a blob."""

    format: int
    sealed: bool
    size: int  # bytes of the blob
    raw_size: int  # bytes before compression
    sections: Mapping[str, int]  # raw bytes by section
    python: str  # of the process that wrote it
    state: str
    request: InspectedRequest | None
    frames: tuple[InspectedFrame, ...]  # outermost first
    hosts: Mapping[str, str]  # host functions with their contract versions
    modules: tuple[str, ...]  # modules whose objects it names
    roots: Mapping[str, int]  # bytes of the heap stream by what holds them: "modules", "frames", ...
    meta: dict[str, Any]


def inspect(blob: bytes, *, keys: Sequence[bytes] = (), code_store: Mapping[bytes, bytes] | None = None) -> SnapshotInfo:
    """What is in a blob.

    Raises: a RestoreError, by its kind, if the blob is refused.
    """
    container = unpack(blob, keys)
    facts = read_facts(container)
    names, contracts = read_hosts(container.sections[Section.HOSTS])
    units = unpack_codes(read_codes(container.sections[Section.CODES]), code_store)
    root = outline(container.sections[Section.HEAP])
    if root.tag != "CONTINUATION" or len(root.children) < 5:
        raise Corrupt("it holds no continuation")
    state = STATES[root.value[0] & 3]  # type: ignore[index]  # a CONTINUATION's value is (state, ...)
    frames = root.children[5:]
    return SnapshotInfo(
        format=container.format,
        sealed=container.sealed,
        size=len(blob),
        raw_size=container.raw_length,
        sections={section.name: len(content) for section, content in container.sections.items()},
        python=".".join(str(part) for part in facts.get("python", ())),
        state=state,
        request=_request(root.children[2]) if state == "waiting" else None,
        frames=tuple(_frame(node, units) for node in frames),
        hosts={name: contract for name, contract in zip(names, contracts, strict=True) if contract is not None},
        modules=_modules(names, contracts),
        roots={
            "builtins": _size(root.children[0]),
            "modules": _size(root.children[1]),
            "request": _size(root.children[2]),
            "result": _size(root.children[3]),
            "frames": sum(_size(node) for node in frames),
            "classes": len(container.sections[Section.HEAP]) - root.end,
        },
        meta=facts["host"],
    )


def _modules(names: Sequence[str], contracts: Sequence[str | None]) -> tuple[str, ...]:
    """Of the names without a contract, which are the host's, those before the colon; not the machine's own."""
    parted = [name.partition(":") for name, contract in zip(names, contracts, strict=True) if contract is None]
    return tuple(sorted({module for module, colon, _ in parted if colon and module != "vm"}))


def _size(node: Node) -> int:
    return max(0, node.end - node.start)


def _request(node: Node) -> InspectedRequest | None:
    if node.tag != "TUPLE" or len(node.children) < 4:
        return None
    kind, name, args, kwargs = node.children[:4]
    return InspectedRequest(
        str(kind.value),
        str(name.value),
        tuple(text_of(child) for child in args.children),
        dict(_keywords(kwargs)),
    )


def _keywords(node: Node) -> list[tuple[str, str]]:
    if node.tag.startswith("SHAPE_DICT") and isinstance(node.value, list):
        return [(name, text_of(child)) for name, child in zip(node.value, node.children, strict=False)]
    return [(str(key.value), text_of(value)) for key, value in zip(node.children[::2], node.children[1::2], strict=False)]


def _frame(node: Node, units: Sequence[CodeUnit]) -> InspectedFrame:
    """A frame of the stack, or the one of a generator on it."""
    frame = node.value
    if not isinstance(frame, Frame) or frame.code >= len(units):
        raise Corrupt("a frame without code", node.start)
    unit = units[frame.code]
    values = node.children[len(node.children) - len(frame.registers) :]
    names = _register_names(unit)
    shown: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for register, value in zip(frame.registers, values, strict=False):
        name = names.get(register)
        if name is not None:
            inner = value.children[0] if value.tag == "CELL" and value.children else value
            shown[name] = text_of(inner)
            sizes[name] = _size(value)
    return InspectedFrame(unit, frame.offset, shown, _size(node), sizes)


def _register_names(unit: CodeUnit) -> dict[int, str]:
    names = dict(enumerate(unit.varnames))
    for register, name in (*zip(unit.cells, unit.cell_names, strict=True), *zip(unit.free, unit.free_names, strict=True)):
        if not name.startswith("."):
            names[register] = name
    return names
