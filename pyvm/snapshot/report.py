"""The problem report: the values that stand between a continuation and its blob, in the words of the program's source.

Pipeline: core/codec/problems.c finds them and the shortest way to each -> this module words them -> freeze() raises Unserializable.
"""

from __future__ import annotations

import io
import socket
from collections.abc import Iterable, Sequence
from typing import Final

from pyvm import _core
from pyvm.errors import Handle

LIMIT: Final = 20
"""So many are reported at once."""

Step = tuple[object, ...]

_CLOSE: Final = "close it before the program waits and open it again afterwards"
_MOVE: Final = "move the work that needs it into one host function"
_DROP: Final = "drop it before the program waits (`del`, or leave the block that holds it)"
_REGISTER: Final = "give it to the VM by name: `VM(functions=...)` or `VM(modules=...)`"


def problems(continuation: _core.Continuation, *, registry: _core.Registry) -> list[Handle]:
    """The values that cannot be frozen, innermost frame first, at most LIMIT of them. Empty: a blob can be made."""
    return [handle(steps, value, reason) for steps, value, reason in _core.codec_problems(continuation, registry, LIMIT)]


def handle(steps: Sequence[Step], value: object, reason: str) -> Handle:
    """One row of the core's report."""
    return Handle(path_text(steps), kind_text(value), ways_out(value, reason))


def path_text(steps: Iterable[Step]) -> str:
    """The way in source terms: "settle(), line 33: ledger.rows[0]"."""
    head = ""
    tail = ""
    for step in steps:
        match step:
            case ("frame", str(function), int(line), name, str(part)):
                if tail:
                    head = f"{head}{tail} -> " if head.endswith(": ") else f"{tail} -> "
                    tail = ""
                head += f"{function}(), line {line}: "
                tail = str(name) if name is not None else f"<{'temporary' if part == 'local' else part}>"
            case ("class", str(name), attribute):
                head, tail = "", f"class {name}.{attribute}"
            case ("attribute", name) | ("field", name):
                tail += f".{name}"
            case ("index", index):
                tail += f"[{index}]"
            case ("key", key):
                tail += f"[{key}]"
            case (what, *_):
                tail += f" <{what}>"
    return (head + tail).strip() or "the root"


def kind_text(value: object) -> str:
    """What it is: "open file 'out.csv'", or its qualified type name. Asks native types only."""
    if type(value) in (io.TextIOWrapper, io.BufferedReader, io.BufferedWriter, io.BufferedRandom, io.FileIO):
        name = getattr(value, "name", None)
        state = "closed" if value.closed else "open"  # type: ignore[attr-defined]  # all five are files
        return f"{state} file {name!r}" if type(name) in (str, int, bytes) else f"{state} file"
    if type(value) is socket.socket:
        return "socket"
    if isinstance(value, type):
        return f"class {type.__getattribute__(value, '__module__')}.{type.__getattribute__(value, '__qualname__')}"
    kind = type(value)
    module = type.__getattribute__(kind, "__module__")
    name = type.__getattribute__(kind, "__qualname__")
    return name if module == "builtins" else f"{module}.{name}"


def ways_out(value: object, reason: str) -> tuple[str, ...]:
    """What the program's author can do, best first."""
    if hasattr(type(value), "close") and not isinstance(value, type):
        return (_CLOSE, _MOVE)
    if isinstance(value, type) or callable(value):
        return (_REGISTER, _MOVE)
    if "contains itself" in reason:
        return ("break the cycle: let a list or an attribute hold the inner value",)
    return (_DROP, _MOVE)
