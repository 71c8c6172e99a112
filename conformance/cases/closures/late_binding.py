# Loop variables are looked up when the closure runs.
late = [lambda: i for i in range(3)]
early = [lambda i=i: i for i in range(3)]
print([f() for f in late], [f() for f in early])
functions = []
for n in range(3):
    def f():
        return suspend(n)

    functions.append(f)
print([f() for f in functions])
n = "rebound"
print([f() for f in functions])


def made():
    result = []
    for k in range(3):
        def inner(k=k):
            return suspend(k), j

        result.append(inner)
    j = "assigned later"
    return result


print([f() for f in made()])
