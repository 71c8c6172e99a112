import copy
import datetime
import weakref
from collections import OrderedDict, defaultdict, deque
from decimal import Decimal


class Custom:
    def __init__(self):
        self.items = [1]

    def __deepcopy__(self, memo):
        suspend("__deepcopy__")
        other = Custom()
        other.items = copy.deepcopy(self.items, memo)
        return other

    def __copy__(self):
        suspend("__copy__")
        return self


class Stateful:
    def __init__(self):
        self.a = [1]
        self.me = self

    def __getstate__(self):
        suspend("__getstate__")
        return {"a": self.a, "me": self.me}

    def __setstate__(self, state):
        suspend("__setstate__")
        self.__dict__.update(state)


class Plain:
    pass


class Slots:
    __slots__ = ("x", "y")


class Pair(tuple):
    pass


class Bag(list):
    pass


found = copy.deepcopy({"a": [Custom(), Custom()], "t": (1, [2])})
print(found["a"][0].items, found["t"], copy.copy(Custom()).items)
stateful = copy.deepcopy(Stateful())
print(stateful.me is stateful, stateful.a)
plain = Plain()
plain.x = [1]
plain.self = plain
deep, shallow = copy.deepcopy(plain), copy.copy(plain)
print(deep.x is plain.x, deep.self is deep, shallow.x is plain.x)
slots = Slots()
slots.x = [3]
print(copy.deepcopy(slots).x, copy.copy(slots).x is slots.x, hasattr(copy.copy(slots), "y"))
bag = Bag([[1]])
bag.name = "bag"
other = copy.deepcopy(bag)
print(other, other.name, type(other).__name__, copy.copy(Pair((1, 2))), type(copy.deepcopy(Pair((1, [2])))).__name__)
print(copy.copy([1, [2]]), copy.deepcopy({1: {2}}), copy.deepcopy(print) is print, copy.deepcopy(Plain) is Plain)
print(copy.deepcopy([datetime.date(2020, 1, 1), Decimal(1), deque([[1]]), defaultdict(list, a=[1]), OrderedDict(a=[1])]))
shared = [1]
twice = copy.deepcopy([shared, shared])
print(twice[0] is twice[1], twice[0] is shared)
error = copy.copy(ValueError("text", 1))
print(repr(error), error.args)
try:
    copy.deepcopy(x for x in [])
except TypeError as problem:
    print(type(problem).__name__)
thing = Plain()
reference = weakref.ref(thing)
table = weakref.WeakValueDictionary(a=thing)
keys = weakref.WeakKeyDictionary()
keys[thing] = 1
print(reference() is thing, len(table), list(keys.values()))
