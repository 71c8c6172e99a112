"""What the commands say, and with which status they end.

Guests own stdout; everything that pyvm itself says goes to stderr. Colour, spinners and boxes only in a terminal.
"""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

PATIENCE = 1.0  # seconds after which progress is shown


class Status(IntEnum):
    """How the process ends."""

    COMPLETED = 0
    FAILED = 1  # the guest failed, or is not a program
    USAGE = 2
    REFUSED = 3  # the blob was refused
    SUSPENDED = 75  # EX_TEMPFAIL: the snapshot is written


class Refusal(Exception):
    """The command ends here, with a sentence for the user and a status for the shell."""

    def __init__(self, sentence: str, status: Status) -> None:
        super().__init__(sentence, status)
        self.sentence = sentence
        self.status = status

    def __str__(self) -> str:
        return self.sentence


def say(sentence: str) -> None:
    """One thing to the user, on stderr."""
    sys.stdout.flush()
    print(f"pyvm: {sentence}", file=sys.stderr, flush=True)


@contextmanager
def progress(doing: str) -> Iterator[None]:
    """Shows what goes on, when it goes on for long and somebody is looking."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # some 12 ms that a run without a terminal, or a short one, does not need

    status = Console(stderr=True).status(doing)
    timer = threading.Timer(PATIENCE, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()


def syntax_refusal(error: SyntaxError) -> Refusal:
    """The refusal of a source that is not a program: the text as CPython prints it, with its caret."""
    text = "".join(traceback.format_exception_only(error)).rstrip("\n")
    return Refusal("the program was not run\n" + text, Status.FAILED)
