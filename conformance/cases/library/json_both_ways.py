# json both ways, with hooks that suspend.
import json

data = {"name": "x", "values": [1, 2.5, True, None, "é\n"], "nested": {"a": {}}, "big": 10**20}
text = json.dumps(data)
print(text)
print(json.loads(text) == data, json.dumps(data, indent=2, sort_keys=True).split("\n")[:4], json.dumps(suspend([1, {"b": 2}]), separators=(",", ":")))


class Point:
    def __init__(self, x):
        self.x = x


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, Point):
            return suspend({"point": o.x})
        return super().default(o)


print(json.dumps([Point(1), Point(2)], cls=Encoder), json.dumps(Point(3), default=lambda o: suspend(vars(o))))
print(json.loads('{"point": 5, "other": [{"point": 6}]}', object_hook=lambda d: Point(suspend(d["point"])) if "point" in d and len(d) == 1 else d)["other"][0].x)
print(json.loads("[1.5, 2]", parse_float=lambda s: suspend("float " + s)))
for bad in ("{", "[1,]", "nope", '{"a" 1}', ""):
    try:
        json.loads(bad)
    except json.JSONDecodeError as error:
        print(type(error).__name__, isinstance(error, ValueError), error.lineno >= 1)
for bad in (object(), {1, 2}, {(1, 2): 3}):
    try:
        json.dumps(bad)
    except TypeError as error:
        print(str(error).split(" at 0x")[0])
print(json.dumps("é", ensure_ascii=False), json.loads('"\\u00e9"'), json.dumps({1: "a", None: "b", True: "c"}), json.dumps(float("inf")))
