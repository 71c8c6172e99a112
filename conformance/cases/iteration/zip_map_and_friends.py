# The lazy builtins: order of pulling, strictness, and errors in the middle.
log = []


def source(name, n):
    for i in range(n):
        log.append(name + str(i))
        yield suspend(i)


print(list(zip(source("a", 3), source("b", 2))), log)
log.clear()
try:
    list(zip(source("a", 2), source("b", 3), strict=True))
except ValueError as error:
    print(error, log)
try:
    list(zip([1, 2], [1], strict=True))
except ValueError as error:
    print(error)
print(list(map(lambda *a: suspend(a), "abc", [1, 2])), list(zip()), list(zip("ab")), list(map(None.__class__, [])))
m = map(lambda x: 10 // suspend(x), [5, 0, 2])
print(next(m))
try:
    next(m)
except ZeroDivisionError:
    print("division")
print(next(m), next(m, "end"))
print(list(filter(lambda x: suspend(x) > 1, [0, 1, 2, 3])), list(reversed("abc")), list(enumerate("ab", start=suspend(10))))
try:
    reversed({1, 2})
except TypeError as error:
    print(error)
print(min([], default="none"), max([3, 1], default=0), sum([[1], [2]], []), sum([0.25] * 3), any([]), all([]))
for bad in (lambda: list(map(1, [1])), lambda: sum(["a"]), lambda: sum([1, "a"]), lambda: next(5), lambda: iter(5), lambda: zip(1), lambda: map(str), lambda: min(1), lambda: sorted([1, "a"])):
    try:
        bad()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
z = zip(source("c", 5), source("d", 5))
next(z)
suspend(z)
print(list(z)[:2])
