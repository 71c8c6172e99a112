# Containers that change under an iterator behave as CPython's do.
values = [1, 2, 3]
for v in values:
    if v < 4:
        values.append(suspend(v + 3))
print(values)
values = list(range(6))
for v in values:
    values.remove(v)
print(values)
d = {1: "a", 2: "b"}
try:
    for k in d:
        d[k + 10] = suspend("new")
except RuntimeError as error:
    print(error)
d = {1: "a", 2: "b"}
for k in d:
    d[k] = suspend("changed")
print(d)
try:
    for k in d:
        del d[k]
except RuntimeError as error:
    print(error)
s = {1, 2}
try:
    for x in s:
        s.add(x + 10)
except RuntimeError as error:
    print(error)
it = iter(values := [1, 2])
print(list(it))
values.append(3)
print(list(it), suspend("an exhausted iterator stays exhausted"))
r = reversed(lst := [1, 2, 3])
lst.append(4)
print(list(r))
e = enumerate(lst)
next(e)
lst.clear()
print(list(e))
from collections import deque

q = deque([1, 2])
try:
    for x in q:
        q.append(suspend(x))
except RuntimeError as error:
    print(error)
b = bytearray(b"ab")
for x in b:
    if len(b) < 5:
        b.append(suspend(x))
print(b)
