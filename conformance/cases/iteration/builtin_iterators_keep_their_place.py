# Half-consumed iterators of every built-in kind go on where they were.
import itertools

sources = {
    "list": iter([1, 2, 3, 4]), "tuple": iter((1, 2, 3, 4)), "range": iter(range(0, 40, 10)), "str": iter("abcd"), "bytes": iter(b"abcd"),
    "dict": iter({1: "a", 2: "b", 3: "c"}), "items": iter({1: "a", 2: "b", 3: "c"}.items()), "values": iter({1: "a", 2: "b", 3: "c"}.values()),
    "reversed": reversed([1, 2, 3, 4]), "reversed dict": reversed({1: 1, 2: 2, 3: 3}), "enumerate": enumerate("abcd", 5), "zip": zip("abcd", range(9)),
    "map": map(str, [1, 2, 3]), "filter": filter(None, [0, 1, 0, 2, 3]), "generator": (i for i in range(5)), "sentinel": iter(iter([1, 2, 3, 0]).__next__, 0),
    "chain": itertools.chain([1], [2, 3], [4]), "islice": itertools.islice(range(100), 5, 20, 5), "count": itertools.count(10, 5), "cycle": itertools.cycle("ab"),
    "accumulate": itertools.accumulate([1, 2, 3, 4]), "product": itertools.product("ab", [1, 2]), "combinations": itertools.combinations("abcd", 2),
    "repeat": itertools.repeat("x", 5), "takewhile": itertools.takewhile(lambda x: x < 4, [1, 2, 3, 4, 5]), "pairwise": itertools.pairwise("abcde"),
    "zip_longest": itertools.zip_longest([1, 2, 3], "a", fillvalue="-"), "starmap": itertools.starmap(pow, [(2, 1), (2, 2), (2, 3)]),
    "compress": itertools.compress("abcd", [1, 0, 1, 1]), "dropwhile": itertools.dropwhile(lambda x: x < 3, [1, 2, 3, 4, 5]), "set": iter({5}), "bytearray": iter(bytearray(b"xyz")),
}
first = {name: next(it) for name, it in sources.items()}
suspend("in the middle")
for name, it in sources.items():
    rest = list(itertools.islice(it, 3)) if name in ("count", "cycle") else list(it)
    print(name, first[name], rest, next(it, "done") if name not in ("count", "cycle") else "endless")
