# Names that reach instances through their __dict__, made at run time: equal to the ones in the source, not the same string.
class Report:
    def rows(self):
        return "method"


def spell(*parts):
    return "".join(parts)


first, second = Report(), Report()
vars(first)[spell("ro", "ws")] = suspend(1)
vars(first)[spell("to", "tal")] = 2
second.rows = 3
second.total = suspend(4)
for _ in range(3):
    print(first.rows, first.total, second.rows, second.total)
third = Report()
print(third.rows(), hasattr(third, "total"))
setattr(third, spell("to", "tal"), 5)
vars(third)["rows"] = suspend(6)
print(third.rows, third.total, vars(first), vars(second), vars(third))
first.rows += 10
second.rows += 10
print(first.rows, second.rows)
del first.rows, second.total
print(first.rows(), vars(first), vars(second), hasattr(second, "total"))


class Held:
    pass


held = Held()
names = held.__dict__
names["x"] = suspend(1)
held.y = 2
print(held.x, held.y, names, names is held.__dict__)
held.__dict__ = {"z": 3}
held.x = suspend(4)
print(held.__dict__, names, hasattr(held, "y"), held.z)
names["x"] = 5
print(held.x)
