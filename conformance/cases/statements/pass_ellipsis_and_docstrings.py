# Docstrings, bare expressions and empty bodies.
"""This is not the docstring: a comment comes first, but it is the first statement."""


def documented():
    """What it does.

    More about it.
    """
    ...


def undocumented():
    1 + 1
    "not a docstring"


class Documented:
    """A class."""

    def method(self): "short"


print(__doc__)
print(documented.__doc__.split("\n")[0], undocumented.__doc__, Documented.__doc__, Documented.method.__doc__)
print(documented(), undocumented(), Documented().method())
documented.__doc__ = suspend("changed")
print(documented.__doc__)
if suspend(0):
    pass
elif suspend(1):
    ...
else:
    undefined
