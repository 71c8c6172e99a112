# Endless recursion ends in RecursionError, which a program can catch and go on.
def forever(n):
    return forever(n + 1) + 1


for _ in range(2):
    try:
        forever(0)
    except RecursionError as error:
        print(type(error).__name__, "maximum recursion depth exceeded" in str(error))


class Loop:
    @property
    def next(self):
        return self.next


try:
    Loop().next
except RecursionError:
    print(suspend("property"))


def mutual_a(n):
    return mutual_b(n)


def mutual_b(n):
    return mutual_a(n)


try:
    mutual_a(1)
except RecursionError:
    print(suspend("mutual"))
