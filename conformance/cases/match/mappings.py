# Mapping patterns look keys up and may collect the rest.
from collections import OrderedDict, defaultdict


def read(subject):
    match suspend(subject):
        case {"type": "point", "x": x, "y": y}:
            return "point", x, y
        case {"type": "box", "corners": [[a, b], *_], **rest}:
            return "box", a, b, rest
        case {1: one, None: none, "k": {"deep": deep}}:
            return one, none, deep
        case {"only": value}:
            return "only", value
        case {**everything} if len(everything) > 2:
            return "many", everything
        case {}:
            return "a mapping"
        case _:
            return "no mapping"


subjects = [{"type": "point", "x": 1, "y": 2, "z": 3}, {"type": "point", "x": 1}, {"type": "box", "corners": [(1, 2), 3], "more": 4},
            {1: "a", None: "b", "k": {"deep": "c"}}, OrderedDict(only=5), {"a": 1, "b": 2, "c": 3}, {}, [("only", 1)], "text"]
for subject in subjects:
    print(read(subject))
missing = defaultdict(lambda: "made")
print(read(missing), dict(missing))


class Config:
    key = "only"


match {"only": 7}:
    case {Config.key: found}:
        print("by value", found)
