# Comprehension targets unpack, star and assign into attributes and items.
pairs = [(1, (2, 3)), (4, (5, 6))]
print([a + suspend(b) * c for a, (b, c) in pairs])
print([(first, rest) for first, *rest in ["abc", suspend("de")]])
print({k: v for k, *v in [(1, 2, 3), (4,)]})


class Holder:
    pass


h = Holder()
print([h.value for h.value in range(3)], h.value)
box = [None]
print([box[0] for box[suspend(0)] in "xy"], box)
try:
    [a for a, b in [(1, 2, 3)]]
except ValueError as error:
    print(error)
try:
    [a for a, b in [1]]
except TypeError as error:
    print(error)
