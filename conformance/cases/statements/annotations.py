# Annotated assignments evaluate their annotation in module and class scope, not in functions.
log = []


def note(name):
    log.append(suspend(name))
    return name


x: note("x") = 1
y: note("y")
(z): note("z") = 2


class Fields:
    a: note("a") = 1
    b: note("b")
    __c: note("c") = 3


def function(p: note("p"), *args: note("args"), k: note("k") = 1, **kw: note("kw")) -> note("return"):
    local: undefined_annotation = suspend(5)
    other: also_undefined
    return local


print(log)
print(__annotations__)
print(Fields.__annotations__, Fields.a, hasattr(Fields, "b"))
print(function.__annotations__, function(1))
box = {}
box["k"]: note("item") = 3
print(box, log[-1])
