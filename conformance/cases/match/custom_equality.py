# Value patterns compare with ==, in the order subject first, and each lookup is made once.
class Loud:
    def __init__(self, name, equal):
        self.name = name
        self.equal = equal

    def __eq__(self, other):
        print("compare", self.name, "with", getattr(other, "name", other))
        return suspend(self.equal)


class Values:
    a = Loud("a", False)
    b = Loud("b", True)


match Loud("subject", False):
    case Values.a:
        print("a")
    case Values.b:
        print("b")
    case 1:
        print("one")
    case _:
        print("default")


class Sized(list):
    def __len__(self):
        print("len")
        return suspend(super().__len__())

    def __getitem__(self, key):
        print("item", key)
        return super().__getitem__(key)


match Sized([1, 2, 3]):
    case [first, *middle, last]:
        print(first, middle, last)


class Keyed(dict):
    def get(self, key, default=None):
        print("get", key)
        return suspend(super().get(key, default))


match Keyed(a=1):
    case {"b": _}:
        print("b")
    case {"a": x}:
        print("a", x)
