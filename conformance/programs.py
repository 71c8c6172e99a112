"""The programs: our own cases, and folders of others in the same form.

Pipeline: this module finds them -> run.py hands them to workers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"
KNOWN_FAILURES = frozenset((Path(__file__).parent / "known_failures.txt").read_text(encoding="utf-8").splitlines())
_HEADER = re.compile(r"(?:# [\w-]+: .*\n)+")  # "# suspends: 3": facts about a program of another collection, not part of it


@dataclass(frozen=True, slots=True)
class Program:
    """A program and what is known about it."""

    name: str  # "closures/late_binding"
    path: Path
    expected_output: str | None  # of a file `name.out` beside it; None: CPython says

    @property
    def group(self) -> str:
        return self.name.split("/")[0]

    @property
    def source(self) -> str:
        text = self.path.read_text(encoding="utf-8")
        header = _HEADER.match(text) if self.expected_output is not None else None
        return text[header.end() :] if header else text


def programs_in(folder: Path = CASES) -> Iterator[Program]:
    """The programs of a folder, by name. Files and folders that begin with `_` are neighbours to import."""
    for path in sorted(folder.glob("*/*.py")):
        if path.name.startswith("_") or path.parent.name.startswith("_"):
            continue
        expected = path.with_suffix(".out")
        yield Program(
            name=f"{path.parent.name}/{path.stem}",
            path=path,
            expected_output=expected.read_text(encoding="utf-8") if expected.exists() else None,
        )
