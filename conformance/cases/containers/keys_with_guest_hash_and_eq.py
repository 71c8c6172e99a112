# Keys whose __hash__ and __eq__ are guest code, in dicts and sets.
class Key:
    def __init__(self, name, group=0):
        self.name = name
        self.group = group

    def __hash__(self):
        log.append(("hash", suspend(self.name)))
        return self.group

    def __eq__(self, other):
        log.append(("eq", self.name, getattr(other, "name", other)))
        return suspend(isinstance(other, Key) and self.name == other.name)

    def __repr__(self):
        return f"K({self.name})"


log = []
a, b, c = Key("a"), Key("b"), Key("c", 1)
d = {a: 1}
d[b] = 2
d[c] = 3
print(d[Key("b")], Key("c", 1) in d, Key("zz") in d, d.get(Key("a")), len(d))
print(log)
log.clear()
s = {a, b}
s.add(Key("a"))
s.discard(Key("b"))
print(s, a in s, log)
log.clear()
print(d.pop(Key("a")), d.setdefault(Key("b"), "no"), d.setdefault(Key("new"), "made"), list(d))
del d[Key("new")]
print(d, {**d} == d, dict(d) is d)
log.clear()
print([a, b].index(Key("b")), [a].count(Key("a")), Key("b") in [a, b], (a,) == (Key("a"),), [a] == [b], [a] != [Key("a")])
print(log)
log.clear()
print({a: 1} == {Key("a"): 1}, {a} == {Key("a")}, {a} | {Key("a")}, {a, b} & {Key("b")}, {a} - {Key("a")})


class Unhashable:
    __hash__ = None


class Failing:
    def __hash__(self):
        raise ValueError(suspend("no hash"))


for bad in (lambda: {Unhashable(): 1}, lambda: {Failing()}, lambda: {Failing(): 1}, lambda: {}.get(Failing()), lambda: hash(Unhashable())):
    try:
        bad()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
