# A cooperative scheduler with priorities, timers, queues and cancellation on generators.
class Cancelled(Exception):
    pass


class Task:
    count = 0

    def __init__(self, generator, priority=0):
        Task.count += 1
        self.id, self.generator, self.priority = Task.count, generator, priority
        self.inbox, self.result, self.done = None, None, False

    def __lt__(self, other):
        return (self.priority, self.id) < (other.priority, other.id)


class Loop:
    def __init__(self):
        self.ready, self.sleeping, self.now, self.log = [], [], 0, []

    def spawn(self, generator, priority=0):
        task = Task(generator, priority)
        self.ready.append(task)
        return task

    def step(self, task):
        try:
            if isinstance(task.inbox, Exception):
                request = task.generator.throw(task.inbox)
            else:
                request = task.generator.send(task.inbox)
        except StopIteration as stop:
            task.done, task.result = True, stop.value
            return
        except Cancelled:
            task.done, task.result = True, "cancelled"
            return
        task.inbox = None
        match suspend(request):
            case "sleep", n:
                self.sleeping.append((self.now + n, task))
            case "spawn", generator:
                task.inbox = self.spawn(generator)
                self.ready.append(task)
            case "cancel", other:
                other.inbox = Cancelled()
                self.sleeping = [(t, x) for t, x in self.sleeping if x is not other]
                self.ready.append(other)
                self.ready.append(task)
            case None:
                self.ready.append(task)

    def run(self):
        while self.ready or self.sleeping:
            self.ready.sort()
            if self.ready:
                self.step(self.ready.pop(0))
            else:
                self.sleeping.sort()
                self.now, task = self.sleeping.pop(0)
                self.ready.append(task)


loop = Loop()


def worker(name, n):
    try:
        for i in range(n):
            print(loop.now, name, i)
            yield "sleep", i + 1
        return f"{name} done"
    finally:
        print(loop.now, name, "cleanup")


def main():
    a = yield "spawn", worker("a", 2)
    b = yield "spawn", worker("b", 100)
    yield "sleep", 5
    yield "cancel", b
    yield
    return a.result, b.result


m = loop.spawn(main())
loop.run()
print(m.result, Task.count)
