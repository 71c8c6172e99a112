"""The command line as a host: what it gives to scripts beyond the language, which is `input`."""

from __future__ import annotations

import builtins
from collections.abc import Sequence

import pyvm


@pyvm.effect
def input(prompt: object = "", /) -> str:
    """A line from the terminal. An effect: a script can be put aside while it waits for one, and answered from the shell."""
    return builtins.input(prompt)


FUNCTIONS = (input,)


def terminal_vm(key: Sequence[bytes] | bytes | None, limits: pyvm.Limits | None = None) -> pyvm.VM:
    """The VM that `pyvm run` and `pyvm resume` share."""
    return pyvm.VM(functions=FUNCTIONS, key=key, limits=limits)


def perform(execution: pyvm.Execution, request: pyvm.Request) -> pyvm.Event:
    """Asks the user, and hands what comes of it to the script. Raises KeyboardInterrupt; the request is then still open."""
    try:
        line = request.perform()
    except Exception as error:  # the end of stdin, a prompt that cannot be encoded: what `input` raises in any script
        return execution.throw(error)
    return execution.resume(line)
