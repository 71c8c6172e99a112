class E:
    def __str__(self):
        err.strerror = "other"
        err.filename = "x"
        return "x"
class S:
    def __str__(self): return "s"
err = OSError()
err.errno = E(); err.strerror = S()
print(str(err))
err = OSError(1, "a", "f", None, "g")
class R:
    def __repr__(self):
        err.filename2 = None; err.strerror = None
        return "r"
err.filename = R(); err.filename2 = S()
print("%s" % err != "")
