# Variables that change their type while a loop is hot.
def grow(n):
    x = 1
    kinds = []
    for i in range(n):
        if i == 10:
            x = float(x)
        if i == 20:
            x = suspend(int(x)) * 10**30
        if i == 30:
            x = str(x)[:3]
        if i == 35:
            x = [x]
        x = x + x
        if i % 5 == 0:
            kinds.append(type(x).__name__)
    return kinds, len(x)


print(grow(40))


def mixed(values):
    total = 0
    for v in values:
        total = total + v
        total = total * 2
    return total


print(mixed([1, 2, 3]), mixed([1, 2.5, 3]), mixed([2**61, 2**62, 1]), mixed([True, 1j, suspend(0.5)]))


def compare(a, b):
    return a < b, a <= b, a == b, a != b, a > b, a >= b


for pair in ((1, 2), (2.5, 2), ("a", "b"), ([1], [1, 0]), (2**70, 2.0**70), (True, 1), ((1, "a"), (1, "b")), ({1}, {1, 2}), (b"a", b"b")):
    print(compare(*suspend(pair)))
i = 0
while i < 300:
    i += 1 if i % 2 else 1.0
print(i)
n = 2**62 - 50
for _ in range(100):
    n += 1
print(n, n - 2**62)
a, b = 0, 1
for _ in range(120):
    a, b = b, a + b
print(a)
