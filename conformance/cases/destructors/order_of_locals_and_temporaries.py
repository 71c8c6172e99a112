# Objects die where CPython drops them: temporaries at once, locals when the function ends.
class D:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("-", self.name, end=" ")


def f(arg):
    print("in f", end=" ")
    return "result"


f(D("argument"))
print()
[D("in list"), D("second")]
print("after list")
x = D("first") and suspend("kept")
print("after and")


def locals_die():
    a = D("a")
    b = D("b")
    print("returning", end=" ")
    return suspend("value")


print(locals_die())


def rebind():
    v = D(1)
    v = D(2)
    print("rebound", end=" ")
    v = None
    print("cleared", end=" ")
    for v in (D(3), D(4)):
        print("loop", v.name, end=" ")
    print("after loop", end=" ")


rebind()
print()


def in_exception():
    held = D("held")
    try:
        raise ValueError("x")
    except ValueError:
        print("handler", end=" ")
    print("after handler", end=" ")


in_exception()
print()
d = {"k": D("value")}
d["k"] = suspend("replaced")
print("replaced")
t = (D("in tuple"),)
del t
print("tuple gone")


def gen():
    g = D("generator local")
    yield 1
    yield 2


for v in gen():
    break
print("loop left")
next(gen())
print("temporary generator")
print(len([D(i) for i in range(3)]))
f(f(D("nested")))
print("end")
