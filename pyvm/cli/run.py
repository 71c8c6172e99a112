"""`pyvm run`: compiles a script and runs it until it ends, fails, or waits for an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import pyvm
from pyvm.cli.console import Refusal, Status, progress, syntax_refusal
from pyvm.cli.driving import Journey, drive
from pyvm.cli.files import read_key, read_script
from pyvm.cli.terminal import terminal_vm


def run(
    script: Annotated[Path, typer.Argument(metavar="SCRIPT", help="The Python source file to run.")],
    arguments: Annotated[list[str] | None, typer.Argument(metavar="ARGS", help="The script's sys.argv, after its name.")] = None,
    snapshot: Annotated[
        Path | None, typer.Option("--snapshot", metavar="FILE", help="Where snapshots go, also before each sleep. Default: SCRIPT.pvm.")
    ] = None,
    key_file: Annotated[Path | None, typer.Option("--key-file", metavar="FILE", help="Seal snapshots with the key in this file.")] = None,
    fuel: Annotated[int | None, typer.Option("--fuel", metavar="N", min=0, help="Stop after that many safepoints.")] = None,
    memory: Annotated[int | None, typer.Option("--memory", metavar="BYTES", min=0, help="MemoryError beyond that many bytes.")] = None,
    seconds: Annotated[float | None, typer.Option("--time", metavar="SECONDS", min=0, help="Stop after running that long.")] = None,
    detach: Annotated[bool, typer.Option("--detach", help="At a sleep or input, write the snapshot and leave instead of waiting.")] = False,
) -> None:
    """Run a script. Exit status: 0 completed, 1 failed, 2 usage, 75 suspended."""
    key = read_key(key_file)
    source = read_script(script)
    try:
        with progress(f"compiling {script}"):
            program = pyvm.compile(source, str(script), cached=True)
    except SyntaxError as error:
        raise syntax_refusal(error) from None
    vm = terminal_vm(key, pyvm.Limits(fuel=fuel, memory=memory, time=seconds))
    try:
        execution = vm.start(program, argv=[str(script), *(arguments or [])])
    except pyvm.MissingHostRef as error:
        raise Refusal(_what_is_missing(error), Status.FAILED) from None
    target = snapshot or Path(script.with_suffix(".pvm").name)
    raise typer.Exit(drive(Journey(execution, target, snapshot is not None, detach, key_file)))


def _what_is_missing(error: pyvm.MissingHostRef) -> str:
    listed = ", ".join(f"`{name}`" for name in error.names)
    return (
        f"the script needs {listed}, which scripts under `pyvm run` do not have; nothing of it ran. "
        f"A service that embeds pyvm can give functions and modules: `pyvm.VM(functions=, modules=)`"
    )
