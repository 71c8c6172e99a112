# Complex numbers, and operations over mixed numeric types.
from decimal import Decimal
from fractions import Fraction

z = 3 + 4j
print(z * 2, z / 2, z - 1j, z**2, abs(z), z.conjugate(), z.real, z.imag, -z, z == 3 + 4j, complex("1+2j"), complex(1, suspend(2)), bool(0j))
for bad in (lambda: z < 1, lambda: z // 2, lambda: z % 2, lambda: int(z), lambda: 0j**-1, lambda: z / 0):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__)
f = Fraction(1, 3)
print(f + suspend(1), f * 3, f + Fraction(1, 6), f + 0.5, 1 - f, f < 1, f == Fraction(2, 6), float(f), f**2, Fraction("0.25"), Fraction(0.5), round(f, 2))
d = Decimal("1.10")
print(d + suspend(1), d * 3, d / 3, d - Decimal("0.1"), d == Decimal("1.1"), str(d), repr(d), d.quantize(Decimal("1.")), int(d), Decimal(2) ** 10, -d, d > 1)
for bad in (lambda: d + 1.5, lambda: Decimal("x"), lambda: Decimal(1) / 0, lambda: f + "a", lambda: Fraction(1, 0), lambda: d + f):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__)
print(sum([Decimal("0.1")] * 3), sum([Fraction(1, 3)] * 3), max([Decimal(1), 2, Fraction(5, 2)]), hash(Decimal(5)) == hash(5) == hash(Fraction(5)))
print(1 + True, 1.5 + True, 1j + 1.5, 2**1.5, True / 2, 5 // 2.0, Decimal(7) // 2, Fraction(7, 2) // 1, Fraction(7, 2) % 1)
