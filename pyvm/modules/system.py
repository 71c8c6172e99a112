"""`sys` and `builtins` as a guest sees them.

Pipeline: shared.py makes each once a process -> guests read them; what differs between executions is looked up when it is read.

`sys` is one object for all executions. `sys.argv`, `sys.stdout` and their kin are properties over the running execution's
state (execution.py), which is why source modules that did `import sys` long ago see the right ones.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from pyvm import _core

from .execution import running, state_of_running
from .facades import admit
from .sharing import SharedModule, namespace_of, seal

_FACTS: Final = ["version", "version_info", "hexversion", "api_version", "copyright", "implementation", "byteorder", "maxsize", "maxunicode", "float_info", "int_info", "hash_info", "float_repr_style", "platform", "flags", "thread_info", "builtin_module_names", "stdlib_module_names", "intern", "exc_info", "exception", "exit", "getdefaultencoding", "getfilesystemencoding", "getfilesystemencodeerrors", "getsizeof", "getrefcount", "get_int_max_str_digits", "is_finalizing"]
_WRITABLE: Final = ("argv", "path", "stdout", "stderr", "stdin", "ps1", "ps2", "tracebacklimit", "displayhook", "excepthook")


@cache
def builtins_module() -> SharedModule:
    """The module `builtins`: the names that every program has."""
    from pyvm.builtins import guest_builtins as new_table

    module = SharedModule("builtins", "The names that every program has.")
    namespace_of(module).update(new_table())
    seal(module, "builtins")
    return module


def guest_builtins() -> dict[str, Any]:
    """The table of builtins that shared modules run on: the namespace of `builtins`."""
    return namespace_of(builtins_module())


def make(name: str) -> SharedModule:
    """The module `sys` or `builtins`."""
    if name == "builtins":
        return builtins_module()
    system = System(name, sys.__doc__)
    namespace = namespace_of(system)
    namespace.update({fact: getattr(sys, fact) for fact in _FACTS if hasattr(sys, fact)})
    for value in namespace.values():
        if type(value).__module__ == "sys":
            admit(type(value), construct=False)
    namespace.update(
        executable="",
        prefix="",
        exec_prefix="",
        base_prefix="",
        base_exec_prefix="",
        dont_write_bytecode=True,
        pycache_prefix=None,
        getrecursionlimit=getrecursionlimit,
        setrecursionlimit=setrecursionlimit,
        _getframe=_getframe,
        _getframemodulename=_getframemodulename,
        __stdout__=STDOUT,
        __stderr__=STDERR,
        __stdin__=STDIN,
    )
    seal(system, name)
    return system


def _state_property(name: str, default: Callable[[], object]) -> property:
    def read(self: SharedModule) -> object:
        state = state_of_running()
        if name not in state:
            state[name] = default()
        return state[name]

    return property(read)


class System(SharedModule):
    """`sys`: the facts of the interpreter, and what belongs to the running execution."""

    argv = _state_property("argv", list)
    path = _state_property("path", list)
    warnoptions = _state_property("warnoptions", list)
    stdout = _state_property("stdout", lambda: STDOUT)
    stderr = _state_property("stderr", lambda: STDERR)
    stdin = _state_property("stdin", lambda: STDIN)

    @property
    def modules(self) -> dict[str, Any]:
        """The running program's own module table."""
        return running().modules

    def __setattr__(self, name: str, value: object) -> None:  # type: ignore[override]  # the others never return
        if name not in _WRITABLE:
            super().__setattr__(name, value)
        state_of_running()[name] = value
        running().modules.setdefault("sys", self)  # where print() looks, though the program never imported it itself

    def __getattr__(self, name: str) -> object:
        state = state_of_running()
        if name in _WRITABLE and name in state:
            return state[name]
        if hasattr(sys, name) and not name.startswith("_"):
            raise AttributeError(f"`sys.{name}` is not available to guests: it belongs to the host's interpreter", name=name)
        raise AttributeError(f"module 'sys' has no attribute '{name}'", name=name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), "argv", "path", "stdout", "stderr", "stdin", "modules", "warnoptions"})


def getrecursionlimit() -> int:
    """How deep the program may recurse."""
    return running().recursion_limit


def setrecursionlimit(limit: int, /) -> None:
    """Sets how deep the program may recurse, up to what the host allows: a higher number is taken as that."""
    if not isinstance(limit, int):
        raise TypeError(f"'{type(limit).__name__}' object cannot be interpreted as an integer")
    if limit < 1:
        raise ValueError("recursion limit must be greater or equal than 1")
    continuation = running()
    highest = state_of_running().setdefault("recursion_limit", continuation.recursion_limit)
    if continuation.depth > limit:
        raise RecursionError(
            f"cannot set the recursion limit to {limit} at the recursion depth {continuation.depth}: the limit is too low"
        )
    continuation.recursion_limit = min(limit, highest)


# ---- frames, as far as standard modules need them


class FrameView:
    """What sys._getframe() shows of a frame: where it belongs, nothing that can be changed."""

    __slots__ = ("f_globals",)

    def __init__(self, name: object) -> None:
        self.f_globals = MappingProxyType({"__name__": name})


def _getframe(depth: int = 0, /) -> FrameView:
    """A view of the frame that many guest calls down. ValueError if there is none."""
    return FrameView(_core.frame_globals(depth).get("__name__"))


def _getframemodulename(depth: int = 0) -> object:
    """`__name__` of the module whose code runs that many guest calls down; None if there is none."""
    try:
        return _core.frame_globals(depth).get("__name__")
    except ValueError:
        return None


# ---- streams


class GuestStream:
    """A standard stream of the guest: text goes to the host's sink, and nothing comes from it."""

    encoding: Final = "utf-8"
    errors: Final = "strict"
    newlines: Final = None
    closed: Final = False

    __slots__ = ("name", "mode")

    def __init__(self, name: str, mode: str) -> None:
        self.name = name
        self.mode = mode

    def __repr__(self) -> str:
        return f"<guest stream name={self.name!r} mode={self.mode!r}>"

    def write(self, text: str, /) -> int:
        """Hands text to the host."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self.mode != "w":
            raise OSError("not writable")
        host = running().host
        if self.name == "<stderr>" and hasattr(host, "write_error"):
            host.write_error(text)
        else:
            host.write(text)
        return len(text)

    def writelines(self, lines: Any, /) -> None:
        """Hands each text to the host."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """A guest cannot close what is the host's."""

    def isatty(self) -> bool:
        """Never a terminal."""
        return False

    def fileno(self) -> int:
        """There is no descriptor."""
        raise OSError("guest streams have no file descriptor")

    def readable(self) -> bool:
        """No stream has anything to read."""
        return False

    def writable(self) -> bool:
        """Whether write() works."""
        return self.mode == "w"

    def read(self, size: int = -1, /) -> str:
        """Refused: input comes from the host through effects."""
        raise OSError("guests have no standard input. Way out: let a host function or `pyvm.suspend` give the value")

    readline = read


STDOUT: Final[GuestStream] = GuestStream("<stdout>", "w")
STDERR: Final[GuestStream] = GuestStream("<stderr>", "w")
STDIN: Final[GuestStream] = GuestStream("<stdin>", "r")
_core.gate_allow(System, ["modules", "warnoptions", *_WRITABLE], construct=False)
_core.gate_allow(GuestStream, [name for name in vars(GuestStream) if not name.startswith("_")])
_core.gate_allow(FrameView, ["f_globals"])
