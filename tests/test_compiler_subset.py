"""What the subset leaves out is refused by name and place, never miscompiled."""

from __future__ import annotations

import sys

import pytest

from pyvm.code import encode
from pyvm.compiler import UnsupportedSyntax, check, compile_code, compile_source

REFUSED = {
    "async def f(): pass": ("async def", 1, "async def"),
    "async def f():\n    await g()": ("async def", 1, "async def"),
    "if x:\n    async def f(): pass": ("async def", 2, "async def"),
    **(
        {
            "def f[T](x): pass": ("type parameters", 1, "def f[T](x): pass"),
            "class A[T]: pass": ("type parameters", 1, "class A[T]: pass"),
            "type X = int": ("type statement", 1, "type X = int"),
            "é = 1; type X = int": ("type statement", 1, "type X = int"),
        }
        if sys.version_info >= (3, 12)
        else {}
    ),
}


@pytest.mark.parametrize(("source", "expected"), REFUSED.items())
def test_a_refusal_names_construct_place_and_way_out(source: str, expected: tuple[str, int, str]) -> None:
    with pytest.raises(UnsupportedSyntax) as caught:
        compile_source(source, "orders.py")
    error = caught.value
    assert error.text is not None and error.offset is not None and error.end_offset is not None
    assert (error.construct, error.lineno, error.text[error.offset - 1 : error.end_offset - 1]) == expected
    assert error.filename == "orders.py"
    assert error.way_out in str(error)


def test_all_refusals_are_listed() -> None:
    source = "async def f():\n    async for x in y: await z\n    async with a: [b async for b in c]\n"
    found = [getattr(error, "construct", None) for error in check(source, "orders.py")]
    assert found == ["async def", "async for", "await", "async with", "async comprehension"]


def test_check_reports_what_is_no_python() -> None:
    assert [type(error) for error in check("x = (", "orders.py")] == [SyntaxError]
    assert check("x = 1", "orders.py") == []


@pytest.mark.parametrize("source", ["async def f(): await g()", "async def f(): yield 1"])
def test_live_code_is_refused_without_its_source(source: str) -> None:
    scope: dict[str, object] = {}
    exec(source, scope)
    with pytest.raises(UnsupportedSyntax, match="async def"):
        compile_code(scope["f"].__code__)  # type: ignore[attr-defined]  # a function made by exec


def test_what_is_nested_too_deep_is_refused() -> None:
    compile_source("lambda: " * 63 + "1", "orders.py", "eval")
    with pytest.raises(UnsupportedSyntax, match="functions nested"):
        compile_source("lambda: " * 64 + "1", "orders.py", "eval")
    encode(compile_source("(" * 60 + "1" + ",)" * 60, "orders.py", "eval"))
    with pytest.raises(UnsupportedSyntax, match="constants nested"):
        compile_source("(" * 80 + "1" + ",)" * 80, "orders.py", "eval")


def test_too_many_targets_are_refused() -> None:
    with pytest.raises(UnsupportedSyntax, match="255 targets"):
        compile_source(", ".join(f"a{i}" for i in range(300)) + " = x", "orders.py")
