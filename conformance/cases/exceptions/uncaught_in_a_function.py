# An uncaught exception ends the program; its lines and message are CPython's.
def outer(n):
    return inner(n) + 1


def inner(n):
    suspend(n)
    table = {"a": 1}
    return table[
        "missing"
    ]


print("before")
outer(1)
print("never")
