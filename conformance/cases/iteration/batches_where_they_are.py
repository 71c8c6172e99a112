# itertools.batched, which Python has since 3.12: half consumed it is what it was. A run that holds one cannot move to 3.11.
import itertools


def numbers(n):
    for i in range(n):
        yield suspend(i)


if hasattr(itertools, "batched"):
    batches = itertools.batched(numbers(5), 2)
    assert next(batches) == (0, 1)
    suspend(batches)
    assert list(batches) == [(2, 3), (4,)]
print("done")
