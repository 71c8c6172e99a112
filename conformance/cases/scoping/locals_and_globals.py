# locals(), globals() and vars() see what CPython's see.
a = suspend(1)


def function(p, *args, k=2, **kw):
    x = 5
    before = sorted(locals())
    suspend(before)
    y = 6
    return before, sorted(locals()), locals()["x"]


print(function(1, 2, z=3))


def closure():
    v = "v"
    w = "w"

    def inner():
        t = v
        return sorted(locals().items())

    return inner()


print(closure())


class Body:
    m = 1
    names = sorted(n for n in locals() if not n.startswith("__"))
    locals()["added"] = suspend("through locals")


print(Body.names, Body.added)
globals()["made"] = "by name"
print(made, globals()["a"], globals() is globals(), "function" in globals(), vars() is globals(), locals() is globals())


def comprehension():
    x = 1
    return [x for y in [1]], sorted(locals())


print(comprehension())


def deleted():
    q = 1
    del q
    r = 2
    return locals()


print(deleted())


def with_exec():
    z = 1
    exec("z = 2")
    return z


print(with_exec())
