"""The modules that a guest can import: which, how, and what they keep.

Pipeline: host/ calls start(), enter() and leave() for an execution -> the guest imports through find_module() -> the codec finds
the names of what executions share in _core.shared_names.

    table.py       a row a module: native, source, shim or refused
    finder.py      from a name to a module, the program's neighbours included
    shared.py      runs standard sources once a process; sources.py finds them, cache.py keeps their units on disk
    facades.py     native modules, the allowed names only
    sharing.py     what is shared is read only and has a name in blobs
    versions.py    what differs between the standard modules of the Python versions
    execution.py   what an execution keeps for modules; system.py, clocks.py and services.py show it
    values.py      native values that a blob can hold; iterators.py: those of itertools; adapter.py: what both are made of
    guest/         our own modules, which run in the machine
"""

from __future__ import annotations

import functools

from pyvm import _core

from .execution import enter, leave, start, state_of
from .finder import find_module
from .shared import MODULES, shared_module
from .sharing import give_names, object_at
from .versions import adapt, other_name

__all__ = ["adapt_objects", "enter", "find_module", "leave", "shared_module", "start", "state_of"]


def adapt_objects(objects: list[object]) -> None:
    """Makes the objects of a blob of another Python version what this version's standard modules expect."""
    adapt(objects, MODULES)


def _named(name: str) -> object:
    """The shared object of a name that the registry does not know yet: its module is loaded now."""
    module, separator, _ = name.partition(":")
    if not separator:
        raise LookupError(name)
    try:
        shared_module(module)
    except ImportError as error:
        raise LookupError(name) from error
    _refresh()
    if _core.shared_names.name_of(found := object_at(name)) is not None:
        return found  # named after a nearer way, or None: the registry has it now, or nobody has
    other = other_name(name)
    return None if other is None else _core.shared_names.object_of(other)


@functools.cache  # `cache` is a file of this package
def _register_adapters() -> None:
    """The codec knows the native values of the standard library. Not done at import: it needs a dozen of the host's modules."""
    from . import clocks, iterators, matching, values
    from .sharing import SharedModule
    from .system import FrameView, GuestStream, System

    for adapter in (*values.ADAPTERS, *iterators.ADAPTERS):
        _core.shared_names.adapt(adapter.type, adapter.name, adapter.state, adapter.build)
    for cls in (SharedModule, System, GuestStream, FrameView):
        _core.shared_names.add(f"sys:{cls.__name__}", cls)  # type(module) gives them to any guest
    for function in (matching.matches, clocks.now, clocks.utcnow, clocks.today):
        _core.shared_names.add(f"sys:{function.__module__.rpartition('.')[2]}.{function.__name__}", function)  # replaced methods
    for name, method in vars(GuestStream).items():
        if not name.startswith("_") and callable(method):
            _core.shared_names.add(f"sys:stdout.{name}", method)  # for `write = sys.stdout.write`


def _refresh() -> None:
    _register_adapters()
    give_names()


_core.shared_names.refresh = _refresh
_core.shared_names.resolve = _named
