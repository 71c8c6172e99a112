"""Facades: what a guest sees of a native module. The allowed names, nothing else, and no way to write.

Pipeline: a Native row of table.py -> facade() -> a shared module, and the attribute gate knows the types it hands out.
"""

from __future__ import annotations

import collections
import datetime
import decimal
import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final, NoReturn

from pyvm import _core

from .sharing import SharedModule, namespace_of, seal
from .table import Native

SAFE_SPECIALS: Final = frozenset(
    ["__abs__", "__add__", "__and__", "__bool__", "__bytes__", "__call__", "__ceil__", "__class__", "__class_getitem__", "__complex__", "__contains__", "__copy__", "__deepcopy__", "__delitem__", "__dir__", "__divmod__", "__doc__", "__enter__", "__eq__", "__exit__", "__float__", "__floor__", "__floordiv__", "__format__", "__ge__", "__getitem__", "__gt__", "__hash__", "__iadd__", "__index__", "__init__", "__init_subclass__", "__int__", "__invert__", "__ior__", "__iter__", "__le__", "__len__", "__length_hint__", "__lshift__", "__lt__", "__missing__", "__mod__", "__module__", "__mul__", "__name__", "__ne__", "__neg__", "__new__", "__next__", "__or__", "__pos__", "__pow__", "__qualname__", "__radd__", "__rand__", "__rdivmod__", "__repr__", "__reversed__", "__rfloordiv__", "__rlshift__", "__rmod__", "__rmul__", "__ror__", "__round__", "__rpow__", "__rrshift__", "__rshift__", "__rsub__", "__rtruediv__", "__rxor__", "__set_name__", "__setitem__", "__sizeof__", "__str__", "__sub__", "__text_signature__", "__truediv__", "__trunc__", "__xor__"]
)
"""Special attributes that reach nothing but the value's own behaviour. No frames, globals, subclasses, reducers."""


# By module: values of the types that it hands out and has no name for.
ANONYMOUS: Final[dict[str, Callable[[], tuple[object, ...]]]] = {
    "_collections": lambda: (collections.OrderedDict(),),  # of hosts and old blobs
    "_decimal": lambda: (decimal.Context().flags,),
    "datetime": lambda: (datetime.date.min.isocalendar(), datetime.date.min.timetuple()),
}


def facade(name: str, row: Native) -> SharedModule:
    """The facade of a native module.

    Raises:
        ImportError: this Python lacks the module.
    """
    origin = importlib.import_module(row.origin or name)
    module = SharedModule(name, origin.__doc__)
    namespace = namespace_of(module)
    for member in _allowed(origin, row):
        namespace[member] = getattr(origin, member)
    exported = [member for member in getattr(origin, "__all__", ()) if member in namespace]
    if exported:
        namespace["__all__"] = exported
    namespace["__getattr__"] = _refuser(name, origin, row)
    for value in list(namespace.values()):
        admit(value)
    for path in row.types.split():
        admit(getattr(origin, path, None), construct=False)
    for value in ANONYMOUS.get(name, tuple)():
        admit(type(value), construct=False)
    seal(module, name)
    return module


def _allowed(origin: ModuleType, row: Native) -> list[str]:
    """The names that the guest may reach, in the order of the row and then of the module."""
    refused = set(row.refused.split())
    names = [member for member in row.names.split() if hasattr(origin, member)]
    if row.public:
        for member, value in vars(origin).items():
            if not member.startswith("_") and member not in refused and not isinstance(value, ModuleType) and member not in names:
                names.append(member)
    return names


def _refuser(name: str, origin: ModuleType, row: Native) -> Callable[[str], NoReturn]:
    """The facade's `__getattr__`: says whether a missing name is refused or does not exist."""
    refused = set(row.refused.split())

    def __getattr__(member: str) -> NoReturn:
        text = f"module '{name}' has no attribute '{member}'"
        if member in refused or (not member.startswith("_") and hasattr(origin, member)):
            way_out = f" Way out: {row.instead}" if row.instead else ""
            text = f"`{name}.{member}` is not available to guests.{way_out}"
        raise AttributeError(text, name=member)

    return __getattr__


# ---- the attribute gate


def admit(value: object, construct: bool = True) -> None:
    """Tells the attribute gate which attributes of a type guests may use: the public ones, and special methods that are safe.

    `construct`: guests may also make instances and subclasses.
    """
    if not isinstance(value, type) or value in _admitted:
        return
    for cls in value.__mro__:
        if cls.__module__ != "builtins" and cls not in _admitted:
            _admitted.add(cls)
            names = [name for name in vars(cls) if not name.startswith("_") or name in SAFE_SPECIALS or _is_field(name)]
            is_error = issubclass(cls, BaseException)  # its facts are attributes of the instance
            _core.gate_allow(cls, None if is_error else names, construct=construct)


_admitted: Final[set[type]] = set()


def _is_field(name: str) -> bool:
    """namedtuple's own names, which begin with an underscore and are public."""
    return name in ("_asdict", "_fields", "_field_defaults", "_make", "_replace", "_value_", "_name_")


def redirect(cls: type[Any], name: str, replacement: Callable[..., object]) -> None:
    """From now on guests that look up cls.name get the replacement, bound as a class method."""
    _core.gate_replace(cls, name, classmethod(replacement))
