# Direct, mutual and deep recursion with suspensions at the bottom.
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


def depth(n):
    if n == 0:
        return suspend(0)
    return 1 + depth(n - 1)


def hanoi(n, a, b, c):
    return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


print(fib(12), even(50), odd(51), depth(150), hanoi(6, 1, 2, 3), ackermann(2, 3))
flatten = lambda tree: [tree] if not isinstance(tree, list) else [leaf for part in tree for leaf in flatten(part)]
print(flatten([1, [2, [3, [suspend(4)], 5]], [[6]]]))
