# A local that nothing reads any more keeps what it holds until its function returns, which shows where that has a finaliser.
from collections import deque


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("end of", self.name)


class Holder:
    def __init__(self, held):
        self.held = held


def closing():
    try:
        yield 1
    finally:
        print("closed")


def local(wrap, made):
    held = wrap(made)
    print("waits", type(held).__name__)
    suspend()
    print("returns")


for wrap in (lambda x: x, lambda x: [x], lambda x: (1, [x]), lambda x: {"key": x}, lambda x: {x}, lambda x: deque([x]), Holder, lambda x: [Holder({"a": [x]})]):
    local(wrap, Noisy("an object"))
    started = closing()
    next(started)
    local(wrap, started)
    del started
    suspend()


def element():
    items = [Noisy(n) for n in range(3)]
    suspend()
    del items[0]
    suspend()
    print("still two")


element()
print("end")
