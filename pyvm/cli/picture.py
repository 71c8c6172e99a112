"""The picture of a snapshot, line by line, as `pyvm inspect` shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from rich.text import Text

import pyvm


def picture(found: pyvm.Inspection, *, sizes: bool) -> Iterator[Text]:
    """The lines: what it is, its stack, what it needs, and with sizes what takes the space."""
    yield from _head(found)
    yield from _stack(found)
    yield from _references(found)
    if sizes:
        yield from _sizes(found)


def _head(found: pyvm.Inspection) -> Iterator[Text]:
    yield Text(f"{found.filename}  {found.state}, restored {found.generation} times")
    yield Text(f"id {found.id}, {'sealed' if found.sealed else 'not sealed'}, {found.size:,} bytes, format {found.format}")
    yield Text(f"used: {found.fuel_used:,} safepoints, {found.time_used:.3f} seconds, {found.output_used:,} characters of output")
    request = found.request
    if request is not None:
        arguments = ", ".join((*request.args, *(f"{name}={value}" for name, value in request.kwargs.items())))
        yield Text(f"waits for: {request.kind} {request.name}({arguments})")
        yield Text(f"  key {request.key}" + ("" if request.until is None else f", until {_moment(request.until)}"))


def _stack(found: pyvm.Inspection) -> Iterator[Text]:
    yield Text("")
    yield Text("stack, innermost last:")
    for frame in found.frames:
        yield Text.assemble(f'  File "{frame.filename}", line {frame.line}, in ', (frame.function, "bold"))
        if frame.source:
            indent = len(frame.source) - len(frame.source.lstrip())
            yield Text(f"    {frame.source.strip()}")
            yield Text("    " + " " * (_character(frame.source, frame.column) - indent) + "^" * _width(frame), style="red")
        for name, value in frame.locals.items():
            yield Text.assemble("      ", (name, "cyan"), f" = {value}")


def _references(found: pyvm.Inspection) -> Iterator[Text]:
    yield Text("")
    hosts = ", ".join(f"{name} (contract {version})" for name, version in found.hosts.items())
    yield Text(f"needs host functions: {hosts or 'none'}")
    yield Text(f"needs modules: {', '.join(found.modules) or 'none'}")


def _sizes(found: pyvm.Inspection) -> Iterator[Text]:
    yield Text("")
    yield Text(f"{found.raw_size:,} bytes before compression:")
    yield from _largest(found.sections)
    yield Text("of the heap:")
    yield from _largest(found.roots)
    for frame in reversed(found.frames):
        yield Text(f"of the frame {frame.function}, {frame.size:,}:")
        yield from _largest(frame.sizes)


def _largest(sizes: Mapping[str, int]) -> Iterator[Text]:
    for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
        yield Text(f"  {size:>12,}  {name}")


def _character(line: str, column: int) -> int:
    """The place of a column, which counts bytes from 1, in characters from 0."""
    return len(line.encode()[: max(0, column - 1)].decode(errors="replace"))


def _width(frame: pyvm.InspectedFrame) -> int:
    start = _character(frame.source, frame.column)
    end = _character(frame.source, frame.end_column) if frame.end_line == frame.line else len(frame.source)
    return max(1, end - start)


def _moment(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds).isoformat(sep=" ", timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return "the end of time"
