import functools
from functools import cache, cached_property, cmp_to_key, lru_cache, partial, partialmethod, reduce, singledispatch, singledispatchmethod, total_ordering, wraps


@lru_cache(maxsize=2)
def fib(n):
    suspend("lru")
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(5), fib.cache_info(), fib.cache_parameters())
fib.cache_clear()
print(fib.cache_info())
print(cache(lambda x: suspend(x + 1))(2))
add = partial(lambda a, b, c=0: (suspend("partial"), a, b, c)[1:], 1, c=9)
print(add(2), add.args, add.keywords, partial(int, base=2)("101"))
print(reduce(lambda a, b: (suspend("reduce"), a + b)[1], [1, 2, 3]), reduce(lambda a, b: a * b, [], 7))
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: (suspend("cmp"), b - a)[1])))


@singledispatch
def describe(value):
    suspend("object")
    return "object"


@describe.register(int)
def _(value):
    suspend("int")
    return "int"


@describe.register
def _(value: list):
    return "list"


print(describe(1), describe([]), describe("s"), describe(True), describe.dispatch(int).__name__)


@total_ordering
class Size:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        suspend("__eq__")
        return self.value == other.value

    def __lt__(self, other):
        suspend("__lt__")
        return self.value < other.value


print(Size(1) <= Size(2), Size(3) > Size(2), Size(1) >= Size(1))


class Class:
    @cached_property
    def slow(self):
        suspend("cached_property")
        print("computed")
        return 5

    @partialmethod
    def method(self, x):
        return x

    @singledispatchmethod
    def kind(self, value):
        return "other"

    @kind.register
    def _(self, value: int):
        suspend("singledispatchmethod")
        return "int"

    shout = partialmethod(lambda self, text, end: text + end, end="!")


thing = Class()
print(thing.slow, thing.slow, thing.kind(1), thing.kind("a"), thing.shout("hey"))


def decorator(function):
    @wraps(function)
    def wrapper(*args):
        "wrapper doc"
        suspend("wrapped")
        return function(*args)

    return wrapper


@decorator
def documented(x):
    "its doc"
    return x


print(documented.__name__, documented.__doc__, documented(3), documented.__wrapped__(4))
