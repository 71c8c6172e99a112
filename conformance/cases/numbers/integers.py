# Integer arithmetic over small, boundary and large values.
values = [0, 1, -1, 7, -7, 255, 2**30 - 1, 2**30, -(2**31), 2**60, 2**62, 2**63 - 1, -(2**63), 2**64, 10**25, -(10**30)]
for a in values:
    for b in (1, -1, 3, -4, 2**30, 2**63, 10**20):
        suspend(a) if a == 7 and b == 3 else None
        print(a + b, a - b, a * b, a // b, a % b, divmod(a, b) == (a // b, a % b), a & b, a | b, a ^ b, a < b, a == b, a >= b)
for a in values:
    print(-a, ~a, abs(a), a << 3, a >> 2, a.bit_length(), a**2, hash(a) == hash(int(str(a))), bool(a), hex(a))
total = 2**59
for _ in range(6):
    total += total
    total -= suspend(1)
print(total)
n = 1
for i in range(1, 30):
    n *= i
print(n, n // 10**20, n % 10**9 + 7)
for bad in (lambda: 1 // 0, lambda: 1 % 0, lambda: 1 << -1, lambda: 1 >> -1, lambda: 0**-1, lambda: divmod(1, 0), lambda: pow(2, -1, 4), lambda: int("z", 10), lambda: (1).__add__("a")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(int("0x1f", 16), int("-0b11", 0), int(" 42\n"), int(3.99), int(-3.99), (255).to_bytes(2, "big"), int.from_bytes(b"\x01\x00", "little"), 10**3, 2**-1, pow(3, 100, 7))
print(round(12345, -2), round(25, -1), round(35, -1), True + True, True * 5, isinstance(True, int), (5).real, (-5).__abs__(), 7 .bit_count())
