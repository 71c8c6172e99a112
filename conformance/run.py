"""Runs programs under CPython and under pyvm and says where they differ.

    python -m conformance.run [FOLDER ...] [--mode MODES] [--only TEXT] [--to PYTHON ...] [--json FILE]

FOLDER holds groups of programs (`FOLDER/group/name.py`); without one, our own cases are run. Modes, separated by commas:

    straight   to the end; suspensions are answered at once
    restore    frozen and restored at every suspension, in the same process
    process    the same, each time in another process (with --to, in other interpreters in turn)
    steps:N    pre-empted, frozen and restored every N instructions

The exit status is 0 if every program did what it does under CPython, those of known_failures.txt excepted, else 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from conformance.modes import Mode
from conformance.outcome import Outcome, Trouble, difference, reconciled
from conformance.programs import CASES, KNOWN_FAILURES, Program, programs_in
from conformance.report import Result, as_json, causes, failures, table
from conformance.workers import Pool


@dataclass(frozen=True, slots=True)
class Task:
    """One program in one mode."""

    program: Program
    mode: Mode
    steps: int

    @property
    def label(self) -> str:
        return f"{self.mode}:{self.steps}" if self.steps else str(self.mode)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Its exit status."""
    options = _parser().parse_args(arguments)
    chosen = [p for folder in options.folders or [CASES] for p in programs_in(Path(folder)) if options.only in p.name]
    if not chosen:
        print(f"no program has `{options.only}` in its name", file=sys.stderr)
        return 2
    tasks = [Task(program, mode, steps) for mode, steps in options.mode for program in chosen]
    results = list(run(tasks, options))
    if options.json:
        Path(options.json).write_text(as_json(results), encoding="utf-8")
    if options.causes:
        print(causes(results))
    else:
        print(failures(results))
    print(table(results))
    return 0 if all(result.passed or f"{result.mode.partition(':')[0]} {result.program}" in KNOWN_FAILURES for result in results) else 1


def run(tasks: Sequence[Task], options: argparse.Namespace) -> Iterator[Result]:
    """The results of the tasks, in their order."""
    pools: SimpleQueue[Pool] = SimpleQueue()
    everyone = [Pool(options.to, options.hash_seeds.split(","), options.seconds) for _ in range(options.jobs)]
    for pool in everyone:
        pools.put(pool)

    def one(task: Task) -> Result:
        pool = pools.get()
        try:
            return check(pool, task, options.pauses)
        finally:
            pools.put(pool)

    with ThreadPoolExecutor(options.jobs) as threads:
        for done, result in enumerate(threads.map(one, tasks), 1):
            if sys.stderr.isatty():
                print(f"\r{done} of {len(tasks)}", end="\r", file=sys.stderr, flush=True)
            yield result
    for pool in everyone:
        pool.close()


def check(pool: Pool, task: Task, pauses: int) -> Result:
    """A program's result in a mode."""
    program, source = task.program, task.program.source
    moves = task.mode is Mode.NEW_PROCESS_AT_EVERY_SUSPENSION
    references = pool.references(program.path, source) if moves else [pool.reference(program.path, source)]
    suspensions = [count for _, count in references]
    expected: list[Outcome] = []
    for reference, _ in references:
        if isinstance(reference, Trouble):
            return Result(program.name, program.group, task.label, f"under CPython: {reference.reason}", 0, reference.details)
        expected.append(reference if program.expected_output is None else Outcome(program.expected_output))
    got, count = pool.run(program.path, source, task.mode, task.steps, pauses)
    if isinstance(got, Trouble):
        return Result(program.name, program.group, task.label, got.reason, count, got.details)
    problem = difference(reconciled(expected, got), got)
    if problem is None and task.mode is not Mode.BETWEEN_INSTRUCTIONS and not min(suspensions) <= count <= max(suspensions):
        problem = f"suspended {count} times, expected {suspensions[0]}"
    return Result(program.name, program.group, task.label, problem, count)


def _modes(text: str) -> list[tuple[Mode, int]]:
    chosen = []
    for part in text.split(","):
        name, _, steps = part.partition(":")
        chosen.append((Mode(name), int(steps or "1") if name == Mode.BETWEEN_INSTRUCTIONS else 0))
    return chosen


def _parser() -> argparse.ArgumentParser:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m conformance.run", description=__doc__, formatter_class=plain)
    parser.add_argument("folders", nargs="*", metavar="FOLDER")
    parser.add_argument("--mode", type=_modes, default="straight,restore", metavar="MODES")
    parser.add_argument("--only", default="", metavar="TEXT", help="programs with this in their name")
    parser.add_argument("--to", action="append", default=[], metavar="PYTHON", help="interpreters that mode `process` moves to; repeatable")
    parser.add_argument("--hash-seeds", default="0", metavar="SEEDS", help="PYTHONHASHSEED of the processes in turn: 0,1")
    parser.add_argument("--pauses", type=int, default=100_000, metavar="N", help="mode `steps`: at most so many freezes a program")
    parser.add_argument("--seconds", type=float, default=20.0, metavar="S", help="allowed for a run, or for a piece between two processes")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="programs at a time")
    parser.add_argument("--json", metavar="FILE", help="write all results there")
    parser.add_argument("--causes", action="store_true", help="group the failures by their reason")
    return parser


if __name__ == "__main__":
    sys.exit(main())
