# A parameter captured by an inner function is shared with it, in every kind of parameter.
def make(a, /, b, *rest, c=3, **named):
    def read():
        return a, b, rest, c, named

    def write():
        nonlocal a, b, rest, c, named
        a, b, rest, c, named = suspend("A"), "B", ("R",), "C", {"N": 1}

    before = read()
    write()
    return before, (a, b, rest, c, named), read()


print(make(1, 2))
print(make(1, 2, 3, c=suspend(4), d=5))


def counter(start):
    def step(by=1):
        nonlocal start
        start += by
        return suspend(start)

    return step, lambda: start


step, look = counter(10)
print(step(), step(5), look())


def deleted(x):
    def read():
        return x

    del x
    try:
        return read()
    except NameError as error:
        return str(error)


print(deleted(1))
