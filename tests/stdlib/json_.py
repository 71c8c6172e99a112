import json


class Thing:
    def __init__(self, value):
        self.value = value


def encode(value):
    suspend("default")
    return {"thing": value.value}


print(json.dumps({"a": [1, Thing(2)], "b": None, "c": 1.5, "é": True}, default=encode))
print(json.dumps({"b": [1, Thing(2)], "a": ()}, default=encode, indent=2, sort_keys=True))
print(json.dumps({1: 2, None: 3, True: 4}, separators=(",", ":")), json.dumps("é\n", ensure_ascii=False))


def hook(found):
    suspend("object_hook")
    return tuple(found.items())


print(json.loads('{"a": [1, {"b": 2.5}], "c": "\\u00e9x"}', object_hook=hook))
print(json.loads("[1.5, 2, NaN, -Infinity]", parse_float=lambda text: suspend(text) + "f", parse_int=lambda text: -int(text)))


class Encoder(json.JSONEncoder):
    def default(self, value):
        suspend("Encoder.default")
        return [value.value]


class Decoder(json.JSONDecoder):
    def __init__(self, **options):
        super().__init__(object_hook=self.hook, **options)

    def hook(self, found):
        suspend("Decoder.hook")
        return len(found)


print(Encoder().encode([Thing(1)]), json.dumps([Thing(2)], cls=Encoder), json.loads('{"a": {}}', cls=Decoder))
print(json.loads('{"a": 1, "a": 2}', object_pairs_hook=lambda pairs: suspend(pairs)))
for text in ('{"a": }', "[1, 2", "", '"\\x"', "[1] 2", "{'a': 1}"):
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        print(error, error.pos, error.lineno, error.colno, error.msg)
try:
    json.dumps({"a": Thing(1)})
except TypeError as error:
    print(error)
cycle = []
cycle.append(cycle)
try:
    json.dumps(cycle)
except ValueError as error:
    print(error)
try:
    json.dumps(float("nan"), allow_nan=False)
except ValueError as error:
    print(type(error).__name__)


class Dict(dict):
    def items(self):
        suspend("items")
        return super().items()


print(json.dumps(Dict(a=1)), json.loads(b'{"k": [true, false, null]}'), json.dumps([1, [2, {"x": "y"}]] * 2, indent=1))
import io

out = io.StringIO()
json.dump({"a": 1}, out)
out.seek(0)
print(json.load(out))
