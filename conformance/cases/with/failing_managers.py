# Exceptions in __enter__ and __exit__, and things that are no managers.
class Enter:
    def __enter__(self):
        raise ValueError(suspend("enter"))

    def __exit__(self, *exc):
        print("exit is not called")


class Exit:
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        print("exit called with", exc[0])
        raise KeyError(suspend("exit"))


for manager in (Enter, Exit):
    try:
        with manager():
            print("body")
    except Exception as error:
        print(repr(error), repr(error.__context__))
try:
    with Exit():
        raise TypeError("body")
except KeyError as error:
    print(repr(error), repr(error.__context__))
for thing in (5, None, object()):
    try:
        with thing:
            print("never")
    except Exception as error:
        print(type(error).__name__)


class OnlyEnter:
    def __enter__(self): ...


class Truthy:
    def __init__(self, answer):
        self.answer = answer

    def __enter__(self): ...

    def __exit__(self, *exc):
        return suspend(self.answer)


try:
    with OnlyEnter():
        pass
except Exception as error:
    print(type(error).__name__)
for answer in (1, [0], "yes", [], 0, None, ""):
    try:
        with Truthy(answer):
            raise ValueError(answer)
        print("swallowed by", repr(answer))
    except ValueError as error:
        print("propagated", error)
