# isinstance and issubclass ask the metaclass.
class Duck(type):
    def __instancecheck__(cls, instance):
        print("instancecheck", cls.__name__)
        return suspend(hasattr(instance, "quack"))

    def __subclasscheck__(cls, sub):
        print("subclasscheck", cls.__name__)
        return suspend("quack" in vars(sub))


class Ducks(metaclass=Duck):
    pass


class Mallard:
    def quack(self): ...


print(isinstance(Mallard(), Ducks), isinstance(5, Ducks), issubclass(Mallard, Ducks), issubclass(int, Ducks))
print(isinstance(5, (str, Ducks, int)), isinstance(Ducks(), Ducks))
from abc import ABC, abstractmethod


class Sized(ABC):
    @abstractmethod
    def size(self): ...

    @classmethod
    def __subclasshook__(cls, other):
        return True if hasattr(other, "size") else NotImplemented

    @property
    @abstractmethod
    def name(self): ...


class Half(Sized):
    def size(self):
        return suspend(1)


class Full(Half):
    name = "full"


try:
    Half()
except TypeError as error:
    print(type(error).__name__, "name" in str(error))
print(Full().size(), isinstance(Full(), Sized), isinstance(Mallard(), Sized))
Sized.register(Mallard)
print(isinstance(Mallard(), Sized), issubclass(Mallard, Sized))
for bad in (5, "int", (int, 5), [int]):
    try:
        isinstance("x", bad)
        print("fine")
    except TypeError as error:
        print(error)
try:
    issubclass(5, int)
except TypeError as error:
    print(error)
print(isinstance(5, int | str), isinstance(None, int | None), issubclass(bool, (str, int)))
