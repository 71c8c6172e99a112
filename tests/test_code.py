"""Encoding of units and their identities."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyvm import code
from pyvm.code import CodeUnit, Constant, MalformedCode
from pyvm.compiler import compile_source
from pyvm.isa import ISA_VERSION
from tests.strategies.units import EMPTY, nested, sample, sample_bytes


def described(unit: CodeUnit) -> list[object]:
    return [
        [repr(getattr(part, field.name)) for field in fields(part) if field.name not in ("constants", "linked", "identities")]
        + [type(constant).__name__ if isinstance(constant, CodeUnit) else repr(constant) for constant in part.constants]
        for part in nested(unit)
    ]


def test_a_decoded_unit_is_the_encoded_one() -> None:
    unit = sample()
    assert described(code.decode(code.encode(unit))) == described(unit)


def test_encoding_is_deterministic() -> None:
    assert code.encode(sample()) == code.encode(sample()) == code.encode(code.decode(code.encode(sample())))


def test_formatting_changes_the_debug_identity_only() -> None:
    plain = compile_source("def f(a, b):\n    return a + b\n", "one.py")
    spread = compile_source("\n# sum\ndef f(\n    a,\n    b,\n):\n    return (a\n        + b)\n", "two.py")
    assert plain.code_id == spread.code_id
    assert plain.debug_id != spread.debug_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("0.0", "-0.0"), ("1", "True"), ("1", "1.0"), ("'a'", "b'a'"), ("(1, 2)", "(1, 2.0)")),
        *(("x.a", "x.b"), ("lambda: 1", "lambda: 2"), ("x + y", "x - y")),
    ],
)
def test_different_meaning_is_different_identity(one: str, other: str) -> None:
    assert compile_source(one, "f", "eval").code_id != compile_source(other, "f", "eval").code_id


def test_the_order_of_a_frozenset_does_not_matter() -> None:
    one = replace(EMPTY, constants=(frozenset(("a", "b", "c", 1, None)),), identities={})
    other = replace(EMPTY, constants=(frozenset((None, 1, "c", "b", "a")),), identities={})
    assert one.code_id == other.code_id
    assert code.encode(one) == code.encode(other)


constants = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary() | st.just(...),
    lambda inner: st.lists(inner, max_size=4).map(tuple) | st.frozensets(inner, max_size=4),
    max_leaves=20,
)


@given(constants)
def test_every_constant_survives(constant: Constant) -> None:
    unit = replace(EMPTY, constants=(constant,), identities={})
    again = code.decode(code.encode(unit))
    assert code.encode(again) == code.encode(unit)
    assert type(again.constants[0]) is type(constant)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedCode):
        code.decode(code.MAGIC + bytes(ISA_VERSION) + data + b"\xff")


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_a_cut_off_unit_is_refused(cut: int) -> None:
    encoded = sample_bytes()
    with pytest.raises(MalformedCode):
        code.decode(encoded[: cut % len(encoded)])
