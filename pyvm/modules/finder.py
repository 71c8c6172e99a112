"""Imports: from a module's name to the module, or to a body that makes it.

Pipeline: the IMPORT instruction -> library/imports.py, on frames -> find_module() -> a finished module, or a neighbour's body,
which the library runs on the program's own frames: a program may suspend while it imports its parts.

The order is fixed: what the execution has, what the host gave, the standard modules, the program's neighbours. A neighbour
cannot take the place of a standard module.
"""

from __future__ import annotations

import importlib.util
import sys
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

from pyvm import _core
from pyvm.code import CodeUnit

from .execution import adopt_decimal_context, running, state_of
from .shared import MODULES, is_private_continuation, shared_module, source_module
from .table import TABLE, Refused, Source, is_private, row_of

Found: TypeAlias = "ModuleType | tuple[ModuleType, _core.Function]"


def find_module(name: str) -> Found:
    """The module of an absolute name for the running program; its parents are imported already.

    A module is finished. A pair is a new module and the body that fills it: the caller enters it in `sys.modules` first.

    Raises:
        ModuleNotFoundError: there is none.
        ImportError: it exists and guests cannot have it; the text names the way out.
        SyntaxError: a neighbour's source is not Python, or not of the subset.
    """
    continuation = running()
    if is_private_continuation(continuation):
        return shared_module(name)
    found = continuation.modules.get(name)
    if found is not None:
        return found  # type: ignore[no-any-return]  # the guest's own table: whatever it put there
    row = row_of(name)
    if row is None:
        return _find_neighbour(continuation, name)
    if isinstance(row, Refused):
        raise ImportError(f"module `{name}` is not available to guests. Way out: {row.instead}", name=name)
    if is_private(name):
        raise ModuleNotFoundError(f"No module named {name!r}: it is internal to the standard library", name=name)
    if isinstance(row, Source) and row.own:
        return source_module(name, row, continuation.builtins)
    try:
        module = shared_module(name)
    except ModuleNotFoundError as error:
        if error.name == name:
            raise ModuleNotFoundError(f"No module named {name!r} in this Python", name=name) from error
        raise
    if name == "decimal":
        continuation.modules[name] = module
        adopt_decimal_context(continuation)
    _enter(continuation, name)
    return module


def _enter(continuation: _core.Continuation, name: str) -> None:
    """The module and its packages are in the guest's `sys.modules`; with some come others, as with CPython's."""
    if name == "os":
        continuation.modules.setdefault("os.path", shared_module("os.path"))
    if name == "collections":
        continuation.modules.setdefault("collections.abc", shared_module("collections.abc"))
    while name:
        continuation.modules.setdefault(name, MODULES[name])
        name = name.rpartition(".")[0]


# ---- neighbours: the program's own modules


def _find_neighbour(continuation: _core.Continuation, name: str) -> Found:
    package, _, last = name.rpartition(".")
    if package:
        parent = continuation.modules.get(package)
        places = getattr(parent, "__path__", None)
        if places is None:
            raise ModuleNotFoundError(f"No module named {name!r}; {package!r} is not a package", name=name)
    else:
        places = state_of(continuation).get("path", ())
    for place in places:
        for candidate, is_package in ((Path(place, last, "__init__.py"), True), (Path(place, f"{last}.py"), False)):
            if last.isidentifier() and candidate.is_file():
                return _neighbour(continuation, name, candidate, is_package)
    if not package and name in TABLE:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    raise ModuleNotFoundError(_missing(continuation, name), name=name)


def _neighbour(continuation: _core.Continuation, name: str, path: Path, is_package: bool) -> Found:
    source = _read(path)
    unit: CodeUnit = continuation.host.compile_guest(source, str(path), "exec")
    module = ModuleType(name)
    namespace = module.__dict__
    namespace.update(__file__=str(path), __package__=name if is_package else name.rpartition(".")[0])
    namespace.pop("__loader__", None)
    if is_package:
        namespace["__path__"] = [str(path.parent)]
    return module, _core.Function(_core.link(unit), namespace, continuation.builtins)


def _read(path: Path) -> str:
    """A source file's text, by its own encoding declaration."""
    try:
        return importlib.util.decode_source(path.read_bytes())
    except (OSError, UnicodeDecodeError, SyntaxError) as error:
        raise ImportError(f"`{path}` cannot be read: {error}", path=str(path)) from error


def _missing(continuation: _core.Continuation, name: str) -> str:
    """The sentence for a module that nobody has: why the host's Python may have it, and near misses."""
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names:
        return f"No module named {name!r}: the standard module is not available to guests. Way out: do that work in a host function"
    if importlib.util.find_spec(top) is not None and "." not in name:
        return f"No module named {name!r}: guests cannot import installed packages. Way out: let the host give it with VM(modules=...)"
    known = [module for module in (*TABLE, *continuation.modules) if not is_private(module)]
    near = get_close_matches(name, known, 1, 0.8)
    return f"No module named {name!r}" + (f". Did you mean: {near[0]!r}?" if near else "")
