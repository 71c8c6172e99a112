# Handled exceptions stay handled over a suspension at every depth.
import sys


def inner(n):
    try:
        raise IndexError(n)
    except IndexError:
        suspend("inner handler")
        if n:
            inner(n - 1)
        error = sys.exc_info()[1]
        return error.args


def outer():
    try:
        raise KeyError("outer")
    except KeyError:
        print(inner(2))
        suspend("outer handler")
        try:
            raise ValueError("second")
        except ValueError as error:
            print(repr(error.__context__))
        print(repr(sys.exc_info()[1]))


outer()
print(sys.exc_info())
try:
    raise ValueError("a")
except ValueError as a:
    saved = a
try:
    raise KeyError("b")
except KeyError as b:
    print(b.__context__, saved.__context__)
