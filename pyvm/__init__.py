"""pyvm: a continuation VM. Python programs that fall asleep in the middle of a call stack and go on in another process.

    program = pyvm.compile(source, filename="transfers.py")
    execution = pyvm.VM(functions=[charge]).start(program)
    event = execution.run()
    blob = execution.snapshot()

The names below are all of the public API; docs/embedding.md is its page.
"""

from __future__ import annotations

from pyvm.errors import (
    AnswerNeeded,
    CompileError,
    Corrupt,
    ExecutionBusy,
    ExecutionFinished,
    FormatVersion,
    Handle,
    HostContractChanged,
    InvalidCode,
    InvalidState,
    IsaVersion,
    LimitExceeded,
    LimitReached,
    MissingHostRef,
    NotASnapshot,
    NothingRequested,
    NotSuspendable,
    PyvmError,
    RestoreError,
    SealInvalid,
    SealMissing,
    SnapshotTooLarge,
    SuspensionError,
    Truncated,
    Unserializable,
    UnsupportedSyntax,
    UsageError,
)
from pyvm.host.checking import Finding, check
from pyvm.host.clock import Clock, SystemClock
from pyvm.host.entropy import Entropy
from pyvm.host.events import Completed, Event, Failed, GuestError, Preempted, Request, Suspended
from pyvm.host.execution import Execution, Frame, State
from pyvm.host.functions import Effect, HostFunction, Inline, effect, inline
from pyvm.host.inspection import InspectedFrame, InspectedRequest, Inspection, disassemble, inspect
from pyvm.host.limits import Limits
from pyvm.host.policy import allow
from pyvm.host.program import Program, compile
from pyvm.host.vm import VM

__version__ = "0.1.0"

__all__ = [
    "AnswerNeeded",
    "Clock",
    "CompileError",
    "Completed",
    "Corrupt",
    "Effect",
    "Entropy",
    "Event",
    "Execution",
    "ExecutionBusy",
    "ExecutionFinished",
    "Failed",
    "Finding",
    "FormatVersion",
    "Frame",
    "GuestError",
    "Handle",
    "HostContractChanged",
    "HostFunction",
    "Inline",
    "InspectedFrame",
    "InspectedRequest",
    "Inspection",
    "InvalidCode",
    "InvalidState",
    "IsaVersion",
    "LimitExceeded",
    "LimitReached",
    "Limits",
    "MissingHostRef",
    "NotASnapshot",
    "NotSuspendable",
    "NothingRequested",
    "Preempted",
    "Program",
    "PyvmError",
    "Request",
    "RestoreError",
    "SealInvalid",
    "SealMissing",
    "SnapshotTooLarge",
    "State",
    "Suspended",
    "SuspensionError",
    "SystemClock",
    "Truncated",
    "Unserializable",
    "UnsupportedSyntax",
    "UsageError",
    "VM",
    "__version__",
    "allow",
    "check",
    "compile",
    "disassemble",
    "effect",
    "inline",
    "inspect",
]
