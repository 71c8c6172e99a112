# Positional, starred, keyword and double-starred arguments are evaluated from left to right.
log = []


def say(x):
    log.append(suspend(x))
    return x


def show(*args, **kwargs):
    return args, kwargs


class Keys:
    def keys(self):
        log.append("keys")
        return ["p", "q"]

    def __getitem__(self, key):
        log.append(("item", key))
        return suspend(key * 2)


def numbers():
    log.append("started")
    yield suspend(1)
    yield 2
    log.append("ended")


print(show(say(1), *say([2, 3]), say(4), *numbers(), k=say("k"), **say({"m": 5}), z=say("z"), **Keys()))
print(log)
log.clear()
print(say(show)(say("a"), b=say("b")))
print(log[0] is show, log[1:])
