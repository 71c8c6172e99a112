# Default expressions are evaluated where the function is defined.
x = "module"


class Scope:
    x = suspend("class")

    def method(self, value=x):
        return value, x

    f = lambda value=x: (value, x)


def function():
    x = "function"
    g = lambda value=x: (value, x)
    x = suspend("changed")
    return g()


print(Scope().method(), Scope.f(), function())


def chained(a, b=lambda: x, c=[i for i in range(suspend(3))]):
    return b(), c


x = "rebound"
print(chained(1))
