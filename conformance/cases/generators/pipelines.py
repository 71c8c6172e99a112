# Chains of generators pull values lazily.
def numbers(n):
    for i in range(n):
        print("make", i)
        yield suspend(i)


def squares(source):
    for x in source:
        yield x * x


def odd(source):
    for x in source:
        if suspend(x) % 2:
            yield x


def take(source, n):
    for _, x in zip(range(n), source):
        yield x


def batches(source, size):
    batch = []
    for x in source:
        batch.append(x)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield suspend(batch)


print(list(take(odd(squares(numbers(100))), 2)))
for batch in batches(range(7), 3):
    print(batch)


def primes():
    def integers(n):
        while True:
            yield n
            n += 1

    def sieve(source):
        first = next(source)
        yield first
        yield from sieve(x for x in source if x % first)

    return sieve(integers(2))


print([p for p, _ in zip(primes(), range(8))], suspend("end"))


def tree(n):
    if n:
        yield from tree(n - 1)
        yield suspend(n)
        yield from tree(n - 1)


print(list(tree(4)))
