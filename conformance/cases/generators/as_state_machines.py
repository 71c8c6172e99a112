# A generator that waits for input in each state.
def machine():
    state, log = "idle", []
    while True:
        event = yield suspend(state)
        log.append((state, event))
        match state, event:
            case "idle", "start":
                state = "running"
            case "running", "pause":
                state = "paused"
            case "paused", "start":
                state = "running"
            case _, "stop":
                return log
            case _:
                log.append("ignored")


m = machine()
next(m)
for event in ("pause", "start", "pause", "start"):
    print(event, "->", m.send(event))
try:
    m.send("stop")
except StopIteration as stop:
    for entry in stop.value:
        print(entry)


def average():
    total = count = 0
    value = None
    while True:
        value = yield (total / count if count else None)
        total += suspend(value)
        count += 1


a = average()
next(a)
print([a.send(v) for v in (10, 20, 60)])


def scheduler(*tasks):
    queue = list(tasks)
    while queue:
        task = queue.pop(0)
        try:
            print(next(task))
            queue.append(task)
        except StopIteration:
            suspend("a task ended")


def task(name, n):
    for i in range(n):
        yield suspend((name, i))


scheduler(task("a", 2), task("b", 3), task("c", 1))
