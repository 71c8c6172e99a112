# A finaliser that has run does not run again for an object that it kept alive, wherever the program was frozen.
import weakref
kept = []


class Phoenix:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("dying", self.name)
        kept.append(self)


class Slotted(Phoenix):
    __slots__ = ("extra",)


class Listed(list):
    def __del__(self):
        print("dying list", len(self))
        kept.append(self)


class Lost(Exception):
    def __del__(self):
        print("dying exception", self.args)
        kept.append(self)


class Number(int):
    def __del__(self):
        print("dying number", int(self))
        kept.append(self)


class Bare:
    __slots__ = ("__weakref__",)

    def __del__(self):
        print("dying bare")
        kept.append(self)


def rounds():
    for made in (lambda: Phoenix("p"), lambda: Slotted("s"), lambda: Listed("ab"), lambda: Lost(1), lambda: Number(5000), Bare):
        made()
        suspend(kept)
        reference = weakref.ref(kept[-1]) if not isinstance(kept[-1], int) else None
        suspend()
        kept.pop()
        print("popped", reference and reference())
        suspend()


rounds()
first, second = Phoenix("first"), Phoenix("second")
del first
suspend()
del second
suspend()
print([p.name for p in kept])
kept[0].name = suspend("again")
kept.clear()
print("cleared")
third = Phoenix("third")
third.held = Phoenix("held")
del third
kept[0].more = Phoenix("more")
suspend()
kept.clear()
suspend()
print([p.name for p in kept])
kept.clear()
