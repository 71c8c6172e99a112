# Properties with getters, setters, deleters and docs; errors when one is missing.
class Celsius:
    def __init__(self, degrees):
        self.degrees = degrees

    @property
    def degrees(self):
        """The temperature."""
        return suspend(self._degrees)

    @degrees.setter
    def degrees(self, value):
        if value < -273.15:
            raise ValueError(f"{value} is too cold")
        self._degrees = suspend(value)

    @degrees.deleter
    def degrees(self):
        print("forgetting", suspend(self._degrees))
        del self._degrees

    @property
    def fahrenheit(self):
        return self.degrees * 9 / 5 + 32

    kelvin = property(lambda self: self.degrees + 273.15, doc="absolute")


c = Celsius(100)
print(c.degrees, c.fahrenheit, c.kelvin, Celsius.degrees.__doc__, Celsius.kelvin.__doc__)
c.degrees += 5
print(c.degrees)
for action in (lambda: setattr(c, "degrees", -300), lambda: setattr(c, "fahrenheit", 1), lambda: delattr(c, "kelvin")):
    try:
        action()
    except (ValueError, AttributeError) as error:
        print(type(error).__name__, error)
del c.degrees
try:
    c.degrees
except AttributeError as error:
    print(error)


class Sub(Celsius):
    kelvin = property(lambda self: "sub kelvin")

    @Celsius.degrees.getter
    def degrees(self):
        return suspend("sub")

    @property
    def fahrenheit(self):
        return "sub of", suspend(self.kelvin)


s = Sub(1)
print(s.degrees, s.fahrenheit, s._degrees, isinstance(Sub.degrees, property))
