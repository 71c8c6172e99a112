# Truth of every kind of object, and what the branches do with it.
class Len:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        print("len", self.n)
        return suspend(self.n)


class Bool:
    def __init__(self, b):
        self.b = b

    def __bool__(self):
        print("bool", self.b)
        return suspend(self.b)


for v in (0, 1, 0.0, -0.5, "", "0", b"", [], [0], (), {}, {0: 0}, set(), frozenset([1]), None, ..., range(0), range(1), 0j, object, len, lambda: 0, NotImplemented.__class__):
    print(bool(v), not v, end=" ")
print()
a = Bool(True) and Bool(False) or Bool(True)
print(type(a).__name__)
if Len(0) or Bool(False):
    print("never")
elif not Len(0) and Bool(True):
    print("elif")
while Bool(False):
    pass
print([1 for _ in range(1) if Bool(True) and not Len(0)], any([Len(0), Bool(True), Len(5)]), all([Bool(True), Len(0), Bool(True)]))
print(list(filter(None, [Len(0), Bool(True)]))[0].b, sum(1 for v in (Bool(True), Bool(False)) if v))
assert Bool(True) and Len(1)


class Broken:
    def __bool__(self):
        raise ValueError(suspend("no truth here"))


for action in (lambda: not Broken(), lambda: Broken() and 1, lambda: 1 if Broken() else 2, lambda: [x for x in [1] if Broken()], lambda: any([Broken()])):
    try:
        action()
    except ValueError as error:
        print(error)
