# Comprehensions in class bodies, lambdas, defaults and decorators.
class Table:
    size = suspend(3)
    squares = [n * n for n in range(size)]
    grid = [[r * c for c in range(2)] for r in range(3)]
    lookup = {f"k{n}": (lambda n=n: n) for n in range(2)}
    total = sum(n for n in squares)

    def rows(self):
        return [[suspend(cell) for cell in row] for row in self.grid]

    def owner(self):
        return [__class__.__name__ for _ in range(2)]


t = Table()
print(Table.squares, Table.grid, Table.total, t.rows(), t.owner(), Table.lookup["k1"]())
f = lambda n: [suspend(i) for i in range(n)]
print(f(3), (lambda: {i for i in f(2)})())


def default(values=[x for x in "ab"], *, table={x: suspend(x) for x in "cd"}):
    return values, table


print(default())


def closure_in_comprehension(n):
    return [(lambda: (i, n))() for i in range(n)], [[j for j in range(n) if suspend(j)] for _ in range(2)]


print(closure_in_comprehension(2))
