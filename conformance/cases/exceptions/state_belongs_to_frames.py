# sys.exc_info and bare raise see the exception that the calling frames handle.
import sys


def current():
    kind = sys.exc_info()[0]
    return kind.__name__ if kind else None


def generator():
    yield current()
    try:
        raise TypeError("in the generator")
    except TypeError:
        yield current()
        suspend(1)
        yield current()
    yield current()


log = [current()]
try:
    raise KeyError("outside")
except KeyError:
    log.append(current())
    for state in generator():
        log.append((state, current(), suspend("loop")))
    try:
        raise ValueError
    except ValueError:
        log.append(suspend(current()))
    log.append(current())
log.append(current())
for entry in log:
    print(entry)
