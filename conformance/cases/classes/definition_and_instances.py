# Class bodies, instance and class attributes, and methods.
class Counter:
    """Counts."""

    total = 0
    step = suspend(2)

    def __init__(self, start=0):
        self.value = start
        Counter.total += 1

    def increment(self, by=None):
        self.value += suspend(by if by is not None else self.step)
        return self

    def __repr__(self):
        return f"Counter({self.value})"


a, b = Counter(), Counter(10)
print(a.increment(), b.increment(5).increment(), Counter.total, a.total, Counter.step)
a.step = 100
print(a.increment(), b.increment(), Counter.step, a.__dict__)
Counter.step = suspend(1)
print(a.increment(), b.increment())
print(Counter.__name__, Counter.__doc__, Counter.__module__, a.__class__ is Counter, type(a) is Counter)
Counter.double = lambda self: self.value * 2
print(b.double(), Counter.increment(b, 3), isinstance(a, Counter), isinstance(a, object))
del a.step
print(a.increment(), vars(b), hasattr(a, "step"), hasattr(a, "nothing"))
method = a.increment
print(method(1), method.__name__, method.__self__ is a, a.increment == a.increment)
try:
    Counter().nothing
except AttributeError as error:
    print(error)
try:
    Counter.nothing
except AttributeError as error:
    print(error)
try:
    Counter.increment()
except TypeError as error:
    print(error)
