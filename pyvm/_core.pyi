"""The C core as Python sees it. Only pyvm's own modules import it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import CellType, TracebackType
from typing import Any, TypeVar, final

from pyvm.code import CodeUnit

_T = TypeVar("_T")

# ---- running

@final
class Code:
    """Linked code."""

    @property
    def unit(self) -> CodeUnit: ...

@final
class Function:
    """A guest function."""

    def __new__(
        cls,
        code: Code,
        globals: dict[str, Any],
        builtins: dict[str, Any],
        defaults: tuple[object, ...] | None = None,
        kwdefaults: dict[str, object] | None = None,
        closure: tuple[CellType, ...] | None = None,
    ) -> Function: ...
    @property
    def __globals__(self) -> dict[str, Any]: ...
    @property
    def __code__(self) -> Code: ...
    __name__: str
    __qualname__: str
    __module__: str
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

@final
class Generator: ...

@final
class Continuation:
    """One guest program's stack of frames. A thread at a time may use it."""

    def __new__(cls, builtins: dict[str, Any], modules: dict[str, Any], host: object = None) -> Continuation: ...
    def push(
        self,
        function: Function,
        args: tuple[object, ...] = (),
        kwargs: dict[str, Any] | None = None,
        namespace: object = None,
    ) -> None: ...
    def run(self, fuel: int | None = None, steps: int | None = None, deadline: float | None = None) -> str:
        """ "completed", "failed", "waiting" or "preempted". deadline is a reading of time.monotonic()."""
    def answer(self, value: object, /) -> None: ...
    def answer_error(self, exception: BaseException, /) -> None: ...
    def interrupt(self) -> None: ...
    def spend(self, fuel: int, /) -> None:
        """Takes fuel for work that passes no safepoints."""
    def afford(self, nanoseconds: float, operation: str, /) -> None:
        """Takes fuel for work of so long. OverflowError if that is more than one operation of a bounded guest may take."""
    def frames(self) -> list[tuple[CodeUnit, int, int, str, dict[str, Any]]]:
        """(unit, word offset, line, qualified name, locals), innermost last."""
    @property
    def state(self) -> str:
        """ "preempted" (ready to run), "waiting", "completed" or "failed"."""
    @property
    def request(self) -> tuple[str, str, tuple[object, ...], dict[str, object], Callable[..., object] | None] | None: ...
    @property
    def result(self) -> object: ...
    @property
    def builtins(self) -> dict[str, Any]: ...
    @property
    def modules(self) -> dict[str, Any]: ...
    @property
    def depth(self) -> int: ...
    host: Any
    recursion_limit: int
    no_suspend: int
    fuel_used: int
    bounded: bool
    """Whether operations on large ints are estimated first: they take fuel, and OverflowError stops those without end."""
    memory_limit: int | None
    memory_used: int
    """Bytes that the guest holds; counted while it runs, if there is a limit."""
    saw_address_hash: bool

@final
class Suspender:
    """A callable whose call in guest code suspends with a request of its kind and name."""

    def __new__(cls, kind: str, name: str, function: Callable[..., object] | None = None) -> Suspender: ...
    @property
    def kind(self) -> str: ...
    @property
    def function(self) -> Callable[..., object] | None: ...
    __name__: str
    def __call__(self, *args: object, **kwargs: object) -> Any: ...

intrinsics: dict[str, Any]
"""What the guest library calls and no guest can reach, by name."""

builtins: dict[str, Any]
"""What a guest gets in place of some of CPython's builtins, by name."""

library_names: tuple[str, ...]
"""The entries of the guest library that the core calls."""

def link(unit: CodeUnit, /) -> Code:
    """Links a verified unit and, when they are first needed, the units in it."""

def current_continuation() -> Continuation | None:
    """The continuation that this thread runs."""

def frame_globals(level: int, /) -> dict[str, Any]:
    """Globals of the guest frame that many levels below the innermost that is not of the library. ValueError if there is none."""

def register_library(name: str, function: Function, /) -> None:
    """The library function behind an entry of the core's table."""

def bridge(native: object, library: object, kind: str, /) -> None:
    """Calls of the native run the library function instead; kind is "guest" (always), "pure" or "check"."""

def guard_reentry(cls: type, quiet: frozenset[str], /) -> None:
    """While guest code runs under a native that is at work on an instance, other natives refuse to change it. quiet: its methods
    that call nobody."""

def traceback_entry(entry: TracebackType, /) -> tuple[CodeUnit, int] | None:
    """(unit, word offset) of a guest's entry, else None."""

# ---- memory of guests

def uncounted(function: Callable[..., _T], /, *args: Any) -> _T:
    """Calls the function; what it allocates is not the running guest's."""

def unrefused(function: Callable[..., _T], /, *args: Any) -> _T:
    """Calls the function; what it allocates is counted and never refused."""

def measured(function: Callable[..., _T], /, *args: Any) -> tuple[_T, int]:
    """Calls the function; its result, and how many bytes it left allocated. RuntimeError if that cannot be counted."""

# ---- what guests can reach

def gate_allow(type: type, names: Iterable[str] | None, construct: bool = False) -> None:
    """Guests reach these attributes of the type's objects; None = all but the never-allowed ones."""

def gate_check(object: object, name: str, access: str = "read", /) -> bool: ...
def gate_replace(type: type, name: str, replacement: object, /) -> None:
    """Guests that look up the name on the type find the replacement."""

def gate_replacement(native: object, /) -> object:
    """What guests get for a native that they read."""

def gate_allows_construction(type: type, /) -> bool:
    """Whether guests may call the class."""

def is_shared(object: object, /) -> bool:
    """Whether an object was marked as one that all executions share."""

def mark_shared(object: Any, /) -> None:
    """No guest can change it from now on."""

def mark_guest_class(cls: type, /) -> None: ...
def create_class(metaclass: type, name: str, bases: tuple[type, ...], namespace: dict[str, Any], keywords: dict[str, Any], /) -> type: ...

# ---- blobs

@final
class Registry:
    """Objects that blobs name instead of holding them."""

    def __new__(cls, parent: Registry | None = None) -> Registry: ...
    def add(self, name: str, object: object, /) -> None:
        """The object has this name; the first one that it gets stays."""
    def name_of(self, object: object, /) -> str | None: ...
    def object_of(self, name: str, /) -> Any:
        """LookupError if no object has the name."""
    def adapt(self, type: type, name: str, state: Callable[..., Any], build: Callable[..., Any], /) -> None: ...
    refresh: Callable[[], object] | None
    resolve: Callable[[str], object] | None

shared_names: Registry

def code_shape(code: Code, offset: int, completing: bool, /) -> list[tuple[int, str]]:
    """The registers that matter at an instruction, each with its kind. ValueError if none begins there."""

class DecodeError(ValueError):
    """(kind, reason, offset or size, limit): a stream that is refused. kind: "corrupt", "state", "missing" (reason: a type) or "limit"."""

def codec_encode(root: object, registry: Registry, /) -> tuple[bytes, list[Code], list[str], bool] | None:
    """(stream, codes, names of host objects, whether hashes are stored); None if a value cannot be written."""

def codec_problems(root: object, registry: Registry, limit: int = 20, /) -> list[tuple[list[tuple[object, ...]], object, str]]:
    """(steps to it, the value, why): the values that cannot be written, innermost frame first."""

def codec_decode(
    stream: bytes,
    codes: list[Code],
    hosts: list[object],
    registry: Registry,
    host: object = None,
    complete: Callable[[list[Any]], None] | None = None,
    /,
) -> tuple[Any, list[object]]:
    """The root of a stream, and the containers whose hashes were stored. DecodeError, or what a constructor raises.

    complete: called with all objects when they are there.
    """
