# sorted, list.sort, min and max with guest keys and guest comparisons.
class Card:
    def __init__(self, rank, suit):
        self.rank, self.suit = rank, suit

    def __lt__(self, other):
        return suspend(self.rank) < other.rank

    def __repr__(self):
        return f"{self.rank}{self.suit}"


cards = [Card(5, "a"), Card(2, "b"), Card(9, "c"), Card(2, "d"), Card(5, "e")]
print(sorted(cards), sorted(cards, reverse=True), min(cards), max(cards))
cards.sort()
print(cards)
cards.sort(key=lambda c: suspend(c.suit), reverse=True)
print(cards, sorted(cards, key=lambda c: (-c.rank, suspend(c.suit))))
values = [3, 1, 2]


def nosy(x):
    seen.append(list(values))
    return suspend(x)


seen = []
values.sort(key=nosy)
print(values, seen)


def failing(x):
    if x == 2:
        raise ValueError("in the key")
    return x


try:
    values.sort(key=failing, reverse=True)
except ValueError as error:
    print(error, sorted(values))


class Incomparable:
    pass


for bad in (lambda: sorted([Incomparable(), Incomparable()]), lambda: sorted([1], key=5), lambda: sorted(5), lambda: [1, "a"].sort(), lambda: max(1, 2, key=lambda: 0)):
    try:
        print(bad())
    except TypeError as error:
        print(error)
big = [(i * 37) % 101 for i in range(100)]
print(sorted(big, key=lambda x: x if x % 10 else suspend(x))[:12], sorted("bca", key=str.upper), sorted([[2], [1, 5], [1]]))
try:
    mutated = [2, 1, 3]
    mutated.sort(key=lambda x: mutated.append(x) or x)
except ValueError as error:
    print(error)
