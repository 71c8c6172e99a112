# Guest iterables handed to built-in constructors and methods.
def gen(*values):
    for v in values:
        yield suspend(v)


class It:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return suspend(iter(range(self.n)))

    def __len__(self):
        return suspend(self.n)


print(list(gen(1, 2)), tuple(gen(1)), set(gen(1, 1)), frozenset(gen(2)), dict(gen((1, 2), "ab")), bytes(gen(65, 66)), bytearray(gen(67)), "".join(gen("a", "b")), b",".join(gen(b"x", b"y")))
a = [0]
a.extend(gen(1, 2))
a[1:2] = gen(8, 9)
a += gen(5)
s = {1}
s.update(gen(2), It(2))
s |= set(gen(3))
d = {}
d.update(gen(("k", 1)))
print(a, s, d, s.union(gen(7)), s.intersection(gen(1, 2)), s.issubset(gen(0, 1, 2, 3)), s.isdisjoint(gen(9)), dict.fromkeys(gen("x", "y"), 0))
print(sum(gen(1, 2)), max(gen(3, 9, 4)), min(It(3)), any(gen(0, 1, 2)), all(gen(1, 0, 2)), sorted(gen(2, 1)), list(zip(gen(1, 2), It(5))), list(enumerate(gen("q"))), list(map(str, gen(1))), list(reversed(list(It(3)))))
from collections import Counter, deque

print(deque(gen(1, 2)), Counter(gen("a", "a")), "x" in gen("w", "x", "y"), list(filter(None, gen(0, 1))), [*gen(1)], int("".join(gen("4", "2"))), list(It(2)), tuple(It(2)), len(It(4)))
try:
    list(gen(1, 2) if 0 else (1 / x for x in gen(1, 0)))
except ZeroDivisionError as error:
    print(error)


def closing():
    try:
        yield from gen(1, 2, 3)
    finally:
        print("closed")


g = closing()
print(2 in g)
del g
x, *y = closing()
print(x, y, "%s %s" % tuple(gen(1, 2)), "{} {}".format(*gen(3, 4)), print(*gen(5, 6)), str.join("-", gen("m", "n")), range(*gen(1, 3)), slice(*gen(1, 2)))
