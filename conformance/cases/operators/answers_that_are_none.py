# Special methods that decline, answer with the wrong kind of value, or suspend before they do either.


class Asked:
    def __init__(self, answer):
        self.answer = answer

    def say(self, name, *others):
        return suspend(self.answer)

    def __add__(self, other): return self.say("add", other)
    def __sub__(self, other): return self.say("sub", other)
    def __isub__(self, other): return self.say("isub", other)
    def __mul__(self, other): return NotImplemented
    def __rmul__(self, other): return self.say("rmul", other)
    def __radd__(self, other): return ("radd", other)
    def __lt__(self, other): return self.say("lt", other)
    def __gt__(self, other): return ("gt", type(other).__name__)
    def __eq__(self, other): return self.say("eq", other)
    def __bool__(self): return self.say("bool")
    def __len__(self): return self.say("len")
    def __iter__(self): return self.say("iter")
    def __contains__(self, item): return self.say("contains", item)
    def __str__(self): return self.say("str")
    def __repr__(self): return self.say("repr")
    def __neg__(self): return self.say("neg")


class Sized:
    def __init__(self, answer):
        self.answer = answer

    def __len__(self):
        return suspend(self.answer)


class Finer(Asked):
    def __radd__(self, other): return ("finer radd", type(other).__name__)
    def __gt__(self, other): return ("finer gt", type(other).__name__)


class Index:
    def __index__(self): return suspend(3)


class Text(str):
    pass


def show(what, function):
    try:
        answer = function()
    except Exception as error:
        print(what, type(error).__name__, error)
    else:
        print(what, type(answer).__name__, answer if isinstance(answer, (int, str, float, list, tuple)) else "")


def in_place(left, right, operation):
    if operation == "+":
        left += right
    elif operation == "-":
        left -= right
    else:
        left *= right
    return left


ANSWERS = (1, 0, -1, True, False, None, NotImplemented, "text", Text("text"), 2.5, 10**30, [], iter(()), Index())
for answer in ANSWERS:
    asked = Asked(answer)
    label = type(answer).__name__
    show(label + " +", lambda: asked + 1)
    show(label + " + self", lambda: asked + asked)
    show(label + " + finer", lambda: asked + Finer(5))
    show(label + " + list", lambda: asked + [1])
    show(label + " -", lambda: asked - 1)
    show(label + " *", lambda: asked * 2)
    show(label + " int *", lambda: 2 * asked)
    show(label + " float *", lambda: 2.5 * asked)
    show(label + " list *", lambda: [1] * asked)
    show(label + " int +", lambda: 2 + asked)
    show(label + " +=", lambda: in_place(asked, 1, "+"))
    show(label + " -=", lambda: in_place(asked, 1, "-"))
    show(label + " *=", lambda: in_place(asked, 1, "*"))
    show(label + " int *=", lambda: in_place(2, asked, "*"))
    show(label + " <", lambda: asked < 1)
    show(label + " < finer", lambda: asked < Finer(4))
    show(label + " ==", lambda: asked == 1)
    show(label + " == self", lambda: asked == asked)
    show(label + " !=", lambda: asked != 1)
    show(label + " bool", lambda: 1 if asked else 2)
    show(label + " not", lambda: not asked)
    show(label + " and", lambda: (asked and 3) is asked)
    show(label + " len", lambda: len(asked))
    show(label + " in", lambda: 4 in asked)
    show(label + " not in", lambda: 4 not in asked)
    show(label + " str", lambda: f"{asked}")
    show(label + " str()", lambda: str(asked))
    show(label + " repr", lambda: f"{asked!r}")
    show(label + " ascii", lambda: f"{asked!a}")
    show(label + " format", lambda: f"{asked:>5}")
    show(label + " neg", lambda: -asked)
    show(label + " iter", lambda: [x for x in asked])
    show(label + " sized", lambda: 1 if Sized(answer) else 2)
    show(label + " sized len", lambda: len(Sized(answer)))


class Whole(int):
    def __radd__(self, other): return suspend(NotImplemented)
    def __rsub__(self, other): return suspend("whole")


show("int + whole", lambda: 1 + Whole(2))
show("int - whole", lambda: 1 - Whole(2))
show("float + whole", lambda: 1.5 + Whole(2))
show("float - whole", lambda: 1.5 - Whole(2))

print([x for x in filter(lambda x: suspend(x % 2), range(7))])
print(list(filter(lambda x: suspend(x > 3), range(7))))
print(list(filter(lambda x: suspend([x] if x > 3 else []), range(7))))
print(list(map(lambda x, y: suspend(x + y), range(7), [5, 6, 7])))
steps = filter(lambda x: suspend(x > 3), iter([5, 1, 2, 7]))
print(next(steps), next(steps), next(steps, "over"))


def stops(x):
    if x > 2:
        raise StopIteration(x)
    return suspend(x)


print(list(map(stops, range(7))), [x for x in map(stops, range(7))], [x for x in filter(stops, range(7))])
