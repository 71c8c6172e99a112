# Sets, frozensets and tuples.
s = {3, 1, suspend(2)}
s.add(2)
s.discard(9)
s.update([5, 6], (7,))
s.remove(5)
print(sorted(s), len(s), 3 in s, s | {10} >= s, s & {1, 2}, sorted(s - {1}), sorted(s ^ {1, 99}), s.isdisjoint({100}), {1} < {1, 2}, s.issuperset({1}))
f = frozenset([1, 2])
print(f == {1, 2}, hash(f) == hash(frozenset([2, 1])), {f: "key"}[frozenset({2, 1})], f | {3} == frozenset([1, 2, 3]), type(f | {3}).__name__, type({3} | f).__name__, set() == frozenset(), set("hello") == set("ehlo"))
for bad in (lambda: s.remove(99), lambda: set().pop(), lambda: {[]}, lambda: s.add({}), lambda: f.add(1), lambda: set(5), lambda: {1} + {2}, lambda: {1} | [1], lambda: hash(s), lambda: s[0]):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
t = (1, suspend("b"), [3])
t[2].append(4)
print(t, t[0], t[-1], t + (5,), t * 2, t.index("b"), t.count(1), len(t), 1 in t, (1,), (), (1, 2) < (1, 3), hash((1, 2)) == hash((1, 2)), tuple("ab"), t[:2], t[::-1])
for bad in (lambda: t.__setitem__(0, 1), lambda: (1).append, lambda: t.index(9), lambda: hash(t), lambda: t[9], lambda: (1,) + [1]):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
try:
    t[0] = 5
except TypeError as error:
    print(error)
try:
    del t[0]
except TypeError as error:
    print(error)
u = {frozenset({1}), frozenset({1}), suspend(frozenset())}
print(len(u), set([1, 1.0, True]), {x % 2 for x in range(5)} == {0, 1}, sorted({"b", "a"}), set() or "empty", {1, 2} == {2, 1}, s.copy() == s)
s.clear()
print(s, set(), frozenset(), {*()}, {1}.pop(), min({3, 2}), sum({1, 2}), sorted(set.union({1}, [2], (3,))))
