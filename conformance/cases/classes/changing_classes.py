# Classes change while instances live; instances change their class.
class Before:
    x = "before"

    def hello(self):
        return suspend("hello from Before")


class After:
    x = "after"

    def hello(self):
        return suspend("hello from After")


b = Before()
print(b.hello(), b.x)
b.__class__ = After
print(b.hello(), b.x, type(b).__name__, isinstance(b, Before))
old = After.hello
After.hello = lambda self: "patched"
print(b.hello(), old(b))
After.extra = property(lambda self: suspend("added property"))
print(b.extra)
del After.extra
print(hasattr(b, "extra"))
del After.hello
try:
    b.hello()
except AttributeError as error:
    print(error)


def loop():
    out = []
    for i in range(4):
        if i == 2:
            Before.x = suspend("changed in the loop")
        out.append(Before().x)
    return out


print(loop())


class Child(Before):
    pass


Child.__bases__ = (After,)
print(Child().x, Child.__mro__[1].__name__)
After.__getattr__ = lambda self, name: suspend("late getattr " + name)
print(b.whatever, Child().thing)
setattr(After, "__len__", lambda self: 42)
print(len(b))
Before.__eq__ = lambda self, other: suspend("eq")
print(Before() == 1)
try:
    b.__class__ = int
except TypeError as error:
    print(type(error).__name__)
