# Functions bind through __get__; bound methods carry their parts.
class A:
    def method(self, *args):
        return suspend((type(self).__name__, args))


def free(self, x):
    return (self, x)


a = A()
bound = A.method.__get__(a, A)
print(bound(1), A.method.__get__(None, A) is A.method, free.__get__(5)(6), type(bound).__name__)
a.attached = free
A.attached_to_class = free
print(a.attached(1, 2), a.attached_to_class(3) == (a, 3))
print(bound.__func__ is A.method, bound.__self__ is a, bound == a.method, bound is a.method, hash(bound) == hash(a.method))
A.builtin = len
A.lam = lambda self: "lambda"
print(a.builtin([1]), a.lam())


class Callable:
    def __call__(self, *args):
        return suspend(args)


A.instance = Callable()
print(a.instance(1))
saved = a.method
A.method = lambda self: "replaced"
print(saved(2), a.method())


class Counted:
    calls = 0

    @classmethod
    def wrap(cls, function):
        def inner(self, *args):
            cls.calls += 1
            return function(self, *args)

        return inner


class Uses:
    @Counted.wrap
    def go(self, n):
        return suspend(n) + Counted.calls


print(Uses().go(10), Uses().go(10))
methods = [getattr(a, name) for name in ("lam", "method")]
print([m() for m in methods])
