"""Random functions do the same on the VM as under CPython, also when any call in them raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import CodeType
from typing import Any

import pytest

import pyvm
from pyvm import _core, library
from pyvm.compiler import compile_code
from pyvm.verify import verify
from tests.strategies.functions import FunctionWriter

MAX_FAULTS = 12  # calls that are made to fail, one a run
DRIVER = """
def run(L):
    yielded = []
    generator = f(L)
    try:
        while len(yielded) < 40:
            yielded.append(next(generator))
    except StopIteration as stop:
        return yielded, stop.value
    return yielded
"""


class E(Exception):
    pass


class F(Exception):
    pass


@dataclass(frozen=True, eq=False)
class Item:
    """A value that is told from others by where it comes from."""

    key: object


class Context:
    def __init__(self, world: World, key: int) -> None:
        self.world, self.key = world, key

    def __enter__(self) -> Item:
        self.world.note(("enter", self.key))
        return Item(("context", self.key))

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> bool:
        self.world.note(("exit", self.key, kind and kind.__name__))
        return self.key % 3 == 0 and kind is E


@pytest.fixture(autouse=True, scope="module")
def open_classes() -> Iterator[None]:
    for cls in (E, F):
        pyvm.allow(cls, construct=True)
    pyvm.allow(Context)
    yield


class World:
    """The host functions that a program calls, and what it called."""

    def __init__(self, failing_call: int) -> None:
        self.failing_call = failing_call
        self.notes: list[object] = []

    def note(self, what: object) -> None:
        self.notes.append(what)
        if len(self.notes) == self.failing_call:
            raise (E if self.failing_call % 3 else F)(what)

    def names(self) -> dict[str, object]:
        def value(key: object, result: object = None) -> object:
            self.note(key)
            return result

        def item(key: object) -> Item:
            self.note(key)
            return Item(key)

        def parameters(key: object, *arguments: object, **keywords: object) -> Item:
            self.note((key, len(arguments), sorted(keywords)))
            return Item(("parameters", key))

        def items(key: object, count: int) -> Iterator[Item]:
            self.note(("items", key))
            return iter([Item((key, i)) for i in range(count)])

        def pairs(key: object, count: int) -> Iterator[tuple[Item, Item]]:
            return iter([(Item((key, i, 0)), Item((key, i, 1))) for i in range(count)])

        def context(key: int) -> Context:
            return Context(self, key)

        return {"T": value, "O": item, "P": parameters, "IT": items, "PAIRS": pairs, "CM": context, "E": E, "F": F}


def describe(value: object, depth: int = 0) -> object:
    """What can be compared between two runs."""
    if isinstance(value, Item):
        return "Item", value.key
    if depth > 5:
        return "..."
    if isinstance(value, list | tuple):
        return type(value).__name__, [describe(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return [(key, describe(item, depth + 1)) for key, item in value.items()]
    if isinstance(value, BaseException):
        return type(value).__name__, str(value), describe(value.__cause__, depth + 1), describe(value.__context__, depth + 1)
    return "callable" if callable(value) else repr(value)


def observe(run: Callable[[list[object]], object], world: World) -> object:
    grown: list[object] = [1, 2]
    try:
        result = describe(run(grown))
    except Exception as error:
        result = describe(error)
    return result, describe(grown), world.notes


def native(code: CodeType, name: str, world: World) -> Callable[[list[object]], object]:
    namespace: dict[str, Any] = world.names()
    exec(code, namespace)  # the text is the test's own
    made: Callable[[list[object]], object] = namespace[name]
    return made


@cache
def guest_builtins() -> dict[str, Any]:
    library.load_library()
    return library.guest_builtins()


def on_vm(code: _core.Code, name: str, world: World) -> Callable[[list[object]], object]:
    """A function of a module on the VM."""
    namespace: dict[str, Any] = {**world.names(), "__name__": "random"}
    complete(_core.Function(code, namespace, guest_builtins()), (), namespace)
    return lambda grown: complete(namespace[name], (grown,))


def complete(function: _core.Function, arguments: tuple[object, ...], namespace: object = None) -> object:
    continuation = _core.Continuation(guest_builtins(), {}, None)
    continuation.push(function, arguments, None, namespace)
    if continuation.run() == "completed":
        return continuation.result
    assert isinstance(continuation.result, BaseException)
    raise continuation.result


def check_seed(seed: int) -> None:
    writer = FunctionWriter(seed)
    source = writer.source() + DRIVER
    name = "run" if writer.is_generator else "f"
    try:
        code = compile(source, "random.py", "exec")
    except SyntaxError:
        return  # a pattern that binds a name twice, or one that makes the next one unreachable
    unit = compile_code(code)
    verify(unit)
    linked = _core.link(unit)
    calls = failing_call = 0
    while failing_call <= min(calls, MAX_FAULTS):
        worlds = World(failing_call), World(failing_call)
        expected = observe(native(code, name, worlds[0]), worlds[0])
        found = observe(on_vm(linked, name, worlds[1]), worlds[1])
        assert found == expected, f"seed {seed}, call {failing_call} fails:\n{source}"
        calls = max(calls, len(worlds[0].notes))
        failing_call += 1


@pytest.mark.parametrize("seed", range(20))
def test_random_functions_agree_with_cpython(seed: int) -> None:
    check_seed(seed)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(20, 2020, 100))
def test_many_random_functions_agree_with_cpython(start: int) -> None:
    for seed in range(start, start + 100):
        check_seed(seed)
