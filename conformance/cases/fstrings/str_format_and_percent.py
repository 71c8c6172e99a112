# str.format and % formatting, with their errors.
print("{} {}".format(1, suspend(2)), "{0}{1}{0}".format("a", "b"), "{a} {b[k]} {c[0]}".format(a=1, b={"k": 2}, c=[3]))
print("{:>{}}|{:{fill}^{width}}".format("r", suspend(5), "m", fill="*", width=7), "{!r:>5}".format("q"), "{{}}".format())
print("%s %d %5.2f %x %o %e %c %% %r %a" % ("s", 42, 3.14159, 255, 8, 12345.678, "c", "r", "é"))
print("%(name)s is %(age)03d" % {"name": suspend("Bob"), "age": 7}, "%-5d|%+d|% d" % (1, 2, 3), "%*d|%.*f" % (5, 42, 2, 3.14159))
print(b"%s %d %a" % (b"raw", 5, "é"), "%s" % [1, 2], "%s" % (None,), "a%sb" % "")
for bad in (lambda: "{} {}".format(1), lambda: "{x}".format(), lambda: "%d" % "a", lambda: "%s %s" % 1, lambda: "%s" % (1, 2),
            lambda: "%(k)s" % {}, lambda: "{0.missing}".format(1), lambda: "{".format(), lambda: "%q" % 1, lambda: "{:d}".format("a")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)


class Item:
    def __getattr__(self, name):
        return suspend(name.upper())

    def __getitem__(self, key):
        return suspend(key * 2)


print("{0.left} {0[key]} {0.a!r}".format(Item()), format(3.5, "08.2f"), format("s", ">3"))
