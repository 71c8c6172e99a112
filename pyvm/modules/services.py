"""`_pyvm`: what our own guest files ask of the host's side. Only shared modules can import it.

Pipeline: pyvm/modules/guest/*.py -> these functions -> the running execution.
"""

from __future__ import annotations

import _string  # type: ignore[import-not-found]  # typeshed has none
import collections
import datetime
import enum
import hashlib
import inspect
import io
import time
import types
import weakref
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final

from pyvm import _core

from .execution import running, state_of_running

suspend: Final = _core.Suspender("suspend", "suspend")
sleep: Final = _core.Suspender("sleep", "sleep")


def execution_state() -> dict[str, Any]:
    """The state of the running execution, see execution.py."""
    return state_of_running()


def entropy(count: int) -> bytes:
    """Random bytes from the host's source."""
    made: bytes = running().host.entropy(count)
    return made


def write(text: str) -> None:
    """Text for the host's sink."""
    running().host.write(text)


def caller_name(level: int) -> str | None:
    """`__name__` of the guest function that is `level` guest frames below the caller; None if there is none."""
    try:
        name = _core.frame_globals(level).get("__name__")
    except ValueError:
        return None
    return name if isinstance(name, str) else None


def begin_no_suspend() -> None:
    """One more block in which the execution must not suspend."""
    running().no_suspend += 1


def end_no_suspend() -> None:
    """One block less."""
    running().no_suspend -= 1


# ---- functions, as inspect sees them


def parameters(function: object) -> tuple[tuple[str, int, bool, object], ...]:
    """(name, kind, has a default, default) of each parameter of a guest function; kinds are numbered as inspect's."""
    code = function.__code__  # type: ignore[attr-defined]  # guest functions have one
    unit = getattr(code, "unit", code)
    defaults: tuple[object, ...] = function.__defaults__ or ()  # type: ignore[attr-defined]
    keyword_defaults: dict[str, object] = function.__kwdefaults__ or {}  # type: ignore[attr-defined]
    rows: list[tuple[str, int, bool, object]] = []
    first_default = unit.positional_count - len(defaults)
    names = iter(unit.varnames)
    for index in range(unit.positional_count):
        known = index >= first_default
        kind = 0 if index < unit.positional_only_count else 1
        rows.append((next(names), kind, known, defaults[index - first_default] if known else None))
    keyword_only = []
    for _ in range(unit.keyword_only_count):
        name = next(names)
        keyword_only.append((name, 3, name in keyword_defaults, keyword_defaults.get(name)))
    if unit.varargs:
        rows.append((next(names), 2, False, None))
    rows.extend(keyword_only)
    if unit.varkw:
        rows.append((next(names), 4, False, None))
    return tuple(rows)


def code_kind(function: object) -> str:
    """ "function", "generator" or "body"."""
    code = function.__code__  # type: ignore[attr-defined]
    kind: str = getattr(code, "unit", code).kind.value
    return kind


def is_native_routine(value: object) -> bool:
    """True for methods and functions of native types."""
    return inspect.isroutine(value)


def static_attribute(value: object, name: str) -> tuple[object, ...]:
    """(attribute,) as it lies in the value or its classes, without running any code of theirs; () if it is nowhere."""
    try:
        found = inspect.getattr_static(value, name)
    except AttributeError:
        return ()
    return (found,) if _core.gate_check(value, name) else ()


# ---- copying: how an object says that it is rebuilt, see guest/copy.py

_NATIVE_REDUCED: Final = (
    BaseException,
    collections.deque,
    collections.OrderedDict,
    collections.defaultdict,
    datetime.date,
    datetime.time,
    datetime.timedelta,
    datetime.tzinfo,
    types.SimpleNamespace,
    types.GenericAlias,
    time.struct_time,
    slice,
    bytearray,
    io.StringIO,
    io.BytesIO,
)
_GUEST_CLASS: Final = 1 << 15


def is_constant(value: object) -> bool:
    """True for what copies to itself: functions, modules' natives, patterns, references."""
    return isinstance(
        value,
        (types.BuiltinFunctionType, types.FunctionType, _core.Function, _core.Suspender, weakref.ref, range, enum.Enum, types.UnionType),
    )


def copy_kind(value: object) -> str:
    """Who rebuilds it: "reduce_ex" or "reduce", a method of a guest class; "native"; "state", by class and attributes.

    Raises:
        TypeError: it cannot be copied.
    """
    for base in type(value).__mro__:
        guest = bool(base.__flags__ & _GUEST_CLASS)
        for name in ("__reduce_ex__", "__reduce__"):
            if name in base.__dict__ and base is not object:
                if guest:
                    return name.strip("_")
                if issubclass(base, _NATIVE_REDUCED) or isinstance(value, _NATIVE_REDUCED):
                    return "native"
    if type(value).__flags__ & _GUEST_CLASS or isinstance(value, (list, dict, set, frozenset, tuple, int, float, str, bytes)):
        return "state"
    raise TypeError(f"cannot copy '{type(value).__name__}' object")


def native_reduce(value: object) -> Any:
    """What a native class says about rebuilding the value."""
    return value.__reduce_ex__(4)


def object_state(value: object) -> object:
    """The attributes of a value, and its slots, as object.__getstate__ gives them."""
    return object.__getstate__(value)


# ---- hashes: hashlib.py keeps the data, these make digests of it


def digest(name: str, data: bytes | bytearray, length: int | None = None) -> bytes:
    """The digest of data; `length` for the algorithms whose digests have any length."""
    made = hashlib.new(name, data)
    return made.digest() if length is None else made.digest(length)  # type: ignore[call-arg]  # shake_128, shake_256


def hash_facts(name: str) -> tuple[str, int, int]:
    """(name, digest size, block size) of an algorithm. ValueError if there is none of that name."""
    made = hashlib.new(name)
    return made.name, made.digest_size, made.block_size


def blake2(name: str, data: bytes | bytearray, options: dict[str, Any]) -> bytes:
    """The digest of data by blake2b or blake2s with options."""
    constructor: Any = {"blake2b": hashlib.blake2b, "blake2s": hashlib.blake2s}[name]
    made: bytes = constructor(data, **options).digest()
    return made


def pbkdf2(name: str, password: bytes, salt: bytes, iterations: int, length: int | None) -> bytes:
    """The derived key. Its rounds take fuel."""
    blocks = 1 if length is None else 1 + length // hashlib.new(name).digest_size
    running().afford(1000 * iterations * blocks, "pbkdf2_hmac")
    return hashlib.pbkdf2_hmac(name, password, salt, iterations, length)


# ---- tracebacks


def source_line(filename: str, line: int) -> str:
    """A line of a source that the running program was made of, or nothing."""
    found: str = running().host.source_line(filename, line)
    return found


def traceback_entries(entry: TracebackType | None) -> list[tuple[str, int, str]]:
    """(filename, line, function) of each guest frame in a traceback, outermost first; the guest library's are left out."""
    rows = []
    while entry is not None:
        code = entry.tb_frame.f_code
        if not code.co_filename.startswith("<library>/"):
            rows.append((code.co_filename, entry.tb_lineno, code.co_name))
        entry = entry.tb_next
    return rows


def format_exception(exception: BaseException) -> str:
    """The text that an uncaught exception leaves, ending in a newline."""
    text: str = running().host.format_exception(exception)
    return text


# ---- string.Formatter: CPython's parser, with iterators that a blob can hold


def formatter_parser(template: str) -> Iterator[tuple[str, str | None, str | None, str | None]]:
    """The pieces of a format string: (text, field, spec, conversion)."""
    return iter(list(_string.formatter_parser(template)))


def formatter_field_name_split(field: str) -> tuple[int | str, Iterator[tuple[bool, int | str]]]:
    """The first name of a replacement field, and (is an attribute, name) of each further step."""
    first, rest = _string.formatter_field_name_split(field)
    return first, iter(list(rest))


# ---- csv: one record at a time, see guest/_csv.py


class _MoreLines(Exception):
    """The record goes on in the next line."""


def parse_record(lines: list[str], ended: bool, dialect: Any) -> list[Any] | None:
    """The record that these lines make; None if it goes on in a line that is not here yet."""
    import _csv

    def feed() -> Any:
        yield from lines
        if not ended:
            raise _MoreLines

    try:
        return next(_csv.reader(feed(), dialect), None)
    except _MoreLines:
        return None


def format_record(row: list[Any], dialect: Any) -> str:
    """A record as text, with its line terminator."""
    import _csv

    sink = io.StringIO(newline="")
    _csv.writer(sink, dialect).writerow(row)
    return sink.getvalue()
