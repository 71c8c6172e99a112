# + * in and comparisons of sequences, and what they refuse.
print([1] + [suspend(2)], (1,) + (2,), "a" + suspend("b"), b"a" + b"b", [1, 2] * suspend(2), 2 * (1,), "ab" * 3, 0 * "x", -1 * [1])
print([1, 2] < [1, 3], [1, 2] < [1, 2, 0], (1, "a") == (1, "a"), "abc" < "abd", b"a" < b"b", [1] == (1,), [] < [0], [[1]] > [[0, 9]])
print({1, 2} <= {1, 2, 3}, {1} | {2}, {1, 2} & {2}, {1, 2} - {2}, {1} ^ {2}, {1} < {1}, frozenset([1]) == {1}, {1: 1} == {1: 1.0})
print({**{"a": 1}} | {"b": suspend(2)}, {"a": 1} == {"a": 1}, {1, 2} == {2, 1}, {"a": [1]} == {"a": [1]}, "a" in "abc", (1, 2) in [(1, 2)])
cases = [lambda: [1] + (1,), lambda: "a" + 1, lambda: 1 + "a", lambda: b"a" + "a", lambda: [1] * [1], lambda: "a" * "b", lambda: [1] - [1], lambda: {} + {},
         lambda: {1} + {2}, lambda: (1) + (1,), lambda: [1] < (1,), lambda: {1: 1} < {}, lambda: "a" < 1, lambda: None < None, lambda: {} | [], lambda: {1} | [2],
         lambda: "a" * 1.5, lambda: -"a", lambda: ~1.5, lambda: +[], lambda: 1 @ 2, lambda: "%d" % "x", lambda: [] in "a", lambda: 5 in 5]
for case in cases:
    try:
        print(case())
    except TypeError as error:
        print(error)
x = [1, [2]]
y = x * 2
y[1].append(suspend(3))
print(y, x)
