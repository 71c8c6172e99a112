# A running generator cannot be entered again; state attributes tell the truth.
def reenter():
    yield "first"
    suspend(0)
    try:
        next(me)
    except ValueError as error:
        yield str(error)
    try:
        me.close()
    except ValueError as error:
        yield str(error)


me = reenter()
print(list(me))


def named(n):
    yield n


g = named(1)
print(g.__name__, g.__qualname__, iter(g) is g, type(g).__name__)
print(next(g), next(g, "default"))
expression = (x for x in "ab")
print(expression.__name__, type(expression) is type(g))


def infinite():
    n = 0
    while True:
        n += 1
        yield suspend(n)


a = b = infinite()
print(next(a), next(b), next(a))
z = zip(a, b)
print(next(z), next(z))
