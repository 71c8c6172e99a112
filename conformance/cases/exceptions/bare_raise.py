# A bare raise raises the handled exception again, in any depth of calls.
def again():
    suspend("before")
    raise


def handle():
    try:
        raise KeyError("k")
    except KeyError:
        try:
            again()
        except KeyError as error:
            print("inner", error)
        try:
            raise ValueError("v")
        except ValueError:
            suspend(1)
        raise


try:
    handle()
except KeyError as error:
    print("outer", error, error.__context__)
try:
    again()
except RuntimeError as error:
    print(error)


def nested_finally():
    try:
        1 / 0
    except ZeroDivisionError:
        try:
            pass
        finally:
            suspend("finally")
        raise


try:
    nested_finally()
except ZeroDivisionError as error:
    print(error)
