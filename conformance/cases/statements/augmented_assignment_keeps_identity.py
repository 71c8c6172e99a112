# In-place operators mutate when they can; the target is evaluated once.
class Acc:
    def __init__(self):
        self.log = []

    def __iadd__(self, other):
        self.log.append(suspend(other))
        return self

    def __isub__(self, other):
        return suspend("replaced")


calls = []


def where(name):
    calls.append(name)
    return suspend(holder)


a = b = [1]
a += [suspend(2)]
a += (3, 4)
a *= 2
print(b, a is b)
t = u = (1,)
t += (suspend(2),)
print(t, u)
acc = same = Acc()
acc += 5
acc += 6
print(acc.log, acc is same)
acc -= 1
print(acc)
holder = {"k": 1}
where("target")[suspend("k")] += suspend(10)
print(holder, calls)
frozen = ([],)
try:
    frozen[0] += [suspend("still appended")]
except TypeError as error:
    print(error)
print(frozen)
n = 7
for text, op in (("//", lambda: n // 2), ("%", lambda: n % 4)):
    print(text, op())
n //= 2
n **= 3
n <<= 1
n |= 1
n ^= 3
n &= 0xFF
n >>= 1
n %= 10
print(n)
s = {1}
s |= {2}
s &= {2, 3}
s ^= {5}
s -= {2}
print(s)
d = {1: 1}
d |= {2: suspend(2)}
print(d)
