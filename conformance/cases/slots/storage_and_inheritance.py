# Classes with __slots__: storage, inheritance, errors and defaults.
class Point:
    __slots__ = ("x", "y", "__private")

    def __init__(self, x, y):
        self.x = suspend(x)
        self.y = y
        self.__private = "p"

    def private(self):
        return self.__private


p = Point(1, 2)
p.x += suspend(10)
print(p.x, p.y, p.private(), hasattr(p, "__dict__"), Point.__slots__)
for action in (lambda: setattr(p, "z", 1), lambda: delattr(p, "x") or p.x, lambda: delattr(p, "x")):
    try:
        action()
    except AttributeError as error:
        print(type(error).__name__)


class WithDict(Point):
    pass


class More(Point):
    __slots__ = ("z",)


w = WithDict(1, 2)
w.anything = suspend("dict")
print(w.__dict__, w.x)
m = More(1, 2)
m.z = 3
print(m.z, m.x, hasattr(m, "__dict__"))


class Both:
    __slots__ = ["a", "__dict__"]


b = Both()
b.a = 1
b.other = 2
print(b.a, b.__dict__)


class Single:
    __slots__ = "only"


s = Single()
s.only = suspend([1])
print(s.only)
try:
    class Conflict:
        __slots__ = ("x",)
        x = 1
except ValueError as error:
    print(error)
try:
    class Layout(Point, Single):
        pass
except TypeError as error:
    print("layout" in str(error))
q = Point(0, 0)
q.x = q
q.y = [q]
suspend(q)
print(q.x is q, q.y[0] is q)
