# str, repr, print and join over containers of guest objects.
class R:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return suspend(f"R({self.name!r})")


class S(R):
    def __str__(self):
        return suspend(f"S-{self.name}")


r, s = R("a"), S("b")
print(r, s, [r, s], (r,), {"k": s}, {r}, {s: r}, [[r]], str(r), repr(s), f"{r}{s!r}", "%s %r" % (s, s))
print(str([s]), repr((s, [r])), "{} {!r}".format(s, s), "-".join(str(x) for x in [r, s]), ascii(R("é")))
print(r, s, sep=" / ", end="!\n")
print(*[s, s], sep=suspend(","))
cycle = [r]
cycle.append(cycle)
print(cycle)


class Out:
    def __init__(self):
        self.text = []

    def write(self, text):
        self.text.append(suspend(text))


out = Out()
print("to", s, file=out)
print(out.text)
from collections import OrderedDict, deque

print(deque([r]), repr(OrderedDict(a=s))[:11], {1: {2: r}}, [r] * 2, slice(r, None), ValueError(s), KeyError(r))
e = ValueError(r, s)
print(e, repr(e), str(KeyError(s)))


class Recursive:
    def __init__(self):
        self.parts = [self]

    def __repr__(self):
        return f"Recursive({len(self.parts)} parts)"


print(Recursive().parts)
try:
    print([type("Bad", (), {"__repr__": lambda self: 5})()])
except TypeError as error:
    print(error)
