# Literals of every base, and constants that CPython folds, give the same values.
print(0xFF, 0o17, 0b101, 1_000_000, 1e3, 1.5e-3, 0x_ff, 1_0.0_1, 10j, 1e400, -1e400)
print(2**10, 2**100, 7 // 2, -7 // 2, 7 % -3, -7 % 3, 1 / 3, 10 // 3 * 3 + 10 % 3)
print(1 << 70, -1 >> 3, 5 & 3, 5 | 3, 5 ^ 3, ~5)
print("a" "b" 'c', b"\x00\xff", r"\n", "\u00e9\N{BULLET}\x41", """three
lines""")
print((1, 2, (3, "x", None, ..., True)), -0.0, 0.0 == -0.0, 1 == 1.0 == True)
print(3 * "ab", [0] * 3, (1,) * 2, "x" * 0, [1] * -1)
print(suspend(1) + 2j, suspend(0.1) + 0.2, round(suspend(2.675), 2), abs(suspend(-3 + 4j)))
