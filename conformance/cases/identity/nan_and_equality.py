# Containers compare by identity first; NaN shows it.
nan = suspend(float("nan"))
print(nan in [nan], [nan] == [nan], (nan,) == (nan,), {nan: 1}[nan], nan == nan, [nan].index(nan), [nan].count(nan), float("nan") in [nan], {1: nan} == {1: nan})
other = float("nan")
print([nan] == [other], {nan, nan, other} == {nan, other}, len({nan, nan, other}), sorted([2, 1]), max(nan, 1) is nan, min(1, nan))


class Always:
    def __eq__(self, other):
        return suspend(True)

    def __hash__(self):
        return 1


class Never:
    def __eq__(self, other):
        return suspend(False)

    def __ne__(self, other):
        return suspend("ne was asked")


always, never = Always(), Never()
print(always == 5, 5 == always, 5 in [always], [1, 2].count(always), never == never, never != never, never in [never], [never] == [never], [never] != [never], (never,).index(never))
print([1, always] == [1, "x"], {"k": always} == {"k": 0}, always is always, 0.0 == -0.0, {0.0: "zero"}[-0.0], [True] == [1], {1: "x"}.get(True), "1" == 1)
a = [1, 2, [3]]
b = [1, 2, [suspend(3)]]
print(a == b, a is b, a[2] is b[2], a != b, a <= b, (a, 1) == (b, 1.0))
