# `as` takes any target; the special methods are looked up on the type.
class Pair:
    def __enter__(self):
        return suspend((1, [2, 3]))

    def __exit__(self, *exc):
        return False


with Pair() as (a, [b, *c]):
    print(a, b, c)
box = {}
with Pair() as box["k"], Pair() as Pair.attribute:
    print(box, Pair.attribute)
with (
    Pair() as (x, _),
    Pair() as (y, (z, *_)),
):
    print(x, y, z)


class Instance:
    def __init__(self):
        self.__enter__ = lambda: print("not used")

    def __enter__(self):
        return "from the type"

    def __exit__(self, *exc):
        suspend(exc)


with Instance() as value:
    print(value)
try:
    with Pair() as (a, b, c):
        print("never")
except ValueError as error:
    print(error)


def generator():
    with Pair() as (n, _):
        while True:
            n += (yield suspend(n))


g = generator()
print(next(g), g.send(5), g.send(6))
g.close()
