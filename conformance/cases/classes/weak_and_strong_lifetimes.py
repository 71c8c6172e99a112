# Instances die when the last reference goes; __del__ runs then, in order.
class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


a = Noisy("a")
b = a
del a
print("still alive")
b = Noisy("b")
print("replaced")
del b


def scope():
    local = Noisy("local")
    suspend(local.name)
    other = Noisy("other")
    return "returned"


print(scope())
Noisy("temporary")
print("after temporary")
items = [Noisy(0), Noisy(1), Noisy(2)]
del items[1]
items.pop()
print("list shrunk")
items.clear()
print("list cleared")
holder = Noisy("outer")
holder.inner = Noisy("inner")
del holder
print("nested done")
x = Noisy("x") and Noisy("y")
print("kept", x.name)
x = None
try:
    y = Noisy("in try")
    raise ValueError
except ValueError:
    del y
    suspend(0)
print("end")
