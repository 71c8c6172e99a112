from dataclasses import KW_ONLY, FrozenInstanceError, InitVar, asdict, astuple, dataclass, field, fields, is_dataclass, make_dataclass, replace


def fresh():
    suspend("default_factory")
    return []


@dataclass(order=True)
class Account:
    number: int
    entries: list = field(default_factory=fresh, compare=False)
    bonus: InitVar[int] = 3

    def __post_init__(self, bonus):
        suspend("__post_init__")
        self.total = bonus


class Key:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        suspend("__eq__")
        return self.value == other.value

    def __hash__(self):
        suspend("__hash__")
        return hash(self.value)

    def __lt__(self, other):
        suspend("__lt__")
        return self.value < other.value

    def __repr__(self):
        suspend("__repr__")
        return f"Key({self.value})"


@dataclass(frozen=True)
class Frozen:
    key: Key
    _: KW_ONLY
    weight: int = 0


@dataclass(slots=True)
class Slotted:
    a: int = 1
    b: str = "x"


@dataclass(order=True)
class Ordered:
    key: Key


first, second = Account(1), Account(2, [3])
print(first, second, first < second, first == Account(1), first.total)
print(asdict(second), astuple(second), [f.name for f in fields(Account)], is_dataclass(Account))
print(Frozen(Key(1)) == Frozen(Key(1)), {Frozen(Key(1)): "found"}[Frozen(Key(1))], replace(Frozen(Key(2)), weight=5))
try:
    Frozen(Key(1)).weight = 3
except FrozenInstanceError as error:
    print(type(error).__name__, error)
try:
    Account()
except TypeError as error:
    print(error)
print(Slotted(), Slotted.__slots__, hasattr(Slotted(), "__dict__"))
print(make_dataclass("Made", ["p", ("q", int, 3)])(1))
print(Ordered(Key(1)) < Ordered(Key(2)), sorted([Ordered(Key(3)), Ordered(Key(1))]))
match first:
    case Account(number, entries):
        print("matched", number, entries)
print(Account.__doc__, Account.__match_args__)
