from functools import partial, reduce, lru_cache, cmp_to_key
class M:
    def __str__(self):
        try: p.__setstate__((print, (), None, None))
        except BaseException as e: print(type(e).__name__)
        return "m"
    def __repr__(self): return str(self)
class P(partial):
    __module__ = M()
for c in (P, partial):
    p = c(M, M(), a=M())
    try: print(len(repr(p)) > 0)
    except BaseException as e: print(type(e).__name__)
class K(str):
    def __hash__(self): return 5
    def __eq__(self, o): p.__setstate__((len, (), {}, {})); return False
p = partial(dict, **{"a": 1})
try: p(**{K("a"): 2})
except BaseException as e: print(type(e).__name__)
@lru_cache(maxsize=2)
def f(x): return x
class H:
    def __hash__(self): return 3
    def __eq__(self, o): f.cache_clear(); return False
for i in range(10):
    try: f(H())
    except BaseException as e: print(type(e).__name__)
@lru_cache(maxsize=1)
def g(n): return 0 if n == 0 else g(n - 1) + 1
print(g(50))
print(reduce(lambda a, b: a + b, iter([1, 2, 3])))
