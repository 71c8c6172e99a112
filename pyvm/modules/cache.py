"""The unit cache: compiled standard modules, guest library files and scripts, kept on disk from one process to the next.

Pipeline: compiler -> unit_of() writes an entry -> a later process reads it, verifies it and links it as if it had compiled it.

An entry is a hint and nothing more: one that is missing, torn, foreign or refused by the verifier is compiled anew, and a
directory that cannot be written is read only. Units are verified before they are written. They are verified again when they are
read only where files have no owners. Elsewhere an entry that somebody else could have written is not even read: marshal is no format
for bytes of strangers; and proving our own anew would take a quarter of a second for the dozen modules of a usual program, while who
can forge such a file can change the program as well. An entry's name and digest cover all that a unit depends on: the source, the
Python minor whose bytecode was lifted, the instruction set, and the files of the front end (their sizes and times: a changed compiler
never meets its predecessor's code).

An entry's bytes:   8 magic   32 blake2b of the rest, keyed by the source   marshal of the unit as nested tuples
marshal, because it reads a module in a tenth of pickle's time; the digest stands before it, so torn bytes never reach it.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import marshal
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import MISSING, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from pyvm.code import CodeUnit, Constant, Handler, Kind, Position
from pyvm.isa import ISA_VERSION

VARIABLE: Final = "PYVM_CACHE"
"""Environment variable: the directory to use, or the empty string for no cache."""

_MAGIC: Final = b"PVMUNIT3"
_DIGEST: Final = 32
_FIELDS: Final = tuple(field.name for field in fields(CodeUnit) if field.default_factory is MISSING)  # not what the core leaves there

Packed: TypeAlias = "None | bool | int | float | complex | str | bytes | tuple[Any, ...]"


def unit_of(source: bytes, filename: str, compile_unit: Callable[[], CodeUnit], *, replacing: bool = False) -> CodeUnit:
    """The verified unit of a source: read from the cache, or compiled and then written to it.

    Args:
        source: all that the unit's meaning depends on besides the front end.
        replacing: the entry takes the place of an earlier one for the same file name; for files that are edited all the time.
    """
    directory = cache_directory()
    path = None if directory is None else directory / _entry_name(b"" if replacing else source, filename)
    unit = None if path is None else _read(path, source)
    if unit is None:
        from pyvm.verify import verify

        unit = compile_unit()
        verify(unit)
        if path is not None:
            _write(path, source, unit)
    return unit


def cache_directory() -> Path | None:
    """Where entries are kept on this platform; None if there is no cache."""
    chosen = os.environ.get(VARIABLE)
    if chosen is not None:
        return Path(chosen) if chosen else None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base, "pyvm", "Cache") if base else None
    if sys.platform == "darwin":
        return _in_home("Library/Caches/pyvm")
    base = os.environ.get("XDG_CACHE_HOME", "")
    return Path(base, "pyvm") if os.path.isabs(base) else _in_home(".cache/pyvm")


def _in_home(below: str) -> Path | None:
    home = os.path.expanduser("~")
    return Path(home, below) if os.path.isabs(home) else None


def _entry_name(source: bytes, filename: str) -> str:
    key = hashlib.blake2b(digest_size=16)
    for part in (_front_end(), filename.encode("utf-8", "surrogatepass"), source):
        key.update(len(part).to_bytes(8, "little"))
        key.update(part)
    return f"{key.hexdigest()}.unit"


@cache
def _front_end() -> bytes:
    """What compiles: the Python minor, the instruction set, and the compiler's files by size and time."""
    package = Path(__file__).resolve().parent.parent
    files = [package / "isa.py", package / "code.py"]
    compiler = sys.modules.get("pyvm.compiler")
    for directory in getattr(compiler, "__path__", None) or _compiler_directories(package):
        files.extend(Path(directory).rglob("*.py"))
    facts = [f"{sys.implementation.cache_tag} {ISA_VERSION}"]
    for path in sorted(files):
        try:
            status = path.stat()
        except OSError:
            continue
        facts.append(f"{path.name} {status.st_size} {status.st_mtime_ns}")
    return "\n".join(facts).encode()


def _compiler_directories(package: Path) -> list[str]:
    """The compiler's directory without importing it: a warm start never needs it. Beside us in a checkout, else below us."""
    return [str(place) for place in (package / "compiler", package.parent / "compiler") if (place / "__init__.py").is_file()][:1]


def _read(path: Path, source: bytes) -> CodeUnit | None:
    """The entry's unit, if it is there, of this source, whole and harmless."""
    try:
        with open(path, "rb") as file:
            trusted = _is_ours(os.fstat(file.fileno()))
            if not trusted and hasattr(os, "getuid"):
                return None
            data = file.read()
    except OSError:
        return None
    start = len(_MAGIC) + _DIGEST
    body = memoryview(data)[start:]
    if not data.startswith(_MAGIC) or _digest(body, source) != data[len(_MAGIC) : start]:
        return None
    collecting = gc.isenabled()
    gc.disable()  # a module is some ten thousand tuples, and no garbage
    try:
        unit = _unpack_unit(marshal.loads(body))
        if not trusted:
            from pyvm.verify import verify

            unit = _anonymous(unit)
            verify(unit)
    except Exception:  # whatever forged bytes provoke: the source is compiled anew
        return None
    finally:
        if collecting:
            gc.enable()
    return unit


def _is_ours(status: os.stat_result) -> bool:
    """True if only this user could have written the file. Never where files have no such owners."""
    return hasattr(os, "getuid") and status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _digest(body: bytes | memoryview, source: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST, key=hashlib.blake2b(source).digest()).digest()


def _write(path: Path, source: bytes, unit: CodeUnit) -> None:
    """Writes an entry in one step: readers see the whole of it or nothing. A directory that refuses is left alone."""
    import tempfile  # a warm start writes nothing, and does without the six modules that this one imports

    body = marshal.dumps(_pack_unit(unit))
    data = _MAGIC + _digest(body, source) + body
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".unit-")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _anonymous(unit: CodeUnit) -> CodeUnit:
    """The unit without the identities that somebody else wrote: they are found anew."""
    constants = tuple(_anonymous(constant) if isinstance(constant, CodeUnit) else constant for constant in unit.constants)
    return replace(unit, constants=constants, linked=[], identities={})


def lines_only(unit: CodeUnit) -> CodeUnit:
    """The unit with positions of lines, not columns: a third as many. For sources that no traceback shows."""
    positions = []
    line = -1
    for row in unit.positions:
        if row.line != line:
            line = row.line
            positions.append(Position(row.offset, line, line if line else 0, -1, -1))
    constants = tuple(lines_only(constant) if isinstance(constant, CodeUnit) else constant for constant in unit.constants)
    return replace(unit, positions=tuple(positions), constants=constants, linked=[], identities={})


# ---- units as nested tuples


def _pack_unit(unit: CodeUnit) -> tuple[Any, ...]:
    packed: list[Any] = []
    for name in _FIELDS:
        value = getattr(unit, name)
        if name == "kind":
            value = value.value
        elif name == "constants":
            value = tuple(_pack(constant) for constant in value)
        elif name == "handlers":
            value = tuple((row.start, row.end, row.target, row.register) for row in value)
        elif name == "positions":
            value = tuple((row.offset, row.line, row.end_line, row.column, row.end_column) for row in value)
        packed.append(value)
    packed.append(unit.code_id)  # half of the time to link is the time to hash
    return tuple(packed)


def _unpack_unit(packed: tuple[Any, ...]) -> CodeUnit:
    *fields_, code_id = packed
    values: dict[str, Any] = dict(zip(_FIELDS, fields_, strict=True))
    values["kind"] = Kind(values["kind"])
    values["constants"] = tuple(_unpack(constant) if type(constant) is tuple else constant for constant in values["constants"])
    values["handlers"] = tuple(Handler(*row) for row in values["handlers"])
    values["positions"] = tuple(Position(*row) for row in values["positions"])
    return CodeUnit(**values, identities={"code": code_id})


def _pack(constant: Constant) -> Packed:
    """A constant as marshal takes it: scalars as they are, everything else a tuple that begins with its tag."""
    if isinstance(constant, CodeUnit):
        return ("unit", _pack_unit(constant))
    if isinstance(constant, tuple):
        return ("tuple", *map(_pack, constant))
    if isinstance(constant, frozenset):
        return ("frozenset", *map(_pack, constant))
    if isinstance(constant, slice):
        return ("slice", _pack(constant.start), _pack(constant.stop), _pack(constant.step))
    if constant is ...:
        return ("ellipsis",)
    assert not isinstance(constant, type(...))
    return constant


def _unpack(packed: Packed) -> Constant:
    if not isinstance(packed, tuple):
        return packed
    tag, *rest = packed
    if tag == "unit":
        return _unpack_unit(rest[0])
    if tag == "ellipsis":
        return ...
    values = [_unpack(value) for value in rest]
    if tag == "tuple":
        return tuple(values)
    if tag == "frozenset":
        return frozenset(values)
    if tag == "slice":
        return slice(*values)
    raise ValueError(f"unknown constant {tag!r}")
