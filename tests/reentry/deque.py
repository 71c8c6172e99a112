from collections import deque
class E:
    def __eq__(self, o): d.clear(); return NotImplemented
    def __lt__(self, o): d.clear(); return NotImplemented
    __hash__ = None
for t in ("d.index(3)", "d.count(3)", "d.remove(3)", "3 in d", "d == deque([1, 2, 3])", "d < deque([1, 2])", "d.index(E())", "d.copy()", "d.__contains__(E())"):
    d = deque([E(), E(), E()])
    try: print(t, eval(t))
    except BaseException as e: print(t, type(e).__name__)
class I:
    def __index__(self): d.clear(); return 1
for t in ("d[I()]", "d[I()] = 1", "d.insert(I(), 2)", "d.rotate(I())", "d * I()", "del d[I()]", "d.index(1, I())"):
    d = deque(range(10))
    try: exec(t); print(t, len(d))
    except BaseException as e: print(t, type(e).__name__)
class R:
    def __repr__(self): d.clear(); return "R"
d = deque([R(), R()])
try: print(repr(d))
except BaseException as e: print(type(e).__name__)
def grow():
    d.clear(); yield 1; d.clear(); yield 2
d = deque([1, 2, 3], 5)
d.extend(grow()); print(len(d)); d.extendleft(grow()); print(len(d))
