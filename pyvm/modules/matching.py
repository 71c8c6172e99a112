"""`finditer` for guests: an iterator over matches that a blob can hold.

Pipeline: Pattern.finditer is replaced by matches() where guests look it up -> values.py has the adapter.

CPython's own iterator hides where its scanner stands. This one counts, and finds its place again by matching anew.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any


class Matches:
    """The matches of a pattern in a text, one at a time."""

    __slots__ = ("pattern", "text", "start", "end", "found", "_scanner")

    def __init__(self, pattern: re.Pattern[Any], text: Any, start: int, end: int, found: int) -> None:
        self.pattern = pattern
        self.text = text
        self.start = start
        self.end = end
        self.found = found  # matches handed out so far
        self._scanner: Iterator[re.Match[Any]] = pattern.finditer(text, start, end)
        if found:
            next(islice(self._scanner, found - 1, found), None)

    def __iter__(self) -> Matches:
        return self

    def __next__(self) -> re.Match[Any]:
        match = next(self._scanner)
        self.found += 1
        return match

    def __repr__(self) -> str:
        return f"<callable_iterator object at {id(self):#x}>"


def matches(pattern: re.Pattern[Any], string: Any, pos: int = 0, endpos: int = sys.maxsize) -> Matches:
    """Pattern.finditer."""
    return Matches(pattern, string, pos, endpos, 0)


def state(value: Matches) -> tuple[object, ...]:
    """What a blob holds of it."""
    return (value.pattern, value.text, value.start, value.end, value.found)
