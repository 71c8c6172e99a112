# Float arithmetic, special values, formatting and comparison with integers.
inf, nan = float("inf"), float("nan")
values = [0.0, -0.0, 1.5, -2.25, 1e16, 1e-300, 1e300, inf, -inf, nan, 0.1]
for a in values:
    for b in (0.5, -3.0, 2, inf):
        print(a + b, a - b, a * b, a / b, a < b, a == b, a >= b, end=" ")
        if a not in (inf, -inf) and a == a:
            print(a // b, a % b, end=" ")
        print(suspend(a) != a)
print(1 / 3, 2 / 3, 0.1 + 0.2, 1e22, 1e21 + 1, 123456789.123456789, 5e-324, 1.7976931348623157e308, 1e100)
print(2**0.5, 2.0**-1, (-8) ** (1 / 3) if suspend(False) else "complex", 4**0.5, 10.0**308 * 10, -1e308 * 10)
print(float("1e3"), float(" -inf "), float("1_000.5"), 1.0 .is_integer(), 1.5 .as_integer_ratio(), (0.1).hex(), float.fromhex("0x1p-3"))
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5678, -2), int(1e20), 7.0 // 2, -7.0 // 2, 7.5 % 2, -7.5 % 2, divmod(7.5, 2))
print(1 == 1.0, 2**53 == float(2**53), 2**53 + 1 == float(2**53), 10**400 > 1e308, hash(1.0) == hash(1), 0.5 in [0.5], {1: "a", 1.0: "b"})
for bad in (lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 0.0**-1, lambda: 10.0**400, lambda: int(nan), lambda: int(inf), lambda: float("x"), lambda: 10**400 * 1.0):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
x = 1.0
for i in range(5):
    x *= suspend(1.1)
    x += i / 7
print(x, sum([0.5] * 4), max(1, 1.5), min(-0.0, 0.0), abs(-0.0), +nan != nan, -inf < nan, sorted([3, 1.5, 2]))
