# In-place operators: own method, NotImplemented, fallback to the plain operator.
class Plain:
    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        print("add")
        return Plain(suspend(self.v + getattr(other, "v", other)))

    def __repr__(self):
        return f"Plain({self.v})"


class Declines(Plain):
    def __iadd__(self, other):
        print("iadd declines")
        return suspend(NotImplemented)


class InPlace(Plain):
    def __iadd__(self, other):
        print("iadd")
        self.v = suspend((self.v, other))
        return self


class Holder:
    pass


for cls in (Plain, Declines, InPlace):
    h = Holder()
    h.x = first = cls(1)
    h.x += 5
    print(h.x, h.x is first)
    values = [first]
    values[0] += 6
    print(values, values[0] is first)


class Right:
    def __radd__(self, other):
        return suspend(("radd", other))


n = 5
n += Right()
print(n)
s = "text"
try:
    s += Right
except TypeError as error:
    print(error)
values = [1]
alias = values
values += (suspend(i) for i in range(2))
values.extend(alias)
print(alias)
values[0] += 5
values[-1:] = [7, 8]
print(values)


class Setter:
    def __init__(self):
        self._x = [0]

    @property
    def x(self):
        print("get")
        return self._x

    @x.setter
    def x(self, value):
        print("set", suspend(value))


t = Setter()
t.x += [1]
print(t._x)
