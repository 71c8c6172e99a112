# super() in nested functions, comprehensions, class methods, and with missing cells.
class A:
    attribute = "A"

    def value(self, n=0):
        return ("A", n)

    @property
    def prop(self):
        return suspend("A.prop")

    def __getitem__(self, key):
        return ("A item", key)


class B(A):
    attribute = "B"

    def value(self, n=0):
        def nested():
            return super(B, self).value(suspend(n))

        return nested()

    def by_lambda(self):
        return (lambda: super(B, self).value(1))()

    def in_comprehension(self):
        return [super(B, self).value(i) for i in range(2)]

    @property
    def prop(self):
        return "B+" + super().prop

    def __getitem__(self, key):
        return super().__getitem__(suspend(key))

    def attr(self):
        return super().attribute, __class__.__name__

    def stored(self):
        s = super()
        suspend(1)
        return s.value(9), s.attribute

    def generator(self):
        yield super().value(1)
        yield suspend(super().attribute)

    def unbound_self(self):
        del self
        return super().value()


b = B()
print(b.value(5), b.by_lambda(), b.in_comprehension(), b.prop, b["k"], b.attr(), b.stored(), list(b.generator()))
try:
    b.unbound_self()
except RuntimeError as error:
    print(error)
try:
    super().value()
except RuntimeError as error:
    print(error)


def outside(self):
    return super().value()


B.outside = outside
try:
    b.outside()
except RuntimeError as error:
    print(error)
try:
    super(B, 5).value()
except TypeError as error:
    print(type(error).__name__)
print(super(B, b).value(3), super(B, B).attribute)
