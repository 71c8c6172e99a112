"""`pyvm resume`: takes an execution from its snapshot and goes on, with an answer if it waits for one."""

from __future__ import annotations

import builtins
import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer

import pyvm
from pyvm.cli.console import Refusal, Status, progress
from pyvm.cli.driving import Journey, drive
from pyvm.cli.files import read_blob, read_key
from pyvm.cli.seed import take_hash_seed
from pyvm.cli.terminal import terminal_vm


def resume(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The snapshot.")],
    value: Annotated[str | None, typer.Option("--value", metavar="JSON", help="Answer what it waits for with this value.")] = None,
    throw: Annotated[
        str | None, typer.Option("--throw", metavar="TYPE:MESSAGE", help="Answer with an exception: 'TimeoutError:no answer'.")
    ] = None,
    key_file: Annotated[Path | None, typer.Option("--key-file", metavar="FILE", help="The key that the snapshot is sealed with.")] = None,
    snapshot: Annotated[Path | None, typer.Option("--snapshot", metavar="FILE", help="Where the next one goes. Default: FILE.")] = None,
    fuel: Annotated[int | None, typer.Option("--fuel", metavar="N", min=0, help="Allow that many safepoints more.")] = None,
    seconds: Annotated[float | None, typer.Option("--time", metavar="SECONDS", min=0, help="Allow running longer.")] = None,
    detach: Annotated[bool, typer.Option("--detach", help="At a sleep or input, write the snapshot and leave instead of waiting.")] = False,
) -> None:
    """Go on from a snapshot. Exit status: 0 completed, 1 failed, 2 usage, 3 snapshot refused, 75 suspended again."""
    if value is not None and throw is not None:
        raise Refusal("--value and --throw exclude each other; give one answer", Status.USAGE)
    answer = None if value is None else _parse_value(value)
    exception = None if throw is None else _parse_exception(throw)
    key = read_key(key_file)
    blob = read_blob(file)
    try:
        with progress(f"reading {file}"):
            take_hash_seed(pyvm.inspect(blob, key).hash_seed)
            execution = terminal_vm(key).restore(blob)
    except pyvm.RestoreError as error:
        raise Refusal(f"{file}: {error}", Status.REFUSED) from None
    _allow_more(execution, fuel, seconds)
    journey = Journey(execution, snapshot or file, True, detach, key_file)
    raise typer.Exit(_go_on(journey, answer, exception, given=value is not None or throw is not None))


def _go_on(journey: Journey, answer: object, exception: BaseException | None, *, given: bool) -> int:
    execution, event = journey.execution, journey.execution.event
    if isinstance(event, pyvm.Completed | pyvm.Failed):
        raise Refusal(f"the program in {journey.snapshot} has {execution.state.value} already; there is nothing to resume", Status.USAGE)
    if not isinstance(event, pyvm.Suspended):
        if given:
            raise Refusal("the program does not wait for an answer; resume it without --value and --throw", Status.USAGE)
        return drive(journey)
    if exception is not None:
        return drive(journey, execution.throw(exception))
    if given or event.request.kind == "suspend":
        return drive(journey, execution.resume(answer))
    return drive(journey, event)


def _allow_more(execution: pyvm.Execution, fuel: int | None, seconds: float | None) -> None:
    """Raises the limits by what the user allows."""
    limits = execution.limits
    if fuel is not None:
        limits = dataclasses.replace(limits, fuel=execution.fuel_used + fuel)
    if seconds is not None:
        limits = dataclasses.replace(limits, time=(limits.time or 0.0) + seconds)
    execution.limits = limits


def _parse_value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refusal(f"--value is not JSON: {error}. Quote strings twice: --value '\"yes\"'", Status.USAGE) from None


def _parse_exception(text: str) -> BaseException:
    name, _, message = text.partition(":")
    kind = getattr(builtins, name.strip(), None)
    if not (isinstance(kind, type) and issubclass(kind, BaseException)):
        raise Refusal(f"--throw: `{name}` is not a builtin exception; write for example 'TimeoutError:no answer'", Status.USAGE)
    try:
        return kind(message.strip()) if message else kind()
    except TypeError as error:
        raise Refusal(f"--throw: `{name}` cannot be made from a message: {error}; take another exception", Status.USAGE) from None
