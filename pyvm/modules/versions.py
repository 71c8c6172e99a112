"""What differs between the standard modules of the Python versions, where a blob of one is restored under another.

Pipeline: shared.py adds what other versions' modules have -> __init__.py asks other_name() for a name that sharing.py cannot find
-> the codec hands over all objects of a blob of another version: adapt().

A blob names what is shared by its way from the module, and carries with their code the functions that standard modules made for
the guest (a dataclass's `__repr__`) and the frames that stand in their functions. Both meet the module as it is in the reader's
version. What they would miss there is in the tables below; they were made by comparing the namespaces, the globals that functions read
and the attributes that methods set, of every module in table.py under 3.11, 3.12 and 3.13.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from types import GetSetDescriptorType, MappingProxyType, ModuleType, SimpleNamespace
from typing import Any, Final

from .sharing import namespace_of

OTHER_NAMES: Final[dict[str, str]] = {
    "enum:EnumDict": "enum:_EnumDict",  # public since 3.13
    "enum:_EnumDict": "enum:EnumDict",
    "dataclasses:_replace": "dataclasses:replace",  # 3.13, for copy.replace()
}

OTHER_GLOBALS: Final[dict[str, tuple[str, ...]]] = {
    "dataclasses": ("_thread", "functools"),  # 3.12: code of __repr__; 3.13 has reprlib do it
}
"""Modules that the code of another version finds in a module's namespace."""

WITH_RESIDUE: Final = frozenset({"dataclasses", "enum", "typing"})
"""Modules for which guest/_versions.py has what another version's code calls."""


def other_name(name: str) -> str | None:
    """The name that the object may have in this version, if it is known."""
    return OTHER_NAMES.get(name)


def complete_module(name: str, module: ModuleType, load: Callable[[str], ModuleType]) -> None:
    """Puts in what the code of other versions looks for in a module that was just made, and cannot find."""
    namespace = namespace_of(module)
    for other in OTHER_GLOBALS.get(name, ()):
        namespace.setdefault(other, load(other))
    if name in WITH_RESIDUE:
        for path, value in namespace_of(load("_versions"))["RESIDUE"][name].items():
            owner, _, last = path.rpartition(".")
            if not owner:
                namespace.setdefault(last, value)
            elif last not in _namespace_of_class(namespace[owner]):
                type.__setattr__(namespace[owner], last, value)


# ---- objects of a blob


def adapt(objects: list[Any], modules: Mapping[str, ModuleType]) -> None:
    """Gives the objects of a blob of another version the attributes that this version's standard modules expect of them.

    modules: those that are loaded. Runs no guest code; raises whatever a damaged object makes it raise.
    """
    rows: dict[type, Callable[[Any], None]] = {}
    for path, complete in _COMPLETIONS.items():
        module, _, name = path.partition(":")
        cls = namespace_of(modules[module]).get(name) if module in modules else None
        if cls is not None:
            rows[cls] = complete(modules[module])
    for value in objects if rows else ():
        for base in _mro(type(value)):
            if base in rows:
                rows[base](value)


_Completion = Callable[[ModuleType], Callable[[Any], None]]
_mro: Final[Callable[[type], tuple[type, ...]]] = type.__dict__["__mro__"].__get__
_namespace_of_class: Final[Callable[[Any], MappingProxyType[str, Any]]] = type.__dict__["__dict__"].__get__


def _attributes(value: object) -> dict[str, Any]:
    """The instance's `__dict__`, past any code of its class."""
    for cls in _mro(type(value)):
        found = _namespace_of_class(cls).get("__dict__")
        if type(found) is GetSetDescriptorType:
            attributes: dict[str, Any] = found.__get__(value)
            return attributes
    raise TypeError("an instance of a standard class without attributes")


def _with_defaults(**makers: Callable[[dict[str, Any]], object]) -> _Completion:
    """Missing attributes are made out of the others, in this order."""

    def complete(value: object) -> None:
        attributes = _attributes(value)
        for name, make in makers.items():
            if name not in attributes:
                attributes[name] = make(attributes)

    return lambda module: complete


def _dataclass_parameters(module: ModuleType) -> Callable[[Any], None]:
    defaults = {"match_args": True, "kw_only": False, "slots": False, "weakref_slot": False}
    slots = _namespace_of_class(namespace_of(module)["_DataclassParams"])

    def complete(value: object) -> None:
        for name, default in defaults.items():
            if name in slots and not _is_bound(slots[name], value):
                slots[name].__set__(value, default)

    return complete


def _is_bound(slot: Any, value: object) -> bool:
    try:
        slot.__get__(value)
    except AttributeError:
        return False
    return True


def _with_lock(module: ModuleType) -> Callable[[Any], None]:
    """Before 3.12 a cached_property has a lock."""
    if sys.version_info >= (3, 12):
        return lambda value: None
    lock_class = namespace_of(module)["RLock"]

    def complete(value: object) -> None:
        if "lock" not in _attributes(value):
            lock = object.__new__(lock_class)
            _attributes(lock)["_count"] = 0
            _attributes(value)["lock"] = lock

    return complete


def _protocol(module: ModuleType) -> Callable[[Any], None]:
    """What a protocol class knows of its members, and the hook that looks at them."""
    namespace = namespace_of(module)
    expected = _namespace_of_class(namespace["SupportsInt"])
    hook = namespace["_proto_hook"]
    notes = ("__protocol_attrs__", "__callable_proto_members_only__", "__non_callable_proto_members__")
    excluded = {*namespace["EXCLUDED_ATTRIBUTES"], *notes, "__static_attributes__", "__firstlineno__"}

    def complete(cls: Any) -> None:
        mine = _namespace_of_class(cls)
        if not mine.get("_is_protocol"):
            return
        for note in notes:
            if note in mine and note not in expected:
                type.__delattr__(cls, note)
        members = {name for base in _mro(cls)[:-1] for name in _protocol_members(base, excluded)}
        others = {name for name in members if not _is_method(cls, name)}
        facts = dict(zip(notes, (members, not others, others), strict=True))
        for note in notes:
            if note in expected and note not in mine:
                type.__setattr__(cls, note, facts[note])
        if getattr(mine.get("__subclasshook__"), "__qualname__", "") == "Protocol.__init_subclass__.<locals>._proto_hook":  # of 3.11
            type.__setattr__(cls, "__subclasshook__", hook)

    return complete


def _protocol_members(base: type, excluded: set[str]) -> Iterator[str]:
    namespace = _namespace_of_class(base)
    if namespace.get("__module__") == "typing" and base.__name__ in ("Protocol", "Generic"):
        return
    for name in (*namespace, *namespace.get("__annotations__", ())):
        if not name.startswith("_abc_") and name not in excluded:
            yield name


def _is_method(cls: type, name: str) -> bool:
    for base in _mro(cls):
        if name in _namespace_of_class(base):
            found = _namespace_of_class(base)[name]
            return isinstance(found, (classmethod, staticmethod)) or callable(found)
    return False


_COMPLETIONS: Final[dict[str, _Completion]] = {
    "argparse:Action": _with_defaults(deprecated=lambda _: False),
    "argparse:_SubParsersAction": _with_defaults(_deprecated=lambda _: set()),
    "configparser:RawConfigParser": _with_defaults(
        _comment_prefixes=lambda mine: mine["_prefixes"].full,
        _inline_comment_prefixes=lambda mine: mine["_prefixes"].inline,
        _prefixes=lambda mine: SimpleNamespace(full=mine["_comment_prefixes"], inline=mine["_inline_comment_prefixes"]),
        _allow_unnamed_section=lambda _: False,
    ),
    "dataclasses:_DataclassParams": _dataclass_parameters,
    "functools:cached_property": _with_lock,
    "reprlib:Repr": _with_defaults(indent=lambda _: None),
    "typing:_GenericAlias": _with_defaults(_paramspec_tvars=lambda _: False),
    "typing:_ProtocolMeta": _protocol,
}
"""Class -> what completes its instances, given the class's module."""
