"""Native values of the standard library that a blob can hold: how each becomes plain data, and comes back.

Pipeline: the codec meets a value of one of these types -> Adapter.state -> plain values in the blob -> Adapter.build.

Only values whose class offers no other way are here, and only where nothing is lost. `build` is given data from a blob, so it
checks what it is given and runs no guest code.
"""

from __future__ import annotations

import _collections  # type: ignore[import-not-found]  # typeshed has none
import _csv
import array
import datetime
import decimal
import fractions
import io
import math
import re
import struct
import time
import types
import uuid
import zoneinfo
from typing import Any, Final

from pyvm import _core

from .adapter import Adapter
from .matching import Matches
from .matching import state as matches_state


def _build_fraction(numerator: int, denominator: int) -> object:
    if type(numerator) is not int or type(denominator) is not int or denominator < 1:
        raise ValueError("a fraction has two ints, and the second is positive")
    return fractions.Fraction(numerator, denominator)


def _pattern_state(pattern: re.Pattern[Any]) -> tuple[object, ...]:
    return (pattern.pattern, int(pattern.flags))


def _build_pattern(pattern: str | bytes, flags: int) -> object:
    plain = re.compile(pattern)  # the one that re keeps, where the text says it all
    return plain if plain.flags == flags else re.compile(pattern, flags & ~int(re.DEBUG))


def _match_state(match: re.Match[Any]) -> tuple[object, ...] | None:
    """The match is found again by matching again, which is tried here, where it can still be refused.

    A match that `finditer` or `sub` found in the middle of a text is found again from there: its `.pos` may come back as its start.
    """
    subject = match.string
    if not isinstance(subject, (str, bytes)):
        return None
    for exact in (True, False):
        for method, start in (("search", match.pos), ("match", match.start()), ("fullmatch", match.start())):
            for end in (match.endpos, match.end()):
                found = getattr(match.re, method)(subject, start, end)
                if found is None or found.regs != match.regs or found.lastindex != match.lastindex:
                    continue
                if not exact or (found.pos, found.endpos) == (match.pos, match.endpos):
                    return (match.re, subject, method, start, end)
    return None


def _build_match(pattern: re.Pattern[Any], subject: str | bytes, method: str, start: int, end: int) -> object:
    if method not in ("search", "match", "fullmatch"):
        raise ValueError(f"no such way to match: {method!r}")
    found = getattr(pattern, method)(subject, start, end)
    if found is None:
        raise ValueError("the pattern does not match its subject any more")
    return found


def context_state(context: decimal.Context) -> tuple[object, ...]:
    return (
        context.prec,
        context.rounding,
        context.Emin,
        context.Emax,
        context.capitals,
        context.clamp,
        tuple(signal.__name__ for signal, on in context.flags.items() if on),
        tuple(signal.__name__ for signal, on in context.traps.items() if on),
    )


def build_context(
    prec: int, rounding: str, emin: int, emax: int, capitals: int, clamp: int, flags: tuple[str, ...], traps: tuple[str, ...]
) -> object:
    signals = {signal.__name__: signal for signal in decimal.Context().flags}
    return decimal.Context(
        prec, rounding, emin, emax, capitals, clamp, [signals[name] for name in flags], [signals[name] for name in traps]
    )


def _zone_state(zone: zoneinfo.ZoneInfo) -> tuple[object, ...] | None:
    return None if zone.key is None else (zone.key,)


def _string_io_state(stream: io.StringIO) -> tuple[object, ...] | None:
    if stream.closed:
        return (None, None, 0)
    state: Any = stream.__getstate__()
    value, newline, position, attributes = state
    return (value, newline, position) if not attributes else None


def _build_string_io(value: str | None, newline: str | None, position: int) -> object:
    stream = io.StringIO()
    if value is None:
        stream.close()
    else:
        stream.__setstate__((value, newline, position, None))  # type: ignore[attr-defined]  # C method
    return stream


def _bytes_io_state(stream: io.BytesIO) -> tuple[object, ...] | None:
    if stream.closed:
        return (None, 0)
    state: Any = stream.__getstate__()
    value, position, attributes = state
    return (bytes(value), position) if not attributes else None


def _build_bytes_io(value: bytes | None, position: int) -> object:
    stream = io.BytesIO()
    if value is None:
        stream.close()
    else:
        stream.__setstate__((value, position, None))  # type: ignore[attr-defined]  # C method
    return stream


_DIALECT_FIELDS: Final = (
    "delimiter",
    "doublequote",
    "escapechar",
    "lineterminator",
    "quotechar",
    "quoting",
    "skipinitialspace",
    "strict",
)


def _dialect_state(dialect: _csv.Dialect) -> tuple[object, ...]:
    return tuple(getattr(dialect, name) for name in _DIALECT_FIELDS)


def _build_dialect(*values: Any) -> object:
    return _csv.Dialect(**dict(zip(_DIALECT_FIELDS, values, strict=True)))


def _array_state(values: array.array[Any]) -> tuple[object, ...]:
    return (values.typecode, values.tolist())


def _build_array(typecode: str, items: list[Any]) -> object:
    return array.array(typecode, items)


def _struct_time_state(value: time.struct_time) -> tuple[object, ...]:
    return (tuple(value), value.tm_zone, value.tm_gmtoff)


def _build_struct_time(fields: tuple[int, ...], zone: str | None, offset: int | None) -> object:
    return time.struct_time((*fields, zone, offset))


def _timezone_state(zone: datetime.timezone) -> tuple[object, ...]:
    return zone.__getinitargs__()  # type: ignore[attr-defined,no-any-return]  # C method: (offset,) or (offset, name)


def _alias_state(alias: types.GenericAlias) -> tuple[object, ...]:
    return (alias.__origin__, alias.__args__, getattr(alias, "__unpacked__", False))


def _build_alias(origin: type, arguments: tuple[object, ...], unpacked: bool) -> object:
    alias = types.GenericAlias(origin, arguments)
    return next(iter(alias)) if unpacked else alias


def _build_union(*members: Any) -> object:
    union = members[0]
    for member in members[1:]:
        union = union | member
    return union


def _iso_date_state(date: Any) -> tuple[object, ...]:
    return tuple(date)


def _build_iso_date(year: int, week: int, weekday: int) -> object:
    return datetime.date.fromisocalendar(year, week, weekday).isocalendar()


def _memory_state(view: memoryview) -> tuple[object, ...] | None:
    """(object, first byte, format, shape, strides, read only) of a view; () of one that was released."""
    try:
        offset = _core.intrinsics["memory_offset"](view)
        if offset is None or type(view.obj) not in (bytes, bytearray, array.array) or view.ndim > 1 and not view.c_contiguous:
            return None
        return (view.obj, offset, view.format, view.shape, view.strides, view.readonly)
    except ValueError:
        return ()


def _build_memory(*state: Any) -> object:
    if not state:
        released = memoryview(b"")
        released.release()
        return released
    base, offset, layout, shape, strides, readonly = state
    if type(base) not in (bytes, bytearray, array.array):
        raise TypeError("a memoryview of something else than bytes")
    width = struct.calcsize(layout)
    count = math.prod(shape)
    step = strides[0] // width if len(shape) == 1 and count > 1 else 1
    span = ((count - 1) * abs(step) + 1) * width if count else 0
    start = offset - (span - width if step < 0 else 0)
    octets = memoryview(base).cast("B")[start : start + span]
    view = octets.cast(layout)[::step] if len(shape) == 1 else octets.cast(layout, shape)
    if view.shape != shape:
        raise ValueError("a memoryview beyond its object")
    return view.toreadonly() if readonly else view


ADAPTERS: Final[tuple[Adapter, ...]] = (
    Adapter(re.Pattern, "re.Pattern", _pattern_state, _build_pattern),
    Adapter(re.Match, "re.Match", _match_state, _build_match),
    Adapter(Matches, "re.Matches", matches_state, Matches),
    Adapter(re.RegexFlag, "re.RegexFlag", lambda flag: (int(flag),), re.RegexFlag),
    Adapter(decimal.Decimal, "decimal.Decimal", lambda number: (str(number),), lambda text: decimal.Decimal(text)),
    Adapter(decimal.Context, "decimal.Context", context_state, build_context),
    Adapter(uuid.UUID, "uuid.UUID", lambda identity: (identity.int,), lambda number: uuid.UUID(int=number)),
    Adapter(fractions.Fraction, "fractions.Fraction", lambda number: (number.numerator, number.denominator), _build_fraction),
    Adapter(struct.Struct, "struct.Struct", lambda layout: (layout.format,), struct.Struct),
    Adapter(zoneinfo.ZoneInfo, "zoneinfo.ZoneInfo", _zone_state, zoneinfo.ZoneInfo),
    Adapter(datetime.timezone, "datetime.timezone", _timezone_state, datetime.timezone),
    Adapter(io.StringIO, "io.StringIO", _string_io_state, _build_string_io),
    Adapter(io.BytesIO, "io.BytesIO", _bytes_io_state, _build_bytes_io),
    Adapter(_csv.Dialect, "csv.Dialect", _dialect_state, _build_dialect),
    Adapter(_collections._tuplegetter, "namedtuple field", lambda getter: getter.__reduce__()[1], _collections._tuplegetter),
    Adapter(array.array, "array.array", _array_state, _build_array),
    Adapter(time.struct_time, "time.struct_time", _struct_time_state, _build_struct_time),
    Adapter(types.GenericAlias, "types.GenericAlias", _alias_state, _build_alias),
    Adapter(types.UnionType, "types.UnionType", lambda union: union.__args__, _build_union),
    Adapter(type(datetime.date.min.isocalendar()), "datetime.IsoCalendarDate", _iso_date_state, _build_iso_date),
    Adapter(memoryview, "memoryview", _memory_state, _build_memory),
    Adapter(
        types.SimpleNamespace,
        "types.SimpleNamespace",
        lambda value: (dict(value.__dict__),),
        lambda attributes: types.SimpleNamespace(**attributes),
    ),
)
"""One row a type. Subclasses are not covered: an instance of a guest subclass is the codec's own business."""
