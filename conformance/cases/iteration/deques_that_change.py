# Iterators over deques notice that the deque was changed, before or after a restore.
from collections import deque
def d(kind, change):
    q = deque([1, 2, 3])
    i = kind(q)
    next(i)
    change(q)
    return i, q
def show(i):
    try:
        print(list(i), next(i, "over"))
    except RuntimeError as error:
        print(error, next(i, "over") if "mutated" not in str(error) else "")
for kind in (iter, reversed):
    for change in (lambda q: None, lambda q: q.append(4), lambda q: q.clear(), lambda q: q.rotate(), lambda q: q.popleft()):
        show(suspend(d(kind, change)[0]))
        i, q = suspend(d(kind, change))
        q.append(5)
        show(i)
        show(i)
        show(suspend(i))
q = deque([1, 2])
i = iter(q)
print(list(i))
suspend(i)
show(i)
q.append(3)
suspend(i)
show(i)
class D(deque):
    def __len__(self):
        print("len asked")
        return 99
q = D("ab"); i = iter(q); r = reversed(q); q.append("c"); suspend((q, i, r)); show(i); show(r)
