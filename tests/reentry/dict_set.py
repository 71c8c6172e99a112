class K:
    def __hash__(self): return 1
    def __eq__(self, o): d.clear(); s.clear(); return False
class V:
    def __eq__(self, o): d.clear(); return True
    def __repr__(self): d.clear(); s.clear(); return "V"
    def __hash__(self): s.clear(); d.clear(); return 7
for t in ("d[K()]", "d[K()] = 1", "d.pop(K(), 0)", "d.setdefault(K(), 1)", "d.update({K(): 1})", "d | {K(): 2}", "K() in d", "d == {1: V(), 2: V()}", "del d[K()]", "s.add(K())", "s.discard(K())", "s | {K()}", "s - {K()}", "s & {K(), 2}", "s ^ {K(), 2}", "s == {K(), 1, 2}", "s <= {K(), 1, 2}", "s.update([K(), V()])", "repr(d)", "repr(s)", "set(d) == s", "s.remove(K())", "s.isdisjoint([K(), V()])", "d.get(V())", "dict.fromkeys([V(), V()])", "sorted(d, key=lambda k: d.clear())", "[*map(lambda k: d.clear(), d)]", "d.items() & {(K(), 1)}", "d.keys() - {K()}", "d.keys() == {K(), 1}", "d.items() == {(1, V())}", "frozenset(s) | {K()}", "list(d.items()) == [(1, V()), (2, 3)]", "d.values() == [V()]"):
    d = {1: V(), 2: V(), 3: V()}; s = {1, 2, K.__new__(K), 5}
    try: exec(t); print(t, "ok")
    except BaseException as e: print(t, type(e).__name__)
