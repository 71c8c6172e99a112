# Only the outermost iterable of a generator expression is evaluated at once.
log = []


def source(name, values):
    log.append(name)
    return suspend(values)


g = (a + b for a in source("first", "xy") for b in source("second", "12"))
print(log)
print(next(g), log)
print(list(g), log)
try:
    (x for x in 5)
except TypeError as error:
    print(error)
late = (x / y for x in [1] for y in [0])
try:
    next(late)
except ZeroDivisionError as error:
    print(error)
limit = 2
h = (x for x in range(5) if x < limit)
limit = suspend(4)
print(list(h))
infinite = (n for n in iter(int, 1))
print(next(infinite), next(infinite))
print(sum(x * x for x in range(suspend(4))), max((suspend(x), -x) for x in range(3)))
