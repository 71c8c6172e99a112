"""What the running guest asks of its host: the time, random bytes, a place for its output, and code made from text.

Pipeline: Execution makes one of these for its continuation -> the core and `pyvm.modules` reach it as `continuation.host`.
It is never part of a blob: a restored execution gets a new one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

from pyvm import _core
from pyvm.code import CodeUnit
from pyvm.host.clock import GuestClock
from pyvm.host.entropy import Entropy
from pyvm.host.limits import Account
from pyvm.host.program import Mode, compile_unit

BYTES_TO_COMPILE = 300  # a character of source, at most
FUEL_TO_COMPILE = 10


class TextSink(Protocol):
    """Where a guest's output goes."""

    def write(self, text: str, /) -> object: ...


class GuestServices:
    """The host's side of one execution, as the guest's modules see it."""

    __slots__ = ("clock", "entropy", "_sink", "_account", "_written")

    def __init__(
        self, clock: GuestClock, entropy: Entropy, sink: TextSink | None, account: Account, written: Callable[[], None]
    ) -> None:
        """written is called after every write, when the account already has it."""
        self.clock = clock
        self.entropy = entropy
        self._sink = sink
        self._account = account
        self._written = written

    def write(self, text: str) -> None:
        """Sends text to the sink and counts it."""
        sink: TextSink = sys.stdout if self._sink is None else self._sink
        sink.write(text)
        self._count(text)

    def write_error(self, text: str) -> None:
        """Sends text to the process's stderr and counts it."""
        sys.stderr.write(text)
        self._count(text)

    def flush(self) -> None:
        """Lets a sink that buffers pass its text on."""
        sink = sys.stdout if self._sink is None else self._sink
        flush = getattr(sink, "flush", None)
        if flush is not None:
            flush()

    def _count(self, text: str) -> None:
        self._account.output += len(text)
        self._written()

    def compile_guest(self, source: str, filename: str, mode: Mode) -> CodeUnit:
        """The guest's `compile`, `exec` and `eval`: mode as for Python's own `compile`.

        Raises: MemoryError if the guest's memory limit does not leave room for it. CPython's compiler cannot be stopped half way.
        """
        guest = _core.current_continuation()
        if guest is not None:
            if guest.memory_limit is not None and guest.memory_used + len(source) * BYTES_TO_COMPILE > guest.memory_limit:
                raise MemoryError(f"compiling {len(source):,} characters takes more memory than the program may hold")
            guest.spend(len(source) * FUEL_TO_COMPILE)
        return _core.unrefused(compile_unit, source, filename, mode)

    def format_exception(self, exception: BaseException) -> str:
        """What the guest's `traceback` prints of it."""
        from pyvm.host.tracebacks import format_exception

        return format_exception(exception)

    def source_line(self, filename: str, line: int) -> str:
        """A line of a source that guests were compiled from; "" if it is not known."""
        from pyvm.host.tracebacks import guest_source_line

        return guest_source_line(filename, line)


_core.gate_allow(GuestServices, ["write", "write_error", "flush"], construct=False)
