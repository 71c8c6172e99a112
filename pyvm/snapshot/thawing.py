"""Thawing: the bytes of a blob to a continuation. Everything is checked before the first instruction; no guest code runs.

Pipeline: VM.restore -> thaw() -> container.py (seal, lengths), codes.py (code, verified), host names, core/codec (the heap).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final, NoReturn, TypeAlias

from pyvm import _core
from pyvm.errors import Corrupt, HostContractChanged, InvalidState, LimitExceeded, MissingHostRef, RestoreError
from pyvm.snapshot import limits
from pyvm.snapshot.codes import CodeTable, linked_codes
from pyvm.snapshot.container import Container, Section, unpack
from pyvm.snapshot.freezing import PLAIN, PYTHON, UNKNOWN_SEED, Meta, hash_fingerprint


def thaw(
    blob: bytes,
    *,
    registry: _core.Registry,
    versions: Mapping[str, str] | None = None,
    builtins: dict[str, object] | None = None,  # noqa: ARG001  # the registry has them
    keys: Sequence[bytes] = (),
    code_store: Mapping[bytes, bytes] | None = None,
    raw_limit: int = limits.RAW_LENGTH,
    host: object = None,
    counts_memory: Callable[[Meta], bool] = lambda meta: False,
    adapt: Callable[[list[Any]], None] | None = None,
) -> tuple[_core.Continuation, Meta]:
    """The continuation of a blob, and the meta data that it was frozen with.

    counts_memory: whether, by these meta data, the continuation has to know how many bytes it holds.
    adapt: called with the objects of a blob that another Python version wrote.

    Raises: a RestoreError, by its kind, if the blob is refused.
    """
    container = unpack(blob, keys, raw_limit)
    facts = read_facts(container)
    codes = linked_codes(container.sections[Section.CODES], read_codes, code_store)
    names, contracts = read_hosts(container.sections[Section.HOSTS])
    objects = resolve(names, contracts, registry, versions or {})
    meta: Meta = facts["host"]
    same_version = facts.get("python") == PYTHON
    heap = (container.sections[Section.HEAP], codes, objects, registry, host, None if same_version else adapt)
    held = 0
    if counts_memory(meta):
        (continuation, hashed), held = _core.measured(decode_all, *heap)
    else:
        continuation, hashed = decode_all(*heap)
    if type(continuation) is not _core.Continuation:
        raise InvalidState("it holds no continuation")
    continuation.memory_used = held
    seed = facts.get("hash")
    if hashed and seed != hash_fingerprint():
        meta[UNORDERED] = Unordered(tuple(hashed), seed if type(seed) is int else UNKNOWN_SEED)
    return continuation, meta


UNORDERED: Final = "pyvm.unordered"


@dataclass(frozen=True, slots=True)
class Unordered:
    """The dicts and sets of a thawed continuation whose keys have to be hashed again before it runs."""

    tables: tuple[object, ...]  # frozensets first, inner ones before outer ones
    seed: int  # fingerprint of the process in which they were hashed


def unordered(meta: Meta) -> Unordered | None:
    """What has to be put in order, if anything; it leaves the meta data."""
    found = meta.pop(UNORDERED, None)
    assert found is None or isinstance(found, Unordered)
    return found


# ---- sections


def decode(stream: bytes, codes: list[_core.Code], objects: list[object], registry: _core.Registry, host: object = None) -> Any:
    """The root of a heap stream. Raises as decode_all()."""
    return decode_all(stream, codes, objects, registry, host)[0]


def decode_all(
    stream: bytes,
    codes: list[_core.Code],
    objects: list[object],
    registry: _core.Registry,
    host: object = None,
    complete: Callable[[list[Any]], None] | None = None,
) -> tuple[Any, list[object]]:
    """The root of a heap stream, and the containers whose hashes were stored.

    Raises: Corrupt, InvalidState, LimitExceeded.
    """
    try:
        root, hashed = _core.codec_decode(stream, codes, objects, registry, host, complete)
    except _core.DecodeError as error:
        refuse(error)
    except (MemoryError, KeyboardInterrupt, RestoreError):
        raise
    except Exception as error:  # a constructor of CPython or an adapter did not take what the stream gives it
        raise Corrupt(f"a value cannot be made ({type(error).__name__}: {error})") from error
    return root, hashed


def refuse(error: _core.DecodeError) -> NoReturn:
    """The codec's refusal as the error of its kind."""
    kind, reason, first, second = error.args
    if kind == "limit":
        raise LimitExceeded(reason, first, second) from None
    if kind == "state":
        raise InvalidState(reason) from None
    if kind == "missing":
        raise MissingHostRef([reason]) from None
    raise Corrupt(reason, first) from None


def read_plain(section: bytes) -> Any:
    """A section of plain data."""
    return decode(section, [], [], PLAIN)


def read_facts(container: Container) -> dict[str, Any]:
    """What META says: state, python, host, and hash if hashes are stored."""
    facts = read_plain(container.sections[Section.META])
    if type(facts) is not dict or type(facts.get("host")) is not dict or type(facts.get("state")) is not str:
        raise Corrupt("its META section is not a dict with `state` and `host`")
    return facts


def read_codes(section: bytes) -> CodeTable:
    """The table of code units."""
    table = read_plain(section)
    if type(table) is list and len(table) == 2 and type(table[0]) is list and type(table[1]) is list:
        outer, places = table
        if all(type(item) is bytes for item in outer) and all(type(item) is int for item in places) and len(places) % 2 == 0:
            return CodeTable(tuple(outer), tuple(places))
    raise Corrupt("its CODES section is not a table of units and places")


Names: TypeAlias = tuple[tuple[str, ...], tuple[str | None, ...]]


def read_hosts(section: bytes) -> Names:
    """The names of host objects, and their contract versions. Its bytes say all: a short one is read once."""
    return _kept_hosts(section) if len(section) <= limits.KEPT_SECTION_LENGTH else _hosts(section)


def _hosts(section: bytes) -> Names:
    found = read_plain(section)
    if type(found) is not list or len(found) % 2:
        raise Corrupt("its HOSTS section is not a list of names and versions")
    names, contracts = tuple(found[::2]), tuple(found[1::2])
    if any(type(name) is not str for name in names) or any(version is not None and type(version) is not str for version in contracts):
        raise Corrupt("its HOSTS section holds something else than names and versions")
    return names, contracts


_kept_hosts: Final = lru_cache(limits.KEPT_SECTIONS)(_hosts)


def resolve(
    names: Sequence[str], contracts: Sequence[str | None], registry: _core.Registry, versions: Mapping[str, str]
) -> list[object]:
    """The objects that the names stand for.

    Raises: MissingHostRef with all names that this VM does not have; HostContractChanged.
    """
    try:
        objects = list(map(registry.object_of, names))
    except LookupError:
        missing = [name for name in names if not _is_known(name, registry)]
        raise MissingHostRef(missing, sorted({near for name in missing for near in get_close_matches(name, versions, 1)})) from None
    for name, contract in zip(names, contracts, strict=True):
        if contract is not None and contract != versions.get(name, contract):
            raise HostContractChanged(name, contract, versions[name])
    return objects


def _is_known(name: str, registry: _core.Registry) -> bool:
    try:
        registry.object_of(name)
    except LookupError:
        return False
    return True
