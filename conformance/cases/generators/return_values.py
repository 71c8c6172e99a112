# The value of `return` arrives in StopIteration and from `yield from`.
def counted(n):
    for i in range(n):
        yield suspend(i)
    return f"{n} items"


def delegate():
    first = yield from counted(2)
    yield first
    second = yield from counted(0)
    return first, suspend(second)


def drain(generator):
    out = []
    while True:
        try:
            out.append(next(generator))
        except StopIteration as stop:
            return out, stop.value


print(drain(counted(3)), drain(delegate()), drain(iter([])))


def early():
    return suspend("early")
    yield


print(drain(early()))


def stop_inside():
    yield 1
    raise StopIteration("leaks")


try:
    list(stop_inside())
except RuntimeError as error:
    print(error, repr(error.__cause__), error.__cause__ is error.__context__)


def next_inside():
    yield next(iter([]))


try:
    list(next_inside())
except RuntimeError as error:
    print(error)


def tuple_return():
    yield
    return (1, 2)


g = tuple_return()
next(g)
try:
    next(g)
except StopIteration as stop:
    print(stop.value, stop.args)
