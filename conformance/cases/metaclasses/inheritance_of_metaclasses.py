# The most derived metaclass is chosen, and conflicts are refused.
class M1(type):
    def tag(cls):
        return suspend("M1")


class M2(M1):
    def tag(cls):
        return "M2+" + super().tag()


class Other(type):
    pass


class A(metaclass=M1): ...
class B(metaclass=M2): ...
class C(A, B): ...
class D(B, metaclass=M1): ...
class E(metaclass=Other): ...


print(type(A).__name__, type(C).__name__, type(D).__name__, C.tag(), A.tag(), D.tag())
try:
    class F(A, E): ...
except TypeError as error:
    print(str(error).split(":")[0])


def factory(name, bases, namespace, **kwargs):
    print("factory", name, bases, kwargs)
    return suspend({k: v for k, v in namespace.items() if not k.startswith("__")})


class NotAClass(metaclass=factory, k=1):
    x = 1

    def f(self): ...


print(type(NotAClass).__name__, sorted(NotAClass))


class Registry(type):
    classes = []

    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        Registry.classes.append(suspend(name))


class R1(metaclass=Registry): ...
class R2(R1): ...


print(Registry.classes)
try:
    class G(metaclass=lambda *args: 1 / 0): ...
except ZeroDivisionError as error:
    print(error)
