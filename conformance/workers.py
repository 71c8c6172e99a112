"""The pool: interpreters that run programs in every mode, some of them of another minor version.

Pipeline: run.py asks a Pool for a program's outcome in a mode -> jobs go to worker processes -> Outcome or Trouble.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from conformance.jobs import Answer, Job, read_frame, write_frame
from conformance.modes import Mode, Piece, outcome_of
from conformance.outcome import Outcome, Trouble

ROOT = Path(__file__).parent.parent


class Worker:
    """One interpreter that does jobs, each in a fresh child."""

    def __init__(self, python: str, hash_seed: str) -> None:
        self._process = subprocess.Popen(
            [python, "-X", "faulthandler", "-m", "conformance.worker"],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._requests, self._replies = self._process.stdin, self._process.stdout

    def do(self, job: Job) -> Answer | Trouble:
        """The answer to a job, or why there is none."""
        write_frame(self._requests, pickle.dumps(job, protocol=4))
        reply = read_frame(self._replies)
        if reply is None:
            raise RuntimeError(f"the worker ended with status {self._process.wait()}")
        answer: Answer | Trouble = pickle.loads(reply)
        return answer

    def close(self) -> None:
        self._requests.close()
        self._process.wait()
        self._replies.close()


class Pool:
    """Two workers or more: a program that changes process goes to each in turn."""

    def __init__(self, pythons: Sequence[str] = (), hash_seeds: Sequence[str] = ("0",), seconds: float = 20.0) -> None:
        """
        pythons: other interpreters that programs are moved to; none: two of this one.
        hash_seeds: of the workers, in turn.
        seconds: allowed for a run, or for a piece of one.
        """
        chosen = (sys.executable, *(pythons or (sys.executable,)))
        self._workers = [Worker(python, hash_seeds[i % len(hash_seeds)]) for i, python in enumerate(chosen)]
        self._versions = 1 + len(pythons)
        self._seconds = seconds

    def reference(self, path: Path, source: str) -> tuple[Outcome | Trouble, int]:
        """What CPython makes of a program, and how often that suspends."""
        return self._reference_of(self._workers[0], path, source)

    def references(self, path: Path, source: str) -> list[tuple[Outcome | Trouble, int]]:
        """The same of each interpreter that programs are moved to."""
        return [self._reference_of(worker, path, source) for worker in self._workers[: self._versions]]

    def run(self, path: Path, source: str, mode: Mode, steps: int = 0, pauses: int = 100_000) -> tuple[Outcome | Trouble, int]:
        """What pyvm makes of a program in a mode, and how often it was suspended or frozen."""
        if mode is Mode.NEW_PROCESS_AT_EVERY_SUSPENSION:
            return self._run_in_processes(path, source)
        answer = self._workers[0].do(Job(str(path), source, mode, steps=steps, pauses=pauses, seconds=self._seconds))
        return (answer, 0) if isinstance(answer, Trouble) else (_outcome(answer), answer.count)

    def _reference_of(self, worker: Worker, path: Path, source: str) -> tuple[Outcome | Trouble, int]:
        answer = worker.do(Job(str(path), source, "cpython", seconds=self._seconds))
        return (answer, 0) if isinstance(answer, Trouble) else (_outcome(answer), answer.count)

    def close(self) -> None:
        for worker in self._workers:
            worker.close()

    def _run_in_processes(self, path: Path, source: str) -> tuple[Outcome | Trouble, int]:
        pieces: list[Piece] = []
        blob = None
        while not pieces or blob is not None:
            worker = self._workers[len(pieces) % len(self._workers)]
            answer = worker.do(Job(str(path), source, Mode.NEW_PROCESS_AT_EVERY_SUSPENSION, blob, seconds=self._seconds))
            if isinstance(answer, Trouble):
                return answer, len(pieces)
            assert answer.piece is not None
            pieces.append(answer.piece)
            blob = answer.piece.blob
        return outcome_of(pieces), len(pieces) - 1


def _outcome(answer: Answer) -> Outcome:
    assert answer.outcome is not None
    return answer.outcome
