# Operands, subscripts, arguments and targets are evaluated in the order that the reference gives.
log = []


def say(name, value):
    log.append(suspend(name))
    return value


class Box:
    def __getitem__(self, key):
        log.append(("get", key))
        return key

    def __setitem__(self, key, value):
        log.append(("set", key, value))


box = Box()
total = say("a", 1) + say("b", 2) * say("c", 3) - say("d", 4)
print(total, log)
log.clear()
say("target", box)[say("key", "k")] = say("value", "v")
print(log)
log.clear()
say("target", box)[say("key", "k")] += say("value", "v")
print(log)
log.clear()
pair = {say("k1", 1): say("v1", 2), say("k2", 3): say("v2", 4)}
print(pair, log)
log.clear()
print(say("low", 1) < say("middle", 5) < say("high", 3), log)
