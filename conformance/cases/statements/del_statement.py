# `del` of names, attributes, items, slices and nested targets.
class Watch(dict):
    def __delitem__(self, key):
        print("deleting", suspend(key))
        super().__delitem__(key)

    def __delattr__(self, name):
        print("attribute", suspend(name))


w = Watch(a=1, b=2, c=3)
del w["a"], w.anything, w["b"]
print(w)
x = y = z = 1
del x, (y, [z])
for name in ("x", "y", "z"):
    print(name in globals())
values = list(range(6))
del values[1::2], values[suspend(0)]
print(values)


def local():
    value = 1
    del value
    try:
        return value
    except UnboundLocalError as error:
        print(error)
    value = suspend(2)
    return value


print(local())
try:
    del never_was
except NameError as error:
    print(error)
try:
    del w["zz"]
except KeyError as error:
    print(repr(error))
