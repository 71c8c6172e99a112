# Starred items in displays are unpacked in order, whatever they iterate over.
def count(n):
    for i in range(n):
        yield suspend(i)


first = [1, 2]
print([*first, 3, *count(3), *"ab"], (*first, *count(2)), {*first, *count(3)} == {0, 1, 2})
print({**{"a": 1, "b": 2}, "b": suspend(3), **{"c": 4, "a": 5}})
print([*[], *(), *{}], (*[],), {**{}})
try:
    [*first, *5]
except TypeError as error:
    print(error)
try:
    {**[1]}
except TypeError as error:
    print(error)
print(*[suspend(1), 2], *"xy", sep="-")
