# Declarations reach the right scope, also for names that do not exist yet.
counter = 0


def bump():
    global counter, made
    counter += suspend(1)
    made = "made"


def outer():
    state = 0

    def middle():
        nonlocal state

        def inner():
            nonlocal state
            global counter
            state += suspend(10)
            counter += 100

        inner()
        state += 1

    middle()
    middle()
    return state


bump()
bump()
print(counter, made, outer(), counter)
del made


def broken():
    return made


try:
    broken()
except NameError as error:
    print(error)


def shadow():
    counter = "local"

    def read():
        global counter
        return counter

    return counter, read()


print(shadow())


class Body:
    global from_class
    from_class = suspend("set in a class body")
    counter = counter + 1


print(from_class, Body.counter, counter, hasattr(Body, "from_class"))
