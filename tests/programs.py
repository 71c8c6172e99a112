"""Guest programs under a VM in this process, and how they ended: for tests of what a host sees of them."""

from __future__ import annotations

import io
from textwrap import dedent
from typing import Any

import pyvm


class Silent:
    """A sink for output that nobody looks at."""

    def write(self, text: str) -> None:
        pass


def printed(source: str, **options: Any) -> str:
    """What a program prints under a VM with these options; its exception is raised here."""
    out = io.StringIO()
    vm = pyvm.VM(stdout=out, **options)
    event = vm.start(pyvm.compile(dedent(source), filename="main.py")).run()
    if isinstance(event, pyvm.Failed):
        raise event.exception
    assert isinstance(event, pyvm.Completed), event
    return out.getvalue()


def failed(event: pyvm.Event) -> pyvm.GuestError:
    """The error of a program that failed."""
    assert isinstance(event, pyvm.Failed), event
    return event.error
