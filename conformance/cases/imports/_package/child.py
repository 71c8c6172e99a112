from . import VALUE
from .sibling import sibling as _sibling

NAME = __name__


def deep(n):
    return n * 2, VALUE


def sibling():
    return _sibling()
