# sum() of what a generator gives: floats, ints, mixtures, infinities, and numbers of other kinds.
from decimal import Decimal
from fractions import Fraction


def given(values):
    for value in values:
        yield suspend(value)


tenths = [0.1] * 10
for values in (
    tenths,
    [1e16, 1.0, -1e16],
    [1, 2, 0.1, 0.2, 0.3],
    [0.1, 1, 0.2, True, 0.3],
    [1e308, 1e308, -1e308],
    [float("inf"), 1.0, float("-inf")],
    [0.1, 0.2, Fraction(1, 3), 0.3, 0.1],
    [Fraction(1, 3), 0.1, 0.2, 0.3],
    [2**70, 0.5, 2**70],
    [1, True, 2**65],
    [0.1, 0.2, 1j, 0.3],
    [],
):
    # not the sums themselves: since 3.12 they are rounded otherwise
    print(repr(sum(given(values))) == repr(sum(values)), repr(sum(given(values), 0.5)) == repr(sum(values, 0.5)))
print(sum(given([Decimal("0.1")] * 3), Decimal(0)), sum(given([[1], [2]]), []))
