# Seeded random sequences go on after a suspension; math gives the same digits.
import math
import random

rng = random.Random(42)
first = [rng.random(), rng.randint(1, 100), rng.choice("abc")]
suspend(rng)
second = [rng.random(), rng.sample(range(10), 3), rng.shuffle(items := [1, 2, 3, 4]), items]
again = random.Random(42)
print(first == [again.random(), again.randint(1, 100), again.choice("abc")], second[0] == again.random(), first, second)
random.seed(7)
a = random.random()
suspend("between module-level calls")
b = random.random()
random.seed(7)
print((a, b) == (random.random(), random.random()), rng.gauss(0, 1) == rng.gauss(0, 1), rng.uniform(1, 2) < 2, rng.choices([1], k=2))
print(math.sqrt(2), math.floor(-1.5), math.ceil(1.2), math.gcd(12, 18), math.factorial(10), math.pi, math.hypot(3, 4), math.log(math.e), math.isclose(0.1 + 0.2, 0.3), math.inf > 1, math.comb(5, 2), math.prod([1, 2, 3]), math.trunc(2.7), math.fsum([0.1] * 10), math.isnan(math.nan), math.copysign(1, -0.0), math.modf(1.5), math.isqrt(17), math.degrees(math.pi), math.dist([0, 0], [3, 4]))
for bad in (lambda: math.sqrt(-1), lambda: math.factorial(-1), lambda: math.log(0), lambda: math.floor("a"), lambda: math.exp(1000)):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__)


class Angle:
    def __float__(self):
        return suspend(0.5)

    def __floor__(self):
        return suspend("floored")

    def __index__(self):
        return suspend(6)


print(math.sin(Angle()), math.floor(Angle()), math.gcd(Angle(), 4), math.sqrt(Angle()))
