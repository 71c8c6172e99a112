# __prepare__ may give any mapping; the body's lookups and stores go through it.
class Recording(dict):
    def __init__(self):
        super().__init__()
        self.log = []

    def __setitem__(self, key, value):
        if not key.startswith("__"):
            self.log.append(suspend(key))
        super().__setitem__(key, value)

    def __missing__(self, key):
        if key.startswith("auto"):
            return suspend("made " + key)
        raise KeyError(key)


class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases):
        return Recording()

    def __new__(mcs, name, bases, namespace):
        cls = super().__new__(mcs, name, bases, dict(namespace))
        cls.order = namespace.log
        return cls


class Ordered(metaclass=Meta):
    b = 1
    a = b + 1
    b = a
    c = auto_one

    def method(self):
        pass

    for i in range(2):
        pass


print(Ordered.order, Ordered.a, Ordered.b, Ordered.c)
try:
    class Fails(metaclass=Meta):
        x = unknown_name
except NameError as error:
    print(error)
