# A class with all container methods, used by every construct that needs them.
class Matrix:
    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return suspend(len(self.rows))

    def __getitem__(self, key):
        if isinstance(key, tuple):
            row, column = key
            return suspend(self.rows[row][column])
        return self.rows[key]

    def __setitem__(self, key, value):
        row, column = key
        self.rows[row][column] = suspend(value)

    def __delitem__(self, key):
        del self.rows[suspend(key)]

    def __contains__(self, value):
        return any(suspend(value in row) for row in self.rows)

    def __iter__(self):
        return iter(suspend([cell for row in self.rows for cell in row]))

    def __reversed__(self):
        return suspend(list(self)[::-1])

    def __bool__(self):
        return suspend(bool(self.rows))


m = Matrix([[1, 2], [3, 4]])
print(len(m), m[0, 1], m[1], 4 in m, 5 in m, list(m), reversed(m), bool(m), sum(m), max(m), tuple(m), set(m) == {1, 2, 3, 4})
m[0, 0] = 9
m[1, 1] += 10
del m[0]
print(m.rows, [*m], dict(enumerate(m)), sorted(m), "empty" if not m else "full")
a, b = m
print(a, b, list(zip(m, "xy")), [x for x in m if x > 3])


class Lengths:
    def __init__(self, length):
        self.length = length

    def __len__(self):
        return suspend(self.length)


print(bool(Lengths(0)), bool(Lengths(2)), "yes" if Lengths(1) else "no")
for bad in (-1, "x", 1.5, None):
    try:
        print(len(Lengths(bad)))
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


class Missing(dict):
    def __missing__(self, key):
        self[key] = made = suspend(key * 2)
        return made


d = Missing(a=1)
print(d["a"], d["b"], d, d.get("c"), "c" in d)
