# Starred expressions in calls, returns, subscripts and yields.
def f(*args, **kwargs):
    return args, kwargs


def ret(values):
    return 1, *values, suspend(2)


def gen(values):
    yield 0, *values
    yield from [*values, *suspend(values)]


print(ret([5, 6]), list(gen("ab")), f(*ret([]), *gen([]), **dict(a=suspend(1))))
print(f(*"ab", *[1], *{2: 3}, *range(2), x=1, **{"y": 2}, **{}))


class K:
    def __getitem__(self, key):
        return suspend(key)


print(K()[*[1, 2], 3], K()[*"ab"])
for x in *[1, 2], *(suspend(3),):
    print(x, end=" ")
print()
first, *rest = *[1, 2], 3
print(first, rest, (*[],), [*{1: 2}], {*"a", *"a"})
nested = [[1, 2], [3, [4, 5]]]
(a, b), (c, (d, e)) = nested
print(a, b, c, d, e, suspend(sum([a, b, c, d, e])))


class Map:
    def __init__(self, **data):
        self.data = data

    def keys(self):
        return suspend(self.data.keys())

    def __getitem__(self, key):
        return suspend(self.data[key])


print(f(**Map(a=1, b=2)), {**Map(c=3)}, dict(Map(d=4)))
for bad in (lambda: f(**5), lambda: f(*5), lambda: f(**{1: 2}), lambda: f(a=1, **{"a": 2}), lambda: {**5}, lambda: [*5]):
    try:
        bad()
    except TypeError as error:
        print(str(error).replace("__main__.", ""))
