# Sequence patterns of fixed and open length; strings and bytes are no sequences.
from collections import deque


def shape(subject):
    match suspend(subject):
        case []:
            return "empty"
        case [x]:
            return "one", x
        case [1, *rest]:
            return "starts with 1", rest
        case (first, [second, *_], *others, last):
            return "nested", first, second, others, last
        case [*start, 9]:
            return "ends with 9", start
        case [a, b] | [a, b, _]:
            return "two or three", a, b
        case [*everything]:
            return "all", everything
        case _:
            return "no sequence"


for subject in ([], (), [5], (1, 2, 3), [0, [1, 2], 3, 4], [4, 5, 9], [7, 8], (7, 8, 6), [3, 4, 5, 6], "ab", b"ab", {1, 2}, {1: 2},
                range(3), range(2, 6), deque([7, 8]), bytearray(b"x"), iter([1]), 5):
    print(type(subject).__name__, shape(subject))
