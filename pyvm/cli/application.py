"""The commands as an application: their names, and how their help looks."""

from __future__ import annotations

import platform
import sys
from typing import Annotated

import typer

import pyvm
from pyvm.cli import check, dis, inspect, resume, run


def build_application() -> typer.Typer:
    """The commands. Help is plain text when nobody looks at it in a terminal."""
    application = typer.Typer(
        name="pyvm",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich" if sys.stdout.isatty() else None,
        no_args_is_help=True,
    )
    application.callback()(_options)
    application.command("run", context_settings={"ignore_unknown_options": True})(run.run)
    application.command("resume")(resume.resume)
    application.command("inspect")(inspect.inspect)
    application.command("dis")(dis.dis)
    application.command("check")(check.check)
    return application


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"pyvm {pyvm.__version__}, on CPython {platform.python_version()}")
        raise typer.Exit


def _options(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)] = False,
) -> None:
    """Runs Python programs that can fall asleep in the middle of a call stack and go on in another process."""
