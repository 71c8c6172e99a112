"""What an execution keeps for the standard modules it uses: argv, the streams, the random generator, the decimal context...

Pipeline: start() fills a new continuation's modules -> shared modules ask state_of_running() -> enter() and leave() stand around
each run -> the codec stores all of it, because it is one more module of the guest.

Shared modules hold no state of an execution. It lives in the namespace of the module "pyvm.execution" in the guest's own
sys.modules, as ordinary guest values under these names:

    argv path stdout stderr stdin environ    what `sys` and `os` show
    random                                   the instance behind random.random() and its kin
    warnings                                 filters and what was warned about already
    decimal                                  the decimal context, as of the end of the last run: the object that the program may hold
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any, Final

from pyvm import _core

from .sharing import SharedModule, namespace_of

STATE_MODULE: Final = "pyvm.execution"


def start(
    continuation: _core.Continuation,
    argv: Iterable[str] = (),
    path: Iterable[str] = (),
    modules: Mapping[str, Mapping[str, object]] | None = None,
) -> None:
    """A new continuation has what its program can import from the host, its arguments, and where its neighbours are."""
    state = state_of(continuation)
    state["argv"] = list(argv)
    state["path"] = list(path)
    for name, members in (modules or {}).items():
        continuation.modules[name] = host_module(name, members)


def host_module(name: str, members: Mapping[str, object]) -> SharedModule:
    """A module that the host gave: read only to the guest. Blobs name its members as the host's contract does."""
    module = SharedModule(name)
    namespace_of(module).update(members)
    return module


def state_of(continuation: _core.Continuation) -> dict[str, Any]:
    """The state of an execution, by name."""
    module = continuation.modules.get(STATE_MODULE)
    if not isinstance(module, ModuleType):
        module = continuation.modules[STATE_MODULE] = ModuleType(STATE_MODULE)
    return module.__dict__


def running() -> _core.Continuation:
    """The continuation that this thread runs.

    Raises:
        RuntimeError: it runs none: a guest's function was called by the host, outside of any execution.
    """
    continuation = _core.current_continuation()
    if continuation is None:
        raise RuntimeError("no execution runs in this thread. Way out: call guest functions through VM.call")
    return continuation


def state_of_running() -> dict[str, Any]:
    """The state of the execution that this thread runs."""
    return state_of(running())


# ---- the decimal context: CPython keeps it per thread, a guest has its own


def enter(continuation: _core.Continuation) -> object:
    """The thread's decimal context is the execution's, if its program uses decimal. Returns what leave() takes."""
    decimal = sys.modules.get("decimal")
    if decimal is None:
        return None
    outer = decimal.getcontext()
    if "decimal" in continuation.modules:
        adopt_decimal_context(continuation)
    return outer


def leave(continuation: _core.Continuation, token: Any) -> None:
    """The thread's decimal context is the host's again, and the execution's is in its state."""
    decimal = sys.modules.get("decimal")
    if decimal is None or "decimal" not in continuation.modules:
        return
    state_of(continuation)["decimal"] = decimal.getcontext()
    decimal.setcontext(decimal.Context() if token is None else token)


def adopt_decimal_context(continuation: _core.Continuation) -> None:
    """From now until leave() the thread computes with the execution's context: a fresh one when the guest first imports decimal."""
    import decimal

    context = state_of(continuation).get("decimal")
    decimal.setcontext(context if isinstance(context, decimal.Context) else decimal.Context())
