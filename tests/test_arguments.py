"""Binding arguments: the same parameters, or the same TypeError, as CPython gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guest import define, guest, outcome
from tests.strategies.signatures import Signature, calls, signatures


@given(data=st.data(), signature=signatures())
def test_a_call_binds_or_fails_as_in_cpython(data: st.DataObject, signature: Signature) -> None:
    call = data.draw(calls(signature))
    source = f"def f({signature.parameters}): return ({signature.result},)"
    host = define(source)
    assert outcome(guest(host), *call.positional, **call.keywords) == outcome(host, *call.positional, **call.keywords)


@given(data=st.data(), signature=signatures())
def test_a_call_inside_the_guest_binds_or_fails_as_in_cpython(data: st.DataObject, signature: Signature) -> None:
    call = data.draw(calls(signature))
    host = define(f"def outer():\n def f({signature.parameters}): return ({signature.result},)\n return f({call.text})")
    assert outcome(guest(host)) == outcome(host)


@given(data=st.data(), signature=signatures())
def test_an_unpacked_call_binds_or_fails_as_in_cpython(data: st.DataObject, signature: Signature) -> None:
    call = data.draw(calls(signature))
    host = define(f"def outer(args, kwargs):\n def f({signature.parameters}): return ({signature.result},)\n return f(*args, **kwargs)")
    assert outcome(guest(host), call.positional, call.keywords) == outcome(host, call.positional, call.keywords)


MISTAKES = (
    ("a, b, c", "1"),
    ("a, b", ""),
    ("a, b, c, d", ""),
    ("a", "1, 2"),
    ("", "1"),
    ("", "1, 2"),
    ("a, b=1", "1, 2, 3"),
    ("a=1, b=2", "1, 2, 3"),
    ("a, *, key", "1, 2, key=3"),
    ("a, *, key, other=1", "1, 2, key=3, other=4"),
    ("a, *, key, other=1", "1, 2, 3"),
    ("*, key, other", ""),
    ("*, key", ""),
    ("*, one, two, three", "two=2"),
    ("a, /", "a=1"),
    ("a, b, /, c", "a=1, b=2, c=3"),
    ("a, b, /, **rest", "1, a=1, b=2"),
    ("a, /, b=2", "b=1, a=2, wrong=3"),
    ("name, count", "1, cuont=2"),
    ("timeout=1", "Timeout=2"),
    ("timeout=1, retries=2", "timeouts=2"),
    ("a, *rest", "a=1, **{'a': 2}"),
    ("a, *rest", "1, 2, a=3"),
    ("a", "1, a=1"),
    ("a", "**{1: 2}"),
    ("a, **rest", "1, **{1: 2}"),
    ("a", "*1"),
    ("a", "**1"),
    ("a", "1, *None"),
    ("a", "b=1, **{'b': 2}"),
)


@pytest.mark.parametrize(("parameters", "arguments"), MISTAKES)
def test_a_mistaken_call_is_worded_as_in_cpython(parameters: str, arguments: str) -> None:
    host = define(f"def outer():\n def f({parameters}): return 1\n return f({arguments})")
    assert outcome(guest(host)) == outcome(host)


@pytest.mark.parametrize(("parameters", "arguments"), [("self, a", ""), ("self", "1"), ("", ""), ("self, *, key", "1")])
def test_a_mistaken_method_call_counts_the_instance(parameters: str, arguments: str) -> None:
    host = define(f"def outer():\n class Place:\n  def method({parameters}): return 1\n return Place().method({arguments})")
    assert outcome(guest(host)) == outcome(host)


def test_changed_defaults_are_used_by_the_next_call() -> None:
    host = define(
        """
def outer():
    def f(a, b=1, *, c=2): return a, b, c
    first = f(0)
    f.__defaults__ = (7, 8)
    f.__kwdefaults__ = {"c": 9}
    second = f()
    f.__defaults__ = (1, 2, 3)
    third = f()
    f.__defaults__ = None
    f.__kwdefaults__ = None
    return first, second, third, f(1, 2, c=3)
"""
    )
    assert outcome(guest(host)) == outcome(host)


def test_an_argument_that_was_bound_before_the_mistake_is_released() -> None:
    host = define(
        """
def outer(note):
    class Noted:
        def __del__(self):
            note.append("released")
    def f(a, b, c): pass
    try:
        f(Noted(), 2)
    except TypeError:
        pass
    return tuple(note)
"""
    )
    assert outcome(guest(host), []) == outcome(host, [])
