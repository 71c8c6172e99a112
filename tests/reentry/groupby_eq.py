from itertools import groupby
class K:
    n = 0
    def __eq__(self, other):
        K.n += 1
        if K.n == 1:
            next(g)
        return NotImplemented
g = groupby([1, 2, 3, 4], lambda x: K())
print(len([k for k, _ in g]))
