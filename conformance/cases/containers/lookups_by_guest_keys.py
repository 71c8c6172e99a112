# Lookups whose keys suspend in __hash__ and __eq__: candidates one after another, tables that change meanwhile, hashes of all kinds.
import collections
import dataclasses


class Key:
    def __init__(self, name, group=0):
        self.name = name
        self.group = group

    def __hash__(self):
        return suspend(self.group)

    def __eq__(self, other):
        log.append(self.name + other.name)
        return suspend(self.name == other.name)

    def __repr__(self):
        return f"K{self.name}"


log = []
many = {Key(name): name for name in "abcd"}
print(many, log)
log.clear()
print(many[Key("c")], many.get(Key("z"), "none"), many.get(Key("d")), Key("b") in many, Key("y") not in many, log)
log.clear()
print(many.setdefault(Key("a"), "new"), many.setdefault(Key("e"), "E"), many.pop(Key("b")), many.pop(Key("b"), "gone"), many, log)
log.clear()
del many[Key("c")]
for missing in (lambda: many[Key("c")], lambda: many.pop(Key("c")), lambda: many.__delitem__(Key("c")), lambda: {Key("q")}.remove(Key("r"))):
    try:
        missing()
    except KeyError as error:
        print("KeyError", error, error.args)
members = {Key(name) for name in "abcabc"}
members.add(Key("d"))
members.discard(Key("a"))
members.discard(Key("w"))
members.remove(Key("b"))
print(members, Key("d") in members, Key("a") in members, Key("c") in frozenset(members), log)


class Meddler(Key):
    """Changes the table while it is compared."""

    def __hash__(self):
        return 0

    def __eq__(self, other):
        log.append("meddle")
        if actions:
            actions.pop()()
        return self.name == other.name


log.clear()
actions = []
table = {Meddler("a"): 1, Meddler("b"): 2}
actions = [lambda: table.clear()]
print(table.get(Meddler("b")), table, log)
log.clear()
table = {Meddler("a"): 1, Meddler("b"): 2}
actions = [lambda: table.update({n: n for n in range(100, 150)})]
table[Meddler("b")] = 3
print(len(table), list(table.items())[:2], log)
log.clear()
wide = {Meddler("a"), Meddler("b")}
actions = [lambda: wide.update(range(100, 150))]
wide.add(Meddler("b"))
print(len(wide), log)


class Vague:
    """Answers with what has a truth of its own, or not at all."""

    def __init__(self, name, answer):
        self.name = name
        self.answer = answer

    def __hash__(self):
        return 7

    def __eq__(self, other):
        log.append(self.name)
        return suspend(self.answer)


class Truth:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        return suspend(self.value)


log.clear()
for answer in (1, 0, None, [], "x", NotImplemented, Truth(True), Truth(False)):
    found = {Vague("a", answer): "found"}
    print(found.get(Vague("b", False)), Vague("c", 3) in found, {Vague("d", answer), Vague("e", True)} and len(found), log)
    log.clear()


class Refined(Key):
    def __eq__(self, other):
        log.append("refined")
        return suspend(True)

    __hash__ = Key.__hash__


print({Key("a"): 1}.get(Refined("b")), {Refined("b"): 1}.get(Key("a")), log)


class Hashed:
    def __init__(self, answer):
        self.answer = answer

    def __hash__(self):
        return suspend(self.answer)


for answer in (-1, -2, True, 2**61 - 1, 2**61, 2**63, -(2**63), 10**30):
    key = Hashed(answer)
    print(hash(key), {key: 1}[key], key in {key})
for answer in ("text", None, 1.5):
    for use in (hash, lambda key: {key: 1}, lambda key: {key}, lambda key: {}.get(key), lambda key: key in {1}):
        try:
            print(use(Hashed(answer)))
        except TypeError as error:
            print("TypeError", error)


@dataclasses.dataclass(frozen=True)
class Point:
    x: int
    y: int


counts = collections.defaultdict(int)
ordered = collections.OrderedDict()
counter = collections.Counter()
for n in range(12):
    counts[Point(n % 3, n % 2)] += 1
    counter[Point(n % 4, 0)] += 1
    ordered[Point(n % 5, 0)] = n
ordered.move_to_end(Point(0, 0))
print(dict(counts), counter, list(ordered), ordered.pop(Point(1, 0)), Point(3, 0) in ordered)
pairs = {(Point(n % 3, 0), n % 2): n for n in range(10)}
print(pairs, pairs[Point(1, 0), 0], (Point(2, 0), 1) in pairs, pairs.get((Point(9, 9), 1)), {(Key("a"), 1), (Key("a"), 1)})
grid = {Point(x, y) for x in range(5) for y in range(5)}
print(len(grid), [point for point in list(grid)[:6]], len(grid - {Point(0, 0)}), Point(4, 4) in grid)
add, get = grid.add, pairs.get
add(Point(7, 7))
print(Point(7, 7) in grid, get((Point(0, 0), 0)), hash(Point(1, 2)) == hash((1, 2)), hash((Point(1, 2), 3)) == hash(((1, 2), 3)))
