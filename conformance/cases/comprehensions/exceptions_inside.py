# An exception in a comprehension abandons it and propagates with the right context.
def fail(n):
    if n == 2:
        raise ValueError(suspend(n))
    return n


seen = []
try:
    result = [seen.append(n) or fail(n) for n in range(5)]
except ValueError as error:
    print("caught", error, seen)
print("result" in globals())
generator = (fail(n) for n in range(5))
print(next(generator), next(generator))
try:
    next(generator)
except ValueError as error:
    print("again", error)
print(list(generator))


def nested():
    try:
        return [[fail(m) for m in range(n)] for n in range(5)]
    except ValueError:
        return {x: suspend(x) for x in range(2)}
    finally:
        print("finally")


print(nested())
try:
    [1 / x for x in (1, 0)]
except ZeroDivisionError as error:
    print(error)
