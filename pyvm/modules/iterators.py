"""Iterators of itertools in blobs: each is its parts, and comes back as one over nothing that is given them.

Pipeline: the codec meets an iterator -> Adapter.state reads its parts (core/composites.c) -> Adapter.build makes a stand-in and puts
the parts in. So no constructor asks a guest's `__iter__`, and an iterator that is half consumed goes on where it was.
"""

from __future__ import annotations

import collections
import itertools
import warnings
from collections.abc import Callable, Iterator
from typing import Any, Final

from pyvm import _core

from .adapter import Adapter

_absent: Final = _core.intrinsics["absent"]
_part: Final[Callable[[object, str], Any]] = _core.intrinsics["iterator_field"]
_set_part: Final[Callable[[object, str, object], None]] = _core.intrinsics["set_iterator_field"]
_zipped: Final[Callable[[object, int], Any]] = _core.intrinsics["native_zipped"]
_drop_zipped: Final[Callable[[object, int], None]] = _core.intrinsics["native_drop_zipped"]
_tee_value: Final[Callable[[object, int], Any]] = _core.intrinsics["native_tee_value"]

Parts = tuple[object, ...]


_GUEST_CLASS: Final = 1 << 15
_flags: Final[Callable[[Any], int]] = type.__dict__["__flags__"].__get__


def _is_iterator(value: object) -> bool:
    """Whether the core may step it. A guest class is empty yet: the codec looks at its instances again when it is filled."""
    bases = type.__dict__["__mro__"].__get__(type(value))
    return bool(_flags(type(value)) & _GUEST_CLASS) or any("__next__" in type.__dict__["__dict__"].__get__(cls) for cls in bases)


def _checked(name: str, value: object) -> object:
    """A part from a blob, if it is what a step expects under that name."""
    if name in ("iterator", "data", "selectors") and value is not _absent and not _is_iterator(value):
        raise TypeError(f"the part `{name}` of an iterator is no iterator")
    return value


def _state_of(iterator: object, names: tuple[str, ...]) -> Parts:
    """Its parts: (value,) each, or () where it is empty."""
    values = (_part(iterator, name) for name in names)
    return tuple(() if value is _absent else (value,) for value in values)


def _put(iterator: object, names: tuple[str, ...], parts: Parts) -> object:
    for name, part in zip(names, parts, strict=True):
        if type(part) is not tuple or len(part) > 1:
            raise TypeError(f"the part `{name}` of an iterator is damaged")
        _set_part(iterator, name, _checked(name, part[0] if part else _absent))
    return iterator


def _by_parts(cls: type, stand_ins: tuple[object, ...], names: str) -> Adapter:
    parts = tuple(names.split())

    def state(iterator: object) -> Parts:
        return _state_of(iterator, parts)

    def build(*values: object) -> object:
        return _put(cls(*stand_ins), parts, values)

    return Adapter(cls, f"itertools.{cls.__name__}", state, build)


# ---- those with more to them than parts


def _cycle_state(iterator: Any) -> Parts:
    """With the list of what it saved itself, not a copy: a step that is about to append to it holds it too."""
    return (*_state_of(iterator, ("iterator",)), _part(iterator, "saved"), _part(iterator, "index"), _part(iterator, "filled"))


def _build_cycle(inner: Parts, saved: list[object], index: int, filled: int) -> object:
    if type(saved) is not list or not 0 <= index < max(len(saved), 1):
        raise ValueError("a cycle stands beyond its values")
    made = _put(itertools.cycle(()), ("iterator",), (inner,))
    for name, value in (("saved", saved), ("index", index), ("filled", int(filled))):
        _set_part(made, name, value)
    return made


def _zip_longest_state(iterator: Any) -> Parts:
    """Those that are exhausted are None. How many are left is told apart: a step counts one out before it drops it."""
    inners = (_zipped(iterator, position) for position in range(_part(iterator, "size")))
    return (tuple(None if inner is _absent else inner for inner in inners), _part(iterator, "fill"), _part(iterator, "active"))


def _build_zip_longest(inners: tuple[Iterator[object] | None, ...], fill: object, active: int) -> object:
    if type(inners) is not tuple or not all(inner is None or _is_iterator(inner) for inner in inners):
        raise TypeError("zip_longest of something else than iterators")
    if type(active) is not int or not 0 <= active <= len(inners):
        raise ValueError("a zip_longest has more iterators left than it has")
    made = itertools.zip_longest(*[()] * len(inners), fillvalue=fill)
    _set_part(made, "iterators", tuple(iter(()) if inner is None else inner for inner in inners))
    for position, inner in enumerate(inners):
        if inner is None:
            _drop_zipped(made, position)
    _set_part(made, "active", active)
    return made


_Group: Final = type(next(itertools.groupby("a"))[1])


def _group_state(group: Any) -> Parts:
    """Only the last group that its groupby gave out can still give something; any other is over, and needs no parent."""
    parent = _part(group, "parent")
    active = _part(parent, "grouper") == id(group)
    return (parent if active else None, _part(group, "target_key"))


def _build_group(parent: itertools.groupby[Any, Any] | None, key: object) -> object:
    if parent is not None and type(parent) is not itertools.groupby:
        raise TypeError("a group of something else than a groupby")
    over: itertools.groupby[Any, Any] = itertools.groupby(())
    made = _Group(over if parent is None else parent, key)  # type: ignore[call-arg]  # typeshed takes it for any iterator
    if parent is None:
        _set_part(over, "grouper", None)
    return made


_tee: Final[Any] = type(itertools.tee(())[0])
_TeeData: Final[Any] = itertools._tee_dataobject  # type: ignore[attr-defined]  # typeshed hides it


def _tee_state(tee: Any) -> Parts:
    return (_part(tee, "data"), _part(tee, "index"))


def _build_tee(data: object, index: int) -> object:
    if type(data) is not _TeeData or not 0 <= index <= _part(data, "count"):
        raise ValueError("a tee stands beyond its values")
    made = _tee(())
    _set_part(made, "data", data)
    _set_part(made, "index", index)
    return made


def _tee_data_state(data: Any) -> Parts:
    following = _part(data, "following")
    return (
        _part(data, "iterator"),
        [_tee_value(data, index) for index in range(_part(data, "count"))],
        None if following is _absent else following,
        _part(data, "running"),
    )


def _build_tee_data(inner: object, values: list[object], following: object, running: int) -> object:
    made = _TeeData(_checked("iterator", inner), values, following)
    _set_part(made, "running", int(running))
    return made


_Batched: Final[Any] = getattr(itertools, "batched", None)  # since 3.12


def _batched_state(iterator: Any) -> Parts:
    return (*_state_of(iterator, ("iterator",)), _part(iterator, "size"), _part(iterator, "strict"))


def _build_batched(inner: Parts, size: int, strict: int) -> object:
    return _put(_Batched((), size, **({"strict": True} if strict else {})), ("iterator",), (inner,))


# ---- those whose parts are all plain: CPython's own reduction has them


def _reduced_state(iterator: Any) -> Parts:
    """Arguments of the type, and its position if it has one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # itertools: since 3.12
        return tuple(iterator.__reduce__()[1:])


def _name_of(cls: type) -> str:
    """In blobs: the same in every version. Under 3.11, deques and their iterators are of `_collections`."""
    return f"{cls.__module__.lstrip('_')}.{cls.__qualname__}"


def _by_reduction(sample: Any) -> Adapter:
    cls = type(sample)

    def build(arguments: tuple[object, ...], *position: object) -> object:
        iterator: Any = cls(*arguments)
        if position and position[0] is not None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                iterator.__setstate__(position[0])
        return iterator

    return Adapter(cls, _name_of(cls), _reduced_state, build)


def _over_deque(sample: Any) -> Adapter:
    """With whether the deque was changed, which ends the iteration: deques count their changes, and the count is in no blob."""
    cls = type(sample)
    length = collections.deque.__len__

    def state(iterator: Any) -> Parts:
        deque = _part(iterator, "deque")
        return (deque, length(deque) - _part(iterator, "left"), _part(iterator, "state") != _part(cls(deque), "state"))

    def build(deque: collections.deque[object], position: int, changed: bool = False) -> object:
        made = cls(deque, position)
        if changed:
            _set_part(made, "state", _part(made, "state") - 1)  # the deque does not come to this one again
            _set_part(made, "left", length(deque) - position)
        return made

    return Adapter(cls, _name_of(cls), state, build)


ADAPTERS: Final[tuple[Adapter, ...]] = (
    _by_parts(itertools.accumulate, ((),), "total iterator function initial"),
    _by_parts(itertools.compress, ((), ()), "data selectors"),
    _by_parts(itertools.dropwhile, (None, ()), "function iterator started"),
    _by_parts(itertools.takewhile, (None, ()), "function iterator stopped"),
    _by_parts(itertools.filterfalse, (None, ()), "function iterator"),
    _by_parts(itertools.starmap, (None, ()), "function iterator"),
    _by_parts(itertools.pairwise, ((),), "iterator old"),
    _by_parts(itertools.groupby, ((),), "iterator function target_key current_key current_value"),
    Adapter(itertools.cycle, "itertools.cycle", _cycle_state, _build_cycle),
    Adapter(itertools.zip_longest, "itertools.zip_longest", _zip_longest_state, _build_zip_longest),
    Adapter(_Group, "itertools._grouper", _group_state, _build_group),
    Adapter(_tee, "itertools._tee", _tee_state, _build_tee),
    Adapter(_TeeData, "itertools._tee_dataobject", _tee_data_state, _build_tee_data),
    *([] if _Batched is None else [Adapter(_Batched, "itertools.batched", _batched_state, _build_batched)]),
    *map(_over_deque, (iter(collections.deque()), reversed(collections.deque()))),
    # what is left of it: its class says neither of what dict it is nor what it gives
    Adapter(type(iter(collections.OrderedDict())), "collections.odict_iterator", lambda it: (list(it.__reduce__()[1][0]),), iter),
    *map(
        _by_reduction,
        (
            itertools.product(),
            itertools.permutations(()),
            itertools.combinations((), 0),
            itertools.combinations_with_replacement((), 0),
        ),
    ),
)
"""One row a type."""
