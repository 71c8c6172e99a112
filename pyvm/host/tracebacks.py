"""The text of an uncaught guest exception, as CPython prints it: source lines, carets, causes; guest frames only.

Pipeline: the core puts real traceback objects on guest exceptions -> this module gives Python's own formatter the positions
that the code units know -> events.GuestError, and the CLI's stderr.
"""

from __future__ import annotations

import linecache
import traceback
from bisect import bisect_right
from collections.abc import Iterator
from types import TracebackType

from pyvm import _core
from pyvm.code import CodeUnit, Position
from pyvm.host.events import GuestError

LIBRARY_PREFIX = "<library>/"  # file names of the guest library, whose frames are not the program's
SUGGESTED = (AttributeError, NameError, ImportError)  # CPython adds "Did you mean" to these


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
    """The text that `python` would print for it, ending in a newline."""
    text = traceback.TracebackException(type(exception), exception, exception.__traceback__, compact=True)
    _use_guest_frames(text, exception, set())
    return "".join(text.format())


def position_at(unit: CodeUnit, offset: int) -> Position | None:
    """The source span of the instruction at a word offset."""
    index = bisect_right(unit.positions, offset, key=lambda position: position.offset) - 1
    return unit.positions[index] if index >= 0 and unit.positions[index].line > 0 else None


def remember_source(filename: str, source: str) -> None:
    """Lets tracebacks show the lines of a source that is not in a file."""
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)


def _use_guest_frames(text: traceback.TracebackException, exception: BaseException, seen: set[int]) -> None:
    """Replaces the frames of text, and of all that it chains to, by the guest's own."""
    if id(text) in seen:
        return
    seen.add(id(text))
    text.stack = traceback.StackSummary.from_list(list(_summaries(exception.__traceback__)))
    for chained, value in ((text.__cause__, exception.__cause__), (text.__context__, exception.__context__)):
        if chained is not None and value is not None:
            _use_guest_frames(chained, value, seen)
    if isinstance(exception, BaseExceptionGroup) and text.exceptions:
        for inner, member in zip(text.exceptions, exception.exceptions, strict=False):
            _use_guest_frames(inner, member, seen)


def _summaries(entry: TracebackType | None) -> Iterator[traceback.FrameSummary]:
    while entry is not None:
        unit = _unit_of(entry)
        if unit is not None and not unit.filename.startswith(LIBRARY_PREFIX):
            yield _summary(unit, entry.tb_lasti // 2, entry.tb_lineno)
        entry = entry.tb_next


def _unit_of(entry: TracebackType) -> CodeUnit | None:
    """The guest code behind a traceback entry: the core leaves it as the only constant of a stand-in code object."""
    constants = entry.tb_frame.f_code.co_consts
    if len(constants) == 1 and isinstance(constants[0], _core.Code):
        unit: CodeUnit = constants[0].unit
        return unit
    return None


def _summary(unit: CodeUnit, offset: int, line: int) -> traceback.FrameSummary:
    linecache.checkcache(unit.filename)
    position = position_at(unit, offset)
    if position is None or position.column < 0:
        return traceback.FrameSummary(unit.filename, line, unit.name)
    return traceback.FrameSummary(
        unit.filename,
        position.line,
        unit.name,
        end_lineno=position.end_line,
        colno=position.column,
        end_colno=position.end_column,
    )


def _type_name(kind: type[BaseException]) -> str:
    module = kind.__module__
    return kind.__qualname__ if module in ("builtins", "__main__") else f"{module}.{kind.__qualname__}"


def _message(exception: BaseException) -> str:
    try:
        return str(exception)
    except Exception:  # a guest's __str__ may fail in any way
        return "<exception str() failed>"


def _exit_code(exception: SystemExit) -> int:
    code = exception.code
    if code is None:
        return 0
    return int(code) & 0xFF if isinstance(code, int) else 1
