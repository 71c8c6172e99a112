"""`pyvm check`: what the subset refuses in scripts, and what in them cannot be suspended or is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import pyvm
from pyvm.cli.console import Status, progress
from pyvm.cli.files import read_script
from pyvm.cli.terminal import FUNCTIONS


def check(scripts: Annotated[list[Path], typer.Argument(metavar="SCRIPT", help="Python source files.")]) -> None:
    """Report what pyvm would refuse, without running anything. Exit status: 0 nothing, 1 something."""
    found = 0
    for script in scripts:
        with progress(f"checking {script}"):
            findings = pyvm.check(read_script(script), str(script), functions=[function.name for function in FUNCTIONS])
        for finding in findings:
            typer.echo(str(finding))
        found += len(findings)
    if not found:
        typer.echo(f"{len(scripts)} script{'s' if len(scripts) != 1 else ''}: nothing to report")
    raise typer.Exit(Status.FAILED if found else Status.COMPLETED)
