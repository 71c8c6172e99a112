# super() finds its arguments under any name, and says what it misses.
s = super


class A:
    def f(self):
        return suspend("A.f")

    @classmethod
    def c(cls):
        return suspend("A.c")


class B(A):
    def f(self):
        found = s().f
        return found(), super().f()

    @classmethod
    def c(cls):
        found = s().c
        return __class__, found(), cls.__name__

    def g():
        super()

    def h(self):
        return s()

    def deleted(self):
        del self
        super()

    def captured_and_deleted(self):
        (lambda: self)
        del self
        super()


print(B().f(), B.c())
for f in (B.g, B().h, B().deleted, B().captured_and_deleted, lambda: super(), lambda x=1: super()):
    try:
        f()
    except RuntimeError as error:
        print(error, suspend(1))


class Meta(type):
    def __new__(metaclass, name, bases, namespace):
        try:
            namespace["early"](1)
        except RuntimeError as error:
            print(error)
        return super().__new__(metaclass, name, bases, namespace)


class Early(metaclass=Meta):
    def early(x):
        super()
