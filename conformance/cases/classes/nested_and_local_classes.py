# Classes in classes, in functions and in loops.
class Outer:
    level = 1

    class Inner:
        level = suspend(2)

        class Innermost:
            level = 3

        def up(self):
            return Outer.level

    made = Inner()
    alias = Inner.Innermost


print(Outer.Inner.level, Outer.Inner.Innermost.level, Outer.made.up(), Outer.alias.__qualname__)


def make(n):
    class Local:
        number = n

        def get(self):
            return suspend(n), type(self).__qualname__

    return Local


classes = [make(i) for i in range(3)]
print([c().get() for c in classes], classes[0] is classes[1], classes[1].number)
for i in range(2):
    class Looped:
        index = i

print(Looped.index)
if suspend(True):
    class Chosen:
        which = "if"
else:
    class Chosen:
        which = "else"
print(Chosen.which)


class Body:
    for number in range(3):
        pass
    if number == 2:
        flag = suspend("set")
    try:
        1 / 0
    except ZeroDivisionError:
        caught = True
    with_values = []
    while len(with_values) < 2:
        with_values.append(len(with_values))
    del number


print(Body.flag, Body.caught, Body.with_values, hasattr(Body, "number"))
print(type("Made", (Outer,), {"level": suspend(9)}).level, type("Empty", (), {}).__name__)
