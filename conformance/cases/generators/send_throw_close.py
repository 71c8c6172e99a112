# The generator protocol with values, exceptions and closing.
def echo():
    received = []
    try:
        while True:
            try:
                got = yield suspend(len(received))
                received.append(got)
            except ValueError as error:
                received.append(("caught", str(error)))
    finally:
        print("closing", suspend(received))


g = echo()
print(next(g), g.send("a"), g.send(None), g.throw(ValueError("v")), g.send("b"))
g.close()
g.close()
print(list(g))
try:
    g.send(1)
except StopIteration as stop:
    print("stopped", stop.value)
fresh = echo()
try:
    fresh.send("too early")
except TypeError as error:
    print(error)
fresh.close()
unstarted = echo()
try:
    unstarted.throw(KeyError("before the start"))
except KeyError as error:
    print(repr(error))
print(next(unstarted, "finished"))


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield suspend("ignored")


s = stubborn()
next(s)
try:
    s.close()
except RuntimeError as error:
    print(error)
