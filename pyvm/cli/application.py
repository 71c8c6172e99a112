"""The commands as an application: their names, and how their help looks."""

from __future__ import annotations

import sys

import typer

from pyvm.cli import check, dis, inspect, resume, run


def build_application() -> typer.Typer:
    """The commands. Help is plain text when nobody looks at it in a terminal."""
    application = typer.Typer(
        name="pyvm",
        help="Runs Python programs that can fall asleep in the middle of a call stack and go on in another process.",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich" if sys.stdout.isatty() else None,
        no_args_is_help=True,
    )
    application.command("run", context_settings={"ignore_unknown_options": True})(run.run)
    application.command("resume")(resume.resume)
    application.command("inspect")(inspect.inspect)
    application.command("dis")(dis.dis)
    application.command("check")(check.check)
    return application
