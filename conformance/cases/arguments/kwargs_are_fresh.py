# `**kwargs` is a new dict and `*args` a new tuple on every call.
def keep(**kwargs):
    kwargs["added"] = suspend(True)
    return kwargs


given = {"a": [1]}
got = keep(**given)
print(given, got, got["a"] is given["a"], got is not given)


def args(*args):
    return args


t = (1, 2)
print(args(*t) == t, type(args(*[1])).__name__, args())
print(sorted(keep(z=1, y=2)), list(keep(z=1, y=2)))


def swap(a, b, **rest):
    rest["a"] = b
    rest["b"] = suspend(a)
    return rest


print(swap(**swap(a=1, b=2, c=3)))


def nested(*args, **kwargs):
    return inner(*args, **kwargs)


def inner(first, *others, last=None, **more):
    return first, others, last, suspend(more)


print(nested(1, 2, 3, last=4, other=5))
