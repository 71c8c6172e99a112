"""What the compiler makes of single constructs: the shape of the code, where it matters for speed or for lifetimes."""

from __future__ import annotations

import sys
from types import CodeType

import pytest

from pyvm import isa
from pyvm.code import CodeUnit, Kind
from pyvm.compiler import compile_code, compile_function, compile_source
from pyvm.disassemble import disassemble
from pyvm.verify import verify
from tests.strategies.units import function, nested


def listing(source: str) -> list[str]:
    """The instructions of the source's first function, without offsets."""
    unit = function(source)
    verify(unit)
    lines = [line[21:].strip() for line in disassemble(unit).split("\n\n")[0].splitlines()[2:]]
    return [" ".join(line.split()) for line in lines if not line.startswith("exceptions")]


def opcodes(source: str) -> list[str]:
    return [line.split()[0] for line in listing(source) if line and line.split()[0] in isa.OPCODES]


def test_a_comparison_is_followed_by_the_branch_that_releases_it() -> None:
    lines = listing("def f(n):\n    if n < 2:\n        return 1\n    return n\n")
    assert lines[:2] == ["LT r1, n/r0, 2", "BRF r1!, -> L10"]


def test_results_go_straight_into_locals() -> None:
    assert listing("def f(a, b):\n    c = a + b\n    return c\n") == ["ADD c/r2, a/r0, b/r1", "RET c/r2"]


def test_temporaries_die_where_they_are_read_last_and_locals_do_not() -> None:
    assert listing("def f(a):\n    return a.b.c\n") == ["LOAD_ATTR r1, a/r0, .b", "LOAD_ATTR r1, r1!, .c", "RET r1!"]


def test_a_register_read_twice_dies_at_the_second_reading() -> None:
    source = "def f(a):\n    (b := a.b)\n    return [*a], [x for x in a if x == x]\n"
    for unit in nested(function(source)):
        verify(unit)


def test_leaving_a_loop_releases_its_iterator() -> None:
    lines = listing("def f(a):\n    for x in a:\n        if x:\n            return x\n")
    assert "DROP r2" in lines


def test_an_unused_result_is_dropped() -> None:
    assert listing("def f(a):\n    a()\n") == ["CALL -, a/r0", "RET None"]
    assert listing("def f(a):\n    a.b\n") == ["LOAD_ATTR r1, a/r0, .b", "DROP r1", "RET None"]


def test_method_calls_are_fused_while_only_loads_come_between() -> None:
    assert "CALL_METHOD -, a/r0, .append, b/r1" in listing("def f(a, b):\n    a.append(b)\n")
    assert "CALL_METHOD" not in opcodes("def f(a, b):\n    a.append(b())\n")


def test_locals_are_checked_only_where_they_may_be_unbound() -> None:
    assert "CHK" not in opcodes("def f(a):\n    b = a\n    del b\n    b = a\n    return b\n")
    assert opcodes("def f(a):\n    if a:\n        b = 1\n    return b\n").count("CHK") == 1
    assert opcodes("def f(a):\n    try:\n        b = a()\n    except E:\n        pass\n    return b\n").count("CHK") == 1


def test_a_delegation_is_one_instruction() -> None:
    assert opcodes("def f(a):\n    return (yield from a)\n") == ["YF_ITER", "YIELD_FROM", "RET"]


def test_generators_have_no_wrapper_around_their_body() -> None:
    unit = function("def f(a):\n    yield a\n")
    assert unit.kind is Kind.GENERATOR
    assert unit.handlers == ()


def test_an_inlined_comprehension_needs_no_handler() -> None:
    assert function("def f(a):\n    return [x + 1 for x in a]\n").handlers == ()


@pytest.mark.parametrize("source", ["super()", "super().m", "super().m()", "super().m(self)"])
def test_super_without_arguments_names_its_class_and_object(source: str) -> None:
    unit = compile_source(f"class A:\n    def f(self):\n        return {source}\n", "test.py")
    verify(unit)
    assert "__class__" in disassemble(unit) and "SUPER" in disassemble(unit)


def test_double_negation_makes_a_bool() -> None:
    codes = opcodes("def f(x):\n    return not not x\n")
    assert codes in (["NOT", "NOT", "RET"], ["BOOL", "RET"])
    codes = opcodes("def f(x, y):\n    return not not (x == y)\n")
    assert codes in (["EQ", "NOT", "NOT", "RET"], ["EQ", "BOOL", "RET"])


def test_slices_are_not_built() -> None:
    assert listing("def f(a, i, j):\n    return a[i:j]\n") == ["GET_SLICE r3, a/r0, i/r1, j/r2", "RET r3!"]
    assert "SET_SLICE" in opcodes("def f(a, b):\n    a[1:] = b\n")
    assert "BUILD_SLICE" in opcodes("def f(a):\n    return a[::2]\n")


def test_a_duplicate_keyword_can_name_its_callable() -> None:
    assert "DICT_MERGE r2, b/r1, a/r0" in listing("def f(a, b):\n    a(**b, **b)\n")


def test_conversion_comes_before_formatting() -> None:
    lines = listing("def f(a, b):\n    return f'{a!r:{b}}'\n")
    assert any(line.startswith("CONVERT") for line in lines) and lines[-2].startswith("FORMAT")


def test_docstrings_are_cleaned_as_3_13_does() -> None:
    unit = compile_source('class A:\n    """One.\n\n      two\n    three\n     \n    """\n    __doc__ = "  kept"\n', "test.py")
    (body,) = (constant for constant in unit.constants if isinstance(constant, CodeUnit))
    assert "One.\n\n  two\nthree\n \n" in body.constants and "  kept" in body.constants
    assert function('def f():\n    """  One.\n\ttwo\n      three\n    """\n').doc == "One.\n  two\nthree\n"
    assert function("lambda: 'no doc'").doc is None


def test_class_bodies_are_the_same_under_every_version() -> None:
    unit = compile_source("class A:\n    def f(self):\n        self.x = 1\n", "test.py")
    assert "__static_attributes__" not in disassemble(unit) and "__firstlineno__" not in disassemble(unit)


def test_wide_calls_and_displays_are_split() -> None:
    names = ", ".join(f"a{i}" for i in range(300))
    keywords = ", ".join(f"k{i}=a{i}" for i in range(200))
    sources = (f"[{names}]", f"({names},)", f"{{{names}}}", f"f({names})", f"f.g({names})", f"f({keywords})", f"f.g({names}, {keywords})")
    for source in sources:
        verify(compile_source(source, "test.py", "eval"))
    parts = "".join(f"{{a{i}}}-" for i in range(300))
    verify(compile_source(f"f'{parts}'", "test.py", "eval"))
    parameters = ", ".join(f"a{i}: b{i} = c{i}" for i in range(300))
    verify(compile_source(f"def f({parameters}): pass", "test.py"))


def test_code_objects_and_functions_compile_without_source() -> None:
    scope: dict[str, object] = {}
    exec("def outer(n):\n    def inner(b):\n        return n + b\n    return inner\n", scope)
    inner = scope["outer"](5)  # type: ignore[operator]  # made by exec
    unit = compile_function(inner)
    verify(unit)
    assert unit.free_names == ("n",)
    assert isinstance(inner.__code__, CodeType)
    assert compile_code(inner.__code__).code_id == unit.code_id


def test_a_name_that_is_local_and_free_keeps_its_two_meanings() -> None:
    source = """
        def outer(x, y):
            class Body:
                a = [x for x in range(3)]
                b = [lambda: (x, y) for x in a]
                c = (x, y)
            def inner():
                return [(lambda: x)() for x in range(3)], [y for y in (1,)], lambda: y
            return Body, inner
    """
    for unit in nested(function(source)):
        verify(unit)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="comprehensions are inlined since 3.12")
def test_an_inlined_comprehension_does_not_touch_the_outer_variable() -> None:
    unit = function("def f(x):\n    y = [x for x in x]\n    return x, y\n")
    assert "FOR_ITER        x/r0" not in disassemble(unit)


def test_modes() -> None:
    assert "displayhook" in disassemble(compile_source("1 + x", "test.py", "single"))
    assert "RET" in disassemble(compile_source("1 + x", "test.py", "eval"))
    with pytest.raises(SyntaxError):
        compile_source("x = 1", "test.py", "eval")
