# Rich comparison: reflection, identity fallback, hash and total_ordering.
from functools import total_ordering


class Version:
    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return suspend(self.parts == other.parts)

    def __lt__(self, other):
        print("lt", self.parts, getattr(other, "parts", other))
        if not isinstance(other, Version):
            return NotImplemented
        return suspend(self.parts < other.parts)

    def __hash__(self):
        return hash(self.parts)

    def __repr__(self):
        return "v" + ".".join(map(str, self.parts))


a, b = Version(1, 2), Version(1, 10)
print(a < b, a > b, a == Version(1, 2), a != b, a == 5, a != 5)
print(sorted([b, a, Version(0)]), max(a, b), min([b, a]), a in [b, Version(1, 2)], {a: 1}[Version(1, 2)], len({a, Version(1, 2), b}))
try:
    a < 5
except TypeError as error:
    print(error)
try:
    a <= b
except TypeError as error:
    print(error)


@total_ordering
class Ranked:
    def __init__(self, rank):
        self.rank = rank

    def __eq__(self, other):
        return self.rank == other.rank

    def __lt__(self, other):
        return suspend(self.rank) < other.rank


r, s = Ranked(1), Ranked(2)
print(r <= s, r >= s, r > s, r <= Ranked(1))
try:
    hash(r)
except TypeError as error:
    print(error)


class OnlyEq:
    def __eq__(self, other):
        return "not a bool" if other else []


print(OnlyEq() == 1, OnlyEq() != 1, OnlyEq() == 0, OnlyEq() != 0, 1 == OnlyEq())


class Plain:
    pass


p = Plain()
print(p == p, p == Plain(), p != p, hash(p) == hash(p), p in [Plain(), p])
