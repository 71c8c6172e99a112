"""`time` as a guest sees it: the host's clock answers, and sleeping suspends.

Pipeline: the facade `time` holds these functions -> they ask the clock of the running execution (continuation.host.clock).

Whatever tells the time goes through the clock that the host chose, so a program that is replayed in a test or goes on next
year sees time as its host wants it. Calendar arithmetic is the C library's own and needs no clock.
"""

from __future__ import annotations

import datetime as _datetime
import time as _time
from typing import Any, Final

from pyvm import _core

from .execution import running

sleep: Final = _core.Suspender("sleep", "sleep")


def time() -> float:
    """Seconds since the epoch."""
    seconds: float = running().host.clock.time()
    return seconds


def time_ns() -> int:
    """Nanoseconds since the epoch, as exact as the host's clock."""
    return round(time() * 1e9)


def monotonic() -> float:
    """Seconds on a clock that never goes back; it includes the time that the program slept, wherever it did."""
    seconds: float = running().host.clock.monotonic()
    return seconds


def monotonic_ns() -> int:
    """monotonic() in nanoseconds."""
    return round(monotonic() * 1e9)


# A program that moves between processes has no processor time of its own: all clocks that measure are the monotonic one.
perf_counter = process_time = thread_time = monotonic
perf_counter_ns = process_time_ns = thread_time_ns = monotonic_ns


def gmtime(seconds: float | None = None, /) -> _time.struct_time:
    """The parts of a time in UTC; now, if none is given."""
    return _time.gmtime(time() if seconds is None else seconds)


def localtime(seconds: float | None = None, /) -> _time.struct_time:
    """The parts of a time in the host's zone; now, if none is given."""
    return _time.localtime(time() if seconds is None else seconds)


def ctime(seconds: float | None = None, /) -> str:
    """A time as text; now, if none is given."""
    return _time.ctime(time() if seconds is None else seconds)


def asctime(parts: Any = None, /) -> str:
    """The parts of a time as text; now, if none are given."""
    return _time.asctime(localtime() if parts is None else parts)


def strftime(format: str, parts: Any = None, /) -> str:
    """The parts of a time as text by a format; now, if none are given."""
    return _time.strftime(format, localtime() if parts is None else parts)


strptime = _time.strptime
mktime = _time.mktime
struct_time = _time.struct_time
timezone, altzone, daylight, tzname = _time.timezone, _time.altzone, _time.daylight, _time.tzname


# ---- datetime: the three methods that tell the time, put in place of the native ones by facades.py


def now(cls: type[_datetime.datetime], tz: _datetime.tzinfo | None = None) -> _datetime.datetime:
    """datetime.now by the host's clock."""
    return cls.fromtimestamp(time(), tz)


def utcnow(cls: type[_datetime.datetime]) -> _datetime.datetime:
    """datetime.utcnow by the host's clock."""
    return cls.fromtimestamp(time(), _datetime.UTC).replace(tzinfo=None)


def today(cls: type[Any]) -> Any:
    """date.today and datetime.today by the host's clock."""
    return cls.fromtimestamp(time())
