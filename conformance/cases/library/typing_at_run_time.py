# typing at run time: annotations are values like others.
from __future__ import annotations
from typing import Any, Callable, ClassVar, Generic, NamedTuple, Optional, Protocol, TypedDict, TypeVar, Union, cast, overload, runtime_checkable

T = TypeVar("T")


class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, item: T) -> Stack[T]:
        self.items.append(suspend(item))
        return self


class Point(NamedTuple):
    x: int
    y: int = 0

    def norm(self) -> int:
        return suspend(self.x + self.y)


class Movie(TypedDict, total=False):
    title: str
    year: int


@runtime_checkable
class Closer(Protocol):
    def close(self) -> None: ...


class File:
    def close(self) -> None: ...


@overload
def f(x: int) -> int: ...
@overload
def f(x: str) -> str: ...
def f(x: Any) -> Any:
    return suspend(x)


print(Stack[int]().push(1).push(2).items, Point(1).norm(), Point(1, 2), Movie(title="x"), isinstance(File(), Closer), isinstance(5, Closer), f(3))
print(cast(int, "not an int"), f.__annotations__, Stack.push.__annotations__, Point.__annotations__)
print(Optional[int] == Union[int, None], list[int], dict[str, list[int]], int | str, Callable[[int], str].__args__[-1], list[int] == list[int], isinstance([], list))
