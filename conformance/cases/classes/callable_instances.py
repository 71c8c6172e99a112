# Instances with __call__, and the lookup of special methods on the type.
class Adder:
    def __init__(self, n):
        self.n = n

    def __call__(self, x, *rest, k=0):
        return suspend(self.n + x + sum(rest) + k)


add = Adder(10)
print(add(1), add(1, 2, k=3), list(map(add, [1, 2])), callable(add), callable(Adder))
add.__call__ = lambda *args: "instance attribute is ignored"
print(add(5), add.__call__(5))


class Nested:
    __call__ = Adder(100)


print(Nested()(1))


class Recursive:
    def __call__(self, n):
        return 1 if n < 2 else n * self(n - 1)


print(Recursive()(6), sorted([3, 1, 2], key=Recursive()))


class Decorator:
    def __init__(self, function):
        self.function = function
        self.calls = 0

    def __call__(self, *args):
        self.calls += 1
        return suspend(self.function(*args))

    def __get__(self, instance, owner=None):
        return self if instance is None else lambda *args: self(instance, *args)


@Decorator
def f(x):
    return x * 2


class Uses:
    @Decorator
    def method(self, x):
        return type(self).__name__, x


u = Uses()
print(f(4), f(5), f.calls, u.method(1), Uses.method.calls)
