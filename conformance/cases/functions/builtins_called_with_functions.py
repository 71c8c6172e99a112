# Builtins that call back: each callback may suspend.
values = [3, -1, 2, -5]
print(sorted(values, key=lambda x: suspend(abs(x))))
print(max(values, key=lambda x: suspend(-x)), min(values, key=lambda x: suspend(x * x)))
print(list(map(lambda a, b: suspend(a) + b, [1, 2, 3], [10, 20])))
print(list(filter(None, [0, 1, "", "a"])), list(filter(lambda x: suspend(x > 0), values)))
print(sum(suspend(x) for x in values), any(suspend(x > 2) for x in values), all(suspend(x) for x in values))
print(list(zip((suspend(i) for i in range(3)), "abc")), list(enumerate((suspend(c) for c in "xy"), 5)))
print("-".join(suspend(str(x)) for x in values), tuple(suspend(x) for x in values))
print(dict((suspend(k), k * 2) for k in range(3)), set(suspend(k) % 2 for k in range(4)))
values.sort(key=lambda x: suspend(-x))
print(values)
print(list(iter(lambda: suspend(values.pop() if values else None), None)))
print([*map(str, [1, 2])], next(map(lambda x: suspend(x), "q")), list(reversed([1, 2, 3])))
