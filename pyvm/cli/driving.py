"""Driving an execution from the command line: it waits for sleeps, writes snapshots, and turns the last event into a status."""

from __future__ import annotations

import math
import shlex
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyvm
from pyvm.cli.console import Refusal, Status, progress, say
from pyvm.cli.files import write_blob
from pyvm.cli.terminal import perform

NAP = 3600.0  # seconds at most between two looks at the clock: it may be set, or the machine may sleep


@dataclass(frozen=True, slots=True)
class Journey:
    """An execution and what the command line does with it."""

    execution: pyvm.Execution
    snapshot: Path  # where its snapshots go
    keep: bool  # also before every wait, so that a killed process loses nothing
    detach: bool  # leave instead of waiting
    key_file: Path | None


def drive(journey: Journey, event: pyvm.Event | None = None) -> Status | int:
    """Runs the execution to its end, or as far as it goes without an answer. The exit status."""
    execution = journey.execution
    try:
        if event is None:
            event = _advance(execution)
        while isinstance(event, pyvm.Suspended) and event.request.kind != "suspend":
            if not _is_due(event.request):
                if journey.detach:
                    break
                if journey.keep:
                    save(journey)
            event = _satisfy(execution, event.request)
    except KeyboardInterrupt:
        return _leave(journey, "interrupted")
    match event:
        case pyvm.Completed():
            return Status.COMPLETED
        case pyvm.Failed(error):
            return _failure(error)
        case pyvm.Suspended(request):
            return _leave(journey, _what_it_waits_for(request))
        case pyvm.Preempted(limit=limit):
            return _leave(journey, f"limit `{limit}` reached" if limit else "pre-empted")


def _is_due(request: pyvm.Request) -> bool:
    """The request can be satisfied without waiting for anybody: a sleep that is over."""
    return request.kind == "sleep" and (request.until or 0.0) <= time.time()


def _satisfy(execution: pyvm.Execution, request: pyvm.Request) -> pyvm.Event:
    """Waits for the end of the sleep, or for the user's line, and goes on."""
    sys.stdout.flush()
    if request.kind == "effect":
        return perform(execution, request)
    _wait_until(request.until or 0.0)
    return execution.resume()


def save(journey: Journey) -> None:
    """The execution's snapshot is in its file."""
    try:
        with progress(f"writing {journey.snapshot}"):
            write_blob(journey.snapshot, journey.execution.snapshot())
    except pyvm.SuspensionError as error:
        raise Refusal(str(error), Status.FAILED) from None


def _advance(execution: pyvm.Execution) -> pyvm.Event:
    try:
        return execution.run()
    except pyvm.LimitReached as error:
        raise Refusal(f"the limit `{error.limit}` is reached; raise it: pyvm resume --{error.limit} N", Status.USAGE) from None


def _failure(error: pyvm.GuestError) -> Status | int:
    """A guest that exits does so with its own status; any other exception leaves its traceback."""
    sys.stdout.flush()
    if error.exit_code is None:
        sys.stderr.write(error.traceback)
        return Status.FAILED
    code = error.exception.code if isinstance(error.exception, SystemExit) else None
    if code is not None and not isinstance(code, int):
        sys.stderr.write(f"{error.message}\n")
    return error.exit_code


def _leave(journey: Journey, why: str) -> Status:
    """Writes the snapshot and says how to go on."""
    save(journey)
    command = f"pyvm resume {shlex.quote(str(journey.snapshot))}"
    if journey.key_file is not None:
        command += f" --key-file {shlex.quote(str(journey.key_file))}"
    say(f"{why}; the snapshot is in {journey.snapshot}. Go on with\n  {command}")
    return Status.SUSPENDED


def _what_it_waits_for(request: pyvm.Request) -> str:
    if request.kind == "sleep" and request.until is not None:
        return f"suspended: it sleeps until {_moment(request.until)}"
    if request.kind == "suspend":
        return f"suspended with {request.payload!r}; answer with --value or --throw"
    return f"suspended: it waits for `{request.name}`; answer with --value or --throw, or be asked again"


def _wait_until(until: float) -> None:
    left = until - time.time()
    if left <= 0:
        return
    with progress(f"sleeping until {_moment(until)}"):
        while (left := until - time.time()) > 0:
            time.sleep(min(left, NAP))


def _moment(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(math.ceil(seconds)).isoformat(sep=" ")
    except (ValueError, OverflowError, OSError):
        return "the end of time"
