"""Shared modules: objects that all executions of a process see, that no guest can change, and that a blob names.

Pipeline: facades.py and shared.py make shared modules and seal() them -> the core refuses writes -> give_names() before the codec
looks up names.

A name is the way from the module to the object: "enum:Enum.__dict__[__new__]", "json.decoder:" for the module itself and
"json.decoder:__dict__" for its namespace. Names are what blobs hold, so the walk takes its steps in the order in which the
namespace was filled, never by address or hash.
"""

from __future__ import annotations

import contextlib
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator
from types import CellType, MappingProxyType, ModuleType
from typing import Any, Final, NoReturn

from pyvm import _core

from .table import row_of

_ATOMS: Final = (type(None), bool, int, float, complex, str, bytes, type(...), type(NotImplemented))
_CONTAINERS: Final = (list, dict, set, bytearray, deque, defaultdict, OrderedDict)
_FUNCTION_PARTS: Final = ("__dict__", "__defaults__", "__kwdefaults__", "__closure__", "__annotations__")
_DESCRIPTOR_PARTS: Final = {property: ("fget", "fset", "fdel"), classmethod: ("__func__",), staticmethod: ("__func__",)}
_GUEST_CLASS: Final = 1 << 15
"""VM_TPFLAGS_GUEST: the class was made by code that the machine runs, so its namespace is ours to name."""


class SharedModule(ModuleType):
    """A module that guests can read and not write."""

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(_refusal(self, name), name=name, obj=self)

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(_refusal(self, name), name=name, obj=self)

    def __dir__(self) -> list[str]:
        return sorted(namespace_of(self))

    @property
    def __dict__(self) -> MappingProxyType[str, Any]:  # type: ignore[override]  # vars(module) must not be a way to write
        return MappingProxyType({name: getattr(self, name) for name in namespace_of(self)})


# Of a class, past any code of its metaclass.
_flags: Final[Callable[[Any], int]] = type.__dict__["__flags__"].__get__
_class_namespace: Final[Callable[[Any], MappingProxyType[str, Any]]] = type.__dict__["__dict__"].__get__

_module_namespace: Final[Callable[[ModuleType], dict[str, Any]]] = vars(ModuleType)["__dict__"].__get__


def namespace_of(module: ModuleType) -> dict[str, Any]:
    """The module's real namespace. For the host's side only: a guest that had it could write."""
    return _module_namespace(module)


def _refusal(module: ModuleType, name: str) -> str:
    return (
        f"cannot change `{module.__name__}.{name}`: standard modules are shared by all executions. Way out: keep the value in a "
        "module of your own, or subclass"
    )


def seal(module: ModuleType, name: str) -> None:
    """From now on guests cannot change the module, its classes and its functions, and its objects have names.

    name: what imports call it. `__name__` can differ: two modules make up `random`.
    """
    if type(module) in (ModuleType, SharedModule):
        ModuleType.__setattr__(module, "__class__", _kind_of(module, name))
    seen: set[int] = set()
    for value in list(namespace_of(module).values()):
        _seal_value(value, module.__name__, seen)
    _pending.append((name, module))


def _kind_of(module: ModuleType, name: str) -> type[SharedModule]:
    """The class of a shared module. Containers in it are copied for each execution that looks at them, and the copies are its own."""
    containers = getattr(row_of(name), "copied", "").split()
    containers += [key for key, value in namespace_of(module).items() if type(value) in _CONTAINERS or _is_decimal_context(value)]
    if not containers:
        return SharedModule
    kind = type("SharedModule", (SharedModule,), {key: _own_copy(name, key) for key in containers})
    _core.shared_names.add(f"{name}:(kind)", kind)
    return kind


def _is_decimal_context(value: object) -> bool:
    return type(value).__module__ == "decimal" and type(value).__name__ == "Context"


def _own_copy(module_name: str, key: str) -> property:
    def read(self: SharedModule) -> object:
        from .execution import state_of
        from .shared import is_private_continuation

        value: Any = namespace_of(self)[key]
        continuation = _core.current_continuation()
        if continuation is None or is_private_continuation(continuation):
            return value
        copies = state_of(continuation).setdefault("copies", {})
        return copies.setdefault(f"{module_name}:{key}", _copied(value))

    return property(read)


def _copied(value: Any) -> object:
    if not _flags(type(value)) & _GUEST_CLASS:
        return value.copy()
    made = object.__new__(type(value))
    made.__dict__.update(value.__dict__)
    return made


def _seal_value(value: object, module_name: str, seen: set[int]) -> None:
    """Seals a function, or a class of the module with its members. seen: by id(), for classes that hold each other."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if _is(value, _core.Function):
        _core.mark_shared(value)
    elif _is(value, type) and _flags(value) & _GUEST_CLASS and _class_namespace(value).get("__module__") == module_name:
        for member in list(_class_namespace(value).values()):
            for part in _DESCRIPTOR_PARTS.get(type(member), ()):
                _seal_value(getattr(member, part), module_name, seen)
            if _is(member, (type, _core.Function)):
                _seal_value(member, module_name, seen)
        _core.mark_shared(value)


# ---- names: what blobs hold in place of shared objects. The registry is the codec's; this walk fills it.

_pending: Final[deque[tuple[str, ModuleType]]] = deque()  # sealed, not yet walked: only snapshots need names
_entered: Final[dict[str, dict[str, Any]]] = {}  # "enum:" -> its namespace


def give_names() -> None:
    """Every object of every shared module has a name in the registry."""
    queue: deque[tuple[str, object]] = deque()
    while _pending:  # all that were imported together in one walk: nothing is named after a long way through another module
        queue.extend(_enter(*_pending.popleft()))
    registry = _core.shared_names
    while queue:
        name, value = queue.popleft()
        if _is_nameless(value) or registry.name_of(value) is not None:
            continue
        registry.add(name, value)
        queue.extend(_steps(name, value))


def _enter(module_name: str, module: ModuleType) -> Iterator[tuple[str, object]]:
    """Names a module; the objects in its namespace are the first step."""
    namespace = namespace_of(module)
    prefix = f"{module_name}:"
    _entered[prefix] = namespace
    _core.shared_names.add(prefix, module)
    _core.shared_names.add(prefix + "__dict__", namespace)
    return ((prefix + key, value) for key, value in namespace.items())


def _is_nameless(value: object) -> bool:
    return type(value) in _ATOMS or _is(value, ModuleType)


def object_at(name: str) -> object:
    """What the way leads to, whatever other name it has, or None."""
    prefix = name[: name.find(":") + 1]
    steps: Iterator[tuple[str, object]] = ((prefix + key, value) for key, value in _entered.get(prefix, {}).items())
    while True:
        fitting = [step for step in steps if name.startswith(step[0]) and name[len(step[0]) : len(step[0]) + 1] in ("", ".", "[")]
        way, value = max(fitting, key=lambda step: len(step[0]), default=("", None))
        if _is_nameless(value):
            return None
        if _is(value, _core.Function) and name.startswith(f"{way}.__func__"):  # a staticmethod in another version
            name = way + name.removeprefix(f"{way}.__func__")
        if way == name:
            return value
        if type(value) is staticmethod and not name.startswith(f"{way}.__func__"):  # a function in another version
            value = value.__func__
        steps = _steps(way, value)


def _is(value: object, cls: type | tuple[type, ...]) -> bool:
    """isinstance() that does not ask the value: a guest class may define `__class__`."""
    return issubclass(type(value), cls)


def _steps(name: str, value: Any) -> Iterator[tuple[str, object]]:
    """The objects one step further, each with its name."""
    if _is(value, dict):
        for key, item in value.items():
            if _is(key, str) and not key.isdecimal():  # by number: a cache, which other versions fill otherwise
                yield f"{name}[{key}]", item
            elif _is(key, type):
                yield f"{name}[{key.__qualname__}]", item
    elif _is(value, (list, tuple)):
        for index, item in enumerate(value):
            yield f"{name}[{index}]", item
    elif _is(value, type):
        if _flags(value) & _GUEST_CLASS:
            yield from _steps(f"{name}.__dict__", dict(_class_namespace(value)))
    elif _is(value, _core.Function):
        for part in _FUNCTION_PARTS:
            yield f"{name}.{part}", _without_wrapped(value) if part == "__dict__" else getattr(value, part)
    elif _is(value, CellType):
        with contextlib.suppress(ValueError):  # empty
            if not _is(value.cell_contents, (dict, list)):  # a cache: guests' values are in it, too
                yield f"{name}.cell_contents", value.cell_contents
    elif type(value) in _DESCRIPTOR_PARTS:
        for part in _DESCRIPTOR_PARTS[type(value)]:
            yield f"{name}.{part}", getattr(value, part)
    elif _flags(type(value)) & _GUEST_CLASS:
        yield from _instance_steps(name, value)


def _without_wrapped(function: Any) -> dict[str, object]:
    """Its attributes. What a wrapper closes over is named there: not every version's wrappers have `__wrapped__`."""
    attributes = dict(function.__dict__)
    for cell in function.__closure__ or ():
        with contextlib.suppress(ValueError):  # empty
            if cell.cell_contents is attributes.get("__wrapped__", cell):
                del attributes["__wrapped__"]
    return attributes


def _instance_steps(name: str, value: object) -> Iterator[tuple[str, object]]:
    """The attributes of an instance, read past any code of its class."""
    for cls in type.__dict__["__mro__"].__get__(type(value)):
        for key, member in _class_namespace(cls).items():
            if type(member).__name__ == "member_descriptor":
                with contextlib.suppress(AttributeError):  # unbound slot
                    yield f"{name}.{key}", member.__get__(value)
            elif type(member).__name__ == "getset_descriptor" and key == "__dict__":
                yield from _steps(f"{name}.__dict__", member.__get__(value))
