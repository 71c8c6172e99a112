# Positional-only, ordinary, variadic and keyword-only parameters receive what CPython gives them.
def all_kinds(a, b=2, /, c=3, *rest, d, e=5, **named):
    return a, b, c, rest, d, e, named


print(all_kinds(1, d=4))
print(all_kinds(1, 20, 30, 40, 50, d=suspend(4), f=6, a=7, b=8))
print(all_kinds(*[1, 2], *[3, 4], **{"d": 5}, **{"e": 6, "z": 7}))
print(all_kinds(1, c=suspend(9), d=0))


def positional_only(x, y=1, /, **kw):
    return x, y, kw


def keyword_only(*, x, y=suspend(2)):
    return x, y


print(positional_only(1, x=2, y=3), keyword_only(x=1), keyword_only(y=3, x=4))
