# Generators capture cells like any function, and keep them alive.
def outer():
    total = 0

    def feed():
        nonlocal total
        while True:
            got = yield total
            total += suspend(got)

    def look():
        return total

    return feed(), look


feeder, look = outer()
next(feeder)
print(feeder.send(5), feeder.send(7), look())


def countdown(n):
    def tick():
        nonlocal n
        n -= 1
        return suspend(n)

    while n > 0:
        yield tick
        yield n


for item in countdown(3):
    print(item() if callable(item) else item)
gens = [(suspend(i * j) for j in range(3)) for i in range(3)]
print([list(g) for g in gens])
