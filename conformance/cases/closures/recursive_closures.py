# A closure may capture itself, and a whole group may capture each other.
def make():
    def fact(n):
        return 1 if n < 2 else n * fact(suspend(n) - 1)

    return fact


def parity():
    def even(n):
        return n == 0 or odd(n - 1)

    def odd(n):
        return n != 0 and even(n - 1)

    return even, odd


fact = make()
del make
print(fact(6))
even, odd = parity()
print(even(10), odd(10), suspend(odd)(7))


def memo(function):
    cache = {}

    def wrapper(n):
        if n not in cache:
            cache[n] = function(n)
        return cache[n]

    return wrapper


@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + suspend(fib(n - 2))


print(fib(15))
y = lambda f: (lambda g: g(g))(lambda g: f(lambda *a: g(g)(*a)))
print(y(lambda self: lambda n: 1 if n == 0 else n * self(n - 1))(suspend(5)))
