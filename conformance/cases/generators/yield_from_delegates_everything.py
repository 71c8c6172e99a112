# send, throw and close reach the innermost iterator; plain iterators get next.
def inner(name):
    try:
        while True:
            try:
                got = yield suspend(name)
                print(name, "got", got)
                if got == "stop":
                    return name + " done"
            except KeyError as error:
                print(name, "caught", error)
    finally:
        print(name, "finally")


def outer():
    result = yield from inner("a")
    print("result", result)
    result = yield from inner("b")
    return result


g = outer()
print(next(g), g.send(1), g.throw(KeyError("k")), g.send("stop"))
try:
    g.throw(IndexError("out"))
except IndexError as error:
    print("through", error)
print(next(g, "finished"))
h = outer()
next(h)
h.close()


def plain():
    yield from [suspend(1), 2]
    yield from "ab"
    yield from {3: 4}
    return (yield from range(2))


p = plain()
print(next(p), next(p))
try:
    p.send("into a list iterator")
except AttributeError as error:
    print(error)
print(list(plain()))
try:
    list((lambda: (yield from 5))())
except TypeError as error:
    print(error)


class Custom:
    def __iter__(self):
        return self

    def __next__(self):
        return suspend("next")

    def send(self, value):
        return suspend(("send", value))

    def throw(self, *args):
        raise StopIteration(("threw", suspend(type(args[0]).__name__)))

    def close(self):
        print("custom close")


def with_custom():
    got = yield from Custom()
    yield got


c = with_custom()
print(next(c), c.send(5), c.throw(ValueError("x")))
d = with_custom()
next(d)
d.close()
