# functools and itertools with callbacks that suspend.
import functools
import itertools


@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2) + 0 * suspend(n)


print(fib(20), fib.cache_info().hits > 0)


@functools.wraps(fib)
def wrapped(*args):
    return suspend(fib(*args))


print(wrapped.__name__, wrapped(5))


@functools.singledispatch
def show(x):
    return "object"


@show.register
def _(x: int):
    return suspend("int")


@show.register(list)
def _(x):
    return "list of " + ", ".join(show(i) for i in x)


print(show(1), show("s"), show([1, "a"]), show(True))
print(functools.reduce(lambda a, b: suspend(a * 10 + b), [1, 2, 3]), sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: suspend(b - a))))
print(list(itertools.chain.from_iterable([[1], [suspend(2)]])), list(itertools.accumulate([1, 2, 3], lambda a, b: suspend(a * b))))
for key, group in itertools.groupby([1, 1, 2, 4, 4, 5], key=lambda n: suspend(n) % 2):
    print(key, list(group))
print(list(itertools.takewhile(lambda x: suspend(x) < 3, itertools.count())), list(itertools.starmap(lambda a, b: suspend(a + b), [(1, 2), (3, 4)])))
a, b = itertools.tee(suspend(x) for x in range(4))
print(next(a), list(b), list(a), list(itertools.permutations("abc", 2))[:3], list(itertools.combinations_with_replacement("ab", 2)))
print(list(itertools.filterfalse(lambda x: suspend(x % 2), range(5))), list(itertools.islice((suspend(i) for i in itertools.count()), 2, 8, 3)), list(itertools.zip_longest("ab", [suspend(1)])))
add = functools.partial(lambda *a, **k: (a, k), 1, x=suspend(2))
print(add(3, y=4), add.args, add.keywords)


class Cell:
    @functools.partialmethod
    def bad(self): ...

    def set(self, state):
        self.state = suspend(state)
        return self.state

    on = functools.partialmethod(set, True)


print(Cell().on())
