# Comprehension variables do not leak, and do not clobber.
x = "outer"
print([x for x in range(3)], x)
print({x for x in "a"}, {x: x for x in "b"}, list(x for x in "c"), x)


def function(x):
    values = [x for x in [suspend(x), 2]]
    nested = [[x for x in range(y)] for y in range(3)]
    return x, values, nested


print(function("arg"))
print([[(x, y) for y in range(suspend(2))] for x in "pq"])
print([x + y for x in "ab" for y in x + "z" if suspend(y) != "b"])


def unbound():
    [leaked for leaked in range(3)]
    try:
        return leaked
    except NameError as error:
        return type(error).__name__


print(unbound())
functions = [lambda: (x, y) for x in range(2) for y in range(2)]
print([f() for f in functions])
i = 5
print([i for i in range(i)], i)
