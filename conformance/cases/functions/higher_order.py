# Functions as values: composed, curried, stored, returned, partially applied.
from functools import partial, reduce


def compose(*functions):
    return reduce(lambda f, g: lambda x: f(g(x)), functions)


def curry(function, count):
    def step(*args):
        return function(*args) if len(args) >= count else lambda *more: step(*args, *more)

    return step


increment = lambda x: suspend(x) + 1
double = lambda x: x * 2
print(compose(increment, double, increment)(5))
print(curry(lambda a, b, c: (a, b, suspend(c)), 3)(1)(2)(3))
power = partial(pow, 2)
print(power(5), partial(sorted, reverse=True)([3, 1, 2]), partial(int, base=2)("101"))
add = partial(lambda a, b, c=0: suspend(a + b + c), 1, c=10)
print(add(2), add(2, c=3))
print(list(map(increment, [1, 2])), list(filter(lambda x: suspend(x) % 2, range(5))))
print(reduce(lambda a, b: suspend(a) * b, [1, 2, 3, 4]), reduce(max, [3, 9, 2], 5))
dispatch = {"+": lambda a, b: a + b, "-": lambda a, b: a - b}
print([dispatch[op](suspend(6), 2) for op in "+-"])
