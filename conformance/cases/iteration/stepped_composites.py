# Composite iterators over generators, guest iterators and guest functions, which suspend in every part of a step.
import itertools as it


def gen(n, t=""):
    for i in range(n):
        yield suspend(i)
    print("end", t)


class It:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return suspend(self.n)


class M:
    def f(self, x):
        return suspend(x * 2)


m = M()
print(list(zip(gen(3, "a"), gen(2, "b"))), [p for p in zip(It(3), [1, 2], gen(5))], [p for p in zip(range(1), gen(4))])
for a in (
    lambda: zip(gen(3), gen(2), strict=True),
    lambda: zip(gen(2), gen(3), strict=True),
    lambda: zip(gen(2), gen(2), strict=True),
    lambda: zip(gen(2), It(2), gen(3), strict=True),
):
    try:
        print([x for x in a()])
    except ValueError as e:
        print(e)
print(
    [x for x in map(lambda a, b: suspend(a + b), gen(3), gen(4))],
    [x for x in map(str, gen(3))],
    [x for x in map(m.f, gen(3))],
    [x for x in map(M.f, [m] * 2, gen(3))],
)
print([x for x in filter(None, gen(4))], [x for x in filter(lambda x: x & 1, gen(6))], [x for x in filter(lambda x: [x][:x], gen(6))])
print([x for x in enumerate(gen(3), 5)], [x for x in enumerate(zip(gen(3), It(3)))])
print([x for x in it.chain(gen(2), It(2), [7], "ab", gen(0))], [x for x in it.chain.from_iterable(gen(i) for i in range(3))])
print([x for x in it.islice(gen(10), 2, 8, 3)], [x for x in it.islice(It(10), 3)], [x for x in it.islice(gen(2), 1, 5)])
print([x for x in it.starmap(lambda a, b: a * b, zip(gen(3), gen(3)))], [x for x in it.starmap(pow, zip(gen(3), gen(3)))])
print(
    [x for x in it.takewhile(lambda x: x < 3, gen(10))],
    [x for x in it.dropwhile(lambda x: x < 3, gen(6))],
    [x for x in it.filterfalse(lambda x: x % 2, gen(6))],
    [x for x in it.filterfalse(None, gen(3))],
)
print(
    [x for x in it.accumulate(gen(5))],
    [x for x in it.accumulate(gen(5), lambda a, b: a * 2 + b)],
    [x for x in it.accumulate(gen(3), initial=10)],
    [x for x in it.accumulate(["a", "b"], lambda a, b: a + b)],
)
print(
    [(k, [y for y in g]) for k, g in it.groupby(gen(7), lambda x: suspend(x // 3))],
    [(k, list(g)) for k, g in it.groupby("aabbc")],
    [k for k, g in it.groupby(gen(7), lambda x: x // 3)],
)
z = zip(gen(3), gen(3))
print(next(z), next(z), next(z), next(z, "d"))
z = map(lambda x: x, gen(1))
print(next(z))
try:
    next(z)
except StopIteration as e:
    print("stop", repr(e))


def stopper(x):
    suspend(x)
    if x == 2:
        raise StopIteration(x)
    return x


print([x for x in map(stopper, gen(5))], [x for x in zip(map(stopper, gen(5)), gen(5))], list(enumerate(map(stopper, range(5)))))
z = map(stopper, gen(5))
next(z), next(z)
try:
    next(z)
except StopIteration as e:
    print(repr(e))


def bad(n):
    yield 1
    raise ValueError("x")


try:
    print([x for x in zip(gen(3), bad(1))])
except ValueError as e:
    print(repr(e))
try:
    print([x for x in it.chain([1], 5)])
except TypeError as e:
    print(repr(e))
z = zip(gen(3), gen(3))


def re():
    yield next(z2)


z2 = zip(re())
try:
    print(next(z2))
except ValueError as e:
    print(e)
x = gen(3)
for d in range(30):
    x = enumerate(x) if d % 2 else map(lambda q: q, x)
n = 0
for y in x:
    n += 1
print(
    n,
    sum(map(len, ([1] * i for i in gen(4)))),
    max(map(abs, gen(3))),
    sorted(map(lambda x: -x, gen(4))),
    dict(zip(gen(3), gen(3))),
    set(map(lambda x: x % 2, gen(5))),
    list(map(lambda *a: a, gen(2), gen(2))),
    list(map(lambda x, y=3: (x, y), gen(2))),
)


class E:
    def __init__(s, k):
        s.k = k

    def __eq__(s, o):
        return suspend(s.k // 2 == o.k // 2)

    def __add__(s, o):
        return E(suspend(s.k + o.k))

    def __bool__(s):
        return suspend(s.k > 1)

    def __repr__(s):
        return f"E{s.k}"


print(
    [(k, list(g)) for k, g in it.groupby(E(i) for i in range(6))],
    [x for x in it.accumulate(E(i) for i in range(4))],
    [x for x in filter(None, (E(i) for i in range(4)))],
    [x for x in filter(E, range(4))],
    [x for x in it.takewhile(E, (3, 2, 1, 0))],
)
