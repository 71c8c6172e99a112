class Base: value = 1
class Meta(type):
    def mro(cls): return (cls, Base, object)
try:
    class W(metaclass=Meta): pass
    print(W.value)
    Base.value = object(); W.value; Base.value = None
    print(W.value)
    for i in range(5):
        Base.value = [i]; print(W.value, W().value)
except BaseException as e: print(type(e).__name__, str(e)[:60])
class Meta2(type):
    n = 0
    def mro(cls):
        if Meta2.n == 0:
            Meta2.n = 1
            cls.__bases__ = (B2,)
        return type.mro(cls)
class B1: x = 1
class B2: x = 2
try:
    class W2(B1, metaclass=Meta2): pass
    print(W2.x)
except BaseException as e: print(type(e).__name__, str(e)[:60])
class Meta3(type):
    def mro(cls): return [cls, 5]
try:
    class W3(metaclass=Meta3): pass
except BaseException as e: print(type(e).__name__)
