# Subclasses of built-in types keep behaviour, add attributes and override methods.
class Stack(list):
    def push(self, item):
        self.append(suspend(item))
        return self

    def __repr__(self):
        return "Stack" + super().__repr__()


class Loud(dict):
    def __setitem__(self, key, value):
        print("setting", key)
        super().__setitem__(key, suspend(value))

    def __getitem__(self, key):
        return ("loud", super().__getitem__(key))


class Text(str):
    def __add__(self, other):
        return Text(suspend(str.__add__(self, other)))

    def __len__(self):
        return 99


class Whole(int):
    def __add__(self, other):
        return Whole(suspend(int(self) + int(other)))

    __radd__ = __add__

    def __repr__(self):
        return f"Whole({int(self)})"


class Real(float):
    def __str__(self):
        return suspend(f"{float(self):.1f}!")


class Bag(set):
    def add(self, item):
        super().add(suspend(item))


s = Stack([1]).push(2).push(3)
print(s, len(s), s[1:], s + [4], isinstance(s, list), s == [1, 2, 3], s.pop())
d = Loud(a=1)
d["b"] = 2
d.update(c=3)
print(d["b"], d.get("b"), dict(d), list(d.items()))
t = Text("ab") + "cd"
print(t, type(t).__name__, len(t), t.upper(), t[1], "".join([t, "x"]))
w = Whole(5)
print(w + 1, 1 + w, w * 2, [w], sum([w, 2]), hash(w) == hash(5), {5: "five"}[w])
print(Real(2.55), Real(1) + 1, f"{Real(3)}", repr(Real(2.5)))
b = Bag([1])
b.add(2)
b.attribute = suspend("kept")
print(sorted(b), b.attribute, 2 in b, b | {3} == {1, 2, 3})


class Error(KeyError):
    pass


print(isinstance(Error("x"), LookupError), Error("x").args)
