from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, UserString, defaultdict, deque, namedtuple

Point = namedtuple("Point", "x y", defaults=[5])


class Named(Point):
    def norm(self):
        suspend("method")
        return self.x + self.y


print(Point(1), Point(1, 2)._replace(x=3), Named(4).norm(), Point._make([1, 2])._asdict(), Point._fields, Point(1) == (1, 5))
print(Point.__name__, Point.__module__, Point._field_defaults)
table = defaultdict(lambda: suspend([]))
table["a"].append(1)
print(dict(table), defaultdict(list, a=[1]))
count = Counter("abracadabra")
print(count.most_common(2), count["z"], Counter(a=1) + Counter(a=2, b=1), count.total(), sorted(count.elements())[:3])
count.subtract("aaa")
print(count, -count)


class Key:
    def __init__(self, value):
        self.value = value

    def __hash__(self):
        suspend("hash")
        return hash(self.value)

    def __eq__(self, other):
        suspend("eq")
        return self.value == other.value


print(len(Counter([Key(1), Key(1), Key(2)])))
ordered = OrderedDict(a=1, b=2)
ordered.move_to_end("a")
print(ordered, list(reversed(ordered)), ordered.popitem(last=False), OrderedDict(a=1) == OrderedDict(a=1))
chain = ChainMap({"a": 1}, {"a": 2, "b": 3})
print(chain["a"], chain["b"], dict(chain), chain.parents, chain.new_child({"a": 0})["a"])


class Loud(UserDict):
    def __setitem__(self, key, value):
        suspend("setitem")
        self.data[key] = value * 2


loud = Loud(a=1)
loud.update(b=2)
print(loud, "a" in loud, UserList([1, 2]) + [3], UserString("abc").upper())


class Missing(dict):
    def __missing__(self, key):
        suspend("__missing__")
        return key + "?"


print(Missing()["z"])
queue = deque([1, 2, 3], maxlen=2)
queue.appendleft(0)
suspend("alive")
print(queue, queue.index(0), queue.maxlen)
queue.rotate(1)
print(queue, list(queue))
