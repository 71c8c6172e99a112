# Enter and exit are called in order with what the block left behind.
log = []


class Manager:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow

    def __enter__(self):
        log.append(("enter", suspend(self.name)))
        return self.name.upper()

    def __exit__(self, kind, value, traceback):
        log.append(("exit", self.name, kind and kind.__name__, value and suspend(value.args), traceback is not None))
        return self.swallow


with Manager("a") as a, Manager("b") as b:
    log.append(("body", a, b))
with Manager("swallows", True) as s:
    raise ValueError(1)
try:
    with Manager("outer"), Manager("inner"):
        raise KeyError("k")
except KeyError as error:
    log.append(("caught", error.args))
with Manager("x", True):
    with Manager("y"):
        raise IndexError("i")
for entry in log:
    print(entry)


def early():
    for i in range(3):
        with Manager(f"loop{i}"):
            if i == 0:
                continue
            if i == 1:
                return suspend("returned")


log.clear()
print(early(), log)
