# split() and subgroup() with functions, and groups that say how they are derived.
class G(ExceptionGroup):
    def derive(self, excs):
        print("derive", suspend(len(excs))); return G("derived", excs)
eg = G("m",[ValueError(1),ExceptionGroup("n",[TypeError(2),ValueError(3)]),KeyError(4)])
eg.add_note("note")
def sh(x): print(repr(x))
sh(eg.split(ValueError)); sh(eg.split((TypeError,KeyError))); sh(eg.subgroup(TypeError)); sh(eg.split(OSError)); sh(eg.split(Exception))
sh(eg.split(lambda e: suspend(isinstance(e, ValueError)) and e.args[0]>1)); sh(eg.subgroup(lambda e: not isinstance(e, BaseExceptionGroup)))
try:
    raise eg
except G as e:
    m, r = e.split(KeyError)
    print(m.__notes__, m.__traceback__ is e.__traceback__, m.__cause__, m.__suppress_context__)
def boom(e): raise ZeroDivisionError("z")
try: eg.split(boom)
except ZeroDivisionError as e: print(e)
sh(BaseExceptionGroup("b",[KeyboardInterrupt(), ValueError()]).split(lambda e: isinstance(e, ValueError)))
sh(eg.subgroup(lambda e: e is eg) is eg)
error = ValueError("without its traceback")
error.__traceback__ = None
suspend(error)
print(error, error.with_traceback(None).__traceback__)
