"""Limits that no guest gets round: memory held, and work that a single native call may do. tests/test_host.py has fuel and time."""

from __future__ import annotations

import itertools
import tracemalloc
from textwrap import dedent

import pytest
from programs import Silent, failed

import pyvm
from pyvm import _core

MEGABYTE = 1_000_000
LIMIT = 16 * MEGABYTE


def execution(source: str, limits: pyvm.Limits) -> pyvm.Execution:
    return pyvm.VM(limits=limits, stdout=Silent()).start(pyvm.compile(dedent(source)))


def failure(source: str, limits: pyvm.Limits) -> pyvm.GuestError:
    return failed(execution(source, limits).run(seconds=30))


# ---- memory

ONE_OPERATION = (
    "'x' * 10**10",
    "b'x' * 10**10",
    "[0] * 10**9",
    "(0,) * 10**9",
    "bytes(10**10)",
    "bytearray(10**10)",
    "'a'.ljust(10**10)",
    "'a'.center(10**10)",
    "'1'.zfill(10**10)",
    "'%1000000000d' % 5",
    "'%.1000000000f' % 5",
    "f'{5:1000000000}'",
    "'{:>1000000000}'.format(1)",
    "format(1.5, '1000000000')",
    "1 << 10**10",
    "list(range(10**10))",
    "set(range(10**10))",
    "dict.fromkeys(range(10**10))",
    "[*range(10**10)]",
    "sorted(range(10**10))",
    "'\\t'.expandtabs(10**9)",
    "'x'.translate({120: 'y' * 10**9})",
    "('a' * 10**5).replace('a', 'b' * 10**5)",
    "('a' * 10**5).join(['a'] * 10**5)",
    "(10**6).to_bytes(10**10, 'big')",
    "eval('+'.join(['1'] * 10**5))",
    "exec('x = 1\\n' * 10**6)",
    "__import__('itertools').product(range(10**9), repeat=2)",
    "list(__import__('itertools').product(range(100), repeat=10))",
    "list(__import__('itertools').repeat(0))",
    "list(__import__('itertools').combinations(range(1000), 5))",
    "__import__('collections').deque(range(10**10))",
    "__import__('collections').Counter(range(10**10))",
    "__import__('array').array('q', [0]) * 10**10",
    "__import__('struct').pack('1000000000s', b'')",
    "__import__('io').StringIO().write('x' * 10**9)",
    "__import__('io').BytesIO().seek(10**10) + __import__('io').BytesIO().truncate(10**10) + len(bytes(10**10))",
    "__import__('re').findall('a', 'a' * 10**8)",
    "__import__('random').getrandbits(2 * 10**9)",
    "__import__('string').Template('$x' * 1000).substitute(x='y' * 10**6)",
    "__import__('textwrap').indent('x', ' ' * 10**9)",
    "__import__('base64').b64encode(bytes(10**9))",
    "int(__import__('decimal').Decimal('1e1000000000'))",
)

GROWING = (
    "while True: kept.append('x' * 1000)",
    "while True: kept.append(object())",
    "while True: kept = [kept]; kept.append(bytes(100))",
    "while True: kept.append(lambda: kept)",
    "while True: kept.append(type('X', (), {}))",
    "while True: kept.append({'a': 1})",
    "while True: kept += [None] * 100",
    "text = 'x'\nwhile True: text += text",
    "data = bytearray()\nwhile True: data += b'x' * 1000",
    "table = {}\nfor number in __import__('itertools').count(): table[number] = number",
    "table = {}\nfor number in __import__('itertools').count(): table[str(number)] = None",
    "class Node: pass\nwhile True: node = Node(); node.next = kept; kept = node",
    "class Node: __slots__ = 'next'\nwhile True: node = Node(); node.next = kept; kept = node",
    "while True:\n    try: raise ValueError(kept)\n    except ValueError as error: kept = error",
    "def generate():\n    yield 1\nwhile True:\n    one = generate(); next(one); kept.append(one)",
    "def deep(): kept.append('x' * 10000); deep()\nwhile True:\n    try: deep()\n    except RecursionError: pass",
    "while True:\n    try: kept.append('x' * 100)\n    finally: kept.append('y' * 100)",
    "from functools import lru_cache\n@lru_cache(None)\ndef f(n): return 'x' * 100\nn = 0\nwhile True: f(n); n += 1",
    "import heapq\nwhile True: heapq.heappush(kept, 'a' * 100)",
    "import io\nout = io.StringIO()\nwhile True: out.write('x' * 1000)",
    "import json\nfor _ in range(40): kept = [kept, kept]\njson.dumps(kept)",
    "for _ in range(40): kept = [kept, kept]\nrepr(kept)",
    "import copy\nkept = [bytes(1000)]\nwhile True: kept = [kept, copy.deepcopy(kept)]",
    "import zlib\nbomb = zlib.compress(bytes(10**7))\nwhile True: kept.append(zlib.decompress(bomb))",
    "tuple(1 for _ in iter(int, 1))",
    "''.join('abc' for _ in iter(int, 1))",
    "def endless():\n    while True: yield 1\n[*endless()]",
    "first, *rest = __import__('itertools').count()",
    "print(*__import__('itertools').repeat(1))",
)


@pytest.mark.parametrize("expression", ONE_OPERATION)
def test_one_operation_cannot_pass_the_memory_limit(expression: str) -> None:
    error = failure(expression, pyvm.Limits(memory=LIMIT))
    assert error.type_name == "MemoryError", error.traceback


@pytest.mark.parametrize("loop", GROWING)
def test_no_program_grows_past_the_memory_limit(loop: str) -> None:
    started = execution("kept = []\n" + loop, pyvm.Limits(memory=LIMIT))
    error = failed(started.run(seconds=30))
    assert error.type_name == "MemoryError", error.traceback
    assert started._continuation.memory_used < LIMIT + MEGABYTE + 64 * 1024


def test_a_guest_catches_the_error_frees_and_goes_on() -> None:
    source = """
    kept = []
    for attempt in range(3):
        try:
            while True:
                kept.append('x' * 1000)
        except MemoryError:
            assert len(kept) > 10_000
            kept.clear()
    survived = bytes(10_000_000)
    """
    event = execution(source, pyvm.Limits(memory=LIMIT)).run()
    assert isinstance(event, pyvm.Completed), event


def test_garbage_is_not_held() -> None:
    source = """
    class Node:
        pass
    for _ in range(5000):
        node = Node()
        node.me = node
        node.load = bytes(10_000)
    for _ in range(1000):
        text = 'x' * 1_000_000
    """
    event = execution(source, pyvm.Limits(memory=LIMIT)).run()
    assert isinstance(event, pyvm.Completed), event


def test_what_is_freed_is_credited_to_the_byte() -> None:
    started = execution(
        """
        import pyvm
        kept = None
        pyvm.suspend()
        kept = [[str(number) * 3, {number: [number]}] for number in range(10_000)] + ['x' * size for size in range(2000)]
        pyvm.suspend()
        kept = None
        pyvm.suspend()
        """,
        pyvm.Limits(memory=100 * MEGABYTE),
    )
    started.run()
    before = started._continuation.memory_used
    started.resume()
    held = started._continuation.memory_used
    started.resume()
    assert 5 * MEGABYTE < held - before < 20 * MEGABYTE
    assert abs(started._continuation.memory_used - before) < MEGABYTE  # free lists keep and give some


def test_the_limit_goes_with_the_blob_and_what_is_held_is_measured_again() -> None:
    vm = pyvm.VM(limits=pyvm.Limits(memory=LIMIT))
    first = vm.start(pyvm.compile("import pyvm\nkept = [str(n) * 10 for n in range(50_000)]\npyvm.suspend()\nmore = bytes(12_000_000)"))
    first.run()
    second = pyvm.VM().restore(first.snapshot())
    assert second.limits.memory == LIMIT
    assert abs(second._continuation.memory_used - first._continuation.memory_used) < MEGABYTE
    event = second.resume()
    assert isinstance(event, pyvm.Failed)
    assert event.error.type_name == "MemoryError"


def test_a_raised_limit_counts_at_once() -> None:
    started = execution("import pyvm\npyvm.suspend()\nkept = bytes(20_000_000)", pyvm.Limits(memory=LIMIT))
    started.run()
    started.limits = pyvm.Limits(memory=2 * LIMIT)
    assert isinstance(started.resume(), pyvm.Completed)


def test_answers_are_charged_to_the_guest() -> None:
    started = execution("import pyvm\nkept = []\nwhile True: kept.append(pyvm.suspend())", pyvm.Limits(memory=LIMIT))
    event = started.run()
    for number in itertools.count():
        if not isinstance(event, pyvm.Suspended):
            break
        assert number < 100
        event = started.resume([str(number) * 100_000, {"more": bytes(1_000_000)}])
    assert isinstance(event, pyvm.Failed)
    assert event.error.type_name == "MemoryError"


def test_answers_that_are_dropped_give_no_credit() -> None:
    source = """
    import pyvm
    for _ in range(50):
        pyvm.suspend()
    kept = [bytes(1_000_000) for _ in range(40)]
    """
    started = execution(source, pyvm.Limits(memory=LIMIT))
    event = started.run()
    while isinstance(event, pyvm.Suspended):
        event = started.resume(bytes(1_000_000))
    assert isinstance(event, pyvm.Failed)
    assert event.error.type_name == "MemoryError"


def test_a_module_of_the_standard_library_is_on_no_account() -> None:
    source = "import dataclasses, json, decimal, fractions, statistics, typing, enum, textwrap, csv, calendar, uuid, pprint"
    started = execution(source, pyvm.Limits(memory=2 * MEGABYTE))
    assert isinstance(started.run(), pyvm.Completed)


def test_executions_without_a_limit_are_not_counted() -> None:
    started = execution("kept = bytes(50_000_000)", pyvm.Limits())
    assert isinstance(started.run(), pyvm.Completed)
    assert started._continuation.memory_used == 0


def test_two_executions_have_an_account_each() -> None:
    source = "import pyvm\nkept = [bytes(1_000_000) for _ in range(10)]\npyvm.suspend()"
    executions = [execution(source, pyvm.Limits(memory=LIMIT)) for _ in range(2)]
    for started in executions:
        assert isinstance(started.run(), pyvm.Suspended)
    assert all(10 * MEGABYTE <= started._continuation.memory_used < 11 * MEGABYTE for started in executions)


@pytest.mark.parametrize("size", [2, 16, 500, 512, 513, 5000, 100_000, 5_000_000])
def test_measured_is_exact(size: int) -> None:
    blocks, held = _core.measured(lambda: [bytes(size - 1) for _ in range(100)])
    assert 100 * size <= held <= 100 * (size + 128) + 20_000
    _, freed = _core.measured(blocks.clear)
    assert abs(held + freed) < 2000


def test_tracing_allocations_does_not_disturb() -> None:
    _core.measured(int)  # installed before
    tracemalloc.start()
    try:
        assert failure("kept = []\nwhile True: kept.append('x' * 1000)", pyvm.Limits(memory=LIMIT)).type_name == "MemoryError"
    finally:
        tracemalloc.stop()


# ---- work

TOO_MUCH = (
    "10 ** 10 ** 8",
    "pow(7, 10**9)",
    "7 ** (1 << 100)",
    "(-3) ** 10 ** 9",
    "list(map(pow, [10], [10**9]))",
    "int.__pow__(10, 10**9)",
    "(10).__pow__(10**9)",
    "(10**9).__rpow__(10)",
    "__import__('operator').pow(10, 10**9)",
    "pow(3, 1 << 10**6, (1 << 10**6) + 1)",
    "x = 3\nwhile True: x = x * x",
    "x = 3\nwhile True: x *= x + 1",
    "x = 3 << 10**7; y = (5 << 4 * 10**6) + 1; x // y",
    "x = 3 << 10**7; y = (5 << 4 * 10**6) + 1; x % y",
    "x = 3 << 10**7; y = (5 << 4 * 10**6) + 1; divmod(x, y)",
    "round(5, -10**10)",
    "(5).__round__(-10**10)",
    "import math; math.factorial(10**7)",
    "import math; list(map(math.factorial, [10**8]))",
    "import math; math.comb(10**9, 10**8)",
    "import math; math.perm(10**7)",
    "import math; math.prod(range(1, 10**7))",
    "import math; math.prod([3 ** 1000] * 50_000)",
    "import math; math.gcd(*[(3 << 10**7) + n for n in (1, 3)])",
    "import math; math.lcm(*[(3 << 10**7) + n for n in (1, 3)])",
    "import math; math.isqrt(3 << 10**7)",
    "from fractions import Fraction; Fraction('1e1000000000')",
    "from fractions import Fraction; Fraction(10) ** 10**9",
    "import hashlib; hashlib.pbkdf2_hmac('sha256', b'a', b'b', 10**9)",
)


@pytest.mark.parametrize("source", TOO_MUCH)
@pytest.mark.parametrize("limits", [pyvm.Limits(memory=100 * MEGABYTE), pyvm.Limits(fuel=10**15)], ids=["memory", "fuel"])
def test_no_operation_on_ints_takes_for_ever(source: str, limits: pyvm.Limits) -> None:
    error = failure(source, limits)
    assert error.type_name == "OverflowError", error.traceback
    assert "would take too long" in error.message


def test_work_takes_fuel() -> None:
    small, large = (execution(f"3 ** {exponent} * 5 ** {exponent}", pyvm.Limits(fuel=10**9)) for exponent in (10, 10**5))
    small.run()
    large.run()
    assert small.fuel_used < 10
    assert large.fuel_used > 1000


def test_ordinary_numbers_are_computed_as_ever() -> None:
    source = """
    import math
    result = [
        10**True, True**5, (-1) ** 10**30, 0 ** 10**30, 1 ** 10**40, 2**-5, 2.0**3, 2 ** 0.5, pow(2, -1, 7), 3**1000 % 7, 1 << 100,
        math.factorial(20), math.comb(50, 25), math.perm(10, 3), math.gcd(12, 18), math.lcm(4, 6), math.isqrt(99),
        math.prod([1, 2, 3]), math.prod([2.5, 2]), math.prod([1], start=5),
        round(15, -1), round(-7), divmod(-7, 2), 7 // -2, 3**5000 // 3**4990,
    ]
    """
    expected: dict[str, object] = {}
    exec(dedent(source), expected)
    started = execution(dedent(source) + "\nimport pyvm; pyvm.suspend(result)", pyvm.Limits(fuel=10**9))
    event = started.run()
    assert isinstance(event, pyvm.Suspended)
    assert event.request.payload == expected["result"]


def test_without_limits_nothing_is_refused() -> None:
    event = execution("assert (3 ** 10**6).bit_length() == 1584963", pyvm.Limits()).run()
    assert isinstance(event, pyvm.Completed)


# ---- consumers of what never ends

ENDLESS = (
    "sum(count())",
    "sum(range(10**12))",
    "max(range(10**12))",
    "min(repeat(1))",
    "any(repeat(0))",
    "all(repeat(1))",
    "-1 in count()",
    "0.5 in range(10**12)",
    "1 in iter(int, 1)",
    "set(repeat(1))",
    "dict(zip(repeat(1), repeat(2)))",
    "dict.fromkeys(cycle('ab'))",
    "deque(repeat(0), 0)",
    "deque(maxlen=1).extend(count())",
    "next(filter(None, repeat(0)))",
    "next(filterfalse(None, repeat(1)))",
    "next(dropwhile(bool, repeat(1)))",
    "next(compress(repeat(1), repeat(0)))",
    "next(islice(count(), 10**15, None))",
    "next(chain.from_iterable(repeat(())))",
    "next(filter(None, map(int, repeat('0'))))",
    "set(map(bool, count()))",
    "set(zip(repeat(1), repeat(2)))",
    "set(islice(repeat(1), 10**12))",
    "set(chain([1], repeat(2)))",
    "for _ in filter(None, repeat(0)): pass",
    "reduce(max, repeat(1))",
    "{*repeat(1)}",
    "set().update(repeat(1))",
    "set().issuperset(repeat(1)) or {1}.issuperset(repeat(1))",
    "{1}.intersection(repeat(1))",
    "set(repeat(5, 10**12))",
    "set(chain(range(5), range(10**12)))",
)


@pytest.mark.parametrize("expression", ENDLESS)
def test_consumers_of_endless_iterators_can_be_pre_empted(expression: str) -> None:
    source = (
        "from itertools import *\nfrom collections import deque\nfrom functools import reduce\n" + expression
    )
    started = execution(source, pyvm.Limits())
    assert started.run(fuel=2000) == pyvm.Preempted("fuel")
    assert started.run(fuel=2000) == pyvm.Preempted("fuel")
