"""The process's shared modules: facades, and standard sources run once in a continuation of our own.

Pipeline: finder.py is asked for a standard module -> shared_module() -> sources.py, cache.py, verify, link -> a private
continuation runs the body -> seal() -> every execution of the process gets the same object.

Source modules run as guest code on guest builtins, so what they make is what the program's own code would have made: classes
that can be frozen, functions that can suspend. They run apart from the program that asked, so they cannot suspend while they
are imported, and they take nothing from its state.
"""

from __future__ import annotations

import importlib
import re
import threading
from types import ModuleType
from typing import Any, Final, Literal

from pyvm import _core
from pyvm.code import CodeUnit

from . import system
from .cache import lines_only, unit_of
from .facades import admit, facade, redirect
from .sharing import namespace_of, seal
from .sources import ModuleSource, module_source
from .table import Alias, Made, Native, Refused, Shim, Source, row_of
from .versions import complete_module

MODULES: Final[dict[str, ModuleType]] = {}
"""Every shared module that was imported in this process: the `sys.modules` of the private continuations."""

_lock: Final = threading.RLock()  # one thread loads at a time; it may load more while it does
_unsealed: Final[list[tuple[ModuleType, str]]] = []  # loaded, but the outermost import is not done yet
_depth = 0


def shared_module(name: str) -> ModuleType:
    """The shared module of that name, loaded if this is its first use.

    Raises:
        ImportError: there is none, or its own imports failed.
    """
    found = MODULES.get(name)
    if found is not None and not _unsealed:
        return found
    with _lock:
        return _core.uncounted(_load, name)  # all executions have it: it is on no guest's account


def is_private_continuation(continuation: _core.Continuation) -> bool:
    """True for the continuations that run the bodies of shared modules."""
    return continuation.modules is MODULES


def _load(name: str) -> ModuleType:
    """Loads a module and what it imports, innermost first. In a cycle, the answer is the module as far as it got."""
    package, _, last = name.rpartition(".")
    if package:
        _load(package)
    if name in MODULES:
        return MODULES[name]
    row = row_of(name)
    if row is None or isinstance(row, Refused):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    if isinstance(row, Alias):
        MODULES[name] = _load(row.name)
    elif isinstance(row, (Native, Made)):
        MODULES[name] = _make_native(name, row)
    else:
        _load_source(name, row)
    if package:
        namespace_of(MODULES[package])[last] = MODULES[name]
    return MODULES[name]


def _load_source(name: str, row: Source | Shim) -> None:
    global _depth
    module, body = source_module(name, row, system.guest_builtins())
    MODULES[name] = module
    _depth += 1
    try:
        _run(body)
        _replace(name, row, module)
        complete_module(name, module, _load)
        _unsealed.append((module, name))
    except BaseException:
        del MODULES[name]
        raise
    finally:
        _depth -= 1
        if _depth == 0:
            while _unsealed:  # the outermost import is done: what it loaded can change no more
                seal(*_unsealed.pop(0))


def _run(body: _core.Function) -> None:
    """Runs a module body in a continuation of its own."""
    continuation = _core.Continuation(system.guest_builtins(), MODULES, _Host())
    continuation.push(body, (), None, body.__globals__)
    outcome = continuation.run()
    if outcome == "failed":
        assert isinstance(continuation.result, BaseException)
        raise continuation.result
    if outcome != "completed":
        raise RuntimeError(f"a standard module must not wait while it is imported: {continuation.request}")


def _make_native(name: str, row: Native | Made) -> ModuleType:
    if isinstance(row, Made):
        return system.make(name)
    module = facade(name, row)
    if name == "datetime":
        use_host_clock()
    elif name == "_re":
        use_own_matches()
    elif name == "math":
        MODULES[name] = module  # _natives.py imports it
        for native, library in namespace_of(_load("_natives"))["FOR_MATH"].items():
            _core.bridge(namespace_of(module)[native], library, "pure")
    return module


def use_host_clock() -> None:
    """`datetime.now` and its kin read the execution's clock."""
    import datetime

    from . import clocks

    redirect(datetime.datetime, "now", clocks.now)
    redirect(datetime.datetime, "utcnow", clocks.utcnow)
    redirect(datetime.date, "today", clocks.today)


def use_own_matches() -> None:
    """`Pattern.finditer` gives an iterator that can be frozen."""
    from . import matching

    _core.gate_allow(matching.Matches, [], construct=False)
    _core.gate_replace(re.Pattern, "finditer", matching.matches)


# ---- sources


def source_module(name: str, row: Source | Shim, builtins: dict[str, Any]) -> tuple[ModuleType, _core.Function]:
    """A new module and the body that fills it.

    Raises:
        ModuleNotFoundError: this Python has no such file.
    """
    try:
        source = module_source(name, row)
    except FileNotFoundError as error:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name) from error
    module = ModuleType(name)  # until it is sealed: some bodies write into their own module
    namespace = module.__dict__
    pretended = row.file if isinstance(row, Source) and row.file else name
    namespace.update(
        __name__=pretended,
        __file__=source.filename,
        __package__=name if source.is_package else name.rpartition(".")[0],
        __spec__=None,
    )
    namespace.pop("__loader__", None)
    if source.is_package:
        namespace["__path__"] = []
    if isinstance(row, Source):
        namespace.update({given: _host_object(path) for given, path in row.given.items() if _host_has(path)})
    return module, _core.Function(_core.link(_compiled(source)), namespace, builtins)


def _compiled(source: ModuleSource) -> CodeUnit:
    def compile_unit() -> CodeUnit:
        from pyvm.compiler import compile_code, compile_source

        code = source.code()
        return lines_only(compile_source(code, source.filename) if isinstance(code, str) else compile_code(code))

    return unit_of(source.key, source.filename, compile_unit)


def _replace(name: str, row: Source | Shim, module: ModuleType) -> None:
    """Puts the host's objects in place of the ones that the body made: `replaced` and `natives` of the row."""
    if isinstance(row, Source):
        for replaced, path in row.replaced.items():
            namespace_of(module)[replaced] = _host_object(path)
        for function in row.natives.split():
            native = _host_object(f"{name}:{function}")
            _core.bridge(native, namespace_of(module)[function], "pure")
            namespace_of(module)[function] = native


def _host_has(path: str) -> bool:
    module, _, name = path.partition(":")
    return hasattr(importlib.import_module(module), name)


def _host_object(path: str) -> Any:
    module, _, name = path.partition(":")
    value = getattr(importlib.import_module(module), name)
    admit(value)
    return value


def _compile_text(source: str, filename: str, mode: Literal["exec", "eval", "single"]) -> CodeUnit:
    from pyvm.compiler import compile_source

    return lines_only(compile_source(source, filename, mode))


class _Host:
    """What the private continuations get for a host: nothing that differs from process to process."""

    class clock:
        """Standard modules read no clock while they are imported; one that does sees the epoch."""

        @staticmethod
        def time() -> float:
            return 0.0

        @staticmethod
        def monotonic() -> float:
            return 0.0

    @staticmethod
    def entropy(count: int) -> bytes:
        return bytes(count)

    @staticmethod
    def compile_guest(source: str, filename: str, mode: Literal["exec", "eval", "single"]) -> CodeUnit:
        """What `namedtuple` and `dataclass` write and run, from the cache."""
        return unit_of(source.encode(), f"{filename}:{mode}", lambda: _compile_text(source, filename, mode))

    @staticmethod
    def write(text: str) -> None:
        raise RuntimeError("a standard module must not write while it is imported")
