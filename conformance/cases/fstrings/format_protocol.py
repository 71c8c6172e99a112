# __format__, __str__ and __repr__ are called as CPython calls them.
class Money:
    def __init__(self, cents):
        self.cents = cents

    def __format__(self, spec):
        print("format", repr(spec))
        return suspend(f"{self.cents / 100:{spec or '.2f'}}")

    def __str__(self):
        print("str")
        return suspend("str money")

    def __repr__(self):
        return suspend("repr money")


m = Money(1234)
print(f"{m} {m:.1f} {m!r} {m!s} {m!s:>12}")
print("{0} {0:.1f} {0!r} {0.cents}".format(m))
print("%s %r %d" % (m, m, m.cents), format(m, "09.3f"), str([m]), repr({m.cents: m}))


class Plain:
    def __str__(self):
        return suspend("plain")


print(f"{Plain()} {Plain()!s:>8}|", "%5s|" % "ab", "%-5s|" % Plain())
try:
    f"{Plain():d}"
except Exception as error:
    print(type(error).__name__, error)
try:
    f"{5:q}"
except ValueError as error:
    print(error)


class Wrong:
    def __str__(self):
        return 5

    def __repr__(self):
        return None

    def __format__(self, spec):
        return b"x"


for action in (lambda: str(Wrong()), lambda: repr(Wrong()), lambda: format(Wrong()), lambda: f"{Wrong()!r}"):
    try:
        action()
    except TypeError as error:
        print(error)
