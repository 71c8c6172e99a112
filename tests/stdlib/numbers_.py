import cmath
import decimal
import fractions
import math
import numbers
import random
import statistics
from decimal import Decimal
from fractions import Fraction


def values():
    for value in (1, 2, 4):
        suspend("gen")
        yield value


print(statistics.mean(values()), statistics.median(values()), statistics.stdev([1, 2, 4]), statistics.mode("aab"), statistics.fmean(values()))
print(statistics.quantiles([1, 2, 3, 4]), statistics.NormalDist(0, 1).cdf(0), statistics.multimode("aabb"), statistics.pvariance([1, 2, 3]))
print(Fraction(1, 3) + Fraction(1, 6), Fraction("0.5"), Fraction(3.5).limit_denominator(2), Fraction(1, 2) < 1, sum([Fraction(1, 2)] * 2))
print(Fraction(7, 2) // 1, isinstance(Fraction(1), numbers.Rational), hash(Fraction(1, 2)) == hash(0.5), Fraction(1, 3) ** 2, round(Fraction(7, 3)))
with decimal.localcontext() as context:
    context.prec = 5
    suspend("in localcontext")
    print(Decimal(1) / Decimal(3))
print(Decimal(1) / Decimal(3), Decimal("1.10") + 1, Decimal(2).sqrt(), round(Decimal("2.675"), 2), Decimal("NaN").is_nan())
decimal.getcontext().prec = 7
suspend("context")
print(Decimal(1) / 7, decimal.getcontext().prec, Decimal(1).quantize(Decimal(".01")), Decimal(1) < Fraction(3, 2), isinstance(Decimal(1), numbers.Number))
try:
    Decimal(1) / 0
except decimal.DivisionByZero as error:
    print(type(error).__name__)


class Number:
    def __float__(self):
        suspend("__float__")
        return 4.0

    def __index__(self):
        suspend("__index__")
        return 5


print(math.sqrt(Number()), math.factorial(Number()), math.fsum(values()), math.prod(values()), math.gcd(4, 6), math.hypot(3, 4), math.isclose(0.1 + 0.2, 0.3))
print(math.floor(2.5), math.ceil(Fraction(5, 2)), math.trunc(-2.5), math.comb(5, 2), math.inf, math.pi, cmath.sqrt(-1))
generator = random.Random(5)
print(generator.randint(1, 10), generator.choice("abc"), generator.sample(range(10), 3), generator.gauss(0, 1))
state = generator.getstate()
before = generator.random()
generator.setstate(state)
suspend("random")
print(before == generator.random(), generator.random(), generator.gauss(0, 1))
deck = list(range(5))
random.seed(7)
random.shuffle(deck)
print(deck, random.random(), random.randint(1, 6), random.choices("ab", [1, 2], k=3), random.uniform(0, 1), random.randrange(10))
suspend("module generator")
print(random.random(), random.gauss(0, 1), random.sample(range(100), 3))


class Fixed(random.Random):
    def random(self):
        suspend("Fixed.random")
        return 0.25


print(Fixed().choice([1, 2, 3, 4]), Fixed().uniform(0, 4), 0 <= random.SystemRandom().random() < 1)
