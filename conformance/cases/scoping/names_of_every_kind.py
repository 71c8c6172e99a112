# Global, local, free, class and builtin names, deleted and shadowed.
len_before = len([1])
len = lambda x: "shadowed"
print(len([1]), len_before)
del len
print(len([1, 2]))


def f():
    try:
        print(print_count)
    except NameError as error:
        return str(error)


print(f())
print_count = suspend(3)
f2 = lambda: print_count
print(f2())


class C:
    print_count = "class level"
    seen = print_count
    get = lambda self: print_count

    def method(self):
        return print_count, C.print_count


print(C.seen, C().get(), C().method())


def shadow(list=list, sum=sum):
    return list("ab"), sum([1, 2])


print(shadow())


def outer():
    x = 1

    def get():
        return x

    class Inner:
        x = x if False else "inner"
        y = get()

        def method(self):
            return x

    x = suspend(2)
    return Inner.x, Inner.y, Inner().method()


try:
    print(outer())
except NameError as error:
    print(type(error).__name__)


def loops():
    for i in range(3):
        pass
    j = [i for i in "abc"]
    return i, j


print(loops())
print([name for name in ("C", "outer", "nothing") if name in globals()])


def deep():
    def a():
        def b():
            nonlocal value
            value += suspend(1)
            return value

        value = 10
        return b

    return a()


b = deep()
print(b(), b())
__builtins_are_not_here__ = "max" in globals()
print(__builtins_are_not_here__, __name__)
