# `is` and id() keep their answers over suspensions for every kind of object.
import math


class C:
    def m(self): ...


def f(): ...


things = {"int": 10**20, "float": 1.25, "str": "some text here", "bytes": b"xyz", "list": [], "dict": {}, "tuple": (1, 2), "set": {1}, "class": C, "instance": C(), "function": f,
          "lambda": lambda: 0, "generator": (i for i in ()), "bound": C().m, "builtin": len, "type": int, "none": None, "ellipsis": ..., "module": math, "range": range(5), "slice": slice(1),
          "exception": ValueError("x"), "property": property(), "object": object(), "iterator": iter([1]), "bytearray": bytearray(), "frozenset": frozenset([1]), "complex": 1j}
copies = dict(things)
ids = {name: id(thing) for name, thing in things.items()}
suspend(things)
for name, thing in things.items():
    print(name, thing is copies[name], id(thing) == ids[name], thing == copies[name])
print(math is __import__("math"), things["builtin"] is len, things["type"] is int, type(things["instance"]) is C, things["function"] is f)
a, b = suspend([]), suspend([])
print(a is b, id(a) == id(b), a is a, suspend(None) is None, suspend(True) is True, suspend(NotImplemented) is NotImplemented, suspend(ValueError) is ValueError, suspend(()) is ())
