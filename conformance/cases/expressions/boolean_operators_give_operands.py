# `and` and `or` give one of their operands, and evaluate no more than they must.
log = []


def side(value):
    log.append(value)
    return suspend(value)


print(side(0) or side("") or side([]))
print(side(1) and side("x") and side({}))
print(side(0) and side(1) or side(2))
print(not side(0), not side("a"))
print((side(None) or side(0)) and side(9))
print(log)
values = [0, 1, "", "a", None, (), (0,)]
print([(a and b, a or b) for a in values[:3] for b in values[3:5]])
