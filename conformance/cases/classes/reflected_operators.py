# NotImplemented, subclasses and reflected methods are tried in CPython's order.
class Base:
    def __init__(self, name):
        self.name = name

    def __add__(self, other):
        print("Base.__add__", self.name)
        return suspend(NotImplemented)

    def __radd__(self, other):
        print("Base.__radd__", self.name)
        return suspend("base radd")


class Sub(Base):
    def __radd__(self, other):
        print("Sub.__radd__", self.name)
        return suspend("sub radd")


print(Base("a") + Sub("b"))
print(1 + Base("r"), Sub("s") + Base("t"))
try:
    Base("x") + 5
except TypeError as error:
    print(error)
try:
    Base("x") + Base("y")
except TypeError as error:
    print(error)


class NoOps:
    pass


for action in (lambda: NoOps() + 1, lambda: 1 - NoOps(), lambda: NoOps() * NoOps(), lambda: NoOps() < 1, lambda: -NoOps(), lambda: NoOps()[0],
               lambda: len(NoOps()), lambda: iter(NoOps()), lambda: NoOps()(), lambda: "a" + 1, lambda: 1 + "a", lambda: [] + (), lambda: {} | [],
               lambda: NoOps() ** 2, lambda: 5 // NoOps(), lambda: 2 @ 3):
    try:
        action()
    except TypeError as error:
        print(error)
x = NoOps()
try:
    x += 1
except TypeError as error:
    print(error)
try:
    x **= 1
except TypeError as error:
    print(error)


class Inherits(NoOps):
    __add__ = lambda self, other: suspend("added")
    __iadd__ = None


print(Inherits() + 1)
try:
    y = Inherits()
    y += 1
except TypeError as error:
    print(error)
