"""`pyvm dis`: the instructions that a script compiles to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import pyvm
from pyvm.cli.console import syntax_refusal
from pyvm.cli.files import read_script


def dis(script: Annotated[Path, typer.Argument(metavar="SCRIPT", help="The Python source file.")]) -> None:
    """Show the instructions that a script compiles to. docs/isa.md explains them."""
    try:
        program = pyvm.compile(read_script(script), str(script))
    except SyntaxError as error:
        raise syntax_refusal(error) from None
    typer.echo(pyvm.disassemble(program).rstrip("\n"))
