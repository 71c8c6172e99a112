"""The oracle: CPython, run in the same test.

    assert_same_as_cpython('''
        print(suspend(1))
    ''', mode=Mode.NEW_PROCESS_AT_EVERY_SUSPENSION)

Output, the exception that ends the program, and the lines of its traceback must be CPython's.
"""

from __future__ import annotations

import atexit
from functools import cache
from pathlib import Path
from textwrap import dedent

from conformance.modes import Mode, run_under_pyvm
from conformance.outcome import Outcome, Trouble, difference
from conformance.reference import run_under_cpython
from conformance.workers import Pool

__all__ = ["Mode", "assert_same_as_cpython", "outcome_under_cpython", "outcome_under_pyvm"]

HERE = Path(__file__).parent / "program.py"  # where programs seem to be


def assert_same_as_cpython(source: str, mode: Mode = Mode.STRAIGHT, steps: int = 1) -> None:
    """The program shows the same under pyvm in the mode as under CPython. steps: of mode BETWEEN_INSTRUCTIONS."""
    problem = difference(outcome_under_cpython(source), outcome_under_pyvm(source, mode, steps))
    assert problem is None, problem


def outcome_under_cpython(source: str) -> Outcome:
    """What CPython makes of a program; `suspend` is the identity."""
    return run_under_cpython(dedent(source), HERE)[0]


def outcome_under_pyvm(source: str, mode: Mode = Mode.STRAIGHT, steps: int = 1) -> Outcome:
    """What pyvm makes of a program; `suspend` hands its argument to the host and gets it back."""
    text = dedent(source)
    if mode is not Mode.NEW_PROCESS_AT_EVERY_SUSPENSION:
        return run_under_pyvm(text, HERE, mode, steps)[0]
    outcome, _ = _pool().run(HERE, text, mode)
    assert not isinstance(outcome, Trouble), outcome.details or outcome.reason
    return outcome


@cache
def _pool() -> Pool:
    pool = Pool()
    atexit.register(pool.close)
    return pool
