from itertools import accumulate
class B:
    armed = True
    def __add__(self, o):
        if B.armed:
            B.armed = False
            next(a)
        return NotImplemented
    def __radd__(self, o): return B()
a = accumulate([B(), B(), B(), B()])
print(len(list(a)))
