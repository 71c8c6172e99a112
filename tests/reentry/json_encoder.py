import json
class I(str):
    def __mul__(self, n): return " "
try: print(json.dumps([[1]], indent=I(" ")))
except BaseException as e: print(type(e).__name__)
class D(dict):
    def items(self): return [(1, 2), 3]
try: print(json.dumps(D(a=1)))
except BaseException as e: print(type(e).__name__)
class L(list):
    def __iter__(self): l.clear(); return iter([1, 2])
l = L([1, 2, 3])
try: print(json.dumps(l))
except BaseException as e: print(type(e).__name__)
d = {}
def default(o): d.clear(); x.clear(); return None
x = [object(), object(), object()]; d.update(a=object(), b=x, c=object())
try: print(json.dumps(d, default=default))
except BaseException as e: print(type(e).__name__)
def hook(p): return p
print(json.loads('{"a": [1, {"b": 2}]}', object_pairs_hook=lambda ps: ps.clear()))
