# An iterator over a set keeps its place, and notices that the set changed its size.
class K:
    def __init__(s,x): s.x=x
    def __hash__(s): return s.x
    def __eq__(s,o): return s.x==o.x
s={K(i) for i in (3,1,2)}
for k in s: print(suspend(k).x)
t={1,2,3}
i=iter(t); next(i); suspend(i); t.add(9)
try: next(i)
except RuntimeError as e: print(e)
suspend(i)
try: print(next(i))
except RuntimeError as e: print(e)
i=iter(t); list(i); suspend(i); print(list(i))
i=iter(t); next(i);next(i);next(i);next(i); suspend(i); print(list(i), i.__length_hint__())
i=iter(frozenset("a")); suspend(i); print(i.__length_hint__(), list(i))
