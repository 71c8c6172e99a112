"""Freezing: a continuation to the bytes of a blob.

Pipeline: Execution.snapshot -> freeze() -> core/codec (the heap), codes.py (its code) -> container.py.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from typing import Final

from pyvm import _core
from pyvm.errors import SnapshotTooLarge, Unserializable
from pyvm.snapshot.codes import pack_codes
from pyvm.snapshot.container import Section, pack
from pyvm.snapshot.report import problems

Meta = dict[str, object]

PYTHON: Final = list(sys.version_info[:3])
"""Whose standard modules the objects are of: maintenance versions change them, too."""

PLAIN: Final = _core.Registry()
"""Knows no names: what is written with it is plain data."""


def freeze(
    continuation: _core.Continuation,
    meta: Meta,
    *,
    registry: _core.Registry,
    versions: Mapping[str, str] | None = None,
    keys: Sequence[bytes] = (),
    code_store: MutableMapping[bytes, bytes] | None = None,
    limit: int | None = None,
    seed: int | None = None,
) -> bytes:
    """The blob of a continuation that does not run. meta: plain values that thaw() gives back.

    seed: fingerprint of the process in which guest keys were hashed; None: this one.

    Raises:
        Unserializable: it reaches values that cannot be frozen; nothing changed.
        SnapshotTooLarge: the blob would be larger than limit.
    """
    written = _core.codec_encode(continuation, registry)
    if written is None:
        raise Unserializable(problems(continuation, registry=registry))
    heap, codes, hosts, hashed = written
    facts: Meta = {"state": continuation.state, "python": PYTHON, "host": meta}
    if hashed:
        own = hash_fingerprint() if seed is None else seed
        facts["hash"] = None if continuation.saw_address_hash else own
    table = pack_codes(codes, code_store)
    blob = pack(
        (
            (Section.META, plain(facts)),
            (Section.CODES, plain([list(table.outer), list(table.places)])),
            (Section.HOSTS, plain(_contracts(hosts, versions or {}))),
            (Section.HEAP, heap),
        ),
        keys,
    )
    if limit is not None and len(blob) > limit:
        raise SnapshotTooLarge(len(blob), limit)
    return blob


def plain(value: object) -> bytes:
    """Plain data as a stream of its own."""
    written = _core.codec_encode(value, PLAIN)
    if written is None:
        raise TypeError("meta data are plain values: str, int, float, bool, None, bytes, lists and dicts of these")
    return written[0]


def _contracts(names: Iterable[str], versions: Mapping[str, str]) -> list[str | None]:
    """Each name with its contract version, or None where there is none."""
    contracts: list[str | None] = []
    for name in names:
        contracts.append(name)
        contracts.append(versions.get(name))
    return contracts


UNKNOWN_SEED: Final = -1
"""No process has this fingerprint: keys are hashed again wherever the blob is restored."""


def hash_fingerprint() -> int:
    """A number that is equal in processes whose strings hash alike."""
    return hash("pyvm snapshot") & 0xFFFF_FFFF
