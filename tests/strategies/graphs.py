"""Object graphs of plain values, with sharing and cycles, and what it means that two of them are the same."""

from __future__ import annotations

import datetime
import math
from collections import OrderedDict, defaultdict, deque
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

ZONES = st.sampled_from([None, datetime.UTC, datetime.timezone(datetime.timedelta(hours=2), "CEST")])


def atoms() -> st.SearchStrategy[Any]:
    """Values that hold no others, keys among them."""
    return st.one_of(
        keys(),
        st.floats(),
        st.complex_numbers(allow_nan=False),
        st.binary(max_size=20).map(bytearray),
        st.sampled_from([None, True, False, ..., NotImplemented, len, int, ValueError, range(3), range(10, 0, -3)]),
        st.decimals(allow_nan=False),
        st.dates(),
        st.timedeltas(),
        st.datetimes(timezones=ZONES),
        st.times(),
        st.builds(slice, st.integers(), st.integers()),
    )


def keys() -> st.SearchStrategy[Any]:
    """Values that CPython hashes by itself."""
    plain = st.one_of(st.integers(), st.text(st.characters(), max_size=70), st.binary(max_size=20), st.booleans(), st.none())
    return st.one_of(plain, st.tuples(plain, plain), st.frozensets(plain, max_size=3))


def graphs() -> st.SearchStrategy[Any]:
    """Nested containers of atoms."""
    return st.recursive(
        atoms(),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.lists(inner, max_size=4).map(tuple),
            st.dictionaries(keys(), inner, max_size=4),
            st.lists(inner, max_size=4).map(lambda items: deque(items, 9)),
            st.dictionaries(keys(), inner, max_size=3).map(OrderedDict),
            st.dictionaries(keys(), inner, max_size=3).map(lambda items: defaultdict(list, items)),
            st.sets(keys(), max_size=4),
            inner.map(lambda value: [value, value]),
            inner.map(_in_a_cycle),
        ),
        max_leaves=25,
    )


def _in_a_cycle(value: object) -> list[object]:
    loop: list[object] = [value]
    loop.append({"loop": loop, "pair": (loop, value)})
    return loop


def same(left: object, right: object) -> bool:
    """The two are built alike: types, values to the bit, order, sharing and cycles."""
    partners: dict[int, int] = {}
    stack = [(left, right)]
    while stack:
        a, b = stack.pop()
        if type(a) is not type(b):
            return False
        if id(a) in partners:
            if partners[id(a)] != id(b) and not _is_shared_by_python(a):
                return False
            continue
        partners[id(a)] = id(b)
        if isinstance(a, (dict, OrderedDict)):
            if len(a) != len(b):  # type: ignore[arg-type]  # same type
                return False
            stack.extend(zip(a.keys(), b.keys(), strict=True))  # type: ignore[attr-defined]
            stack.extend(zip(a.values(), b.values(), strict=True))  # type: ignore[attr-defined]
        elif isinstance(a, (list, tuple, deque)):
            if len(a) != len(b):  # type: ignore[arg-type]
                return False
            stack.extend(zip(a, b, strict=True))  # type: ignore[call-overload]
        elif isinstance(a, float):
            if not (a == b and math.copysign(1, a) == math.copysign(1, b)) and not (a != a and b != b):  # type: ignore[arg-type]
                return False
        elif isinstance(a, Decimal):
            if str(a) != str(b):
                return False
        elif isinstance(a, type) or callable(a):
            if a is not b:
                return False
        elif a != b:
            return False
    return True


def _is_shared_by_python(value: object) -> bool:
    return isinstance(value, (int, str, bytes, tuple, frozenset, float, complex)) or value in (None, ..., NotImplemented)
