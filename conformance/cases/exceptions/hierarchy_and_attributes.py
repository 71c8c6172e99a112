# Built-in exceptions have their usual attributes.
import json

cases = [
    lambda: {}[suspend("key")],
    lambda: [].pop(),
    lambda: int("x"),
    lambda: "a".encode("ascii").decode("utf-8").index("z"),
    lambda: b"\xff".decode("utf-8"),
    lambda: "\u20ac".encode("ascii"),
    lambda: next(iter([])),
    lambda: object().missing,
    lambda: undefined,
    lambda: float("y"),
    lambda: 1 % 0,
    lambda: 2.0 ** 10000,
    lambda: json.loads("{"),
    lambda: (_ for _ in ()).throw(OSError(2, "No such file", "name")),
]
for case in cases:
    try:
        case()
    except Exception as error:
        names = ("name", "obj", "start", "end", "reason", "value", "errno", "strerror", "filename", "pos", "lineno")
        fields = {n: getattr(error, n) for n in names if hasattr(error, n) and n != "obj"}
        print(type(error).__name__, "|", error, "|", fields)
print(ValueError("a") == ValueError("a"), ValueError("a").args == ("a",), ValueError().args)
e = ValueError("with note")
e.add_note("first note")
e.add_note(suspend("second"))
print(e.__notes__, e.with_traceback(None) is e)
