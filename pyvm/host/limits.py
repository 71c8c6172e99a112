"""Limits over the life of an execution, and the account of what it has used.

Pipeline: VM(limits=) -> Execution asks the account before and after each run of the core. Both travel in the blob.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

DEFAULT_RECURSION = 1000
MANY = 2**62  # what the core can count
LARGEST = {"recursion": 2**31 - 1}


@dataclass(frozen=True, slots=True)
class Limits:
    """Totals over the life of an execution, over all its processes. None = unbounded."""

    fuel: int | None = None  # safepoints: backward jumps, calls, resumptions
    memory: int | None = None  # bytes that the guest may hold; MemoryError in the guest
    time: float | None = None  # seconds spent running, waiting not included
    output: int | None = None  # characters written to stdout and stderr
    recursion: int = DEFAULT_RECURSION  # frames; RecursionError in the guest
    snapshot: int | None = None  # bytes of a blob; SnapshotTooLarge at the host

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None and field.name != "recursion":
                continue
            wanted = int | float if field.name == "time" else int
            if isinstance(value, bool) or not isinstance(value, wanted):
                kind = "a number" if field.name == "time" else "an int"
                raise TypeError(f"limit `{field.name}` is {value!r}; give {kind}, or None for no limit")
            if value < 0 or value != value:
                raise ValueError(f"limit `{field.name}` is {value}; give a number that is not negative")
            if field.name != "time" and value > LARGEST.get(field.name, MANY):
                raise ValueError(f"limit `{field.name}` is {value}; at most {LARGEST.get(field.name, MANY):,} is possible")

    @property
    def bound_work(self) -> bool:
        """Whether a single operation must not take for ever: somebody counts fuel, time or memory."""
        return self.fuel is not None or self.time is not None or self.memory is not None

    def totals(self) -> dict[str, int | float]:
        """Those that are set, by name."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name)) is not None}


@lru_cache(maxsize=64, typed=True)
def limits_of(**totals: int) -> Limits:
    """Limits with these totals; the same object for the same ones, because every restore asks. Raises as Limits()."""
    return Limits(**totals)


@dataclass(slots=True)
class Account:
    """What an execution has used so far."""

    fuel: int = 0
    time: float = 0.0
    output: int = 0

    def reached(self, limits: Limits) -> str | None:
        """The first of the limits that is reached, by name."""
        if limits.fuel is not None and self.fuel >= limits.fuel:
            return "fuel"
        if limits.time is not None and self.time >= limits.time:
            return "time"
        if limits.output is not None and self.output >= limits.output:
            return "output"
        return None


OUTPUT_SLICE = 64  # safepoints between two looks at the output of a guest whose output is limited


@dataclass(frozen=True, slots=True)
class Bounds:
    """What stops one run of the core: what its caller asked for, and what is left of the limits."""

    fuel_end: int | None  # reading of the account at which the caller wants it back
    deadline: float | None  # reading of time.monotonic() at which the caller wants it back
    time_limit_end: float | None  # reading of time.monotonic() at which the time limit is reached
    limits: Limits

    def __post_init__(self) -> None:
        if self.fuel_end is not None and type(self.fuel_end) is not int:
            raise TypeError("`fuel=` is an int, or None")
        if self.deadline is not None and self.deadline != self.deadline:
            raise ValueError("`seconds=` is not a number")

    def next_fuel(self, used: int) -> int | None:
        """Fuel for the next run of the core: until a bound, or until the output has to be looked at."""
        ends = [end - used for end in (self.fuel_end, self.limits.fuel) if end is not None]
        if self.limits.output is not None:
            ends.append(OUTPUT_SLICE)
        return max(0, min(*ends, MANY)) if ends else None

    def next_deadline(self) -> float | None:
        ends = [end for end in (self.deadline, self.time_limit_end) if end is not None]
        return min(ends) if ends else None

    def reached(self, used: int, now: float) -> str | None:
        """Which of the caller's own bounds is reached."""
        if self.fuel_end is not None and used >= self.fuel_end:
            return "fuel"
        return "time" if self.deadline is not None and now >= self.deadline else None
