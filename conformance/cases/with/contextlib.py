# The managers of contextlib, around suspensions.
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress

log = []


@contextmanager
def section(name, swallow=False):
    log.append(f"enter {name}")
    try:
        yield suspend(name)
    except ValueError as error:
        log.append(f"error {error}")
        if not swallow:
            raise
    finally:
        log.append(suspend(f"leave {name}"))


with section("a") as a:
    log.append(a)
with section("b", swallow=True):
    raise ValueError("v")
try:
    with section("c"):
        raise ValueError("w")
except ValueError as error:
    log.append(("outside", str(error)))
with suppress(KeyError, IndexError):
    [][suspend(0)]
with ExitStack() as stack:
    names = [stack.enter_context(section(f"s{i}")) for i in range(3)]
    stack.callback(log.append, "callback")
    log.append(names)
with nullcontext(5) as five:
    log.append(five)


class Resource:
    def close(self):
        log.append(suspend("closed"))


with closing(Resource()):
    log.append("using")


@section("decorator")
def decorated(x):
    return suspend(x) + 1


log.append(decorated(1))
for entry in log:
    print(entry)
