def g():
    try: yield 1
    finally: it.close()
it = g()
next(it)
try: it.close(); print("closed")
except BaseException as e: print(type(e).__name__)
def h():
    yield next(i2)
i2 = h()
try: next(i2)
except BaseException as e: print(type(e).__name__)
def k():
    yield from i3
i3 = k()
try: next(i3)
except BaseException as e: print(type(e).__name__)
def z():
    try: yield
    except GeneratorExit: yield
i4 = z(); next(i4)
try: i4.close()
except BaseException as e: print(type(e).__name__)
class It:
    def __iter__(self): return self
    def __next__(self): return i5.send(None)
    def close(self): i5.close()
    def throw(self, *a): return i5.throw(*a)
def w(): yield from It()
i5 = w()
for f in (lambda: next(i5), lambda: i5.throw(ValueError), lambda: i5.close()):
    try: f(); print("ok")
    except BaseException as e: print(type(e).__name__)
def self_ref():
    x = yield
    yield x
s = self_ref(); next(s); s.send(s); del s
print("end")
