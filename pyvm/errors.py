"""Every error that pyvm raises at its host: one root, its families, and the sentence that each one makes of its facts.

Pipeline: stands before everything else and imports only the standard library, so that any part may raise these.

    PyvmError
      SuspensionError        the program cannot wait here, or what it holds cannot be frozen; the run can go on
        NotSuspendable       a native frame or a no_suspend() block is in the way
        Unserializable       values reached by the continuation cannot be frozen: all of them, each with its path
        SnapshotTooLarge     the blob would pass Limits.snapshot
      RestoreError           a blob was refused; nothing ran and the blob is as it was
        NotASnapshot Truncated Corrupt SealMissing SealInvalid FormatVersion IsaVersion
        LimitExceeded InvalidCode InvalidState MissingHostRef HostContractChanged
      CompileError
        UnsupportedSyntax    Python that the subset leaves out (also a SyntaxError)
      LimitReached           run() of an execution whose limit was reached and not raised
      UsageError             the host called an execution in a way that has no meaning (also a RuntimeError)
        ExecutionBusy ExecutionFinished NothingRequested AnswerNeeded

A constructor takes facts and passes them all to Exception, so every error copies and pickles; __str__ makes the sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class PyvmError(Exception):
    """The root of every error that pyvm raises at its host."""


# ---- suspending


@dataclass(frozen=True, slots=True)
class Handle:
    """A value that cannot be frozen, and the shortest way to it."""

    path: str  # from a frame to the value, in source terms: "settle(), line 33: local `ledger`.rows[0]"
    kind: str  # what it is: "open file 'out.csv'", or a qualified type name: "_io.TextIOWrapper"
    ways_out: tuple[str, ...] = ()  # what the program's author can do, best first


class SuspensionError(PyvmError):
    """The program cannot wait here, or what it holds cannot be frozen. The execution is alive and can go on."""


class NotSuspendable(SuspensionError):
    """A suspension was asked for where a frame that cannot be frozen is on the stack. Raised in the guest, which may catch it."""

    def __init__(self, operation: str, native: str | None = None, place: str | None = None) -> None:
        super().__init__(operation, native, place)
        self.operation = operation  # what would have suspended: "suspend()", "effect `charge`"
        self.native = native  # the native callee in the way: "regex.sub"; None = a pyvm.no_suspend() block
        self.place = place  # "mask.py:7", None = unknown

    def __str__(self) -> str:
        what = f"{self.operation} at {self.place}" if self.place else self.operation
        if self.native is None:
            return f"{what} is inside a `pyvm.no_suspend()` block. Suspend after the block, or end the block before the call"
        return (
            f"{what} runs inside native `{self.native}`, whose frame cannot be frozen. "
            "Suspend before or after that call, or replace it with a loop of your own"
        )


class Unserializable(SuspensionError):
    """The continuation reaches values that cannot be frozen. Nothing was written; the run can go on."""

    def __init__(self, handles: Iterable[Handle], place: str | None = None) -> None:
        self.handles = tuple(handles)
        super().__init__(self.handles, place)
        self.place = place  # where the program stands: "transfers.py:41"

    def __str__(self) -> str:
        many = len(self.handles) != 1
        head = f"{len(self.handles)} value{'s' if many else ''} cannot be frozen"
        if self.place:
            head += f" at {self.place}"
        lines = [f"{head}; nothing was written and the run can go on"]
        ways: list[str] = []
        for handle in self.handles:
            lines.append(f"  {handle.path}: {handle.kind}")
            ways.extend(way for way in handle.ways_out if way not in ways)
        if not ways:
            ways = ["close or drop them before the program waits", "move the work into one host function"]
        lines.append(f"  ways out: {', or '.join(ways)}")
        return "\n".join(lines)


class SnapshotTooLarge(SuspensionError):
    """The blob would be larger than Limits.snapshot. Nothing was written; the run can go on."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(size, limit)
        self.size = size  # bytes; at least this many
        self.limit = limit  # bytes

    def __str__(self) -> str:
        return (
            f"the blob takes at least {self.size:,} bytes, and the limit `snapshot` is {self.limit:,} bytes. Nothing was written and the "
            "run can go on. Raise `execution.limits`, or let the program drop data before it waits"
        )


# ---- restoring


class RestoreError(PyvmError):
    """A blob was refused. No guest code ran, and the blob is as it was."""


class NotASnapshot(RestoreError):
    """The bytes are not a pyvm blob at all."""

    def __init__(self, found: bytes = b"") -> None:
        super().__init__(found)
        self.found = found  # the first bytes, at most 16

    def __str__(self) -> str:
        found = f"starts with {self.found[:16]!r}" if self.found else "is empty"
        return f"this is not a pyvm snapshot: it {found}. Give a file that `snapshot()` or `pyvm run --snapshot` wrote"


class Truncated(RestoreError):
    """The blob ends too early."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(expected, found)
        self.expected = expected  # bytes that the header promises, or that the next field needs
        self.found = found  # bytes that are there

    def __str__(self) -> str:
        return f"the blob is cut off: {self.found:,} of at least {self.expected:,} bytes are there. Use an earlier or complete copy"


class Corrupt(RestoreError):
    """The blob's bytes contradict each other."""

    def __init__(self, reason: str, offset: int | None = None) -> None:
        super().__init__(reason, offset)
        self.reason = reason
        self.offset = offset  # in the decompressed sections, or None

    def __str__(self) -> str:
        where = "" if self.offset is None else f" at byte {self.offset:,}"
        return f"the blob is damaged{where}: {self.reason}. Nothing was run; use an earlier or intact copy"


class SealMissing(RestoreError):
    """This VM has a key, and the blob carries no seal."""

    def __str__(self) -> str:
        return (
            "the blob is not sealed, and this VM accepts only blobs sealed with its key. Nothing in it was read. "
            "Restore one that was written with the key, or use a VM without a key if you trust whoever had the file"
        )


class SealInvalid(RestoreError):
    """The seal fits none of the keys: the blob was changed after sealing, or sealed with another key, or there is no key at all."""

    def __init__(self, keys: int) -> None:
        super().__init__(keys)
        self.keys = keys  # how many keys were tried

    def __str__(self) -> str:
        if self.keys == 0:
            return "the blob is sealed, and no key was given. Nothing in it was read; give the key that it was sealed with"
        tried = "the key" if self.keys == 1 else f"any of the {self.keys} keys"
        return (
            f"the seal does not match {tried}: the blob was changed after sealing, or sealed with another key. "
            "Nothing in it was read; restore an earlier copy, or give the right key"
        )


class FormatVersion(RestoreError):
    """The blob is written in a format that this pyvm does not read."""

    def __init__(self, needs: int, oldest: int, newest: int) -> None:
        super().__init__(needs, oldest, newest)
        self.needs = needs  # least reader that the blob asks for, or the version that it is written in
        self.oldest = oldest  # format versions that this pyvm reads
        self.newest = newest

    def __str__(self) -> str:
        reads = f"format {self.newest}" if self.oldest == self.newest else f"formats {self.oldest} to {self.newest}"
        way = "a newer pyvm" if self.needs > self.newest else "an older pyvm"
        return f"the blob needs a reader of format {self.needs}; this pyvm reads {reads}. The blob is untouched; restore it with {way}"


class IsaVersion(RestoreError):
    """The blob's code is for another version of the instruction set."""

    def __init__(self, found: int, expected: int) -> None:
        super().__init__(found, expected)
        self.found = found
        self.expected = expected

    def __str__(self) -> str:
        return (
            f"the blob's code is for instruction set {self.found}; this pyvm runs instruction set {self.expected}. "
            "The blob is untouched; restore it with the pyvm that wrote it"
        )


class LimitExceeded(RestoreError):
    """Something in the blob is larger than a reader accepts."""

    def __init__(self, what: str, size: int, limit: int) -> None:
        super().__init__(what, size, limit)
        self.what = what  # "raw length", "depth of nested tuples used as a key"
        self.size = size
        self.limit = limit

    def __str__(self) -> str:
        return (
            f"the blob's {self.what} is {self.size:,}, and at most {self.limit:,} is accepted. Nothing was run; "
            "raise the limit if you trust the blob"
        )


class InvalidCode(RestoreError):
    """A code unit does not pass the verifier, so it cannot be run."""

    def __init__(self, reason: str, offset: int | None = None, unit: str | None = None) -> None:
        super().__init__(reason, offset, unit)
        self.reason = reason
        self.offset = offset  # word offset of the instruction, None = the unit as a whole
        self.unit = unit  # its qualified name

    def __str__(self) -> str:
        where = f" of `{self.unit}`" if self.unit else ""
        at = "" if self.offset is None else f" at word {self.offset}"
        return f"code{where} is not valid{at}: {self.reason}. Nothing was run; compile the program again, or use an intact blob"


class InvalidState(RestoreError):
    """The blob's frames or objects do not fit its code, so they cannot be run."""

    def __init__(self, reason: str, where: str | None = None) -> None:
        super().__init__(reason, where)
        self.reason = reason
        self.where = where  # "frame 2, settle()", None = the state as a whole

    def __str__(self) -> str:
        where = f" ({self.where})" if self.where else ""
        return f"the blob's state does not fit its code{where}: {self.reason}. Nothing was run; use an intact blob"


class MissingHostRef(RestoreError):
    """The program needs functions, modules or other things that this VM was not given. All of them are named."""

    def __init__(self, names: Iterable[str], offered: Iterable[str] = ()) -> None:
        self.names = tuple(names)
        self.offered = tuple(offered)  # near misses among what this VM has
        super().__init__(self.names, self.offered)

    def __str__(self) -> str:
        listed = ", ".join(f"`{name}`" for name in self.names)
        near = f" (it has {', '.join(f'`{name}`' for name in self.offered)})" if self.offered else ""
        return f"the run needs {listed}, which this VM does not have{near}. No guest code ran; give them to `VM(functions=, modules=)`"


class HostContractChanged(RestoreError):
    """A host function has another contract version than the one that the program was started with."""

    def __init__(self, name: str, expected: str, found: str) -> None:
        super().__init__(name, expected, found)
        self.name = name
        self.expected = expected  # version in the blob
        self.found = found  # version that this VM has

    def __str__(self) -> str:
        return (
            f"the run was started with host function `{self.name}`, contract {self.expected}; this VM has contract {self.found}. "
            f"Register contract {self.expected}, then restore"
        )


# ---- compiling


class CompileError(PyvmError):
    """The source is not a program that pyvm runs."""


class UnsupportedSyntax(CompileError, SyntaxError):
    """Valid Python that the subset leaves out, with its place as every SyntaxError has it.

    Attributes beyond those of SyntaxError: construct ("async for") and way_out (one sentence, may be empty).
    """

    def __init__(
        self,
        message: str,
        location: tuple[str | None, int | None, int | None, str | None, int | None, int | None] | None = None,
        *rest: str,  # construct, way_out: positional so that args rebuild the error
    ) -> None:
        if location is None:
            SyntaxError.__init__(self, message)
        else:
            SyntaxError.__init__(self, message, location)
        self.args = (message, location, *rest)
        self.construct, self.way_out = (*rest, "", "")[:2]


# ---- running


class LimitReached(PyvmError):
    """The execution had already reached a limit, and was run again without raising it. Nothing ran and nothing is lost."""

    def __init__(self, limit: str, bound: float | None = None) -> None:
        super().__init__(limit, bound)
        self.limit = limit  # "fuel", "time" or "output"
        self.bound = bound

    def __str__(self) -> str:
        bound = "" if self.bound is None else f" of {self.bound:,g}"
        return (
            f"the limit `{self.limit}`{bound} is reached. Nothing ran and nothing is lost; "
            "raise `execution.limits` and run on, or drop it"
        )


class UsageError(PyvmError, RuntimeError):
    """The host called an execution in a way that has no meaning. Nothing changed."""


class ExecutionBusy(UsageError):
    """The execution is in use by another thread, or by this one further up its stack."""

    def __str__(self) -> str:
        return (
            "the execution is in use: one thread at a time may call it, and not from inside its own host functions. Wait for `run()` to "
            "return, or call `interrupt()`, which any thread may"
        )


class ExecutionFinished(UsageError):
    """The execution has completed or failed; there is nothing left to run."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state  # "completed" or "failed"

    def __str__(self) -> str:
        return f"the execution has {self.state}; its last event is in `execution.event`. Start the program again with `vm.start()`"


class NothingRequested(UsageError):
    """An answer was given to an execution that waits for none, or to a request that it no longer waits for."""

    def __str__(self) -> str:
        return "the execution does not wait for this answer; go on with `run()`, or look at `execution.event`"


class AnswerNeeded(UsageError):
    """run() was called on an execution that waits for an answer."""

    def __init__(self, request: str) -> None:
        super().__init__(request)
        self.request = request  # "effect `charge`", "suspend()"

    def __str__(self) -> str:
        return f"the execution waits for the answer to {self.request}: go on with `resume(value)` or `throw(exception)`"
