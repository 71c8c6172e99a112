# The middle of a chained comparison is evaluated once, and the chain stops at the first false link.
calls = []


def middle(value):
    calls.append(value)
    return suspend(value)


print(1 < middle(2) < 3, calls)
print(1 < middle(0) < 3, calls)
print(1 > middle(2) > undefined_name, calls)
print(middle(3) == middle(3) != middle(4) in [4, 5], calls)
try:
    1 < middle(2) < undefined_name
except NameError as error:
    print(error)
print(1 > middle(2) > undefined_name, calls)


class Odd:
    def __init__(self, name):
        self.name = name

    def __lt__(self, other):
        calls.append((self.name, other.name))
        return suspend([self.name])


print(Odd("x") < Odd("y") < Odd("z"), calls[-2:])
