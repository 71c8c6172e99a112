# `raise` inside a handler sets the context; `from` sets the cause and hides the context.
def chain(error):
    out = []
    while error is not None:
        out.append((type(error).__name__, error.__suppress_context__, error.__cause__ is not None))
        error = error.__cause__ or error.__context__
    return out


def implicit():
    try:
        {}["a"]
    except KeyError:
        suspend(1)
        raise ValueError("v")


def explicit():
    try:
        [][1]
    except IndexError as error:
        raise TypeError(suspend("t")) from error


def hidden():
    try:
        1 / 0
    except ZeroDivisionError:
        raise RuntimeError("r") from None


def from_class():
    raise ValueError("v") from KeyError


def deep():
    try:
        implicit()
    except ValueError:
        try:
            explicit()
        except TypeError as error:
            suspend(error)
            raise LookupError("l")


for function in (implicit, explicit, hidden, from_class, deep):
    try:
        function()
    except Exception as error:
        print(function.__name__, chain(error))
try:
    raise ValueError from 5
except TypeError as error:
    print(error)
error = ValueError("again")
try:
    try:
        raise error
    except ValueError:
        raise error
except ValueError as caught:
    print(caught is error, caught.__context__)
