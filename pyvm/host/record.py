"""The record: what the host's side knows of an execution and its blobs carry, beside the continuation itself.

Pipeline: Execution keeps one -> snapshot() writes it as the blob's meta data -> VM.restore reads it back.
Everything in it is noted when the program stops, nothing when the blob is made: same state, same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias, cast

from pyvm.errors import InvalidState
from pyvm.host.clock import Clock, ClockMark, GuestClock
from pyvm.host.events import Event, Preempted
from pyvm.host.limits import Account, Limits, limits_of
from pyvm.host.requests import Wait

Meta: TypeAlias = dict[str, object]  # plain values only: str, int, float, bool, None, bytes, lists and dicts of these


def limits_memory(meta: Meta) -> bool:
    """Whether the execution that the meta data are of has a memory limit."""
    limits = meta.get("limits")
    return isinstance(limits, dict) and limits.get("memory") is not None


@dataclass(slots=True)
class Record:
    """An execution's identity, limits, account, clocks and last stop."""

    id: str
    filename: str  # of the program
    limits: Limits
    clock: GuestClock
    generation: int = 0
    used: Account = field(default_factory=Account)
    wait: Wait | None = None  # while it is suspended
    preempted: Preempted | None = None  # while it is pre-empted
    hash_seed: str | None = None  # PYTHONHASHSEED of the process, if it was set to a number

    def note(self, event: Event | None) -> None:
        """The event is the last one."""
        self.preempted = event if isinstance(event, Preempted) else None

    def to_meta(self) -> Meta:
        mark = self.clock.mark
        meta: Meta = {
            "id": self.id,
            "generation": self.generation,
            "filename": self.filename,
            "limits": self.limits.totals(),
            "used": [self.used.fuel, self.used.time, self.used.output],
            "clock": [mark.wall, mark.monotonic],
        }
        if self.wait is not None:
            meta["wait"] = [self.wait.key, self.wait.seconds, self.wait.until]
        if self.preempted is not None:
            meta["preempted"] = [self.preempted.reason, self.preempted.limit]
        if self.hash_seed is not None:
            meta["hash_seed"] = self.hash_seed
        return meta

    @classmethod
    def from_meta(cls, meta: Meta, clock: Clock) -> Record:
        """The record of a restored execution: one generation on, its clocks going on from where they stopped.

        Raises: InvalidState if the meta data are not a record.
        """
        try:
            fuel, seconds, output = cast("tuple[int, float, int]", meta["used"])
            wall, monotonic = cast("tuple[float, float]", meta["clock"])
            wait = cast("tuple[str, float, float | None] | None", meta.get("wait"))
            preempted = cast("tuple[str, str | None] | None", meta.get("preempted"))
            seed = meta.get("hash_seed")
            return cls(
                id=str(meta["id"]),
                filename=str(meta["filename"]),
                limits=limits_of(**cast("dict[str, int]", meta["limits"])),
                clock=GuestClock(clock, ClockMark(float(wall), float(monotonic))),
                generation=int(cast(int, meta["generation"])) + 1,
                used=Account(int(fuel), float(seconds), int(output)),
                wait=None if wait is None else Wait(str(wait[0]), float(wait[1]), None if wait[2] is None else float(wait[2])),
                preempted=None if preempted is None else Preempted(*preempted),
                hash_seed=None if seed is None else str(seed),
            )
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise InvalidState(f"its meta data lack or garble {error}", "record") from None
