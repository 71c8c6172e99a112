from collections import OrderedDict
class A:
    def __hash__(self): return 1
class T:
    def __hash__(self): return 1
    def __eq__(self, o): od.clear(); return True
for t in ("del od[T()]", "od.move_to_end(T())", "od.pop(T(), None)", "od[T()]", "od[T()] = 2", "T() in od", "od.get(T())", "od.setdefault(T(), 1)", "od.copy()", "od == OrderedDict({T(): 1})", "od.update({T(): 3})", "od.popitem()", "od | {T(): 1}", "list(od.items()) == [(T(), 1)]", "OrderedDict.fromkeys([T(), T()])"):
    od = OrderedDict()
    od[A()] = None; od["x"] = 1
    try: exec(t); print(t, len(od))
    except BaseException as e: print(t, type(e).__name__)
class G(OrderedDict):
    def __getitem__(self, k):
        if k == 1: OrderedDict.clear(self)
        return 0
try: print(len(G([(0, 0), (1, 1), (2, 2)]).copy()))
except BaseException as e: print(type(e).__name__)
n = 0
class C:
    def __init__(self, x): self.x = x
    def __hash__(self): return 42
    def __eq__(self, o):
        global n
        n += 1
        if n == 4: od.clear()
        return self.x == getattr(o, "x", None)
od = OrderedDict(); od[C(1)] = 1; od[C(2)] = 2
n = 0
try: print(len(od.copy()))
except BaseException as e: print(type(e).__name__)
class V:
    def __eq__(self, o): od.clear(); return True
    def __repr__(self): od.clear(); return "V"
od = OrderedDict(a=V(), b=V())
try: print(od == OrderedDict(a=V(), b=V()))
except BaseException as e: print(type(e).__name__)
od = OrderedDict(a=V(), b=V())
try: print(repr(od)[:5])
except BaseException as e: print(type(e).__name__)
