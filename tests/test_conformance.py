"""The conformance programs, as far as they fit into a quick run; `pytest --every-case` and `python -m conformance.run` run all."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.modes import Mode
from conformance.outcome import Outcome, Trouble, difference, traceback_lines
from conformance.programs import CASES, KNOWN_FAILURES, Program, programs_in
from conformance.workers import Pool

PROGRAMS = list(programs_in())
SEED = 20260  # of the programs that the quick run takes
STEPPED = 12  # programs, in the quick run
PROCESSED = 20
PAUSES = 400  # freezes a program, in the quick run

MODE_WORDS = {"does_what_it_does": "straight", "restored_at": "restore", "moved_to": "process", "frozen_between": "steps"}

all_programs = pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool()
    yield pool
    pool.close()


def outcome(found: Outcome | Trouble) -> Outcome:
    assert isinstance(found, Outcome), found.details or found.reason
    return found


def check(pool: Pool, program: Program, mode: Mode, steps: int = 0, pauses: int = 100_000) -> None:
    expected = outcome(pool.reference(program.path, program.source)[0])
    problem = difference(expected, outcome(pool.run(program.path, program.source, mode, steps, pauses)[0]))
    assert problem is None, problem


@pytest.fixture(autouse=True)
def known(request: pytest.FixtureRequest) -> None:
    """What is listed as failing may fail; a test that passes all the same is shown as XPASS, and its line can go."""
    program = request.node.callspec.params.get("program") if hasattr(request.node, "callspec") else None
    mode = next((mode for word, mode in MODE_WORDS.items() if word in request.node.name), None)
    if program is not None and f"{mode} {program.name}" in KNOWN_FAILURES:
        request.applymarker(pytest.mark.xfail(reason="conformance/known_failures.txt", strict=False))


@all_programs
def test_a_program_does_what_it_does_under_cpython(pool: Pool, program: Program) -> None:
    check(pool, program, Mode.STRAIGHT)


@all_programs
def test_a_program_restored_at_every_suspension_does_the_same(pool: Pool, program: Program) -> None:
    check(pool, program, Mode.RESTORE_AT_EVERY_SUSPENSION)


@all_programs
def test_a_program_moved_to_another_process_at_every_suspension_does_the_same(pool: Pool, program: Program, every_case: bool) -> None:
    if not every_case and program not in quick_choice(PROCESSED):
        pytest.skip("in the quick choice no. Run with --every-case")
    check(pool, program, Mode.NEW_PROCESS_AT_EVERY_SUSPENSION)


@all_programs
@pytest.mark.parametrize("steps", [1, 2, 3, 7, 50])
def test_a_program_frozen_between_any_two_instructions_does_the_same(pool: Pool, program: Program, steps: int, every_case: bool) -> None:
    if not every_case and (steps != 1 or program not in quick_choice(STEPPED)):
        pytest.skip("in the quick choice no. Run with --every-case")
    check(pool, program, Mode.BETWEEN_INSTRUCTIONS, steps, 100_000 if every_case else PAUSES)


def quick_choice(count: int) -> list[Program]:
    return random.Random(SEED).sample(PROGRAMS, count)


def test_there_are_at_least_150_programs() -> None:
    assert len(PROGRAMS) >= 150


def test_every_program_says_what_it_shows() -> None:
    assert [p.name for p in PROGRAMS if not p.source.startswith("# ")] == []


def test_the_comparison_sees_output_errors_and_traceback_lines() -> None:
    same = Outcome("a\nb\n", "ValueError: v", ("x.py:1 in f",))
    others = [Outcome("a\nc\n", same.error, same.lines), Outcome(same.output, None, same.lines), Outcome(same.output, same.error, ())]
    assert [difference(same, same) is None, *(difference(same, other) is None for other in others)] == [True, False, False, False]


def test_the_traceback_lines_are_those_of_the_programs_own_files() -> None:
    text = 'Traceback (most recent call last):\n  File "/a/x.py", line 3, in f\n    g()\n  File "/lib/y.py", line 9, in g\nValueError: v\n'
    assert traceback_lines(text, Path("/a")) == ("x.py:3 in f",)


DIVERGENCES = sorted(path for path in (CASES.parent / "divergences").glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("path", DIVERGENCES, ids=lambda path: path.stem)
def test_a_divergence_is_as_its_program_says(pool: Pool, path: Path) -> None:
    """A difference that is gone loses its program; then it may become a case."""
    source = path.read_text(encoding="utf-8")
    for label, found in (("CPython", pool.reference(path, source)[0]), ("pyvm", pool.run(path, source, Mode.STRAIGHT)[0])):
        shown = re.search(rf"^{label}: +(.+)$", source, re.MULTILINE)
        assert shown is not None
        assert ", ".join(outcome(found).output.split("\n")[:-1]) == shown[1]
