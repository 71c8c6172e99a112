# Defaults belong to the definition: evaluated once, shared by the calls.
log = []


def value(x):
    log.append(x)
    return suspend(x)


def collect(item, into=value([]), *, seen=value({})):
    into.append(item)
    seen[item] = len(into)
    return into, seen


print(collect(1), collect(2), collect(3, []), log)
print(collect.__defaults__, collect.__kwdefaults__)


def make(n):
    def function(a, b=n, c=suspend(n * 2)):
        return a, b, c

    return function


functions = [make(i) for i in range(3)]
print([function(0) for function in functions], functions[1](0, c=9))
collect.__defaults__ = (["replaced"],)
print(collect("x")[0])
collect.__defaults__ = None
try:
    collect("x")
except TypeError as error:
    print(error)
