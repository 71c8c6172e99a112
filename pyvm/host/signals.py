"""Ctrl-C while a guest runs: it pre-empts the guest, wherever the signal arrives.

Pipeline: Execution._run wraps the core with this. Python raises KeyboardInterrupt in whatever host code runs at that moment, a
write or a host function, where it would become the guest's exception; so it is raised after the guest has stopped instead.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def deferred_interrupt(preempt: Callable[[], None]) -> Iterator[None]:
    """SIGINT calls preempt, and KeyboardInterrupt is raised when the block is left; a second SIGINT raises it at once.

    Does nothing where KeyboardInterrupt would not come from: in other threads, or under a handler of the host's own.
    """
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    arrived = False

    def defer(_number: int, _frame: FrameType | None) -> None:
        nonlocal arrived
        if arrived:
            raise KeyboardInterrupt
        arrived = True
        preempt()

    signal.signal(signal.SIGINT, defer)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if arrived:
        raise KeyboardInterrupt
