# Unpacking from every kind of iterable, with stars and nesting; exact error texts.
def gen(n):
    for i in range(n):
        yield suspend(i)


a, b = suspend((1, 2))
(c, d), e = [gen(2), "e"]
f, *g = gen(4)
*h, i = "xyz"
j, *k, l = [1, 2]
[m, [n, *o]] = 1, suspend([2, 3, 4])
print(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)
p = q, r = suspend([5, 6])
print(p, q, r)
(s), (t,) = 1, [2]
print(s, t)
a, b = b, a
print(a, b)
x = [0, 1]
y = 0
y, x[y] = 1, suspend("set at the new index")
print(x, y)
() = []
[] = ""
for bad in (lambda: (1, 2, 3), lambda: (1,), lambda: gen(1), lambda: gen(5), lambda: 5, lambda: None, lambda: "abc", lambda: {1: 2}):
    try:
        u, v = bad()
        print(u, v)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, str(error).split(", got")[0])
for bad in (lambda: [], lambda: gen(1), lambda: 5):
    try:
        u, v, *w = bad()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)


def infinite():
    n = 0
    while True:
        print("produce", n)
        yield n
        n += 1


try:
    u, v = infinite()
except ValueError:
    print("stopped after one too many")
for (u, v), w in [((1, 2), 3)]:
    print(u, v, w)
