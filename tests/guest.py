"""Runs a function in the core without a VM around it: for tests of instructions, operators and calls."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

from pyvm import _core, library
from pyvm.compiler import compile_function


@cache
def _builtins() -> dict[str, Any]:
    library.load_library()
    return library.guest_builtins()


def guest(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function on the VM: its calls return what it returns and raise what it raises."""
    assert isinstance(function, FunctionType)
    code = _core.link(compile_function(function))
    twin = _core.Function(code, {"__name__": "__main__"}, _builtins())
    twin.__defaults__ = function.__defaults__
    twin.__kwdefaults__ = function.__kwdefaults__

    def call(*args: object, **kwargs: object) -> object:
        continuation = _core.Continuation(_builtins(), {}, None)
        continuation.push(twin, args, kwargs)
        state = continuation.run()
        if state == "completed":
            return continuation.result
        assert state == "failed", state
        assert isinstance(continuation.result, BaseException)
        raise continuation.result

    return call


def define(source: str) -> FunctionType:
    """The function that a source text defines last."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(source, namespace)  # the text is the test's own
    function = [value for value in namespace.values() if isinstance(value, FunctionType)][-1]
    assert isinstance(function, FunctionType)
    return function


def exactly(value: object) -> object:
    """A value that is equal for two numbers of the same type and bits only, also inside tuples."""
    if isinstance(value, tuple):
        return tuple(exactly(item) for item in value)
    if isinstance(value, float):
        return type(value), "nan" if value != value else struct.pack("<d", value)
    return type(value), value


def outcome(function: Callable[..., Any], *args: object, **kwargs: object) -> object:
    """What a call comes to: its exact result, or the class and text of its exception."""
    try:
        return exactly(function(*args, **kwargs))
    except Exception as error:
        return type(error), str(error)
