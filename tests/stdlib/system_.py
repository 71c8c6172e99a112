import __future__
import inspect
import io
import keyword
import os
import os.path
import sys
import traceback
import warnings
import weakref

print(os.path.join("a", "b", "/c"), os.path.splitext("a/b.txt"), os.path.basename("/a/b"), os.path.dirname("/a/b"), os.path.normpath("a//b/../c"))
print(os.sep, os.path.isabs("/a"), os.fspath("x"), os.path.commonpath(["/a/b", "/a/c"]), os.path.relpath("/a/b", "/a/c"), len(os.urandom(4)))
print(os.getenv("NO_SUCH_VARIABLE", "default"), sys.version_info >= (3, 11), sys.maxsize > 0, sys.byteorder in ("little", "big"))


class MyPath:
    def __fspath__(self):
        return "my/path"


print(os.fspath(MyPath()), os.path.join(MyPath(), "x"), isinstance(MyPath(), os.PathLike))


def fails():
    suspend("in fails")
    raise ValueError("wrong")


try:
    fails()
except ValueError as error:
    text = traceback.format_exc()
    suspend("handling")
    print(text.splitlines()[-1], "in fails" in text, traceback.format_exception_only(error), sys.exc_info()[0], sys.exception() is error)
    print(len(traceback.extract_tb(error.__traceback__)), traceback.extract_tb(error.__traceback__)[-1].name)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("first")
    suspend("catching")
    warnings.warn("second", DeprecationWarning)
    print(len(caught), caught[0].message, caught[1].category)
with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        warnings.warn("raised", RuntimeWarning)
    except RuntimeWarning as error:
        print("raised", error)


def signed(a, /, b: int, *args, c=3, d, **rest) -> str: ...


class Class:
    "Its doc."

    def __init__(self, x, y=1): ...

    def method(self, z): ...


print(inspect.signature(signed), inspect.signature(Class), inspect.signature(Class(1).method), list(inspect.signature(signed).parameters))
print(inspect.signature(signed).bind(1, 2, 3, d=4, e=5), inspect.isclass(Class), inspect.isfunction(signed), inspect.isgeneratorfunction(signed))
print(inspect.getdoc(Class), inspect.ismethod(Class(1).method), inspect.getmro(Class)[0].__name__, inspect.cleandoc("a\n  b\n  c"))
print([name for name, _ in inspect.getmembers(Class, inspect.isfunction)], keyword.iskeyword("for"), __future__.annotations.compiler_flag > 0)


class Node:
    pass


node = Node()
gone = []
reference = weakref.ref(node, lambda r: gone.append("gone"))
proxy = weakref.proxy(node)
node.x = 1
suspend("weak")
print(reference() is node, proxy.x, weakref.getweakrefcount(node) > 0)
del node
print(reference(), gone)
finalizer_ran = []
thing = Node()
weakref.finalize(thing, finalizer_ran.append, 1)
del thing
print(finalizer_ran)
