# Class patterns use __match_args__ and attributes, and isinstance.
class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Lazy:
    __match_args__ = ("value",)

    @property
    def value(self):
        print("asked")
        return suspend(7)


class Point3(Point):
    def __init__(self, x, y, z):
        super().__init__(x, y)
        self.z = z


def where(subject):
    match suspend(subject):
        case Point(0, 0):
            return "origin"
        case Point3(x, y, z=z):
            return "space", x, y, z
        case Point(x, y=0) if x > 0:
            return "right", x
        case Point(x=Point(a, b)):
            return "nested", a, b
        case Point():
            return "somewhere"
        case int(n) | float(n):
            return "number", n
        case str(s):
            return "string", s
        case Lazy(value=7):
            return "lazy"
        case [Point(x, _), *_]:
            return "list of points", x
        case dict(d):
            return "dict", d


for subject in (Point(0, 0), Point(5, 0), Point(-5, 0), Point(Point(1, 2), 3), Point3(1, 2, 3), 5, 2.5, True, "s", Lazy(), [Point(9, 9)], {"a": 1}, None):
    print(where(subject))


def wrong(subject, case):
    try:
        match subject:
            case Point(1, 2, 3) if case == 0:
                pass
        print("no error")
    except TypeError as error:
        print(error)


wrong(Point(1, 2), 0)
try:
    match 5:
        case int(1, 2):
            pass
except TypeError as error:
    print(error)
try:
    match Point(1, 2):
        case Point(1, x=2):
            pass
except TypeError as error:
    print(error)
try:
    not_a_class = 5
    match 1:
        case not_a_class():
            pass
except TypeError as error:
    print(type(error).__name__)
