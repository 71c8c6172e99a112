"""Iterators: CPython's own, over guest code, stepped on frames; half consumed ones go on where they were after a restore."""

from __future__ import annotations

import pytest

from tests.oracle import Mode, assert_same_as_cpython, outcome_under_pyvm

RESTORED = Mode.RESTORE_AT_EVERY_SUSPENSION

GUESTS = """
class It:
    def __init__(s, n): s.n = n
    def __iter__(s): suspend('iter'); return s
    def __next__(s):
        if s.n <= 0: raise StopIteration
        s.n -= 1; return suspend(s.n)
class S:
    def __getitem__(s, i):
        if i > 2: raise IndexError
        return suspend(i * 10)
    def __len__(s): return suspend(3)
def g(n):
    for i in range(n): yield suspend(i)
def show(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
"""


def check(program: str, mode: Mode = RESTORED) -> None:
    assert_same_as_cpython(GUESTS + program, mode)


@pytest.mark.parametrize(
    "consumer", ["list", "tuple", "set", "sum", "max", "min", "sorted", "any", "all", "frozenset", "bytes", "bytearray"]
)
def test_a_builtin_that_consumes_an_iterator_suspends_between_its_values(consumer: str) -> None:
    check(f"print({consumer}(g(3)), {consumer}(It(3)), {consumer}(S()))")


@pytest.mark.parametrize(
    "iterator",
    [
        "map(lambda x: suspend(x + 1), g(3))",
        "map(lambda a, b: (a, b), g(3), 'ab')",
        "filter(lambda x: suspend(x % 2), g(5))",
        "filter(None, g(3))",
        "zip(g(3), 'abc', range(9))",
        "enumerate(g(3), 5)",
        "reversed(S())",
        "iter(lambda it=g(9): next(it), 4)",
        "iter(S())",
        "enumerate(zip(g(3), map(str, g(9))))",
    ],
)
def test_a_builtin_iterator_over_guest_code_is_stepped_on_frames(iterator: str) -> None:
    check(f"i = {iterator}; print(type(i).__name__, next(i), list(i), list(i), next(i, 'over'))")


@pytest.mark.parametrize(
    "iterator",
    [
        "T.chain(g(2), [7], g(2))",
        "T.chain.from_iterable(g(2) for _ in g(2))",
        "T.islice(g(10), 1, 8, 2)",
        "T.takewhile(lambda x: suspend(x < 2), g(5))",
        "T.dropwhile(lambda x: suspend(x < 2), g(5))",
        "T.filterfalse(lambda x: suspend(x % 2), g(5))",
        "T.accumulate(g(4))",
        "T.accumulate(g(4), lambda a, b: suspend(a * 2 + b), initial=1)",
        "T.starmap(lambda a, b: suspend(a - b), zip(g(3), g(3)))",
        "T.compress(g(5), g(5))",
        "T.pairwise(g(4))",
        "T.zip_longest(g(3), g(1), fillvalue='-')",
        "T.islice(T.cycle(g(2)), 5)",
        "T.product(g(2), g(2))",
        "T.permutations(g(3), 2)",
    ],
)
def test_an_iterator_of_itertools_over_guest_code_is_stepped_on_frames(iterator: str) -> None:
    check(f"import itertools as T\ni = {iterator}; print(type(i).__name__, next(i), list(i), list(i))", Mode.STRAIGHT)


def test_groupby_compares_keys_and_hands_out_groups_on_frames() -> None:
    check(
        """
import itertools
groups = itertools.groupby(g(6), lambda x: suspend(x // 2))
for key, group in groups: print(key, list(group))
groups = itertools.groupby(g(4), lambda x: x // 2); first = next(groups); second = next(groups); print(list(first[1]), list(second[1]))
""",
        Mode.STRAIGHT,
    )


def test_zip_strict_tells_which_argument_was_shorter_or_longer() -> None:
    check(
        "show(lambda: list(zip(g(2), g(3), strict=True))); show(lambda: list(zip(g(3), g(2), strict=True))); show(lambda: list(zip(g(3), g(3), g(2), strict=True)))"
    )


def test_unpacking_counts_as_cpython_counts() -> None:
    check("""
a, *b, c = It(5); print(a, b, c)
def two(i): a, b = i
def three(i): a, b, c = i
def star(i): a, b, *c = i
show(lambda: two(It(3))); show(lambda: three(It(2))); show(lambda: star(It(1))); show(lambda: two(5)); show(lambda: two(S()))
""")


def test_what_iter_returns_must_be_an_iterator() -> None:
    check(
        """
class B:
    def __iter__(s): return 5
class N: __iter__ = None
for f in (iter, list, sum, lambda x: [*x], lambda x: zip(x), set, dict, lambda x: print(*x)): show(lambda: f(B())); show(lambda: f(N()))
""",
        Mode.STRAIGHT,
    )


def test_containers_grow_from_guest_iterables_on_frames() -> None:
    check(
        """
x = [1, 2, 3]; x[1:2] = g(3); print(x); x.extend(g(2)); print(x); x += It(2); print(x)
d = dict(zip(g(2), g(2))); d.update(((5, 6) for _ in g(1)), k=1); print(d, dict.fromkeys(g(3), 0), {**dict(zip('ab', It(2)))}, [*It(2), *g(2)])
s = set(g(3)); s.update(It(5), g(2)); s -= {1}; s.difference_update(g(1)); print(s, s.intersection(g(5)), s.issubset(g(20)), s.issuperset(g(1)))
print(','.join(str(x) for x in g(3)), bytes(S()), 20 in S(), 1 in g(3))
""",
        Mode.STRAIGHT,
    )


def test_a_list_that_is_extended_by_a_generator_that_reads_it_sees_its_own_items() -> None:
    check("""
l = []
def grow():
    for i in range(3): l.append(('seen', suspend(i))); yield i
l.extend(grow()); print(l)
""")


def test_yield_from_passes_send_throw_and_close_to_a_guest_iterator() -> None:
    check(
        """
class D:
    n = 0
    def __iter__(s): return s
    def __next__(s): s.n += 1; return suspend(s.n)
    def send(s, v): return suspend(('sent', v))
    def throw(s, e): return suspend(('thrown', type(e).__name__))
    def close(s): print('closed')
def d():
    try: yield from D()
    finally: print('fin')
x = d(); print(next(x), x.send(5), x.throw(ValueError('q')), next(x)); x.close()
def e(): r = yield from [1, 2]; print(r); return (yield from g(2))
def w(): r = yield from e(); print('w', r)
print(list(w()))
x = e(); next(x); show(lambda: x.send(3)); x = e(); next(x); show(lambda: x.throw(ValueError('boom'))); show(lambda: next(x))
""",
        Mode.STRAIGHT,
    )


def test_iterators_nested_a_hundred_thousand_deep_are_stepped_without_the_c_stack() -> None:
    program = """
m = iter([1])
for _ in range(100_000): m = map(abs, m)
print(next(m), next(m, 'over'))
"""
    outcome = outcome_under_pyvm(program)  # CPython overflows its C stack here
    assert (outcome.output, outcome.error) == ("1 over\n", None)


@pytest.mark.parametrize(
    "program",
    [
        "z = T.zip_longest(g(1), g(3), fillvalue='f'); print(next(z), list(z), list(z))",
        "c = T.cycle(g(2)); print([next(c) for _ in range(5)])",
        "a, b = T.tee(g(59)); print(sum(a), sum(b), sum(a))",
        "from collections import deque; q = deque(g(2)); i = iter(q); q.append(1); print(next(i, 1) if not q else q); next(i)",
    ],
)
@pytest.mark.parametrize("steps", [1, 2, 5])
def test_an_iterator_frozen_within_its_step_goes_on_with_it(program: str, steps: int) -> None:
    assert_same_as_cpython(GUESTS + "import itertools as T\n" + program, Mode.BETWEEN_INSTRUCTIONS, steps)


def test_a_tee_that_suspends_where_its_values_fill_a_node_can_be_frozen() -> None:
    check("import itertools as T\na, b = T.tee(g(60)); print(sum(a), sum(b))")
