import weakref
class D:
    def __del__(self):
        global keep
        keep = self
        l.append(1)
l = []
x = D(); del x; print(len(l), type(keep).__name__); del keep
class E:
    def __del__(self): raise ValueError
e = E(); del e
class N:
    def __init__(self): self.me = self
    def __del__(self): del self.me; l.append(2)
n = N(); del n
lst = []
class Pop:
    def __del__(self):
        lst.clear()
lst.extend([Pop(), Pop(), Pop(), 1, 2, 3])
lst[0] = 5; print(lst)
d = {}
class PopD:
    def __del__(self): d.clear()
d.update({i: PopD() for i in range(5)})
d[0] = 1; print(len(d))
d.update({i: PopD() for i in range(5)}); d.pop(2); print(len(d))
s = set()
class PopS:
    def __del__(self): s.clear()
    def __hash__(self): return 1
s.update([PopS(), 1, 2]); s.pop(); s.clear(); print(len(s))
r = weakref.ref(D(), lambda w: l.clear()); print(r())
class Cyc: pass
for i in range(1000):
    a = Cyc(); a.a = a; a.d = D()
    del a
print("end")
