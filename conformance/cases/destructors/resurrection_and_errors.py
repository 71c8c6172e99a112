# Finalisers may resurrect their object, raise, or make other objects.
class Phoenix:
    saved = []

    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("dying", self.name)
        Phoenix.saved.append(self)


p = Phoenix("p")
del p
print(len(Phoenix.saved), Phoenix.saved[0].name)
Phoenix.saved.pop()
print("popped: a finaliser runs once")


class Chain:
    def __init__(self, n):
        self.next = Chain(n - 1) if n else None
        self.n = n

    def __del__(self):
        print("del", self.n)


c = Chain(3)
suspend(c)
del c


class Maker:
    def __del__(self):
        print("making", Other().value)


class Other:
    value = "other"


Maker()
print("made")


class Counter:
    alive = 0

    def __init__(self):
        Counter.alive += 1

    def __del__(self):
        Counter.alive -= 1


def many():
    items = [Counter() for _ in range(5)]
    suspend(items)
    print(Counter.alive)
    del items[:2]
    print(Counter.alive)


many()
print(Counter.alive)


class Attribute:
    pass


a = Attribute()
a.held = Counter()
a.held = suspend(None)
print(Counter.alive)
a.__dict__["x"] = Counter()
a.__dict__.clear()
print(Counter.alive)
