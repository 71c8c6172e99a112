# for, unpacking and builtins use __iter__ and __next__, and fall back to __getitem__.
class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        print("iter")
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return suspend(self.n)


class Sequence:
    def __getitem__(self, i):
        if i >= 3:
            raise IndexError
        return suspend(i * i)


for x in Countdown(2):
    print(x)
print(list(Countdown(3)), tuple(Sequence()), sum(Countdown(4)), max(Sequence()), [*Sequence()], sorted(Countdown(3)))
a, b, c = Sequence()
print(a, b, c, 4 in Sequence(), dict(zip("abc", Sequence())), list(enumerate(Countdown(2))))
it = iter(Countdown(3))
print(next(it), next(it), next(it), next(it, "default"))
try:
    next(it)
except StopIteration as stop:
    print(repr(stop))


class BadIter:
    def __iter__(self):
        return suspend(5)


class NotIterable:
    __iter__ = None


for bad in (BadIter(), NotIterable(), 5, None, int):
    try:
        for _ in bad:
            pass
    except TypeError as error:
        print(error)


class Failing:
    def __iter__(self):
        yield 1
        raise KeyError(suspend("midway"))


try:
    print([x for x in Failing()])
except KeyError as error:
    print(error)
print(list(iter([1, 2, 3].pop, 1)), list(iter(lambda: suspend(1), 1)))
