# Several targets are assigned from left to right, whatever they are.
log = []


class Log:
    def __setattr__(self, name, value):
        log.append((name, suspend(value)))

    def __setitem__(self, key, value):
        log.append((key, suspend(value)))


o = Log()
o.a = o["b"] = o.c = suspend(1)
o.x, (o["y"], *o.z), o.w = 1, (2, 3, 4), 5
print(log)
i, values = 0, [9, 9, 9]
i, values[i] = 1, "moved"
print(i, values)
a = b = c = []
a.append(suspend(1))
print(b, c is a)
for o.loop in "ab":
    pass
for values[suspend(0)] in (7, 8):
    print(values)
with_index = {}
for with_index["k"], x in [(1, 2), (3, 4)]:
    pass
print(with_index, x, log[-2:])
(only,) = [suspend(5)]
[p, q] = {"k1": 1, "k2": 2}
print(only, p, q)
