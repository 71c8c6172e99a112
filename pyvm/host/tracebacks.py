"""The text of an uncaught guest exception, as CPython prints it: source lines, carets, causes; guest frames only.

Pipeline: the core puts real traceback objects on guest exceptions -> this module gives Python's own formatter the positions
that the code units know -> events.GuestError, and the CLI's stderr.
"""

from __future__ import annotations

import sys
import traceback
from bisect import bisect_right
from collections.abc import Iterator
from types import TracebackType
from typing import Final

from pyvm import _core, library
from pyvm.code import CodeUnit, Position
from pyvm.host.events import GuestError
from pyvm.host.sources import SOURCES

LIBRARY_PREFIX: Final = "<library>/"  # file names of the guest library, whose frames are not the program's
LONGEST_MESSAGE: Final = 100_000  # safepoints that a guest's `__str__` may pass
FAILED: Final = "<exception str() failed>"  # as CPython says it
LONGEST_SPAN: Final = 100  # lines of one instruction that are looked up


def describe(exception: BaseException) -> GuestError:
    """All that a host needs to know about an uncaught guest exception."""
    return GuestError(
        exception=exception,
        type_name=_type_name(type(exception)),
        message=_message(exception),
        traceback=format_exception(exception),
        exit_code=_exit_code(exception) if isinstance(exception, SystemExit) else None,
    )


def format_exception(exception: BaseException) -> str:
    """The text that `python` would print for it, ending in a newline. Without what it chains to, where that is nested too deep."""
    try:
        text = traceback.TracebackException(type(exception), exception, exception.__traceback__, compact=True)
        _use_guest_frames(text, exception, set())
        return "".join(text.format())
    except RecursionError:
        frames = traceback.StackSummary.from_list(list(_summaries(exception.__traceback__)))
        ending = f"{_type_name(type(exception))}: {_message(exception)}\n"
        return "".join(["Traceback (most recent call last):\n", *frames.format(), ending])


def position_at(unit: CodeUnit, offset: int) -> Position | None:
    """The source span of the instruction at a word offset."""
    index = bisect_right(unit.positions, offset, key=lambda position: position.offset) - 1
    return unit.positions[index] if index >= 0 and unit.positions[index].line > 0 else None


def guest_source_line(filename: str, line: int) -> str:
    """A line of a guest's own source, "" if it is not known: never one of a host's file that happens to have the name."""
    return SOURCES.line(filename, line)


def _use_guest_frames(text: traceback.TracebackException, exception: BaseException, seen: set[int]) -> None:
    """Replaces the frames of text, and of all that it chains to, by the guest's own."""
    if id(text) in seen:
        return
    seen.add(id(text))
    if text._str == FAILED:  # type: ignore[attr-defined]  # what a TracebackException makes of a `__str__` that it cannot call
        text._str = _message(exception)  # type: ignore[attr-defined]
    text.stack = traceback.StackSummary.from_list(list(_summaries(exception.__traceback__)))
    for chained, value in ((text.__cause__, exception.__cause__), (text.__context__, exception.__context__)):
        if chained is not None and value is not None:
            _use_guest_frames(chained, value, seen)
    if isinstance(exception, BaseExceptionGroup) and text.exceptions:
        for inner, member in zip(text.exceptions, exception.exceptions, strict=False):
            _use_guest_frames(inner, member, seen)


def _summaries(entry: TracebackType | None) -> Iterator[traceback.FrameSummary]:
    while entry is not None:
        found = _core.traceback_entry(entry)
        if found is not None and not found[0].filename.startswith(LIBRARY_PREFIX):
            yield _summary(*found)
        entry = entry.tb_next


def _summary(unit: CodeUnit, offset: int) -> traceback.FrameSummary:
    position = position_at(unit, offset)
    if position is None:
        return traceback.FrameSummary(unit.filename, unit.first_line, unit.name, line="")
    if position.column < 0:
        line = SOURCES.line(unit.filename, position.line)
        return traceback.FrameSummary(unit.filename, position.line, unit.name, line=line)
    return traceback.FrameSummary(
        unit.filename,
        position.line,
        unit.name,
        line=_shown_lines(unit.filename, position),
        end_lineno=position.end_line,
        colno=position.column,
        end_colno=position.end_column,
    )


def _shown_lines(filename: str, position: Position) -> str:
    """What a FrameSummary looks up for itself if nobody gives it: the first line, from 3.13 on all lines of the span."""
    last = position.end_line if sys.version_info >= (3, 13) else position.line
    lines = [SOURCES.line(filename, number).rstrip() for number in range(position.line, min(last, position.line + LONGEST_SPAN) + 1)]
    return "\n".join(lines) + "\n" if any(lines) else ""


def _type_name(kind: type[BaseException]) -> str:
    module = kind.__module__
    return kind.__qualname__ if module in ("builtins", "__main__") else f"{module}.{kind.__qualname__}"


def _message(exception: BaseException) -> str:
    """str(exception). A guest's own `__str__` runs on the machine, within bounds, and whatever it prints is dropped."""
    try:
        return str(exception)
    except Exception:  # a guest's method cannot be entered from here, or fails in any way
        continuation = _core.Continuation({}, {}, _Silence())
        continuation.push(library.load_library()["convert"], (1, exception))
        state = continuation.run(fuel=LONGEST_MESSAGE)
        return str(continuation.result) if state == "completed" else FAILED


class _Silence:
    """The host's object of a continuation that nobody listens to."""

    def write(self, text: str) -> None: ...


def _exit_code(exception: SystemExit) -> int:
    code = exception.code
    if code is None:
        return 0
    return int(code) & 0xFF if isinstance(code, int) else 1
