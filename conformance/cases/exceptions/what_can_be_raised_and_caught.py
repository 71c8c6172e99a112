# Raising and catching things that are no exceptions is a TypeError with CPython's words.
class NotAnError:
    pass


def attempt(what):
    raise what


for what in (5, "text", NotAnError, NotAnError(), None, ValueError, KeyError("k"), int):
    try:
        attempt(suspend(what))
    except BaseException as error:
        print(repr(error))
for pattern in (5, "ValueError", (ValueError, 5), NotAnError, [ValueError], None):
    try:
        try:
            raise KeyError("x")
        except pattern:
            print("caught")
    except Exception as error:
        print(repr(error), repr(error.__context__))


def patterns():
    print("evaluated")
    return suspend((KeyError, ValueError, TypeError))


for what in (KeyError(1), TypeError(2)):
    try:
        raise what
    except patterns() as error:
        print("matched", repr(error))
try:
    pass
except undefined_name:
    pass
print("never evaluated")
