class K:
    def __init__(self, o=None): self.o = o
    def __hash__(self): return hash("mem")
    def __eq__(self, other): return True
class C: mem = 7
p = C.__dict__
for f in (lambda: p[K()], lambda: K() in p, lambda: p.get(K()), lambda: list(reversed(p))[:0], lambda: p.copy(), lambda: p.__contains__(K()), lambda: p.__init__({}), lambda: p.__class__({1: 2}), lambda: type(p)(p)):
    try: print(type(f()).__name__)
    except BaseException as e: print(type(e).__name__)
