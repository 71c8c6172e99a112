# Exceptions that start in class bodies, decorators, defaults, comprehensions, properties and destructuring.
def fail(text):
    raise ValueError(suspend(text))


def run(source):
    try:
        source()
    except Exception as error:
        print(type(error).__name__, error)


def in_class():
    class Broken:
        x = fail("class body")


def in_decorator():
    @fail("decorator")
    def f(): ...


def in_default():
    def f(x=fail("default")): ...


def in_metaclass():
    class M(type):
        def __new__(mcs, *args):
            fail("metaclass")

    class Broken(metaclass=M):
        pass


class WithProperty:
    @property
    def value(self):
        return fail("property")

    def __getattr__(self, name):
        return "fallback for " + name


def in_unpack():
    a, b = [1]


def in_star():
    a, *b, c = [1]


def in_format():
    f"{fail('f-string')}"


for source in (in_class, in_decorator, in_default, in_metaclass, in_unpack, in_star, in_format):
    run(source)
run(lambda: WithProperty().value)


class AttributeInProperty:
    @property
    def value(self):
        return self.not_there

    def __getattr__(self, name):
        return suspend("fallback for " + name)


print(AttributeInProperty().value)
