import array
class I:
    def __index__(self):
        a.clear() if hasattr(a, "clear") else a.__delitem__(slice(None)); return 1
    def __float__(self):
        I.__index__(self); return 1.0
for code in "bBhHiIlLqQfd":
    for t in ("a[1] = I()", "a[I()] = 1", "a[I()]", "a.insert(I(), 1)", "a.insert(1, I())", "a.append(I())", "a.pop(I())", "a.extend([I(), I()])", "a.fromlist([I(), I()])", "a * I()", "a.index(I())", "a.count(I())", "a.remove(I())", "a[I():] = a", "del a[I()]"):
        a = array.array(code, [0] * 64)
        try: exec(t)
        except BaseException as e: pass
l = []
class E:
    def __index__(self):
        l.clear(); return 3
for code in "bBhHiIlLqQ":
    l[:] = [E(), E(), E()]
    x = array.array(code)
    try: x.fromlist(l)
    except BaseException as e: print(code, type(e).__name__)
class H(array.array):
    def __hash__(self):
        mv.release(); self.__delitem__(slice(None)); return 1
mv = memoryview(H("B", b"A" * 4096)).toreadonly()
try: print(hash(mv))
except BaseException as e: print(type(e).__name__)
class Eq:
    def __eq__(self, o): y.__delitem__(slice(None)); return False
y = array.array("i", range(100))
for t in ("y.index(Eq())", "y.count(Eq())", "Eq() in y", "y.remove(Eq())"):
    y = array.array("i", range(100))
    try: print(eval(t))
    except BaseException as e: print(type(e).__name__)
