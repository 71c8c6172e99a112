# Everything callable can be called with every form of argument list.
class Callable:
    def __init__(self, name):
        self.name = name

    def __call__(self, *args, **kwargs):
        return self.name, suspend(args), kwargs

    @classmethod
    def by_class(cls, *args, **kwargs):
        return cls.__name__, args, suspend(kwargs)

    @staticmethod
    def static(*args, **kwargs):
        return args, kwargs

    def bound(self, *args, **kwargs):
        return self.name, args, kwargs


c = Callable("c")
for target in (c, c.bound, Callable.by_class, c.by_class, Callable.static, c.static, lambda *a, **k: (a, k)):
    print(target(), target(1, 2), target(x=1), target(*[1], **{"y": 2}))
print(Callable.bound(c, 1), Callable.__call__(c, 2), type(c)("new").name)
print(int("12", base=suspend(8)), max(*[1, 5], key=lambda x: -x), dict(a=1, **{"b": 2}), str(object=b"x", encoding="ascii"))
print("{0} {key}".format(suspend("v"), key="k"), [].append(1), {}.setdefault("a", suspend([])))
