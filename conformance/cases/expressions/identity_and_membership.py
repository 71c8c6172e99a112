# `is` and `in` with their negations, over containers, iterators and guest classes.
class Bag:
    def __init__(self, *items):
        self.items = items

    def __contains__(self, item):
        return suspend(item in self.items)


class Old:
    def __getitem__(self, index):
        if index > 3:
            raise IndexError(index)
        return suspend(index * 10)


class Walk:
    def __iter__(self):
        yield suspend(1)
        yield suspend(2)


print(2 in Bag(1, 2), 3 in Bag(1, 2), 3 not in Bag(1, 2))
print(20 in Old(), 25 in Old(), 30 not in Old())
print(1 in Walk(), 3 not in Walk())
print("bc" in "abcd", "" in "", b"b" in b"abc", 98 in b"abc", 1 in {1: 2}, 2 in {1: 2}, 5 in range(0, 10, 5))
nan = float("nan")
print(nan in [nan], nan in (nan,), nan == nan, nan is nan, nan in {nan})
counter = iter([1, 2, 3, 4])
print(2 in counter, list(counter))
for bad in (lambda: 1 in 5, lambda: 1 in "a", lambda: [] in {1}):
    try:
        bad()
    except TypeError as error:
        print(error)
a = suspend([])
b = suspend(a)
print(a is b, a is not b, a is [], None is None, suspend(None) is None)
