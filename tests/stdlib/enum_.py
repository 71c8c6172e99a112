from enum import Enum, Flag, IntEnum, IntFlag, StrEnum, auto, unique


class Colour(Enum):
    RED = 1
    GREEN = 2
    ALIAS = 1

    def shout(self):
        suspend("method")
        return self.name + "!"

    @classmethod
    def _missing_(cls, value):
        suspend("_missing_")
        return cls.GREEN if value == "green" else None


class Named(Enum):
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()

    A = auto()
    B = auto()


class Planet(Enum):
    EARTH = (5.9, 6.3)
    MARS = (0.6, 3.3)

    def __init__(self, mass, radius):
        self.density = round(mass / radius, 3)


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Permission(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W


class Bits(IntFlag):
    ONE = 1
    TWO = 2


class Text(StrEnum):
    HELLO = auto()


print(list(Colour), Colour.RED, repr(Colour.ALIAS), Colour.RED is Colour.ALIAS, Colour(2), Colour["RED"], len(Colour))
print(Colour.RED.shout(), Colour("green"), Colour.__members__, Colour.RED in Colour, {Colour.RED: 1}[Colour(1)])
try:
    Colour(9)
except ValueError as error:
    print(error)
try:
    Colour.RED = 3
except AttributeError as error:
    print(type(error).__name__)
print([member.value for member in Named], Planet.MARS.density, Planet.EARTH.value)
print(Level.HIGH > Level.LOW, Level.LOW + 1, Level(2), f"{Level.LOW}", isinstance(Level.LOW, int))
print(Permission.R | Permission.X, Permission.RW & Permission.W, ~Permission.R, Permission(3), list(Permission.RW), bool(Permission(0)))
print(Bits.ONE | 4, Bits(3), Bits.TWO | Bits.ONE, Text.HELLO, Text.HELLO.upper(), Text("hello"))
print(Enum("Made", "a b c").b, list(Enum("Pairs", {"x": 1, "y": 2})))
try:

    @unique
    class Twice(Enum):
        A = 1
        B = 1

except ValueError as error:
    print(error)
match Colour.RED:
    case Colour.RED:
        print("matched")
import copy

print(copy.deepcopy(Colour.RED) is Colour.RED, hash(Colour.RED) == hash(Colour.RED.name))
suspend("alive")
print(Colour(1) is Colour.RED, Permission.RW)
