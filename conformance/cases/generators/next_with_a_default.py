# next(generator, default): the default where the generator ends, in all its states, while it suspends, delegates, raises or is closed.
def some(n):
    for i in range(n):
        yield suspend(i)
    return "returned"


def delegating(n):
    got = yield from some(n)
    suspend(got)


def failing():
    yield 1
    raise suspend(KeyError)("inside")


def stopping():
    yield 1
    raise StopIteration(2)


def greedy():
    yield next(itself, "inner default")


steps = some(2)
print(next(steps, None), next(steps, None), next(steps, None), next(steps, "again"), next(steps, 7))
steps = delegating(1)
print(next(steps, "end"), next(steps, "end"), next(steps, "end"))
steps = failing()
print(next(steps, None))
try:
    print(next(steps, None))
except KeyError as error:
    print(error, next(steps, "over"))
steps = stopping()
print(next(steps, None))
try:
    print(next(steps, None))
except RuntimeError as error:
    print(error, next(steps, "over"))
itself = greedy()
try:
    print(next(itself, "outer default"))
except ValueError as error:
    print(error)
steps = some(1)
next(steps, 0)
try:
    steps.send(1)
except StopIteration as error:
    print(error.value)
steps = some(0)
next(steps, 0)
try:
    next(steps)
except StopIteration as error:
    print(error.value)
fallback = [suspend("variable")]
print(next(some(0), fallback), next(some(0), fallback[0]))
nested = (next(some(suspend(n)), -1) for n in (1, 0))
print(next(nested, -2), next(nested, -2), next(nested, -2))
throwing = some(3)
next(throwing, None)
throw = throwing.throw
try:
    throw(ValueError, None)
except ValueError:
    print("thrown", next(throwing, "finished"))
