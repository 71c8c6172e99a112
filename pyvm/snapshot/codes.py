"""Code units in blobs: which bytes a blob carries or leaves to a code store, and how units come back, verified and known.

Pipeline: the codec numbers the linked codes it meets -> pack_codes() -> section CODES -> unpack_codes() -> linked codes.

Units are nested in units, and a blob that holds a module's unit holds those of its functions. So a code is written as (which
outer unit, which unit in it); the units in an outer one are counted inside out, as pyvm.code encodes them.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary, ref

from pyvm import _core, code
from pyvm.code import CodeUnit
from pyvm.errors import Corrupt, InvalidCode, IsaVersion, MissingHostRef
from pyvm.isa import ISA_VERSION
from pyvm.snapshot import limits
from pyvm.verify import verify

ID_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class CodeTable:
    """The section's content: outer units by their bytes or their store ids, and where each numbered code is."""

    outer: tuple[bytes, ...]
    places: tuple[int, ...]  # outer, inner, outer, inner, ...


class _Known:
    """What this process knows of units: where each is nested, its bytes, which bytes were verified before, and whole sections."""

    def __init__(self) -> None:
        self.place: WeakKeyDictionary[CodeUnit, tuple[ref[CodeUnit], int]] = WeakKeyDictionary()
        self.inner: WeakKeyDictionary[CodeUnit, tuple[ref[CodeUnit], ...]] = WeakKeyDictionary()
        self.encoded: WeakKeyDictionary[CodeUnit, tuple[bytes, bytes]] = WeakKeyDictionary()  # bytes, store id
        self.verified: OrderedDict[bytes, tuple[CodeUnit, ...]] = OrderedDict()  # by bytes or store id: units inside out
        self.codes: OrderedDict[bytes, list[_core.Code]] = OrderedDict()  # by the section's bytes
        self.lock = threading.Lock()


_known: Final = _Known()


# ---- writing


def know(unit: CodeUnit) -> None:
    """Blobs may from now on name the units nested in this one by their place in it."""
    if unit in _known.inner:
        return
    nested = units_of(unit)
    _known.inner[unit] = tuple(ref(inner) for inner in nested)
    outer = ref(unit)
    inside = set(nested)
    for index, inner in enumerate(nested):
        found = _known.place.get(inner)
        if found is None or found[0]() is None or found[0]() in inside:  # the outermost unit wins
            _known.place[inner] = (outer, index)


def pack_codes(codes: Iterable[_core.Code], store: MutableMapping[bytes, bytes] | None) -> CodeTable:
    """The table of these codes. With a store, units that it lacks are put there and the table holds their ids only."""
    units = [code.unit for code in codes]
    for unit in units:  # all before any is placed: a function's unit may come before its module's
        know(unit)
    present = set(units)
    outer: list[bytes] = []
    numbers: dict[CodeUnit, int] = {}
    places: list[int] = []
    for unit in units:
        root, index = _place(unit, None if store is not None else present)
        number = numbers.get(root)
        if number is None:
            number = numbers[root] = len(outer)
            outer.append(_written(root, store))
        places.append(number)
        places.append(index)
    return CodeTable(tuple(outer), tuple(places))


def _place(unit: CodeUnit, among: set[CodeUnit] | None) -> tuple[CodeUnit, int]:
    """The outermost unit that is known to hold this one (of `among`, if given: a blob without a store holds what it needs)."""
    outer, index = _known.place[unit]
    root = outer()
    if root is None or (among is not None and root not in among):
        return unit, len(_known.inner[unit]) - 1
    return root, index


def _written(unit: CodeUnit, store: MutableMapping[bytes, bytes] | None) -> bytes:
    found = _known.encoded.get(unit)
    if found is None:
        data = code.encode(unit)
        found = _known.encoded[unit] = (data, hashlib.blake2b(data, digest_size=ID_LENGTH).digest())
    data, store_id = found
    if store is None:
        return data
    if store_id not in store:
        store[store_id] = data
    return store_id


def units_of(unit: CodeUnit) -> list[CodeUnit]:
    """A unit and those nested in it, inside out: the order in which blobs count them."""
    order: list[CodeUnit] = []
    stack: list[tuple[CodeUnit, bool]] = [(unit, False)]
    done: set[int] = set()
    while stack:
        current, inner_done = stack.pop()
        if id(current) in done:
            continue
        if inner_done:
            done.add(id(current))
            order.append(current)
            continue
        stack.append((current, True))
        stack.extend((constant, False) for constant in reversed(current.constants) if isinstance(constant, CodeUnit))
    return order


# ---- reading


def linked_codes(
    section: bytes, read: Callable[[bytes], CodeTable], store: Mapping[bytes, bytes] | None
) -> list[_core.Code]:
    """The numbered codes of a section, linked. Its bytes, and what they name by its hash, say all: it is read once.

    Raises: as read() and unpack_codes().
    """
    with _known.lock:
        known = _known.codes.get(section)
        if known is not None:
            _known.codes.move_to_end(section)
            return known
    codes = [_core.link(unit) for unit in unpack_codes(read(section), store)]
    if len(section) <= limits.KEPT_SECTION_LENGTH:
        with _known.lock:
            _known.codes[section] = codes
            while len(_known.codes) > limits.KEPT_SECTIONS:
                _known.codes.popitem(last=False)
    return codes


def unpack_codes(table: CodeTable, store: Mapping[bytes, bytes] | None) -> list[CodeUnit]:
    """The units of the numbered codes, decoded and verified; those that this process has seen cost nothing.

    Raises: Corrupt, IsaVersion, InvalidCode; MissingHostRef if the store lacks units.
    """
    missing = [written.hex() for written in table.outer if len(written) == ID_LENGTH and not _has(written, store)]
    if missing:
        raise MissingHostRef(f"code unit {name[:16]}" for name in missing)
    inner = [_units(written, store) for written in table.outer]
    units: list[CodeUnit] = []
    for place in range(0, len(table.places), 2):
        outer, index = table.places[place : place + 2]
        if not (0 <= outer < len(inner) and 0 <= index < len(inner[outer])):
            raise Corrupt("a code is not where its table says")
        units.append(inner[outer][index])
    return units


def _has(store_id: bytes, store: Mapping[bytes, bytes] | None) -> bool:
    return store_id in _known.verified or (store is not None and store_id in store)


def _units(written: bytes, store: Mapping[bytes, bytes] | None) -> tuple[CodeUnit, ...]:
    """An outer unit with those nested in it, inside out."""
    with _known.lock:
        known = _known.verified.get(written)
        if known is not None:
            _known.verified.move_to_end(written)
            return known
    data = written
    if len(written) == ID_LENGTH:
        assert store is not None  # _has
        data = bytes(store[written])
        if hashlib.blake2b(data, digest_size=ID_LENGTH).digest() != written:
            raise Corrupt(f"the code store holds other bytes under {written.hex()[:16]}")
    unit = decode_unit(data)
    verify(unit)
    know(unit)
    units = tuple(units_of(unit))
    with _known.lock:
        _known.verified[written] = units
        while len(_known.verified) > limits.KEPT_UNITS:
            _known.verified.popitem(last=False)
    return units


def decode_unit(data: bytes) -> CodeUnit:
    """The unit of these bytes, well-formed and not yet verified.

    Raises: IsaVersion, InvalidCode.
    """
    if data[:4] == code.MAGIC and len(data) > 5 and data[4] != ISA_VERSION[0]:
        raise IsaVersion(data[4], ISA_VERSION[0])
    try:
        return code.decode(data)
    except code.MalformedCode as error:
        raise InvalidCode(str(error)) from None
