# Every way of calling wrongly raises TypeError with CPython's words.
def plain(a, b, c=3): ...
def only(a, b, /): ...
def keys(*, k, m): ...
def none(): ...
def three(a, b, c): ...
def many(*args): ...
def mixed(a, /, b, *, c): ...


class C:
    def method(self, x): ...

    def __init__(self, need=1): ...


calls = [
    lambda: plain(), lambda: plain(1), lambda: plain(1, 2, 3, 4), lambda: plain(1, 2, d=3), lambda: plain(1, a=2),
    lambda: plain(1, 2, 3, c=4), lambda: only(1), lambda: only(a=1, b=2), lambda: only(1, b=2), lambda: keys(),
    lambda: keys(k=1), lambda: keys(1), lambda: keys(k=1, m=2, z=3), lambda: none(1), lambda: none(1, 2), lambda: none(a=1),
    lambda: three(), lambda: three(1), lambda: many(x=1), lambda: mixed(1, 2), lambda: mixed(1, 2, 3), lambda: mixed(1, 2, 3, c=1),
    lambda: mixed(a=1, b=2, c=3), lambda: C().method(), lambda: C().method(1, 2), lambda: C(1, 2), lambda: C(wrong=1),
    lambda: plain(*[1, 2, 3, 4, 5]), lambda: plain(**{"a": 1}), lambda: plain(1, **{"a": 1}), lambda: plain(*1),
    lambda: plain(**1), lambda: plain(1, 2, **{"c": 1}, **{"c": 2}), lambda: plain(**{1: 2}), lambda: (5)(), lambda: "text"(1),
]
for call in calls:
    try:
        suspend(call)()
    except TypeError as error:
        print(error)
    else:
        print("no error")
