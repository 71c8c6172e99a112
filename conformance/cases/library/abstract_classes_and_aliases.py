# Classes registered with standard abstract classes, and the caches of typing.
from collections.abc import Sequence, Hashable, Mapping, Sized
import typing, abc
class A: pass
class B(A): pass
print(issubclass(A, Sequence), isinstance(A(), Sequence))
Sequence.register(A)
suspend(1)
print(issubclass(A, Sequence), isinstance(A(), Sequence), isinstance(B(), Sequence), isinstance(B(), typing.Sequence), isinstance(B(), typing.Collection), issubclass(B, Sized))
@Mapping.register
class C: pass
print(isinstance(C(), Mapping), C)
try: A.register
except AttributeError as e: print(e)
class My(abc.ABC): pass
My.register(int); print(isinstance(5, My), suspend(issubclass(bool, My)))
try: Sequence.register(5)
except TypeError as e: print(e)
print(typing.List[int] is typing.List[int], typing.Union[int,str] is typing.Union[int,str], typing.Dict[str,A] == typing.Dict[str,A])
L=typing.List[A]; suspend(1); print(L is typing.List[A], typing.Optional[A])
try: typing.List[[]]
except TypeError as e: print(e)
print(typing.Literal[1] == typing.Literal[True], typing.Callable[[int], str] is typing.Callable[[int], str])
