# Descriptors that validate, know their name, and keep values per instance.
class Typed:
    def __init__(self, kind, default=None):
        self.kind = kind
        self.default = default

    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return getattr(instance, self.name, self.default)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name[1:]} must be {self.kind.__name__}, not {type(value).__name__}")
        setattr(instance, self.name, suspend(value))


class Person:
    name = Typed(str)
    age = Typed(int, default=0)

    def __init__(self, name):
        self.name = name


p, q = Person("Ann"), Person("Bob")
p.age = 30
p.age += suspend(1)
print(p.name, p.age, q.name, q.age, Person.name.kind.__name__)
for action in (lambda: setattr(p, "age", "old"), lambda: Person(5)):
    try:
        action()
    except TypeError as error:
        print(error)


class Lazy:
    def __init__(self, function):
        self.function = function

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        value = instance.__dict__[self.name] = suspend(self.function(instance))
        return value


class Report:
    @Lazy
    def rows(self):
        print("computing")
        return [1, 2, 3]


r = Report()
print(r.rows, r.rows, r.__dict__)
from functools import cached_property


class Cached:
    @cached_property
    def value(self):
        print("cached")
        return suspend(42)


c = Cached()
print(c.value, c.value)
del c.value
print(c.value)
