# except* takes groups apart, and what its clauses raise is put together again.
def run(f):
    try: f()
    except BaseException as e: show(e)
def show(e, d=0):
    print(" "*d, type(e).__name__, e.args[:1] if not isinstance(e, BaseExceptionGroup) else e.message, type(e.__context__).__name__, type(e.__cause__).__name__)
    for x in getattr(e, "exceptions", ()): show(x, d+2)
def tbs(e):
    t=e.__traceback__
    while t: yield t; t=t.tb_next
def a():
    try: raise ExceptionGroup("g",[ValueError(1),TypeError(2),ExceptionGroup("n",[ValueError(3),OSError(4)])])
    except* ValueError as e: print("V", suspend(repr(e)))
    except* TypeError: print("T", suspend(1))
def b():
    try: raise ValueError(1)
    except* ValueError as e: print(repr(e)); 
def c():
    try: raise ValueError(1)
    except* TypeError as e: print(repr(e))
def d():
    try: raise ExceptionGroup("g",[ValueError(1),TypeError(2)])
    except* ValueError as e: raise KeyError("new")
    except* TypeError as e: raise
def e():
    try: raise ExceptionGroup("g",[ValueError(1),TypeError(2)])
    except* (ValueError, suspend(TypeError)): print("both")
    else: print("no")
    finally: print("fin")
def f():
    try: pass
    except* ValueError: pass
    else: print("else")
    finally: print("fin")
def g():
    try: raise ExceptionGroup("g",[ValueError(1)])
    except* ExceptionGroup: pass
def h():
    try: raise ExceptionGroup("g",[ValueError(1)])
    except* 5: pass
def i():
    import sys
    try: raise ExceptionGroup("g",[ValueError(1),TypeError(2)])
    except* ValueError:
        print(suspend(repr(sys.exception())))
        try: raise ExceptionGroup("inner",[OSError(1)])
        except* OSError: print(suspend(repr(sys.exception())))
        print(suspend(repr(sys.exception())))
    except* TypeError: print(repr(sys.exc_info()[1]))
    print(sys.exception())
def j():
    for n in range(3):
        try: raise ExceptionGroup("g",[ValueError(n),TypeError(2)]) if n!=1 else TypeError("x")
        except* ValueError as e: print("V", e.exceptions)
        except* TypeError as e: print("T", e.exceptions)
def k():
    try:
        try: raise ExceptionGroup("g",[ValueError(1),TypeError(2)])
        except* ValueError as e: raise e
    except* TypeError as t: print(t.exceptions)
def l():
    try: raise ExceptionGroup("g",[ValueError(1),TypeError(2)])
    except* ValueError as e: raise KeyError from e
    except* TypeError as e: 1/0
def m():
    def gen():
        try: yield 1
        except* ValueError as e: yield e.exceptions
        yield 3
    x=gen(); next(x); print(x.throw(ExceptionGroup("t",[ValueError(7)])), next(x))
for fn in (a,b,c,d,e,f,g,h,i,j,k,l,m): print(fn.__name__); run(fn)
