"""Results as a table for people and as JSON for machines.

Pipeline: run.py collects Results -> this module shows them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """A program in a mode."""

    program: str
    group: str
    mode: str
    problem: str | None  # None: same as CPython
    count: int  # suspensions, or freezes
    details: str = ""

    @property
    def passed(self) -> bool:
        return self.problem is None


def table(results: Sequence[Result]) -> str:
    """Passed of all, a row a group and a column a mode."""
    modes = list(dict.fromkeys(result.mode for result in results))
    groups = list(dict.fromkeys(result.group for result in results))
    rows = [["", *modes]]
    for group in [*groups, None]:
        cells = [group or "all"]
        for mode in modes:
            chosen = [r for r in results if r.mode == mode and group in (None, r.group)]
            cells.append(f"{sum(r.passed for r in chosen)}/{len(chosen)}")
        rows.append(cells)
    freezes = ["suspensions or freezes", *(str(sum(r.count for r in results if r.mode == mode)) for mode in modes)]
    rows.append(freezes)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
    return "  ".join([row[0].ljust(len(first)), *others])


def failures(results: Iterable[Result]) -> str:
    """A line a failure."""
    return "\n".join(f"{r.mode}  {r.program}: {r.problem}" for r in results if not r.passed)


def causes(results: Iterable[Result]) -> str:
    """Failures by their reason with the particulars taken out, most frequent first, with up to four programs each."""
    by_reason: dict[str, list[str]] = {}
    for result in results:
        if result.problem is not None:
            by_reason.setdefault(_general(result.problem), []).append(result.program)
    counted = Counter({reason: len(names) for reason, names in by_reason.items()})
    return "\n".join(f"{n:5}  {reason}\n       {', '.join(by_reason[reason][:4])}" for reason, n in counted.most_common())


def as_json(results: Iterable[Result]) -> str:
    return json.dumps([asdict(result) for result in results], indent=1)


def _general(problem: str) -> str:
    text = re.sub(r"0x[0-9a-f]+|\d+", "#", problem)
    ended = text.rfind("; ended in ")
    return text[ended + 11 :][:160] if ended >= 0 else text[:160]
