"""Numbers on the VM have the type and the bits that CPython gives them, on the inlined paths and on the long way."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guest import define, exactly, guest, outcome
from tests.strategies.numbers import floats, integers, numbers

OPERATORS = ("+", "-", "*", "/", "//", "%", "<<", ">>", "&", "|", "^")
COMPARISONS = ("<", "<=", "==", "!=", ">", ">=")
UNARY = ("-", "+", "~", "not ")
CONSTANTS = (0, 1, -1, 2, 3, 7, 255, 256, -256, 32767, -32768, 32768, 2**31, 0.5, 2.0)
Pair = tuple[Callable[..., Any], Callable[..., Any]]


def pair(source: str) -> Pair:
    """The function on CPython and on the VM."""
    function = define(source)
    return function, guest(function)


BINARY = {symbol: pair(f"def f(a, b): return a {symbol} b") for symbol in OPERATORS}
IN_PLACE = {symbol: pair(f"def f(a, b):\n a {symbol}= b\n return a") for symbol in OPERATORS}
WITH_CONSTANT = {(symbol, constant): pair(f"def f(a): return a {symbol} {constant}") for symbol in OPERATORS for constant in CONSTANTS}
FROM_CONSTANT = {(symbol, constant): pair(f"def f(a): return {constant} {symbol} a") for symbol in OPERATORS for constant in CONSTANTS}
COMPARE = {symbol: pair(f"def f(a, b): return a {symbol} b") for symbol in COMPARISONS}
BRANCH = {symbol: pair(f"def f(a, b):\n if a {symbol} b: return 'yes'\n return 'no'") for symbol in COMPARISONS}
LOOP = {symbol: pair(f"def f(a, b):\n n = 0\n while a {symbol} b:\n  n += 1\n  if n > 2: break\n return n") for symbol in COMPARISONS}
BRANCH_CONSTANT = {
    (symbol, constant): pair(f"def f(a): return 'yes' if a {symbol} {constant} else 'no'")
    for symbol in COMPARISONS
    for constant in CONSTANTS
}
MONADIC = {symbol: pair(f"def f(a): return {symbol}a") for symbol in UNARY}
POWER = pair("def f(a, b): return a ** b")

shifts = st.integers(-2, 130) | st.booleans()


def right_operands(symbol: str) -> st.SearchStrategy[Any]:
    """Shift counts stay small: CPython would build the number."""
    return shifts if symbol in ("<<", ">>") else numbers


@pytest.mark.parametrize("symbol", OPERATORS)
@given(data=st.data())
def test_an_operator_gives_the_type_and_bits_that_cpython_gives(symbol: str, data: st.DataObject) -> None:
    left, right = data.draw(numbers), data.draw(right_operands(symbol))
    for host, vm in (BINARY[symbol], IN_PLACE[symbol]):
        assert outcome(vm, left, right) == outcome(host, left, right)


@pytest.mark.parametrize("symbol", OPERATORS)
@given(value=numbers, constant=st.sampled_from(CONSTANTS))
def test_an_operator_with_a_constant_gives_what_cpython_gives(symbol: str, value: float, constant: float) -> None:
    if symbol in ("<<", ">>") and constant in (2**31, 32767, 32768):
        constant = 32767 if symbol == "<<" else constant
    host, vm = WITH_CONSTANT[symbol, constant]
    assert outcome(vm, value) == outcome(host, value)


@pytest.mark.parametrize("symbol", [symbol for symbol in OPERATORS if symbol != "<<"])
@given(value=numbers, constant=st.sampled_from(CONSTANTS))
def test_an_operator_on_a_constant_gives_what_cpython_gives(symbol: str, value: float, constant: float) -> None:
    host, vm = FROM_CONSTANT[symbol, constant]
    assert outcome(vm, value) == outcome(host, value)


@given(left=st.integers(-60, 60) | floats | st.booleans(), right=st.integers(-60, 60) | floats)
def test_power_gives_what_cpython_gives(left: float, right: float) -> None:
    host, vm = POWER
    assert outcome(vm, left, right) == outcome(host, left, right)


@pytest.mark.parametrize("symbol", COMPARISONS)
@given(left=numbers, right=numbers)
def test_a_comparison_and_a_branch_on_it_decide_as_cpython(symbol: str, left: float, right: float) -> None:
    for host, vm in (COMPARE[symbol], BRANCH[symbol], LOOP[symbol]):
        assert outcome(vm, left, right) == outcome(host, left, right)


@pytest.mark.parametrize("symbol", COMPARISONS)
@given(value=numbers, constant=st.sampled_from(CONSTANTS))
def test_a_branch_on_a_comparison_with_a_constant_decides_as_cpython(symbol: str, value: float, constant: float) -> None:
    host, vm = BRANCH_CONSTANT[symbol, constant]
    assert outcome(vm, value) == outcome(host, value)


@pytest.mark.parametrize("symbol", UNARY)
@given(value=numbers)
def test_a_unary_operator_gives_the_type_and_bits_that_cpython_gives(symbol: str, value: float) -> None:
    host, vm = MONADIC[symbol]
    assert outcome(vm, value) == outcome(host, value)


@given(value=integers)
def test_small_integers_are_cpythons_own_objects(value: int) -> None:
    shifted = guest(define("def f(a, b): return a + b - b"))(value, 1000)
    assert shifted == value
    assert (shifted is copy.copy(value)) == (-5 <= value <= 256) or shifted is not value


ALIASES = pair(
    """
def f(a, b):
    kept = []
    x = a + b
    kept.append(x)
    y = x
    x += 1
    x *= 2
    kept.append(x)
    for _ in range(3):
        x = x - 7
        kept.append(x)
        z = x
        x += a
    return (a, b, x, y, z, *kept)
"""
)


@given(left=numbers, right=numbers)
def test_a_result_never_changes_a_number_that_somebody_else_holds(left: float, right: float) -> None:
    host, vm = ALIASES
    before = exactly((left, right))
    assert outcome(vm, left, right) == outcome(host, left, right)
    assert exactly((left, right)) == before


CHAIN = pair(
    """
def f(values, start):
    total = start
    for value in values:
        total += value
        total = total * 3 - value
        if total > 1000000000000000000000:
            total = total // 7
    return total
"""
)


@given(values=st.lists(numbers, max_size=40), start=integers)
def test_a_register_that_grows_and_shrinks_holds_what_cpython_computes(values: list[float], start: int) -> None:
    host, vm = CHAIN
    assert outcome(vm, values, start) == outcome(host, values, start)
