from typing import TypeVar, TypeVarTuple, Unpack
T = TypeVar("T"); U = TypeVar("U"); Ts = TypeVarTuple("Ts")
class X:
    @property
    def __typing_unpacked_tuple_args__(self): raise ValueError("no")
class Y:
    __typing_is_unpacked_typevartuple__ = True
    def __typing_subst__(self, x): return 1j
    __parameters__ = ()
class Z:
    __typing_unpacked_tuple_args__ = (1, 2)
for f in (lambda: tuple[T][X()], lambda: list[Y()]["a"], lambda: (int | T)[X()], lambda: tuple[T, U][Z()], lambda: tuple[T, U][Unpack[Ts]], lambda: list[Y()][int, str], lambda: list[T].__getitem__(X()), lambda: type(list[T]).__getitem__(list[T], X()), lambda: type(list[T]).__getitem__(tuple[T, U], Z())):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
class R:
    def __repr__(self): l.clear(); return "R"
l = [R(), R(), R()]
try: print(repr(list[l]))
except BaseException as e: print(type(e).__name__)
class Evil:
    def __getattr__(self, n):
        raise KeyError(n)
for f in (lambda: list[Evil()], lambda: repr(list[Evil()]), lambda: list[T][Evil()], lambda: int | Evil(), lambda: hash(list[Evil()]), lambda: list[Evil()] == list[Evil()]):
    try: f(); print("ok")
    except BaseException as e: print(type(e).__name__)
