from itertools import pairwise
def g():
    yield next(it)
for _ in range(50):
    try:
        it = pairwise(g())
        next(it)
    except (ValueError, RuntimeError) as e:
        last = type(e).__name__
    except StopIteration: last = "stop"
print(last)
