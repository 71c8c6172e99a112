"""The standard library: each program in tests/stdlib shows under pyvm what it shows under CPython."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle import Mode, assert_same_as_cpython

PROGRAMS = sorted((Path(__file__).parent / "stdlib").glob("*.py"))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem.strip("_"))
def test_a_program_over_the_standard_library_shows_what_it_shows_under_cpython(program: Path) -> None:
    assert_same_as_cpython(program.read_text(encoding="utf-8"), Mode.STRAIGHT)
