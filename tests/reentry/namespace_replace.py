import types, copy
class B(types.SimpleNamespace): pass
x = B(a=1)
B.__new__ = lambda *a: 1j
for f in (lambda: x.__replace__(b=2), lambda: copy.replace(x, b=3)):
    try: print(f())
    except BaseException as e: print(type(e).__name__)
