# Keys that hash by their address, and are compared by guest code that waits: they are stored and found by where they are then.
class Meta(type):
    def __eq__(cls, other):
        return suspend(cls is other)

    __hash__ = type.__hash__


class Same:
    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return suspend(self is other)

    __hash__ = object.__hash__

    def __repr__(self):
        return self.name


class K(metaclass=Meta):
    pass


class L(metaclass=Meta):
    pass


def check(a, b):
    table = {a: 1}
    table[b] = 2
    table[a] += 10
    print(table[a], table[b], a in table, table.get(b), table.setdefault(a, 5), len(table))
    table.update({b: 3})
    print(table.pop(b), b in table, table.pop(b, "gone"))
    del table[a]
    print(table, table.setdefault(a, 7), table[a])
    members = {a}
    members.add(b)
    members.add(a)
    print(len(members), a in members, b in members)
    members.discard(a)
    members.update([b])
    print(len(members), a in members, members == {b}, {a: 1} == {a: 1}, {a, b} & {b} == {b})


check(K, L)
check(Same("a"), Same("b"))
