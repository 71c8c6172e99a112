# __getattr__, __getattribute__, __setattr__ and __delattr__ in classes and their subclasses.
class Dynamic:
    def __init__(self):
        self.real = "real"

    def __getattr__(self, name):
        if name.startswith("no"):
            raise AttributeError(f"refused {name}")
        return suspend(f"dynamic {name}")

    def __setattr__(self, name, value):
        print("set", name)
        object.__setattr__(self, name, suspend(value))

    def __delattr__(self, name):
        print("delete", name)
        super().__delattr__(name)


d = Dynamic()
print(d.real, d.other, hasattr(d, "anything"), hasattr(d, "nothing"), getattr(d, "nope", "default"))
d.real = 5
del d.real
print(d.real)
try:
    d.nope
except AttributeError as error:
    print(error)
try:
    del d.never
except AttributeError as error:
    print(type(error).__name__)


class Total:
    plain = "class attribute"

    def __init__(self):
        self.x = 1

    def __getattribute__(self, name):
        if name == "magic":
            return suspend("from getattribute")
        return object.__getattribute__(self, name)

    def __getattr__(self, name):
        return suspend("fallback " + name)


t = Total()
print(t.magic, t.x, t.plain, t.missing, t.__class__.__name__)


class Proxy:
    def __init__(self, target):
        object.__setattr__(self, "_target", target)

    def __getattr__(self, name):
        return getattr(object.__getattribute__(self, "_target"), name)

    def __setattr__(self, name, value):
        setattr(self._target, name, suspend(value))

    def __len__(self):
        return len(self._target)


p = Proxy([1, 2])
p.append(3)
print(len(p), p.index(3), p.__class__.__name__)
inner = Dynamic()
Proxy(inner).forwarded = "yes"
print(inner.forwarded)
