# A finally block sees every exit, and its own exit replaces the pending one.
def override():
    try:
        return suspend("try")
    finally:
        return suspend("finally")


def swallow():
    for _ in range(2):
        try:
            raise KeyError(1)
        finally:
            suspend(0)
            break
    return "swallowed"


def skip():
    out = []
    for i in range(3):
        try:
            if i == 1:
                return "unreachable"
            out.append(i)
        finally:
            if i == 1:
                continue
    return out


def replace():
    try:
        raise KeyError("first")
    finally:
        raise ValueError(suspend("second"))


def value_is_fixed():
    x = 1
    try:
        return x
    finally:
        x = suspend(2)


def mutable_is_not():
    x = [1]
    try:
        return x
    finally:
        x.append(suspend(2))


print(override(), swallow(), skip(), value_is_fixed(), mutable_is_not())
try:
    replace()
except ValueError as error:
    print(error, repr(error.__context__))


def order():
    try:
        try:
            try:
                yield "a"
            finally:
                print("inner")
                yield suspend("b")
        finally:
            print("middle")
    finally:
        print("outer")


print(list(order()))
