import bisect
import heapq
import itertools
import operator

key = lambda x: suspend(-x)
print(list(heapq.merge([3, 1], [4, 2], key=key)), heapq.nlargest(2, [1, 5, 3], key=key), heapq.nsmallest(1, [1, 5, 3]))


class Item:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        suspend("__lt__")
        return self.value < other.value


heap = []
for value in (3, 1, 2):
    heapq.heappush(heap, Item(value))
print(heapq.heappop(heap).value)
heapq.heapify(heap)
print(heapq.heapreplace(heap, Item(9)).value, heapq.heappushpop([1, 2], 0))
print(bisect.bisect([1, 3, 5], 3), bisect.bisect_left([Item(1), Item(5)], Item(2)), bisect.bisect_left([1, 2, 3], -2, key=key))
numbers = [1, 5]
bisect.insort(numbers, 3)
print(numbers)
print([(k, list(g)) for k, g in itertools.groupby([1, 1, 2], key=lambda x: suspend(x))])
print(list(itertools.accumulate([1, 2, 3], lambda a, b: suspend(a + b))), list(itertools.starmap(lambda a, b: suspend(a * b), [(2, 3)])))
print(list(itertools.takewhile(lambda x: suspend(x < 2), [1, 2])), list(itertools.filterfalse(lambda x: suspend(x), [0, 1])))


def gen():
    for index in range(3):
        suspend("gen")
        yield index


print(list(itertools.islice(gen(), 2)), list(itertools.chain(gen(), gen())), list(itertools.product(gen(), [1])))
print(list(itertools.zip_longest(gen(), [9])), list(itertools.pairwise(gen())), list(itertools.islice(itertools.cycle(gen()), 4)))
print(list(itertools.permutations([1, 2])), list(itertools.combinations("abc", 2)), list(itertools.islice(itertools.count(5, 2), 2)), list(itertools.repeat(1, 2)))
print(sorted([(1, "b"), (0, "a")], key=operator.itemgetter(1)), operator.attrgetter("value")(Item(3)), operator.methodcaller("upper")("a"))
print(operator.add(1, 2), operator.contains([1], 1), operator.index(5), operator.concat([1], [2]), operator.truth([]))
