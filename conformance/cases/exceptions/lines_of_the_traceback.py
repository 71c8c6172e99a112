# The lines and functions that a traceback walks through.
def lines(error):
    out = []
    tb = error.__traceback__
    while tb is not None:
        out.append(tb.tb_lineno)
        tb = tb.tb_next
    return out


def deepest():
    suspend(1)
    raise ValueError(
        "several lines"
    )


def middle(n):
    if n:
        return middle(n - 1)
    return deepest()


try:
    middle(2)
except ValueError as error:
    print(lines(error))


def reraise():
    try:
        middle(0)
    except ValueError as error:
        suspend(error)
        raise


try:
    reraise()
except ValueError as error:
    print(lines(error))


def generator():
    yield 1
    yield suspend(2)
    raise KeyError("generator")


try:
    for _ in generator():
        pass
except KeyError as error:
    print(lines(error))
try:
    [deepest() for _ in range(1)]
except ValueError as error:
    print(lines(error)[0], lines(error)[-1])


def from_cause():
    try:
        deepest()
    except ValueError as error:
        raise RuntimeError("chained") from error


try:
    from_cause()
except RuntimeError as error:
    print(lines(error), lines(error.__cause__))
