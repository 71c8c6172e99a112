import contextlib
import io
from contextlib import ContextDecorator, ExitStack, chdir, closing, contextmanager, nullcontext, redirect_stdout, suppress


@contextmanager
def block(name):
    suspend("enter")
    print("in", name)
    try:
        yield name * 2
    except ValueError as error:
        suspend("except")
        print("caught", error)
    finally:
        suspend("exit")
        print("out", name)


with block("a") as value:
    suspend("body")
    print(value)
with block("b"):
    raise ValueError("wrong")
with ExitStack() as stack:
    print(stack.enter_context(block("c")))
    stack.callback(lambda: (suspend("callback"), print("callback")))
    stack.push(lambda *details: suspend("push") and False)


@block("d")
def decorated():
    suspend("decorated")
    print("body")


decorated()
with suppress(KeyError):
    {}[1]


class Thing:
    def close(self):
        suspend("close")
        print("closed")


with closing(Thing()) as thing, nullcontext(5) as five:
    print(five)
target = io.StringIO()
with redirect_stdout(target):
    print("hidden")
    suspend("redirected")
    print("too")
print(repr(target.getvalue()))


class Decorator(ContextDecorator):
    def __enter__(self):
        print("enter")
        return self

    def __exit__(self, *details):
        print("exit", details[0])
        return True


@Decorator()
def fails():
    raise RuntimeError


fails()
try:
    with block("e"):
        raise KeyError("passes")
except KeyError as error:
    print(repr(error), error.__context__)
