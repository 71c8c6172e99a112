# Many pending operands stay in place over suspensions.
def f(*args):
    return sum(args)


print(f(1, f(2, f(3, suspend(4), 5), suspend(6)), suspend(7)) + (suspend(8) - (9 * (suspend(10) + 11))))
print([1, [2, [3, suspend(4)], suspend(5)], suspend(6)])
print((1 + (2 + (3 + (4 + (5 + (6 + (7 + (8 + suspend(9))))))))))
print("%s-%s" % (suspend("a"), "%d" % suspend(5)) + str(suspend(1)) * suspend(3))
print({"a": [suspend(1), {"b": (suspend(2), {suspend(3)})}]})
print(-suspend(3) ** 2, ~suspend(5), +suspend(True), not suspend(None))
print(2 ** suspend(3) ** 2, (2 ** suspend(3)) ** 2)
print(1 if suspend(0) else 2 if suspend(0) else suspend(3))
