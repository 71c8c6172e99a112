def nest(f, n=100000):
    x = f(None)
    for _ in range(n): x = f(x)
    return x
import functools, itertools, copy
for name, f in {"list": lambda x: [x], "tuple": lambda x: (x,), "dict": lambda x: {1: x}, "map": lambda x: map(len, x or []), "chain": lambda x: itertools.chain(x or []), "partial": lambda x: functools.partial(print, x), "slice": lambda x: slice(x), "prop": lambda x: property(x), "static": lambda x: staticmethod(x), "exc": lambda x: ValueError(x), "iter": lambda x: iter([x]), "enum": lambda x: enumerate(x or []), "zip": lambda x: zip(x or []), "rev": lambda x: reversed([x]), "filter": lambda x: filter(None, x or []), "method": lambda x: type(lambda: 0).__get__(lambda s: 0, x or 1), "alias": lambda x: list[x]}.items():
    try:
        x = nest(f)
        for g in (repr, lambda o: o == nest(f, 1000), hash, bool):
            try: g(x)
            except RecursionError: pass
            except BaseException as e: pass
        del x
        print(name)
    except BaseException as e: print(name, type(e).__name__)
x = nest(lambda e: type("X", (), {"__repr__": lambda s: repr(e)})(), 2000)
try: repr(x)
except RecursionError as e: print("RecursionError")
e = None
for _ in range(50000):
    n = ValueError(); n.__cause__ = e; n.__context__ = e; e = n
try: raise e
except ValueError as f: pass
del e, n, f
