# Functions carry names, docs, defaults and attributes of their own.
def greet(name, greeting="hello", *, loud=False):
    """Greets."""
    text = f"{greeting} {name}"
    return text.upper() if loud else text


print(greet.__name__, greet.__qualname__, greet.__doc__, greet.__module__)
greet.calls = suspend(0)
greet.calls += 1
print(greet.calls, greet.__dict__)
greet.__name__ = "welcome"
greet.__qualname__ = "Place.welcome"
print(greet.__name__, greet.__qualname__)


def outer():
    def inner():
        pass

    class Local:
        def method(self):
            pass

    return inner, Local


inner, Local = outer()
print(inner.__qualname__, Local.__qualname__, Local.method.__qualname__, (lambda: 0).__qualname__)
try:
    greet.missing
except AttributeError as error:
    print(type(error).__name__)
del greet.calls
print(greet.__dict__, callable(greet), greet("x", loud=suspend(True)))
print(greet == greet, greet != inner, len({greet, greet, inner}))
