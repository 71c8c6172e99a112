# Dropped generators run their finally blocks at once.
def careful(name):
    print("start", name)
    try:
        yield 1
        yield 2
    finally:
        print("cleanup", name)


g = careful("deleted")
next(g)
del g
print("after del")
for value in careful("broken"):
    break
print("after break")
never = careful("unstarted")
del never
print("unstarted is silent")


def leave():
    for value in careful("returned"):
        return value


print(leave())
kept = careful("kept")
next(kept)
suspend(kept)
kept = None
print("after rebinding")
[next(careful("temporary"))]
print("after temporary")


def nested():
    try:
        yield from careful("inner")
    finally:
        print("cleanup outer")


n = nested()
next(n)
n.close()
holder = {"g": careful("in dict")}
next(holder["g"])
holder.clear()
print("end")
