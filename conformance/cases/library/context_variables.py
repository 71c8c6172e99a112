# Context variables: set, reset, copied contexts, and what run() changes.
import contextvars
from contextvars import *
v = ContextVar('v', default=0); w = ContextVar("w"); t = v.set(1)
def f(x, *, k=2): suspend(0); v.set(5); w.set(x); return v.get(), k
c = copy_context(); print(c.run(f, 3, k=4), v.get(), c[v], c[w], w in c, v in copy_context(), len(c))
suspend(1); v.reset(t); print(v.get(), t.old_value is Token.MISSING, t.var is v, v.name)
for bad in (lambda: w.get(), lambda: v.reset(t), lambda: c.run(c.run, f), lambda: v.reset(5), lambda: w.reset(v.set(1)), lambda: c["x"], lambda: ContextVar(3), lambda: Token(), lambda: c.run(lambda: v.reset(t2))):
    t2 = v.set(9)
    try: print(bad())
    except Exception as e: print(type(e).__name__, str(e).split(" at 0x")[0])
print(w.get("d"), c.get(w), c.get(ContextVar("z"), 7), sorted(x.name for x in c), sorted(c.values()), isinstance(c, Context))
def gen():
    v.set(11); yield v.get(); yield v.get()
g = gen(); print(next(g), v.get(), c.run(next, g), c == c.copy(), c == Context())
t = v.set(1); suspend(2); v.reset(t); print(v.get())
