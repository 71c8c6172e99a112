import abc
import collections.abc
import types
import typing
from typing import *


class Base(abc.ABC):
    @abc.abstractmethod
    def f(self): ...

    @property
    @abc.abstractmethod
    def p(self): ...


class Derived(Base):
    def f(self):
        suspend("method")
        return 1

    p = 2


try:
    Base()
except TypeError as error:
    print(error)
print(Derived().f(), isinstance(3, Base))
Base.register(int)
print(isinstance(3, Base), issubclass(Derived, Base))


class Row(NamedTuple):
    x: int
    y: str = "d"

    def method(self):
        suspend("NamedTuple")
        return self.x


print(Row(1), Row(2).method(), Row._fields, Row.__annotations__)
T = TypeVar("T")
B = TypeVar("B", bound=int)
P = ParamSpec("P")


class Box(Generic[T]):
    def __init__(self, value: T):
        suspend("Generic")
        self.value = value


print(Box[int](3).value, Box[int].__args__, Box[int], List[int], Optional[int], Union[int, str], Callable[[int], str], T, B.__bound__)
print(Box[T][str], Dict[str, T][int], Callable[P, T], Tuple[int, ...], Literal["a", 1], Annotated[int, 3], Type[int], Union[int, int])


@runtime_checkable
class Quacks(Protocol):
    def f(self) -> int: ...


print(isinstance(Derived(), Quacks), isinstance(3, Quacks))


class Options(TypedDict, total=False):
    a: int


print(Options(a=1), Options.__annotations__, Options.__total__, cast(int, "x"), get_origin(List[int]), get_args(Dict[str, int]))


def annotated(a: int, b: "str" = "x", *c: "list[int]") -> None: ...


print(get_type_hints(annotated), get_type_hints(Row), NewType("UserId", int)(5), TYPE_CHECKING)


@overload
def ov(x: int) -> int: ...
def ov(x):
    return x


@final
class Last: ...


print(ov(1), Last.__final__, Any, ClassVar[int], typing.List is List)


class Pair(collections.abc.Sequence):
    def __len__(self):
        suspend("len")
        return 2

    def __getitem__(self, index):
        suspend("getitem")
        if index < 2:
            return index * 10
        raise IndexError


print(list(Pair()), 10 in Pair(), list(reversed(Pair())), Pair().index(10), Pair().count(0))


class Table(collections.abc.MutableMapping):
    def __init__(self):
        self.data = {}

    def __getitem__(self, key):
        suspend("get")
        return self.data[key]

    def __setitem__(self, key, value):
        self.data[key] = value

    def __delitem__(self, key):
        del self.data[key]

    def __iter__(self):
        return iter(self.data)

    def __len__(self):
        return len(self.data)


table = Table()
table.update(a=1)
table.setdefault("b", 2)
print(dict(table), table.pop("a"), table == {"b": 2}, list(table.items()), table.get("z", 0), "b" in table)
for kind in ("Iterable", "Hashable", "Mapping", "Callable", "Sized", "Set", "Generator"):
    print(kind, [isinstance(v, getattr(collections.abc, kind)) for v in ([], {}, set(), len, (x for x in [])) if True])
print(types.SimpleNamespace(a=1), isinstance(annotated, types.FunctionType), isinstance((i for i in []), types.GeneratorType))
print(types.MappingProxyType({1: 2}), types.new_class("Made", (), {}, lambda ns: ns.update(a=1)).a, type(None) is types.NoneType)
