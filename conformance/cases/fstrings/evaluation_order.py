# Replacement fields are evaluated and formatted one after the other.
log = []


class Loud:
    def __init__(self, name):
        self.name = name
        log.append("make " + name)

    def __format__(self, spec):
        log.append(f"format {self.name} {spec}")
        return suspend(self.name)


def spec(text):
    log.append("spec " + text)
    return suspend(text)


print(f"{Loud('a'):{spec('x')}}-{Loud('b')}-{suspend('c')}-{Loud('d'):{spec('y')}{spec('z')}}")
print(log)
log.clear()
try:
    f"{Loud('first')} {1 / 0} {Loud('never')}"
except ZeroDivisionError:
    print(log)
n = 1
print(f"{(n := n + 1)} {n} {(n := suspend(n * 10))}", n)
f = lambda: f"{n} {[f'{i}:{suspend(i)}' for i in range(2)]}"
print(f())
