"""Host functions: what a host gives to its guests, and the names under which blobs refer to it.

Pipeline: @effect and @inline wrap functions -> VM(functions=, modules=) collects them in a HostTable -> a guest calls them; the
codec writes them into blobs by name and contract version, never by value.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from types import FunctionType, MethodType, ModuleType
from typing import Generic, ParamSpec, TypeVar, overload

from pyvm import _core
from pyvm.modules.execution import host_module
from pyvm.modules.sharing import namespace_of

P = ParamSpec("P")
R = TypeVar("R")
Result_co = TypeVar("Result_co", covariant=True)


class HostFunction(Generic[P, Result_co]):
    """A function of the host that guests may call. Calling it in the host calls the function itself."""

    __slots__ = ("function", "name", "version", "_signature")

    def __init__(self, function: Callable[P, Result_co], name: str | None, version: int | str) -> None:
        self.function = function
        self.name = name if name is not None else function.__name__
        self.version = str(version)  # of the contract: what it takes, does and answers
        self._signature = _signature_of(function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Result_co:
        return self.function(*args, **kwargs)

    def check(self, args: tuple[object, ...], kwargs: Mapping[str, object]) -> None:
        """Raises TypeError, as a call would, if the function does not take these arguments."""
        if self._signature is not None:
            try:
                self._signature.bind(*args, **kwargs)
            except TypeError as error:
                raise TypeError(f"{self.name}() {error}") from None

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()} {self.name}, contract {self.version}>"


class Effect(HostFunction[P, Result_co]):
    """A host function whose call suspends the guest; the host performs it when it wants to."""

    __slots__ = ()


class Inline(HostFunction[P, Result_co]):
    """A host function that is called at once, natively, while the guest runs."""

    __slots__ = ()

    def __init__(self, function: Callable[P, Result_co], name: str | None, version: int | str) -> None:
        if inspect.iscoroutinefunction(function):
            raise TypeError(f"{function!r} is a coroutine function, and guests cannot await; make it an effect, and await `perform()`")
        super().__init__(function, name, version)


@overload
def effect(function: Callable[P, R], /) -> Effect[P, R]: ...
@overload
def effect(*, name: str | None = None, version: int | str = 1) -> Callable[[Callable[P, R]], Effect[P, R]]: ...
def effect(
    function: Callable[P, R] | None = None, /, *, name: str | None = None, version: int | str = 1
) -> Effect[P, R] | Callable[[Callable[P, R]], Effect[P, R]]:
    """Makes a host function an effect: a guest's call suspends, and `request.perform()` calls the function in the host.

    name: what guests call it, by default the function's own name. version: raise it when the contract changes; a blob
    that was made with another version is then refused with HostContractChanged.
    """
    if function is not None:
        return Effect(function, name, version)
    return lambda decorated: Effect(decorated, name, version)


@overload
def inline(function: Callable[P, R], /) -> Inline[P, R]: ...
@overload
def inline(*, name: str | None = None, version: int | str = 1) -> Callable[[Callable[P, R]], Inline[P, R]]: ...
def inline(
    function: Callable[P, R] | None = None, /, *, name: str | None = None, version: int | str = 1
) -> Inline[P, R] | Callable[[Callable[P, R]], Inline[P, R]]:
    """Makes a host function callable by guests at once. It returns before the guest goes on, and cannot suspend.

    name and version as for `effect`.

    Raises: TypeError for a coroutine function: its call gives a coroutine, which no guest can await.
    """
    if function is not None:
        return Inline(function, name, version)
    return lambda decorated: Inline(decorated, name, version)


class HostTable:
    """All that a VM gives to its guests, and the names of it in blobs: "charge" for a builtin, "bank.charge" for a module's member,
    "bank:" for the module, "charge:function" for the host's function behind an effect.
    """

    __slots__ = ("builtins", "members", "modules", "versions", "registry", "effects")

    def __init__(self, functions: Iterable[HostFunction[..., object]], modules: Mapping[str, Mapping[str, object]]) -> None:
        self.builtins: dict[str, object] = {}
        self.members: dict[str, dict[str, object]] = {}  # of the host's modules
        self.modules: dict[str, ModuleType] = {}
        self.versions: dict[str, str] = {}  # contract version by name
        self.registry = _core.Registry(_core.shared_names)
        self.effects: dict[int, Effect[..., object]] = {}  # by id() of the plain function behind it
        guest_values: dict[int, object] = {}  # by id() of the HostFunction: the same one is the same object everywhere
        for function in functions:
            if not isinstance(function, HostFunction):
                raise TypeError(f"{function!r} is not a host function; decorate it with `@pyvm.effect` or `@pyvm.inline`")
            if function.name in self.builtins:
                raise ValueError(f"two host functions are called `{function.name}`; give one of them another `name=`")
            self.builtins[function.name] = self._add(function.name, function, guest_values)
        for module_name, members in modules.items():
            self.members[module_name] = {
                name: self._member(f"{module_name}.{name}", value, guest_values) for name, value in members.items()
            }
            self._add_module(module_name)

    def _add_module(self, name: str) -> None:
        module = host_module(name, self.members[name])
        self.modules[name] = module
        self.registry.add(f"{name}:", module)
        self.registry.add(f"{name}:__dict__", namespace_of(module))

    def _member(self, name: str, value: object, guest_values: dict[int, object]) -> object:
        if isinstance(value, HostFunction):
            return self._add(name, value, guest_values)
        if callable(value):
            raise TypeError(f"`{name}` is {value!r}, a plain callable; decorate it with `@pyvm.effect` or `@pyvm.inline`")
        return value

    def _add(self, name: str, function: HostFunction[..., object], guest_values: dict[int, object]) -> object:
        """What the guest holds instead of the function; it has the name from now on."""
        value = guest_values.get(id(function))
        if value is None:
            if isinstance(function, Effect):
                value = _core.Suspender("effect", name, function.function)
                self.effects[id(function.function)] = function
            else:
                value = _as_python(function.function)
            guest_values[id(function)] = value
        self.registry.add(name, value)
        self.registry.add(f"{name}:function", function.function)  # a pending request holds it
        self.versions[name] = self.versions[f"{name}:function"] = function.version
        return value


def _as_python(function: Callable[..., object]) -> Callable[..., object]:
    """The function as one with a Python frame: what it calls then is the host's doing, and classes that guests may not call are
    no matter to it."""
    if isinstance(function, FunctionType | MethodType):
        return function

    @functools.wraps(function)
    def call(*args: object, **kwargs: object) -> object:
        return function(*args, **kwargs)

    return call


def plain_name(name: str) -> str:
    """A name of a blob as the host knows it: what it gave to the VM, not which part of it the blob holds."""
    for suffix in (":function", ":__dict__"):
        name = name.removesuffix(suffix)
    return name.removesuffix(":")


def _signature_of(function: Callable[..., object]) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):  # natives without a signature check their arguments themselves
        return None
