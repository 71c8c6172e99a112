"""Source lines of guests, for tracebacks and inspection. Never a line of a file that is not theirs.

Pipeline: pyvm.compile remembers what it compiled -> a restored execution allows its program's directory -> tracebacks.py asks.
A guest chooses the file names of what it compiles, so a name alone gives nobody the lines of a host's file.
"""

from __future__ import annotations

import linecache
import os
from functools import lru_cache
from typing import Final

REMEMBERED_BYTES: Final = 16 << 20  # of sources that are kept; the oldest go first


@lru_cache(maxsize=256)
def _directory(filename: str, _working_directory: str) -> str:
    """Where the file is. Kept, because every restore asks: 4 microseconds of 60."""
    return os.path.dirname(os.path.realpath(filename))


class Sources:
    """Lines by file name: of remembered texts, and of Python files in allowed directories."""

    def __init__(self) -> None:
        self._texts: dict[str, tuple[str, ...]] = {}
        self._sizes: dict[str, int] = {}
        self._directories: set[str] = set()

    def remember(self, filename: str, text: str) -> None:
        """The lines of filename are those of text."""
        self._texts.pop(filename, None)
        self._texts[filename] = tuple(text.splitlines(keepends=True))
        self._sizes[filename] = len(text)
        while sum(self._sizes.values()) > REMEMBERED_BYTES and len(self._texts) > 1:
            oldest = next(iter(self._texts))
            del self._texts[oldest], self._sizes[oldest]

    def allow_neighbours_of(self, filename: str) -> None:
        """Python files beside filename, and in packages there, may be read: the program is one of them."""
        if not filename.startswith("<") and "\0" not in filename:
            self._directories.add(_directory(filename, os.getcwd()))

    def line(self, filename: str, number: int) -> str:
        """The line with that number, from 1, with its line end; "" if it is not known."""
        lines = self._texts.get(filename)
        if lines is not None:
            return lines[number - 1] if 0 < number <= len(lines) else ""
        return linecache.getline(filename, number) if self._may_read(filename) else ""

    def _may_read(self, filename: str) -> bool:
        if not filename.endswith(".py") or "\0" in filename:
            return False
        path = os.path.realpath(filename)
        return any(path.startswith(directory + os.sep) for directory in self._directories)


SOURCES: Final = Sources()
"""The process's sources."""
