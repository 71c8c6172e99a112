# __new__ decides what is made, and whether __init__ runs.
class Single:
    made = None

    def __new__(cls, *args):
        print("new", args)
        if cls.made is None:
            cls.made = suspend(super().__new__(cls))
        return cls.made

    def __init__(self, value=0):
        print("init", suspend(value))
        self.value = value


a, b = Single(1), Single(2)
print(a is b, a.value)


class Other:
    def __new__(cls, what):
        return suspend(what)

    def __init__(self, what):
        print("never for other types")


print(Other(5), Other([1]))


class Upper(str):
    def __new__(cls, text, *rest):
        return super().__new__(cls, suspend(text.upper()))

    def __init__(self, text, *rest):
        self.original = text


u = Upper("abc", 1)
print(u, u.original, u + "d", type(u + "d").__name__, type(u).__name__, len(u))


class Pair(tuple):
    __slots__ = ()

    def __new__(cls, a, b):
        return tuple.__new__(cls, (a, b))

    first = property(lambda self: suspend(self[0]))


print(Pair(1, 2), Pair(3, 4).first, Pair(1, 2) == (1, 2))


class BadInit:
    def __init__(self):
        return 5


try:
    BadInit()
except TypeError as error:
    print(error)
for bad in (lambda: object(1), lambda: object.__new__(5), lambda: object.__new__(int)):
    try:
        bad()
    except TypeError as error:
        print(type(error).__name__)


class NoArguments:
    pass


try:
    NoArguments(1)
except TypeError as error:
    print(error)
