"""The programs: our own cases, and folders of others in the same form.

Pipeline: this module finds them -> run.py hands them to workers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"
_SUSPENDS = re.compile(r"^# suspends: (\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Program:
    """A program and what is known about it."""

    name: str  # "closures/late_binding"
    path: Path
    expected_output: str | None  # of a file `name.out` beside it; None: CPython says
    suspends: int | None  # of a line "# suspends: 3"

    @property
    def group(self) -> str:
        return self.name.split("/")[0]


def programs_in(folder: Path = CASES) -> Iterator[Program]:
    """The programs of a folder, by name. Files and folders that begin with `_` are neighbours to import."""
    for path in sorted(folder.glob("*/*.py")):
        if path.name.startswith("_") or path.parent.name.startswith("_"):
            continue
        expected = path.with_suffix(".out")
        count = _SUSPENDS.search(path.read_text(encoding="utf-8"))
        yield Program(
            name=f"{path.parent.name}/{path.stem}",
            path=path,
            expected_output=expected.read_text(encoding="utf-8") if expected.exists() else None,
            suspends=int(count[1]) if count else None,
        )
