# Hooks that run when a class is made or subscripted.
class Plugin:
    plugins = {}

    def __init_subclass__(cls, /, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.plugins[suspend(name or cls.__name__)] = cls

    def __class_getitem__(cls, item):
        return suspend((cls.__name__, item))


class A(Plugin):
    pass


class B(Plugin, name="bee"):
    pass


class C(B, name="sea"):
    pass


print({k: v.__name__ for k, v in Plugin.plugins.items()}, Plugin[int] == ("Plugin", int), C[1, 2])
try:
    class D(Plugin, wrong=1):
        pass
except TypeError as error:
    print(type(error).__name__, "wrong" in str(error) or "keyword" in str(error))


class Field:
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, suspend(name))
        self.name = name


class Record:
    a = Field()
    b = Field()


print(Record.a.name, Record.b.name)
Record.c = Field()
print(hasattr(Record.c, "name"))


class Base:
    def __init_subclass__(cls, **kwargs):
        print("creating", cls.__name__, kwargs)


class Child(Base, k=suspend(1), m=2):
    x = 5
