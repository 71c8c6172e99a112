"""What a run of a program amounts to, and how two of them differ.

Pipeline: reference.py and modes.py make Outcomes -> report.py shows where they differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

_FRAME = re.compile(r'^ *File "(?P<file>[^"]+)", line (?P<line>\d+), in (?P<function>.+)$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything a program shows of itself."""

    output: str
    error: str | None = None  # of the exception that ended it: "ValueError: text"
    lines: tuple[str, ...] = ()  # of its traceback, chained ones included: "case.py:12 in f"; the program's own files only


@dataclass(frozen=True, slots=True)
class Trouble:
    """A run that gave no outcome: refused, crashed, hung, or could not be frozen."""

    reason: str  # the last line of what happened
    details: str = ""


def traceback_lines(text: str, folder: Path) -> tuple[str, ...]:
    """The frames in a printed traceback that are in files of the folder."""
    found: Iterable[re.Match[str]] = _FRAME.finditer(text)
    return tuple(f"{Path(m['file']).name}:{m['line']} in {m['function']}" for m in found if Path(m["file"]).parent == folder)


def difference(expected: Outcome, got: Outcome) -> str | None:
    """The first thing in which they differ, in words; None if they are the same."""
    if got.output != expected.output:
        return _first_difference(expected.output, got.output, got.error)
    if got.error != expected.error:
        return f"ended in {got.error}, expected {expected.error}"
    if got.lines != expected.lines:
        return f"traceback {' <- '.join(reversed(got.lines))}, expected {' <- '.join(reversed(expected.lines))}"
    return None


def reconciled(expected: Sequence[Outcome], got: Outcome) -> Outcome:
    """What to expect of a run that moved between Python versions.

    Where the versions themselves differ (the text of a help page, the last digit of a sum), each line, or each block of lines, is to be
    what one of them prints.
    """
    first, *others = expected
    have = got.output.split("\n")
    outputs = [outcome.output.split("\n") for outcome in expected]
    output = first.output
    if all(len(lines) == len(have) for lines in outputs):
        output = "\n".join(got_line if got_line in lines else lines[0] for got_line, *lines in zip(have, *outputs, strict=True))
    elif any(_is_made_of(have, outputs[0], lines) for lines in outputs[1:]):
        output = got.output
    error = got.error if any(got.error == outcome.error for outcome in others) else first.error
    return Outcome(output, error, got.lines if any(got.lines == outcome.lines for outcome in others) else first.lines)


def _is_made_of(lines: list[str], first: list[str], second: list[str]) -> bool:
    """What both have, and of each block in which they differ one of the two."""
    at = 0
    for _, start, end, other_start, other_end in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        blocks = sorted((first[start:end], second[other_start:other_end]), key=len, reverse=True)
        block = next((block for block in blocks if lines[at : at + len(block)] == block), None)
        if block is None:
            return False
        at += len(block)
    return at == len(lines)


def _first_difference(expected: str, got: str, error: str | None) -> str:
    wanted, have = expected.split("\n"), got.split("\n")
    row = next((i for i, pair in enumerate(zip(wanted, have, strict=False)) if pair[0] != pair[1]), min(len(wanted), len(have)))
    text = f"output line {row + 1}: got {_line(have, row)}, expected {_line(wanted, row)}"
    return f"{text}; ended in {error}" if error else text


def _line(lines: list[str], row: int) -> str:
    return repr(lines[row][:200]) if row < len(lines) else "nothing"
