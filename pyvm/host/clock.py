"""Time as a guest sees it.

Pipeline: VM(clock=) gives a Clock -> each execution wraps it in a GuestClock -> the guest's `time` and `datetime` read that.
`time.time()` is the host clock's wall time. `time.monotonic()` belongs to the continuation: it never goes backwards, also not
from one process to the next, and it includes what the program slept.
"""

from __future__ import annotations

import time
from typing import NamedTuple, Protocol


class Clock(Protocol):
    """A source of time. Both readings are seconds; `time` since the epoch, `monotonic` since any moment of this process."""

    def time(self) -> float: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The machine's own clocks."""

    def time(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()


class ClockMark(NamedTuple):
    """What a guest's clocks showed when it last stopped. Travels in the blob."""

    wall: float
    monotonic: float


class GuestClock:
    """The clocks of one execution. Its monotonic reading goes on across processes."""

    __slots__ = ("_clock", "_offset", "_mark")

    def __init__(self, clock: Clock, mark: ClockMark | None = None) -> None:
        """mark: where the clocks of a restored execution stopped; time since then counts, if the wall clock saw any."""
        self._clock = clock
        if mark is None:
            self._offset = 0.0
            self._mark = ClockMark(clock.time(), clock.monotonic())
        else:
            away = max(0.0, clock.time() - mark.wall)
            self._offset = mark.monotonic + away - clock.monotonic()
            self._mark = mark

    def time(self) -> float:
        return self._clock.time()

    def monotonic(self) -> float:
        return self._clock.monotonic() + self._offset

    @property
    def mark(self) -> ClockMark:
        """The readings at the last stop."""
        return self._mark

    def stop(self) -> None:
        """Notes the readings: the program stops here."""
        self._mark = ClockMark(self.time(), self.monotonic())

    def slept(self, seconds: float) -> None:
        """A sleep that began at the last stop is over; a host that skipped the wait is made up for."""
        missing = self._mark.monotonic + seconds - self.monotonic()
        if missing > 0:
            self._offset += missing
