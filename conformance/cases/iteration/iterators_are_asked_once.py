# Which operations ask an iterator for __iter__ again, and tee().
import functools as ft
import itertools as it
log=[]
class I:
    def __init__(s): s.n=0
    def __iter__(s): log.append('iter'); return s
    def __next__(s):
        s.n+=1
        if s.n>3: raise StopIteration
        return suspend(s.n)
def g():
    yield from (1, suspend(2), 3, 4)
def show(x): print(x, log); log.clear()
show(list(I())); show(tuple(I())); a,b,c=I(); show((a,b,c)); a,*b=I(); show((a,b)); show(set(I())); show(bytes(I())); show(sum(I())); show(sorted(I()))
show([*I()]); show("".join(map(str,I()))); show(dict.fromkeys(I())); x=[]; x.extend(I()); show(x); x+=I(); show(x); x[1:2]=I(); show(x)
show(dict(zip(I(),I()))); show(max(I())); show(any(I())); show(frozenset(I())); show(bytearray(I()))
show(ft.reduce(lambda x, y: suspend(x + y), I())); show(ft.reduce(lambda x, y: x + y, I(), 10)); show(sum(I(), 0.5)); show(all(I())); show(min(I()))
a,b=it.tee(g()); show((next(a),next(a),next(b),list(a),list(b)))
a,b,c=it.tee(I(),3); show((next(a),next(b),list(c),list(a),list(b)))
show(type(a)); d=a.__copy__(); show(list(d))
a,b=it.tee(x for x in range(200)); show(sum(a)); show(sum(b))
try: it.tee(5)
except TypeError as e: show(e)
try: it.tee((),-1)
except ValueError as e: show(e)
show(it.tee(g(),0))
def rec():
    global t
    yield next(t)
t,u=it.tee(rec())
try: next(t)
except RuntimeError as e: show(e)
