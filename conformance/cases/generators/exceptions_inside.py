# Exceptions that leave a generator finish it; exceptions thrown in have a context.
def risky(n):
    for i in range(n):
        if i == 2:
            raise ValueError(suspend(i))
        yield i


g = risky(5)
print(next(g), next(g))
try:
    next(g)
except ValueError as error:
    print("raised", error)
print(list(g))


def handler():
    try:
        yield 1
    except ValueError as error:
        raise KeyError("from handler") from error


h = handler()
next(h)
try:
    h.throw(ValueError("thrown"))
except KeyError as error:
    print(repr(error), repr(error.__cause__))


def inside_except():
    try:
        raise IndexError("handled here")
    except IndexError:
        yield suspend("in handler")
        try:
            raise TypeError("t")
        except TypeError as error:
            yield repr(error.__context__)


try:
    raise OSError("outside")
except OSError:
    i = inside_except()
    print(next(i), next(i))


def closing():
    try:
        yield
    except GeneratorExit:
        raise ValueError("while closing")


c = closing()
next(c)
try:
    c.close()
except ValueError as error:
    print(error, repr(error.__context__))
for thrown in (ValueError, ValueError("instance"), 5):
    x = risky(1)
    next(x)
    try:
        x.throw(thrown)
    except (ValueError, TypeError) as error:
        print(repr(error))
