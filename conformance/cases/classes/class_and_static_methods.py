# classmethod and staticmethod through classes, instances and subclasses.
class Shape:
    registry = []

    def __init__(self, name):
        self.name = name

    @classmethod
    def register(cls, name):
        made = cls(suspend(name))
        cls.registry.append((cls.__name__, made.name))
        return made

    @staticmethod
    def area(w, h=2):
        return suspend(w) * h

    @classmethod
    def alternative(cls):
        return super().__new__(cls)


class Square(Shape):
    registry = []

    @classmethod
    def register(cls, name):
        return super().register(name + "!")

    @staticmethod
    def area(w):
        return Shape.area(w, w)


Shape.register("s")
q = Square.register("q")
q.register("r")
print(Shape.registry, Square.registry, Shape.area(3), q.area(4), Square.area(5))
print(type(Square.alternative()).__name__, Shape.register.__name__, Square.register.__self__ is Square)
bound = Square.register
print(bound("b").name, Shape.__dict__["area"].__class__.__name__, callable(Shape.__dict__["register"]) or "not callable")


class Namespace:
    @staticmethod
    def direct():
        return "direct"

    aliased = direct
    called = direct()


print(Namespace.aliased(), Namespace.called)
function = staticmethod(lambda: suspend("called itself"))
print(function())
