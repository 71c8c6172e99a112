"""pyvm's side: the same program, frozen and thawed at chosen moments.

Pipeline: source -> pyvm.compile -> VM -> pieces of execution, each ending at an event -> Outcome.
A piece has a VM and an output of its own: what an execution that was frozen and dropped still prints (its finalisers) is not
the program's output any more.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import assert_never

import pyvm
from conformance.outcome import Outcome, traceback_lines


class Mode(StrEnum):
    """When the program is frozen and thawed."""

    STRAIGHT = "straight"  # never
    RESTORE_AT_EVERY_SUSPENSION = "restore"  # in this process
    NEW_PROCESS_AT_EVERY_SUSPENSION = "process"
    BETWEEN_INSTRUCTIONS = "steps"  # every n instructions, in this process


class Sink:
    """Collects text."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None: ...


@pyvm.effect(name="suspend")
def suspend(value: object = None) -> object:
    """The guest's `suspend`: the host gets the value, and hands it back."""
    return value


@dataclass(frozen=True, slots=True)
class Piece:
    """What happened between two moments at which the program stood still."""

    output: str
    blob: bytes | None  # to go on from; None at the end
    error: str | None = None
    lines: tuple[str, ...] = ()


def run_under_pyvm(source: str, path: Path, mode: Mode, steps: int = 0, pauses: int = 100_000) -> tuple[Outcome, int]:
    """The outcome of a program, and how often it was frozen or, in straight mode, suspended.

    steps: instructions between two pauses, in mode BETWEEN_INSTRUCTIONS; after so many `pauses` it runs on without.
    """
    match mode:
        case Mode.STRAIGHT:
            return _straight(source, path)
        case Mode.RESTORE_AT_EVERY_SUSPENSION:
            return _in_pieces(source, path)
        case Mode.BETWEEN_INSTRUCTIONS:
            return _in_steps(source, path, steps, pauses)
        case Mode.NEW_PROCESS_AT_EVERY_SUSPENSION:
            raise ValueError("a new process at every suspension: see workers.py")
        case _:
            assert_never(mode)


def first_piece(source: str, path: Path) -> Piece:
    """From the start to the first suspension."""
    sink = Sink()
    execution = _vm(sink).start(pyvm.compile(source, filename=str(path)))
    execution.run()
    return _piece(execution, sink, path)


def next_piece(blob: bytes, path: Path) -> Piece:
    """From a suspension to the next one."""
    sink = Sink()
    execution = _vm(sink).restore(blob)
    _answer(execution)
    return _piece(execution, sink, path)


def outcome_of(pieces: list[Piece]) -> Outcome:
    """The outcome of a program that ran in pieces."""
    return Outcome("".join(piece.output for piece in pieces), pieces[-1].error, pieces[-1].lines)


def _straight(source: str, path: Path) -> tuple[Outcome, int]:
    sink, count = Sink(), 0
    execution = _vm(sink).start(pyvm.compile(source, filename=str(path)))
    execution.run()
    while isinstance(execution.event, pyvm.Suspended):
        count += 1
        _answer(execution)
    error, lines = _ending(execution.event, path)
    return Outcome(sink.text, error, lines), count


def _in_pieces(source: str, path: Path) -> tuple[Outcome, int]:
    pieces = [first_piece(source, path)]
    while (blob := pieces[-1].blob) is not None:
        pieces.append(next_piece(blob, path))
    return outcome_of(pieces), len(pieces) - 1


def _in_steps(source: str, path: Path, steps: int, pauses: int) -> tuple[Outcome, int]:
    store: dict[bytes, bytes] = {}
    sink, output, count = Sink(), "", 0
    execution = _vm(sink, store).start(pyvm.compile(source, filename=str(path)))
    execution._steps = steps
    execution.run()
    while isinstance(execution.event, pyvm.Preempted | pyvm.Suspended):
        if count < pauses and isinstance(execution.event, pyvm.Preempted):
            blob = execution.snapshot()
            output += sink.text
            sink = Sink()
            execution = _vm(sink, store).restore(blob)
            count += 1
        execution._steps = steps if count < pauses else None
        if isinstance(execution.event, pyvm.Suspended):
            _answer(execution)
        else:
            execution.run()
    error, lines = _ending(execution.event, path)
    return Outcome(output + sink.text, error, lines), count


def _vm(sink: Sink, store: MutableMapping[bytes, bytes] | None = None) -> pyvm.VM:
    return pyvm.VM(functions=[suspend], stdout=sink, code_store=store)


def _answer(execution: pyvm.Execution) -> None:
    """Answers with what the host function returns, and keeps no reference to it: the guest's finalisers would run late."""
    assert isinstance(execution.event, pyvm.Suspended)
    if execution.event.request.kind == "sleep":
        execution.resume()
    else:
        execution.resume(execution.event.request.perform())


def _piece(execution: pyvm.Execution, sink: Sink, path: Path) -> Piece:
    blob = execution.snapshot() if isinstance(execution.event, pyvm.Suspended) else None
    error, lines = _ending(execution.event, path)
    return Piece(sink.text, blob, error, lines)


def _ending(event: pyvm.Event | None, path: Path) -> tuple[str | None, tuple[str, ...]]:
    if not isinstance(event, pyvm.Failed):
        return None, ()
    return f"{event.type_name}: {event.message}", traceback_lines(event.traceback, path.parent)
