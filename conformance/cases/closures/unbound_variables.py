# Variables that are not bound yet raise NameError or UnboundLocalError with CPython's words.
def local():
    print(value)
    value = 1


def free():
    def inner():
        return later

    try:
        inner()
    except NameError as error:
        print(type(error).__name__, error)
    later = suspend("now")
    return inner()


def conditional(flag):
    if flag:
        bound = 1
    return bound


def loop():
    for item in []:
        pass
    return item


def handler():
    try:
        raise ValueError
    except ValueError as caught:
        suspend(1)
    return caught


def nonlocal_deleted():
    x = 1

    def drop():
        nonlocal x
        del x

    drop()
    return x


print(free(), conditional(True))
for function in (local, lambda: conditional(False), loop, handler, nonlocal_deleted, lambda: undefined_global):
    try:
        function()
    except NameError as error:
        print(type(error).__name__, error)
