"""Requests: what the core says the program waits for, checked and made ready for the host.

Pipeline: a call of a Suspender stops the core -> this module checks the arguments and mints the idempotency key -> events.Request.
An error raised here belongs to the guest: it is raised at the call.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from pyvm.host.events import Request
from pyvm.host.functions import Effect

RawRequest: TypeAlias = tuple[str, str, tuple[object, ...], Mapping[str, object], Callable[..., object] | None]

LONGEST_SLEEP = 2**63 / 1e9  # seconds; CPython counts nanoseconds in 64 bits


class Wait(NamedTuple):
    """A request's own facts that travel in the blob beside the continuation."""

    key: str
    seconds: float = 0.0  # of a sleep
    until: float | None = None  # of a sleep, wall time


def start_wait(raw: RawRequest, key: str, now: float, effects: Mapping[int, Effect[..., object]]) -> Wait:
    """The wait that begins at wall time `now`.

    Raises: TypeError, ValueError, OverflowError as a native function with that signature would.
    """
    kind, _, args, kwargs, function = raw
    if kind == "sleep":
        seconds = _sleep_seconds(args, kwargs)
        return Wait(key, seconds, now + seconds)
    if kind == "suspend":
        _payload(args, kwargs)
    elif id(function) in effects:
        effects[id(function)].check(args, kwargs)
    return Wait(key)


def make_request(raw: RawRequest, wait: Wait) -> Request:
    """The request as the host sees it."""
    kind, name, args, kwargs, function = raw
    payload = _payload(args, kwargs) if kind == "suspend" else None
    return Request(kind, name, args, kwargs, wait.key, payload, wait.until, function)


def _payload(args: tuple[object, ...], kwargs: Mapping[str, object]) -> object:
    given = len(args) + len(kwargs)
    if given > 1:
        raise TypeError(f"suspend() takes at most 1 argument ({given} given)")
    unknown = [name for name in kwargs if name != "payload"]
    if unknown:
        raise TypeError(f"suspend() got an unexpected keyword argument '{unknown[0]}'")
    return args[0] if args else kwargs.get("payload")


def _sleep_seconds(args: tuple[object, ...], kwargs: Mapping[str, object]) -> float:
    values = (*args, *kwargs.values())
    if len(values) != 1 or any(name != "seconds" for name in kwargs):
        raise TypeError(f"sleep() takes exactly one argument ({len(values)} given)")
    value = values[0]
    seconds = value if isinstance(value, float) else float(operator.index(value))  # type: ignore[arg-type]  # TypeError if it is none
    if math.isnan(seconds):
        raise ValueError("Invalid value NaN (not a number)")
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if seconds >= LONGEST_SLEEP:
        raise OverflowError("timestamp out of range for platform time_t")
    return seconds
