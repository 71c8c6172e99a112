# Names of a class body are not visible in its methods and comprehensions, but are in its first iterable.
x = "module"


class Body:
    x = suspend("class")
    items = [1, 2]
    direct = [item for item in items]
    try:
        inside = [x for _ in items]
    except NameError:
        inside = "name error"
    condition = [item for item in items if item]

    def method(self):
        return x

    y = x
    x = "class again"
    z = x


print(Body.direct, Body.inside, Body.condition, Body().method(), Body.y, Body.z, Body.x)


def function():
    x = "function"

    class Local:
        seen = x

        def method(self):
            return x

        x = suspend("local class")

    return Local


try:
    print(function().seen)
except NameError as error:
    print(type(error).__name__)


def function2():
    y = "function"

    class Local:
        seen = y

        def method(self):
            return suspend(y)

    return Local.seen, Local().method()


print(function2())
