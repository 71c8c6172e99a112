# Long chains of yield from, and recursion in generators.
def chain(n):
    if n == 0:
        got = yield suspend("bottom")
        return got
    return (yield from chain(n - 1))


c = chain(50)
print(next(c))
try:
    c.send("up")
except StopIteration as stop:
    print(stop.value)


def permutations(items):
    if len(items) <= 1:
        yield tuple(items)
        return
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield (items[i], *rest)


print([suspend("".join(p)) for p in permutations(list("abc"))])


def walk(tree, path=()):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from walk(value, (*path, key))
        else:
            yield suspend((*path, key)), value


for item in walk({"a": 1, "b": {"c": 2, "d": {"e": 3}}, "f": 4}):
    print(item)


def queens(n, row=0, columns=()):
    if row == n:
        yield columns
        return
    for column in range(n):
        if all(column != c and abs(column - c) != row - r for r, c in enumerate(columns)):
            yield from queens(n, row + 1, (*columns, column))


print(list(queens(5))[:3], len(list(queens(6))))
