# Iterators of itertools and memoryviews are what they were, wherever they stand.
import itertools as it
def g(n):
    for i in range(n): yield suspend(i)
pw = it.pairwise(g(4)); next(pw); suspend(pw); print(list(pw))
gb = it.groupby(g(6), key=lambda x: x // 2); k, grp = next(gb); next(grp); suspend(grp); print(k, list(grp)); k2, g2 = next(gb); k3, g3 = next(gb); suspend(g2); print(list(g2), list(g3), list(grp))
a, b = it.tee(g(5)); next(a); next(a); suspend(a); print(list(b), list(a))
z = it.zip_longest(g(1), g(3), fillvalue="f"); next(z); suspend(z); print(list(z))
c = it.cycle(g(3)); next(c); suspend(c); print([next(c) for _ in range(7)])
acc = it.accumulate(g(4), lambda x, y: suspend(x + y), initial=None); next(acc); suspend(acc); print(list(acc))
acc = it.accumulate([None, 1], lambda x, y: (x, y)); next(acc); suspend(acc); print(list(acc))
class I:
    def __init__(s): s.n = 0
    def __iter__(s): print("iter asked"); return s
    def __next__(s):
        s.n += 1
        if s.n > 5: raise StopIteration
        return suspend(s.n)
for made in (it.takewhile(lambda x: x < 4, I()), it.dropwhile(lambda x: x < 2, I()), it.filterfalse(lambda x: x % 2, I()), it.starmap(lambda x: x, zip(I())), it.compress(I(), [1, 0, 1, 1, 1]), it.islice(I(), 1, 4), it.chain(I(), I())):
    next(made); suspend(made); print(list(made))
m = memoryview(bytearray(b"abcdefgh")); parts = [m, m[2:6], m[::2], m[::-1], m[1:7:3], m.cast("H"), m.cast("B", (2, 4)), m.toreadonly(), m[3:3]]
suspend(parts); m[2] = 90; print([p.tobytes() for p in parts], parts[7].readonly, parts[1].obj is m.obj, parts[5][0], parts[6].shape)
