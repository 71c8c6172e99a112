# Views, order and live behaviour of dictionaries under iteration.
d = {"one": 1, "two": 2, "three": 3}
for i, (key, value) in enumerate(d.items()):
    print(i, suspend(key), value)
keys, values, items = d.keys(), d.values(), d.items()
d["four"] = suspend(4)
del d["one"]
print(list(keys), list(values), list(items), len(keys), "two" in keys, ("two", 2) in items, 3 in values)
d["one"] = "again"
print(list(d), list(reversed(d)), list(reversed(d.items())))
print(keys & {"two", "x"}, keys - {"two"} == {"three", "four", "one"}, items <= set(items), keys.isdisjoint(["z"]))
print({k: v for k, v in sorted(d.items(), key=lambda kv: str(kv[1]))})
print(d.popitem(), d.pop("two"), d.pop("none", "default"), d.setdefault("new", suspend([])), d)
while d:
    print(d.popitem()[0], end=" ")
print()
nested = {"a": {"b": {"c": suspend(1)}}}
for outer in nested.values():
    for key, inner in outer.items():
        print(key, inner)
copy = dict(nested)
copy["a"] = "replaced"
print(nested["a"], {**nested, "z": 1}.keys(), nested | {"y": 2})
