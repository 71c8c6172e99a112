"""An execution: one guest program's life, from its start over all its suspensions to its end, in as many processes as it takes.

Pipeline: VM.start or VM.restore makes it -> run() and resume() drive the core and say in an Event how it stopped -> snapshot()
hands the continuation and a Record of what the host's side knows to `pyvm.snapshot`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pyvm import _core, library
from pyvm.errors import (
    AnswerNeeded,
    ExecutionBusy,
    ExecutionFinished,
    Handle,
    InvalidState,
    LimitReached,
    NothingRequested,
)
from pyvm.host.entropy import mint_identifier
from pyvm.host.events import Completed, Event, Failed, Preempted, Request, Suspended
from pyvm.host.limits import Bounds, Limits
from pyvm.host.record import Record
from pyvm.host.requests import make_request, start_wait
from pyvm.host.services import GuestServices
from pyvm.host.signals import deferred_interrupt
from pyvm.host.sizes import held_by
from pyvm.host.tracebacks import LIBRARY_PREFIX, describe
from pyvm.modules import execution as guest_modules
from pyvm.snapshot import UNKNOWN_SEED, Unordered

if TYPE_CHECKING:
    from pyvm.host.vm import VM


FUEL_TO_ORDER = 100_000_000  # for the guest's own __hash__ and __eq__: a few seconds


class State(StrEnum):
    """What an execution can do next."""

    READY = "ready"  # nothing has run yet: run()
    RUNNING = "running"  # some thread runs it
    SUSPENDED = "suspended"  # resume() or throw()
    PREEMPTED = "preempted"  # run()
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a stopped program."""

    filename: str
    line: int
    function: str  # qualified name
    locals: Mapping[str, object]


class Exclusive:
    """A lock that does not wait. Raises: ExecutionBusy if somebody has it."""

    __slots__ = ("_lock", "locked")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.locked = self._lock.locked

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            raise ExecutionBusy

    def __exit__(self, *_: object) -> None:
        self._lock.release()


class Execution:
    """A guest program that runs, waits, and can be frozen whenever it does not run.

    Made by `VM.start`, `VM.call` and `VM.restore`. One thread at a time may use it; `interrupt` may be called from any.
    """

    __slots__ = ("_vm", "_continuation", "_services", "_record", "_event", "_exclusive", "_interrupted", "_steps", "_unordered")

    def __init__(
        self,
        vm: VM,
        continuation: _core.Continuation,
        record: Record,
        *,
        given: Iterable[object] = (),
        unordered: Unordered | None = None,
    ) -> None:
        self._vm = vm
        self._continuation = continuation
        self._record = record
        self._exclusive = Exclusive()
        self._interrupted = False
        self._unordered = unordered  # dicts and sets whose guest keys were hashed under another hash seed
        self._steps: int | None = None  # for tests: pre-empt after so many instructions
        self._services = GuestServices(record.clock, vm.entropy, vm.stdout, record.used, self._written)
        continuation.host = self._services
        self._set_limits(record.limits)
        continuation.fuel_used = record.used.fuel
        self._charge(given)
        self._event = self._event_of_continuation()

    # ---- driving

    def run(self, fuel: int | None = None, seconds: float | None = None) -> Event:
        """Runs until the program ends, waits, or is pre-empted.

        fuel (safepoints) and seconds bound this run; None leaves it unbounded.

        Raises:
            AnswerNeeded: it waits for an answer; use `resume` or `throw`.
            ExecutionFinished: it has completed or failed.
            LimitReached: it was stopped by a limit that was not raised since.
            ExecutionBusy: it is running already.
        """
        with self._exclusive:
            if isinstance(self._event, Suspended):
                raise AnswerNeeded(_operation(self._event.request))
            self._require_alive()
            return self._run(fuel, seconds)

    def resume(
        self, value: object = None, *, to: Request | None = None, fuel: int | None = None, seconds: float | None = None
    ) -> Event:
        """Answers the request that the program waits for with a value, and runs on.

        to: the request that is answered, if there are several. fuel and seconds as for `run`.

        Raises:
            NothingRequested: it does not wait for this answer.
            ExecutionFinished, LimitReached, ExecutionBusy: as for `run`.
        """
        with self._exclusive:
            self._settle(self._answerable(to))
            self._charge((value,))
            self._continuation.answer(value)
            value = self._event = None  # while the guest runs, nothing here keeps its objects alive: finalisers run on time
            return self._run(fuel, seconds)

    def throw(
        self,
        exception: BaseException | type[BaseException],
        *,
        to: Request | None = None,
        fuel: int | None = None,
        seconds: float | None = None,
    ) -> Event:
        """Answers the request with an exception, which is raised in the program where it waits, and runs on.

        Raises: as `resume`.
        """
        error = exception() if isinstance(exception, type) else exception
        if not isinstance(error, BaseException):
            raise TypeError(f"`throw` takes an exception, not {type(error).__name__}")
        with self._exclusive:
            request = self._answerable(to)
            self._settle(request)
            self._continuation.answer_error(error)
            return self._run(fuel, seconds)

    def interrupt(self) -> None:
        """Pre-empts the program at its next safepoint. Any thread and any signal handler may call this."""
        self._interrupted = True
        self._continuation.interrupt()

    # ---- freezing

    def snapshot(self) -> bytes:
        """The whole continuation as a blob; sealed if the VM has a key. The execution is unchanged and can go on.

        Raises:
            Unserializable: it reaches values that cannot be frozen; all of them are listed.
            SnapshotTooLarge: the blob would pass `limits.snapshot`.
            ExecutionBusy: it is running.
        """
        with self._exclusive:
            self._record.note(self._event)
            seed = None if self._unordered is None else self._unordered.seed
            return self._vm.freeze(self._continuation, self._record, seed)

    def problems(self) -> list[Handle]:
        """The values that stand between this execution and a blob. Empty: it can be snapshotted now."""
        with self._exclusive:
            return self._vm.problems(self._continuation)

    # ---- looking

    @property
    def event(self) -> Event | None:
        """How it stopped last; None before its first run. A restored execution has the event that it was snapshotted with."""
        return self._event

    @property
    def state(self) -> State:
        """What it can do next."""
        if self._exclusive.locked():
            return State.RUNNING
        match self._event:
            case None:
                return State.READY
            case Completed():
                return State.COMPLETED
            case Suspended():
                return State.SUSPENDED
            case Preempted():
                return State.PREEMPTED
            case Failed():
                return State.FAILED

    @property
    def id(self) -> str:
        """Its identity, the same in all its blobs and forks: a UUID."""
        return self._record.id

    @property
    def generation(self) -> int:
        """How many restores lie between its start and this one."""
        return self._record.generation

    @property
    def fuel_used(self) -> int:
        """Safepoints passed in its whole life."""
        return self._continuation.fuel_used

    @property
    def limits(self) -> Limits:
        """Its totals. May be set; a limit that was reached must be raised before it runs on."""
        return self._record.limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        if not isinstance(limits, Limits):
            raise TypeError(f"limits are a pyvm.Limits, not {type(limits).__name__}")
        with self._exclusive:
            self._record.limits = limits
            self._set_limits(limits)

    def stack(self) -> list[Frame]:
        """Its frames, innermost last.

        Raises: ExecutionBusy.
        """
        with self._exclusive:
            return [
                Frame(unit.filename, line, function, variables)
                for unit, _, line, function, variables in self._continuation.frames()
                if not unit.filename.startswith(LIBRARY_PREFIX)
            ]

    def __repr__(self) -> str:
        return f"<Execution {self.id} of {self._record.filename}: {self.state.value}>"

    # ---- inside

    def _set_limits(self, limits: Limits) -> None:
        """Those that the core watches."""
        self._continuation.recursion_limit = limits.recursion
        self._continuation.memory_limit = limits.memory
        self._continuation.bounded = limits.bound_work

    def _charge(self, values: Iterable[object]) -> None:
        """The guest holds these values of the host's from now on."""
        if self._record.limits.memory is not None:
            self._continuation.memory_used += held_by(values)

    def _require_alive(self) -> None:
        if isinstance(self._event, Completed | Failed):
            raise ExecutionFinished("completed" if isinstance(self._event, Completed) else "failed")
        if isinstance(self._event, Preempted) and self._event.limit is not None:
            limit = self._record.used.reached(self._record.limits)
            if limit is not None:
                raise LimitReached(limit, getattr(self._record.limits, limit))

    def _answerable(self, to: Request | None) -> Request:
        self._require_alive()
        if not isinstance(self._event, Suspended) or (to is not None and to.key != self._event.request.key):
            raise NothingRequested
        return self._event.request

    def _written(self) -> None:
        limit = self._record.limits.output
        if limit is not None and self._record.used.output >= limit:
            self._continuation.interrupt()

    def _settle(self, request: Request) -> None:
        """The answer to a sleep is that it is over."""
        if request.kind == "sleep" and self._record.wait is not None:
            self._record.clock.slept(self._record.wait.seconds)
        self._record.wait = None

    def _run(self, fuel: int | None, seconds: float | None) -> Event:
        started = time.monotonic()
        limits = self._record.limits
        bounds = Bounds(
            fuel_end=None if fuel is None else self._continuation.fuel_used + fuel,
            deadline=None if seconds is None else started + seconds,
            time_limit_end=None if limits.time is None else started + limits.time - self._record.used.time,
            limits=limits,
        )
        token = guest_modules.enter(self._continuation)
        try:
            self._put_in_order()
            with deferred_interrupt(self.interrupt):
                self._event = self._run_core(bounds, started)
        except BaseException:  # a signal handler raised: the program stands at a safepoint, and can run on
            self._event = Preempted("host") if self._continuation.state == "preempted" else self._event_of_continuation()
            raise
        finally:
            guest_modules.leave(self._continuation, token)
        return self._event

    def _put_in_order(self) -> None:
        """Before the first run after a restore under another hash seed: guest keys are hashed again, by their own code."""
        if self._unordered is not None:
            tables = self._unordered.tables
            order = _core.Continuation(self._continuation.builtins, self._continuation.modules, self._services)
            order.push(library.load_library()["put_in_order"], (list(tables),))
            self._unordered = Unordered(tables, UNKNOWN_SEED)  # some may be in order when one fails
            order.memory_limit = self._continuation.memory_limit
            if order.run(fuel=FUEL_TO_ORDER) != "completed":
                raise InvalidState("keys cannot be hashed again under this hash seed", "dicts and sets with guest keys")
            self._unordered = None

    def _run_core(self, bounds: Bounds, started: float) -> Event:
        """Runs until there is an event for the host. Requests with arguments that they do not take are answered here."""
        while True:
            fuel = bounds.next_fuel(self._continuation.fuel_used)
            try:
                outcome = self._continuation.run(fuel=fuel, steps=self._steps, deadline=bounds.next_deadline())
            finally:
                started = self._stopped(started)
            match outcome:
                case "preempted":
                    event: Event | None = self._preempted(bounds, started)
                case "waiting":
                    event = self._begin_wait()
                case _:
                    event = self._event_of_continuation()
            if event is not None:
                return event

    def _stopped(self, started: float) -> float:
        """Accounts for a run of the core that has ended. The moment at which it did."""
        now = time.monotonic()
        self._record.used.fuel = self._continuation.fuel_used
        self._record.used.time += now - started
        self._record.clock.stop()
        return now

    def _begin_wait(self) -> Suspended | None:
        """The continuation waits from now on. None: its request deserves an error, and has got it."""
        raw = self._continuation.request
        assert raw is not None
        key = mint_identifier(self._vm.entropy)
        try:
            wait = start_wait(raw, key, self._record.clock.mark.wall, self._vm.hosts.effects)
        except (TypeError, ValueError, OverflowError) as error:
            self._continuation.answer_error(error.with_traceback(None))
            return None
        self._record.wait = wait
        return Suspended(make_request(raw, wait))

    def _preempted(self, bounds: Bounds, now: float) -> Preempted | None:
        """Why the core was stopped. None: for nobody but ourselves, to look at the output."""
        limit = self._record.used.reached(bounds.limits)
        if limit is not None:
            return Preempted("limit", limit)
        if self._interrupted:
            self._interrupted = False
            return Preempted("host")
        reason = bounds.reached(self._record.used.fuel, now)
        if reason is None and bounds.limits.output is not None and self._steps is None:
            return None
        return Preempted(reason or "fuel")

    def _event_of_continuation(self) -> Event | None:
        """The event that the continuation's state amounts to; None if it has not run yet."""
        match self._continuation.state:
            case "waiting":
                raw, wait = self._continuation.request, self._record.wait
                if raw is None or wait is None:
                    raise InvalidState("it waits, and its record does not say for what", "record")
                return Suspended(make_request(raw, wait))
            case "completed":
                return Completed(self._continuation.result)
            case "failed":
                error = self._continuation.result
                assert isinstance(error, BaseException)
                return Failed(describe(error))
            case _:
                return self._record.preempted


def _operation(request: Request) -> str:
    return f"effect `{request.name}`" if request.kind == "effect" else f"`{request.kind}`"
