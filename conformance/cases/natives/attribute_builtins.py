# getattr, setattr, hasattr, delattr, vars, dir, type, callable, isinstance and their guest hooks.
class Dyn:
    existing = 1

    def __getattr__(self, name):
        if name == "missing":
            raise AttributeError("no " + name)
        return suspend(name * 2)

    def __setattr__(self, name, value):
        super().__setattr__(name, suspend((value,)))

    def __delattr__(self, name):
        print("deleting", suspend(name))
        super().__delattr__(name)

    def __dir__(self):
        return suspend(["b", "a"])


d = Dyn()
setattr(d, "x", 1)
print(getattr(d, "x"), getattr(d, "yy"), getattr(d, "missing", "default"), hasattr(d, "missing"), hasattr(d, "zz"), vars(d), dir(d), d.existing)
delattr(d, "x")
try:
    delattr(d, "x")
except AttributeError as error:
    print(type(error).__name__)
try:
    getattr(d, "missing")
except AttributeError as error:
    print(error)


class P:
    @property
    def bad(self):
        raise ValueError(suspend("property"))

    @property
    def hidden(self):
        raise AttributeError("from inside")


for action in (lambda: getattr(P(), "bad", 0), lambda: hasattr(P(), "bad"), lambda: getattr(P(), "hidden")):
    try:
        action()
    except (ValueError, AttributeError) as error:
        print(type(error).__name__, error)
print(getattr(P(), "hidden", "default"), hasattr(P(), "hidden"), getattr("abc", "upper")(), getattr(5, "real"), callable(d), callable(print), type(d).__name__, type(5) is int, isinstance(d, (int, Dyn)), id(d) == id(d))
print(sorted(n for n in dir(P) if not n.startswith("_")), [n for n in vars(P) if not n.startswith("_")], type("T", (P,), {"z": 1})().z, hash("x") == hash("x"), repr(getattr(d, "abc")))
for bad in (lambda: getattr(5), lambda: getattr(5, 5), lambda: setattr(5, "x", 1), lambda: vars(5), lambda: getattr(None, "x"), lambda: isinstance(1, 1), lambda: len(5), lambda: abs("x"), lambda: iter(d) and 0):
    try:
        print(bad())
    except (TypeError, AttributeError) as error:
        print(type(error).__name__)
