# A metaclass takes part in every step of making a class.
class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kwargs):
        print("prepare", name, [b.__name__ for b in bases], kwargs)
        return suspend({"prepared": True})

    def __new__(mcs, name, bases, namespace, **kwargs):
        print("new", name, sorted(k for k in namespace if not k.startswith("__")))
        return suspend(super().__new__(mcs, name, bases, namespace))

    def __init__(cls, name, bases, namespace, **kwargs):
        print("init", name, kwargs)
        super().__init__(name, bases, namespace)

    def __call__(cls, *args, **kwargs):
        print("call", cls.__name__, args)
        return suspend(super().__call__(*args, **kwargs))


class A(metaclass=Meta, option=suspend(1)):
    x = 1

    def __init__(self, value):
        print("instance", value)


class B(A):
    print("body of B", prepared)
    y = 2


b = B(5)
print(type(B) is Meta, B.prepared, B.x + B.y, isinstance(b, A), type(b) is B)
C = Meta("C", (A,), {"z": 3})
print(C.z, C("c").z)
