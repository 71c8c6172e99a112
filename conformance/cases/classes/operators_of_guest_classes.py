# Every binary operator, its reflected and its in-place form.
class Number:
    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"N({self.value})"


def define(symbol, name):
    def forward(self, other):
        return suspend(f"{self} {symbol} {other}")

    def reflected(self, other):
        return suspend(f"{other} r{symbol} {self}")

    def in_place(self, other):
        self.value = suspend((self.value, symbol, other))
        return self

    setattr(Number, f"__{name}__", forward)
    setattr(Number, f"__r{name}__", reflected)
    setattr(Number, f"__i{name}__", in_place)


for symbol, name in {"+": "add", "-": "sub", "*": "mul", "@": "matmul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow",
                     "<<": "lshift", ">>": "rshift", "&": "and", "|": "or", "^": "xor"}.items():
    define(symbol, name)
n = Number(1)
print(n + 2, n - 2, n * 2, n @ 2, n / 2, n // 2, n % 2, n**2, n << 2, n >> 2, n & 2, n | 2, n ^ 2, sep="\n")
print(2 + n, 2 - n, 2 * n, 2 @ n, 2 / n, 2 // n, 2 % n, 2**n, 2 << n, 2 >> n, 2 & n, 2 | n, 2 ^ n, sep="\n")
m = n
m += 1
m -= 2
m @= 3
m **= 4
m >>= 5
print(m is n, n)


class Unary:
    def __neg__(self):
        return suspend("neg")

    def __pos__(self):
        return suspend("pos")

    def __invert__(self):
        return suspend("invert")

    def __abs__(self):
        return suspend("abs")

    def __bool__(self):
        return suspend(False)


u = Unary()
print(-u, +u, ~u, abs(u), not u, bool(u), "yes" if u else "no")
