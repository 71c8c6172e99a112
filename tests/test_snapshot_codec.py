"""The graph codec on plain values. docs/snapshot-format.md has the numbers (B1, ...)."""

from __future__ import annotations

import itertools
import types
import weakref
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from pyvm import _core
from pyvm.errors import LimitExceeded
from pyvm.snapshot.thawing import decode
from tests.strategies import graphs

REGISTRY = _core.Registry(_core.shared_names)


def written(value: object) -> tuple[bytes, list[_core.Code], list[str], bool]:
    result = _core.codec_encode(value, REGISTRY)
    assert result is not None, _core.codec_problems(value, REGISTRY)
    return result


def again(value: object) -> Any:
    stream, codes, hosts, _ = written(value)
    return decode(stream, codes, [REGISTRY.object_of(name) for name in hosts], REGISTRY)


@given(graphs.graphs())
@settings(max_examples=150, deadline=None)
def test_a_graph_comes_back_as_it_was(graph: object) -> None:
    assert graphs.same(graph, again(graph))


@given(graphs.graphs())
@settings(max_examples=50, deadline=None)
def test_the_same_state_has_the_same_bytes(graph: object) -> None:
    assert written(graph)[0] == written(graph)[0]


def test_bytes_do_not_depend_on_who_else_holds_a_value() -> None:
    word, number = "".join(["wo", "rd"]), int("123456789")
    shared = [word, number]
    holders = [word, number]
    assert written(shared)[0] == written([*holders])[0]
    del holders
    assert written(shared)[0] == written(["".join(["wo", "rd"]), int("123456789")])[0]


def test_identity_is_kept_for_values_of_every_kind() -> None:
    values = [10**20, 1.25, float("nan"), "some text", b"bytes", (1, 2), [1], {1: 2}, {3}, frozenset((4,)), 1j, range(5), object()]
    first, second = again((values, list(values)))
    assert all(a is b for a, b in zip(first, second, strict=True))


def test_a_tuple_may_be_a_key_of_a_dict_that_it_holds() -> None:
    table: dict[Any, Any] = {}
    key = (1, frozenset((2,)))
    table[key] = (table, key)
    copy = again(table)
    ((found, (inner, same_key)),) = copy.items()
    assert inner is copy and same_key is found and copy[1, frozenset((2,))][0] is copy


ITERATORS: list[Callable[[], Iterator[Any]]] = [
    lambda: iter([1, 2, 3]),
    lambda: reversed([1, 2, 3]),
    lambda: iter((1, 2, 3)),
    lambda: iter("abc"),
    lambda: iter("a\u20acc"),
    lambda: iter(b"abc"),
    lambda: iter(bytearray(b"abc")),
    lambda: reversed((1, 2, 3)),
    lambda: iter(range(3)),
    lambda: iter(range(1 << 70, (1 << 70) + 3)),
    lambda: iter({1: 1, 2: 2, 3: 3}),
    lambda: iter({1: 1, 2: 2, 3: 3}.values()),
    lambda: iter({1: 1, 2: 2, 3: 3}.items()),
    lambda: reversed({1: 1, 2: 2, 3: 3}),
    lambda: iter({1, 2, 3}),
    lambda: enumerate("abc", 5),
    lambda: enumerate("abc", 2**70),
    lambda: zip("abc", [1, 2, 3], strict=False),
    lambda: map(len, ["a", "bb", "ccc"]),
    lambda: filter(None, [0, 1, 2]),
    lambda: itertools.chain([1], [2, 3]),
    lambda: itertools.islice([1, 2, 3, 4, 5], 1, 4),
    lambda: itertools.repeat(7, 3),
]


@pytest.mark.parametrize("make", ITERATORS)
@pytest.mark.parametrize("steps", range(5))
def test_an_iterator_keeps_its_place_and_stays_exhausted(make: Callable[[], Iterator[Any]], steps: int) -> None:
    iterator = make()
    for _ in range(steps):
        next(iterator, None)
    copy = again(iterator)
    assert list(copy) == list(iterator)
    assert list(copy) == []


def test_a_dict_iterator_still_notices_that_its_dict_changed() -> None:
    table = {1: 1, 2: 2}
    iterator = iter(table)
    next(iterator)
    copy, same = again((table, iterator))
    copy[3] = 3
    with pytest.raises(RuntimeError, match="changed size"):
        next(same)


def test_an_iterator_passes_over_deleted_entries() -> None:
    table = {number: number for number in range(10)}
    for number in range(3):
        del table[number]
    iterator = iter(table)
    next(iterator)
    assert next(again((table, iterator))[1]) == 4


def test_a_weak_reference_finds_its_target_again_on_either_side() -> None:
    target = {1}
    for pair in ([weakref.ref(target), target], [target, weakref.ref(target)]):
        copy = again(pair)
        reference, found = copy if isinstance(copy[1], set) else reversed(copy)
        assert reference() is found


def test_exceptions_keep_cause_context_notes_and_fields() -> None:
    error = OSError(2, "no", "file")
    error.__cause__ = KeyError("k")
    error.add_note("note")
    copy = again(error)
    assert (copy.errno, copy.filename, copy.__cause__.args) == (2, "file", ("k",))
    assert (copy.__notes__, copy.__suppress_context__) == (["note"], True)
    assert type(copy) is FileNotFoundError


WRAPPERS: list[Callable[[object], object]] = [
    lambda inner: [inner],
    lambda inner: (inner,),
    lambda inner: {"inner": inner},
    lambda inner: deque([inner]),
]


@pytest.mark.parametrize("wrap", WRAPPERS)
def test_depth_is_no_limit(wrap: Callable[[object], object]) -> None:
    value: object = None
    for _ in range(100_000):
        value = wrap(value)
    stream, *_ = written(value)
    copy = decode(stream, [], [REGISTRY.object_of(name) for name in written(value)[2]], REGISTRY)
    depth = 0
    while copy is not None:
        copy = copy["inner"] if isinstance(copy, dict) else copy[0]
        depth += 1
    assert depth == 100_000


def test_containers_of_the_standard_library_keep_their_parameters() -> None:
    values = [deque([1, 2], 5), OrderedDict(b=1, a=2), defaultdict(list, x=[1])]
    copies = again(values)
    assert copies == values
    assert copies[0].maxlen == 5 and copies[2].default_factory is list


def test_every_problem_is_reported_once_with_its_shortest_path() -> None:
    handle = open("/dev/null")  # noqa: SIM115  # closed below
    try:
        rows = _core.codec_problems({"deep": [[[handle]]], "near": handle, "other": [1, (x for x in ())]}, REGISTRY)
    finally:
        handle.close()
    assert [(steps, type(value).__name__) for steps, value, _ in rows] == [
        ([("key", "'near'")], "TextIOWrapper"),
        ([("key", "'other'"), ("index", 1)], "generator"),
    ]


CHAINS: list[Callable[[Any], object]] = [
    lambda inner: filter(None, inner),
    lambda inner: enumerate(inner),
    lambda inner: itertools.chain.from_iterable(inner),
    lambda inner: types.MethodType(len, inner),
    lambda inner: slice(inner),
]


@pytest.mark.parametrize("link", CHAINS)
@pytest.mark.parametrize("spread", [False, True], ids=["nested", "by reference"])
def test_a_chain_of_natives_that_cpython_would_free_on_the_c_stack_has_a_bound(link: Callable[[Any], object], spread: bool) -> None:
    chain: object = iter([1])
    links = [chain]
    for _ in range(9_000):
        chain = link(chain)
        links.append(chain)
    again(links if spread else chain)
    for _ in range(2_000):
        chain = link(chain)
        links.append(chain)
    with pytest.raises(LimitExceeded, match="chain"):
        again(links if spread else chain)


def test_keys_that_collide_are_refused_before_they_take_time_by_the_square() -> None:
    numbers = [n * (2**61 - 1) for n in range(1, 20_000)]
    for value in (set(numbers), dict.fromkeys(numbers), {(n,) for n in numbers[:1000]}):
        with pytest.raises(LimitExceeded, match="one hash"):
            again(value)
    assert again(set(range(20_000))) == set(range(20_000))


def test_an_iterator_over_a_set_gives_what_is_left_and_each_once() -> None:
    """In the order of the set as it was built again: where members collide, that is not always the old one."""
    members = {str(n) for n in range(100)}
    iterator = iter(members)
    given = [next(iterator) for _ in range(30)]
    restored, copy = again((members, iterator))
    assert restored == members
    assert sorted([*given, *copy]) == sorted(members)
