"""Events: how a run came to a stop, and what the host can do next.

Pipeline: the core stops -> Execution makes one of these -> the host matches it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Request:
    """What a suspended program waits for. Answer it with `execution.resume(value)` or `execution.throw(exception)`."""

    kind: str  # "effect", "suspend" or "sleep"
    name: str  # of the effect: "charge", "bank.charge"; else the same as kind
    args: tuple[object, ...]
    kwargs: Mapping[str, object]
    key: str  # idempotency key: minted before the effect is performed and kept in the blob, so a retry after a crash has the same
    payload: object = None  # what `pyvm.suspend(payload)` hands over
    until: float | None = None  # when a sleep is over, in seconds of the host clock's time()
    function: Callable[..., object] | None = field(default=None, repr=False, compare=False)  # behind an effect

    def perform(self) -> object:
        """Calls the host function behind an effect with the guest's arguments, and returns its result.

        Raises: TypeError if this is not an effect; whatever the function raises.
        """
        if self.function is None:
            raise TypeError(f"a request of kind `{self.kind}` has no function to perform; answer it with `resume(value)`")
        return self.function(*self.args, **self.kwargs)


@dataclass(frozen=True, slots=True)
class GuestError:
    """An exception that left the program, with its text as Python prints it."""

    exception: BaseException
    type_name: str  # "ValueError"; with its module unless that is builtins or __main__
    message: str
    traceback: str  # the whole text, guest frames only; ends in a newline
    exit_code: int | None = None  # for SystemExit: what the process would exit with


@dataclass(frozen=True, slots=True)
class Completed:
    """The program has ended. value is the function's result, None for a module."""

    value: object = None


@dataclass(frozen=True, slots=True)
class Suspended:
    """The program waits for an answer."""

    request: Request

    @property
    def requests(self) -> tuple[Request, ...]:
        """All that the program waits for, oldest first."""
        return (self.request,)


@dataclass(frozen=True, slots=True)
class Preempted:
    """The program was stopped at a safepoint, and can run on as if nothing had happened."""

    reason: str  # "fuel", "time", "host" (interrupt) or "limit"
    limit: str | None = None  # with "limit": "fuel", "time" or "output"


@dataclass(frozen=True, slots=True)
class Failed:
    """An exception left the program. Its facts are here too: `event.exception` is `event.error.exception`."""

    error: GuestError

    @property
    def exception(self) -> BaseException:
        return self.error.exception

    @property
    def type_name(self) -> str:
        return self.error.type_name

    @property
    def message(self) -> str:
        return self.error.message

    @property
    def traceback(self) -> str:
        return self.error.traceback

    @property
    def exit_code(self) -> int | None:
        return self.error.exit_code


Event: TypeAlias = Completed | Suspended | Preempted | Failed
