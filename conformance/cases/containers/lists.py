# List methods and operations, with their errors.
a = [3, 1, 2]
a.append(suspend(4))
a.insert(0, 9)
a.insert(-1, 8)
a.extend(range(2))
print(a, a.index(1), a.count(1), a.pop(), a.pop(0), a.pop(-2), len(a))
a.remove(8)
a.sort()
print(a, a[::-1])
a.reverse()
a.sort(key=lambda x: suspend(-x), reverse=True)
print(a, sorted(a, reverse=True), a.copy() is a, a == a.copy(), a * 2, a + [suspend(5)], 3 in a)
a[1:1] = ["x", "y"]
a[-1:] = []
a[::2] = [0] * len(a[::2])
print(a)
del a[0], a[-1]
a.clear()
print(a, [] == [], [[]] * 2, [1, [2, [3]]], list("abc"), list(range(3)), list({1: 2}), [None] * 2)
for bad in (lambda: a.pop(), lambda: a.remove(1), lambda: a.index("q"), lambda: a[0], lambda: a.insert("x", 1), lambda: [3, "a"].sort(), lambda: a.append(), lambda: [].pop(5), lambda: [1].index(1, 1), lambda: a.__setitem__(0, 1)):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
deep = [[0] * 3 for _ in range(2)]
deep[0][1] = suspend(7)
print(deep, [row[:] for row in deep], sum(map(sum, deep)), [*zip(*[[1, 2], [3, 4]])], max([[1, 5], [2]]), min([3, 1], [2]))
r = [1]
r.append(r)
print(r, repr([r]), r[1] is r)
stable = sorted([("b", 1), ("a", 1), ("c", 0)], key=lambda p: p[1])
print(stable, sorted(["B", "a"], key=str.lower), sorted([True, 0, 2]), list(reversed([1, 2])))
