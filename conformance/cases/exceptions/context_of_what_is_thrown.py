# The context of an exception that throw() brings in is what the generator handles.
def ctx(e): return (type(e).__name__, type(e.__context__).__name__)
def g():
    try: yield 1
    except Exception as e: print("plain", ctx(e))
    try:
        raise KeyError("k")
    except KeyError:
        try: yield suspend(2)
        except Exception as e: print("in handler", ctx(e))
    yield 3
x=g(); next(x); print(x.throw(ValueError("v"))); print(x.throw(TypeError("t")))
x=g(); next(x)
try: 1/0
except ZeroDivisionError:
    print(x.throw(ValueError("v"))); print(x.throw(TypeError))
try: x.throw(OSError("o"))
except OSError as e: print(ctx(e))
x=g(); next(x)
try: 1/0
except ZeroDivisionError:
    try: x.throw(OSError, OSError("o")); x.throw(OSError("p")); x.throw(OSError("q"))
    except OSError as e: print(ctx(e))
def h():
    try: yield suspend(0)
    finally: raise ValueError("f")
x=h(); next(x)
try: x.throw(KeyError("k"))
except ValueError as e: print(ctx(e))
x=h(); next(x)
try: x.close()
except ValueError as e: print(ctx(e))
def d():
    try: yield from g()
    except Exception as e: print("d", ctx(e)); raise
x=d(); next(x); x.throw(ValueError("v")); x.throw(KeyError()); 
try: x.throw(OSError())
except OSError as e: print(ctx(e))
def d2():
    try: raise KeyError
    except KeyError: yield from g()
x=d2(); next(x); print(x.throw(ValueError("v")))
try:
    raise IndexError
except IndexError:
    y=g(); next(y)
    e=ValueError(); 
    y.throw(e)
class It:
    def __iter__(s): return s
    def __next__(s): return 1
    def throw(s, *a):
        print("thrown", [type(x).__name__ for x in a]); raise a[0]
def d3():
    try: yield from It()
    except Exception as e: print(ctx(e))
    yield 5
x=d3(); next(x)
try: 1/0
except ZeroDivisionError: print(x.throw(ValueError("z")))
