"""What a worker can be asked to do, and how it is said over a pipe.

Pipeline: workers.py writes a Job -> worker.py does it -> an Answer or a Trouble comes back.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from conformance.modes import Mode, Piece, first_piece, next_piece, run_under_pyvm
from conformance.outcome import Outcome
from conformance.reference import run_under_cpython

_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Job:
    """One run of a program, or one piece of a run."""

    path: str
    source: str
    mode: str  # "cpython", a Mode, or in mode "process" one piece
    blob: bytes | None = None  # mode "process": where to go on; None: at the start
    steps: int = 0
    pauses: int = 0
    seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole run's outcome, or a piece of one."""

    outcome: Outcome | None = None
    piece: Piece | None = None
    count: int = 0  # suspensions, or freezes


def do(job: Job) -> Answer:
    """Does a job in this process."""
    path = Path(job.path)
    if job.mode == "cpython":
        outcome, count = run_under_cpython(job.source, path)
        return Answer(outcome=outcome, count=count)
    if job.mode == Mode.NEW_PROCESS_AT_EVERY_SUSPENSION:
        return Answer(piece=first_piece(job.source, path) if job.blob is None else next_piece(job.blob, path))
    outcome, count = run_under_pyvm(job.source, path, Mode(job.mode), job.steps, job.pauses)
    return Answer(outcome=outcome, count=count)


def write_frame(stream: BinaryIO, data: bytes) -> None:
    """Writes bytes so that `read_frame` gives them back."""
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next bytes that were written as a frame; None at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    data = stream.read(size)
    return data if len(data) == size else None
