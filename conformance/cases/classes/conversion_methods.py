# Conversions and the methods behind them.
class Value:
    def __init__(self, number):
        self.number = number

    def __int__(self):
        return suspend(int(self.number))

    def __float__(self):
        return suspend(float(self.number))

    def __index__(self):
        return suspend(int(self.number))

    def __complex__(self):
        return complex(self.number, 1)

    def __round__(self, digits=None):
        return suspend(("rounded", digits))

    def __trunc__(self):
        return "trunc"

    def __bool__(self):
        return suspend(self.number != 0)

    def __str__(self):
        return suspend(f"<{self.number}>")

    def __bytes__(self):
        return suspend(b"bytes")

    def __hash__(self):
        return suspend(7)

    def __divmod__(self, other):
        return suspend(("divmod", other))

    def __rdivmod__(self, other):
        return suspend(("rdivmod", other))


v = Value(3)
print(int(v), float(v), complex(v), round(v), round(v, 2), bool(v), bool(Value(0)), str(v), bytes(v), hash(v))
print([10, 20, 30, 40][v], list(range(v)), "ab" * v, [0] * v, bin(v), hex(v), "abcdef"[Value(1):v], divmod(v, 2), divmod(9, v))
print(1 if v else 2, not v, v and "and", Value(0) or "or", (5).__add__(1), pow(2, 3, 5))


class Bad:
    def __bool__(self):
        return 5

    def __int__(self):
        return "x"

    def __hash__(self):
        return "h"


for action in (lambda: bool(Bad()), lambda: 1 if Bad() else 2, lambda: int(Bad()), lambda: hash(Bad()), lambda: float(Bad()), lambda: [1][Bad()]):
    try:
        action()
    except TypeError as error:
        print(error)
