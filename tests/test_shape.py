"""Which registers of a frame matter at an instruction (core/shape.c), seen on compiled programs."""

from __future__ import annotations

import textwrap

import pytest

from pyvm import _core
from pyvm.code import CodeUnit
from pyvm.compiler import compile_source
from pyvm.isa import TABLE


def function_of(source: str) -> CodeUnit:
    """The first function of a source."""
    unit = compile_source(textwrap.dedent(source), "shape.py")
    return next(constant for constant in unit.constants if isinstance(constant, CodeUnit))


def offsets_of(unit: CodeUnit, opcode: str) -> list[int]:
    """Word offsets at which instructions of an opcode begin."""
    words = memoryview(unit.words).cast("H")
    found: list[int] = []
    at = 0
    while at < len(words):
        op, count = TABLE[words[at] & 0xFF], words[at] >> 8
        if op.name == opcode:
            found.append(at)
        at += 1 + sum(count if form.startswith("*") else 2 if form == "J" else 1 for form in op.forms)
    return found


def names_at(unit: CodeUnit, opcode: str, number: int = 0) -> dict[str, str]:
    """Named registers and their kinds while the instruction is under way."""
    rows = _core.code_shape(_core.link(unit), offsets_of(unit, opcode)[number], True)
    names = dict(enumerate(unit.varnames)) | dict(zip(unit.cells, unit.cell_names, strict=True))
    return {names[register]: kind for register, kind in rows if register in names}


def test_a_local_is_dead_after_its_last_use() -> None:
    unit = function_of("""
        def f(a, b):
            use(a)
            return b
    """)
    assert names_at(unit, "CALL") == {"b": "any"}


def test_a_loop_keeps_what_its_next_round_reads() -> None:
    unit = function_of("""
        def f(items, n):
            for item in items:
                use(item, n)
    """)
    assert names_at(unit, "CALL") == {"n": "any"}


def test_a_handler_keeps_what_it_reads() -> None:
    unit = function_of("""
        def f(a):
            try:
                use()
            except ValueError:
                return a
    """)
    assert names_at(unit, "CALL") == {"a": "any"}


def test_a_local_that_one_branch_assigns_may_be_unbound() -> None:
    unit = function_of("""
        def f(a):
            if a:
                b = 1
            use()
            return b
    """)
    assert names_at(unit, "CALL") == {"b": "maybe"}


def test_cells_hold_cells() -> None:
    unit = function_of("""
        def f(a):
            def g(): return a
            use()
            return g
    """)
    assert names_at(unit, "CALL")["g"] == "any"
    rows = _core.code_shape(_core.link(unit), offsets_of(unit, "RET")[0], False)
    assert rows


def test_locals_may_look_at_everything() -> None:
    unit = function_of("""
        def f(a, b):
            use(a)
            return locals()
    """)
    assert set(names_at(unit, "CALL")) == {"a", "b"}


def test_an_offset_inside_an_instruction_is_none() -> None:
    unit = function_of("def f(a): return use(a)")
    with pytest.raises(ValueError, match="no instruction"):
        _core.code_shape(_core.link(unit), offsets_of(unit, "CALL")[0] + 1, True)
