# Enumerations: members are singletons, also over suspensions.
import enum
from enum import Enum, Flag, IntEnum, StrEnum, auto, unique


class Color(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1

    @property
    def nice(self):
        return suspend(self.name.title())

    @classmethod
    def default(cls):
        return cls.GREEN

    def __str__(self):
        return f"color {self.value}"


class Level(IntEnum):
    LOW = auto()
    HIGH = auto()


class Mode(StrEnum):
    READ = auto()
    WRITE = "w"


class Perm(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W


c = Color.RED
holder = {c: "red", "list": [Color.GREEN]}
suspend(holder)
print(c is Color.RED, Color(1) is c, Color["GREEN"] is holder["list"][0], holder[Color.RED], Color.CRIMSON is c, list(Color), c.nice, Color.default(), str(c), repr(c))
print(Level.LOW < Level.HIGH, Level.HIGH + 1, Level(2), sorted([Level.HIGH, Level.LOW])[0].name, Mode.READ, Mode.WRITE == "w", Mode("read").name)
p = Perm.R | Perm.X
suspend(p)
print(Perm.R in p, Perm.W in p, p & Perm.RW, ~p == Perm.W, bool(Perm(0)), Perm.RW.value, [m.name for m in Perm if m in p])
for bad in (lambda: Color(9), lambda: Color["BLUE"], lambda: setattr(Color, "RED", 5), lambda: Color.RED < Color.GREEN):
    try:
        bad()
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        print(type(error).__name__, str(error)[:40])


class Planet(Enum):
    EARTH = (5.97, 6.37)
    MARS = (0.64, 3.39)

    def __init__(self, mass, radius):
        self.mass = suspend(mass)
        self.radius = radius


print(Planet.MARS.mass, Planet.EARTH.value, Planet((0.64, 3.39)) is Planet.MARS, len(Planet), Planet.__members__.keys() == {"EARTH", "MARS"})
match c:
    case Color.GREEN:
        print("green")
    case Color.RED:
        print("red")
Made = Enum("Made", "A B")
print(Made.A.value, suspend(Made.B).name, Color.__members__["CRIMSON"].name)
