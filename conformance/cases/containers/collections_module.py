# deque, defaultdict, Counter, OrderedDict, ChainMap and namedtuple.
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple

q = deque([1, 2, 3], maxlen=3)
q.append(suspend(4))
q.appendleft(0)
q.rotate(1)
print(q, q[0], q.maxlen, list(q), len(q), q.pop(), q.popleft(), 2 in q, q.count(2), deque("ab") + deque("c"), deque([1]) == deque([1]))
d = defaultdict(list)
d["a"].append(suspend(1))
d["b"]
print(d, dict(d), d.get("c"), "c" in d)
calls = defaultdict(lambda: suspend(len(calls)))
print(calls["x"], calls["y"], calls["x"], dict(calls))
c = Counter("mississippi")
c.update("miss")
c["z"] -= suspend(1)
print(c.most_common(2), c["q"], c + Counter(a=1), sorted(c.elements())[:3], c & Counter("sip"), sum(c.values()), Counter(a=1) == Counter("a"))
o = OrderedDict(a=1, b=2, c=3)
o.move_to_end("a")
o["d"] = suspend(4)
print(list(o), o.popitem(last=False), OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1) == {"a": 1}, list(reversed(o)))
m = ChainMap({"a": 1}, {"a": 2, "b": 3})
m["c"] = suspend(4)
print(m["a"], m["b"], sorted(m), m.maps[0], m.new_child({"a": 0})["a"], m.parents["a"])
P = namedtuple("P", "x y", defaults=[0])
p = P(1)
print(p, p.x, p._replace(y=suspend(5)), p._asdict(), P._fields, P._make([7, 8]), p == (1, 0), [*p], P(x=1, y=2).y, hash(p) == hash((1, 0)))
x, y = p
print(x, y, max(P(1, 2), P(1, 3)))
try:
    P()
except TypeError as error:
    print("missing 1 required" in str(error))


class Sub(P):
    @property
    def total(self):
        return suspend(self.x + self.y)


print(Sub(3, 4).total, Sub(3, 4), isinstance(Sub(1), P))
match p:
    case P(x=1, y=other):
        print("matched", other)
