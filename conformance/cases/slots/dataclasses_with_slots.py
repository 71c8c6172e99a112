# Dataclasses, plain, frozen, ordered and with slots.
from dataclasses import FrozenInstanceError, asdict, astuple, dataclass, field, fields, replace


@dataclass
class Item:
    name: str
    price: float = 0.0
    tags: list = field(default_factory=list)

    def __post_init__(self):
        self.name = suspend(self.name.title())

    def total(self, n):
        return suspend(self.price * n)


@dataclass(frozen=True, order=True)
class Key:
    a: int
    b: str = field(default="b", compare=False)


@dataclass(slots=True)
class Slotted:
    x: int
    y: int = 2


@dataclass
class Child(Item):
    extra: int = 5


i = Item("apple", 1.5)
i.tags.append("x")
print(i, Item("pear").tags, i == Item("apple", 1.5, ["x"]), i.total(3))
print(sorted([Key(2), Key(1, "z")]), Key(1) == Key(1, "other"), hash(Key(1)) == hash(Key(1, "q")), {Key(1): "v"}[Key(1)])
try:
    Key(1).a = 2
except FrozenInstanceError as error:
    print(error)
s = Slotted(1)
s.y = suspend(3)
print(s, hasattr(s, "__dict__"), replace(s, x=9))
print(asdict(i), astuple(i), [f.name for f in fields(Child)], Child("kid"))
try:
    Item()
except TypeError as error:
    print(error)
match i:
    case Item(name, price):
        print(name, price)
