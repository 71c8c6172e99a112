# Dict methods, ordering, views and keys that are equal.
d = {"a": 1, "b": suspend(2)}
d["c"] = 3
d.update(d=4, **{"e": 5})
d.update([("f", 6)], a=10)
print(d, d.get("a"), d.get("z"), d.get("z", 0), d.pop("b"), d.pop("zz", None), d.setdefault("g", 7), d.setdefault("a", 0), len(d))
print({1: "int", 1.0: "float", True: "bool"}, {(1, 2): 3}[1, 2], {None: 1, ...: 2}, dict(zip("ab", [1, 2])), dict.fromkeys("ab", suspend([])), dict([(1, 2)]), dict(a=1))
del d["a"]
d["a"] = "moved to the end"
print(list(d), d.popitem(), list(d.items())[0], "c" in d, d.keys() == {"c", "d", "e", "f", "g"}, d.copy() == d, {**d} is d)
for bad in (lambda: d["missing"], lambda: {}.popitem(), lambda: d.pop("missing"), lambda: {[]: 1}, lambda: {}[{}], lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: dict(5), lambda: {1: 2} + {}, lambda: d.update(5), lambda: {{1}: 1}, lambda: dict("ab")):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
counts = {}
for word in "a b a c b a".split():
    counts[word] = counts.get(word, 0) + suspend(1)
print(counts, sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])), max(counts, key=counts.get))
groups = {}
for n in range(10):
    groups.setdefault(n % 3, []).append(n)
print(groups, {v: k for k, v in {"x": 1}.items()}, {k: v for k, v in groups.items() if suspend(k)}, sum(counts.values()))
nested = {"list": [1, {"deep": (1, {2})}]}
nested["list"][1]["deep"][1].add(suspend(3))
nested["self"] = nested
print(nested["list"], nested["self"] is nested, repr(nested).count("..."), d | {"z": 1}, {1: 1} | {1: 2})
d.clear()
print(d, not d, {} == {}, {1: {2: {3: 4}}}[1][2][3])
