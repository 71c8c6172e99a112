# Sets, frozensets and dicts whose keys guest code hashes by their strings, nested in each other, over suspensions.
from collections import OrderedDict, defaultdict


class Key:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return hash(("key", self.name))

    def __eq__(self, other):
        return isinstance(other, Key) and self.name == other.name

    def __lt__(self, other):
        return self.name < other.name

    def __repr__(self):
        return f"K({self.name})"


class Same(Key):
    def __hash__(self):
        return len("same" and self.name[:1])


def known(*names):
    return [Key(name) for name in names]


table = {key: key.name for key in known("a", "b", "c")}
ordered = OrderedDict((key, number) for number, key in enumerate(known("z", "y", "x")))
ordered["text"] = 3
ordered[5] = 4
ordered.move_to_end(Key("z"))
grouped = defaultdict(list, {key: [key] for key in known("g", "h")})
members = set(known("p", "q", "r")) | {"text", 5}
frozen = frozenset(known("f", "o")) | {1, "one"}
colliding = {Same("s1"): 1, Same("s2"): 2, Same("s3"): 3}
nested = {frozen: "frozen", (1, frozen): "in a tuple", frozenset({frozen, 2}): "in a frozenset", ((Key("t"), "u"),): "deep"}
sets = {frozenset(known("i")), frozenset({frozenset(known("i", "j"))}), (frozenset(known("k")), 1)}
holder = {}
holder[frozenset({(Key("self"), 1)})] = holder


def check():
    print([table.get(key) for key in known("a", "b", "c", "d")], list(table))
    print([ordered.get(key) for key in known("z", "y", "x", "w")], list(ordered), ordered["text"], ordered[5])
    print([grouped.get(key) for key in known("g", "h")], sorted(grouped))
    print([key in members for key in [*known("p", "q", "r", "s"), "text", 5]], len(members))
    print([key in frozen for key in [*known("f", "o", "p"), 1, "one"]], hash(frozen) == hash(frozenset(known("f", "o")) | {1, "one"}))
    print([colliding[Same(name)] for name in ("s1", "s2", "s3")])
    again = frozenset(known("o", "f")) | {"one", 1}
    print(nested[again], nested[1, again], nested[frozenset({2, again})], nested[((Key("t"), "u"),)])
    print(frozenset(known("i")) in sets, frozenset({frozenset(known("j", "i"))}) in sets, (frozenset(known("k")), 1) in sets)
    print(holder[frozenset({(Key("self"), 1)})] is holder)


check()
suspend(1)
suspend(2)
check()
seen = []
for member in members:
    seen.append(suspend(member))
print(sorted(map(repr, seen)), len(seen))
seen = []
for member in frozenset(known("l", "m", "n")):
    seen.append(member)
    suspend(None)
print(sorted(seen))
for key in list(ordered):
    print(key, suspend(ordered[key]))
check()
members.add(Key("p"))
members.discard(Key("q"))
table[Key("a")] = suspend("new")
del ordered[Key("y")]
ordered.move_to_end(Key("x"), last=False)
print(len(members), table, ordered)
suspend(3)
check()
