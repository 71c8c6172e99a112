# Method resolution with super() through diamonds, with and without arguments.
log = []


class Base:
    def __init__(self, **kwargs):
        log.append(("Base", suspend(sorted(kwargs))))

    def who(self):
        return ["Base"]


class Left(Base):
    def __init__(self, left=None, **kwargs):
        log.append(("Left", left))
        super().__init__(**kwargs)

    def who(self):
        return ["Left"] + super().who()


class Right(Base):
    def __init__(self, right=None, **kwargs):
        log.append(("Right", suspend(right)))
        super(Right, self).__init__(**kwargs)

    def who(self):
        return ["Right"] + super().who()


class Bottom(Left, Right):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        log.append("Bottom")

    def who(self):
        return ["Bottom"] + suspend(super().who())

    @classmethod
    def make(cls):
        return cls(left=1, right=2, other=3)

    @classmethod
    def name(cls):
        return cls.__name__


class Deeper(Bottom):
    @classmethod
    def name(cls):
        return "Deeper of " + super().name()

    who_of_left = lambda self: super(Left, self).who()


d = Deeper.make()
print(log, d.who(), d.who_of_left(), Deeper.name(), [c.__name__ for c in Deeper.__mro__])
try:
    class Impossible(Base, Left):
        pass
except TypeError as error:
    print("no consistent order" if "MRO" in str(error) else error)
print(Deeper.__bases__ == (Bottom,), issubclass(Deeper, Right))
