# exec, eval and compile run code in given namespaces.
x = 1
space = {"y": suspend(2)}
exec("z = y * 10\ndef f(n):\n    return n + z", space)
print(space["z"], space["f"](5), eval("x + 1"), eval("y + z", space), eval("a + b", {"a": 1}, {"b": suspend(2)}))
exec("x = 99")
print(x)
code = compile("[i * k for i in range(3)]", "inline", "eval")
print(eval(code, {"k": suspend(4)}))
for bad in ("1 +", "x = ", "return 5", "a b", "def f(:", "'open"):
    try:
        exec(bad)
    except SyntaxError as error:
        print(type(error).__name__, error.lineno)
try:
    eval("x = 1")
except SyntaxError as error:
    print("eval refuses statements")
try:
    eval("undefined_name + 1")
except NameError as error:
    print(error)


def scope():
    local = 5
    names = locals()
    print(sorted(names), eval("local + 1"), eval("x"))
    exec("inside = local", {"local": 7}, names)
    return names["inside"]


print(scope())
exec("class Made:\n    def hello(self):\n        return suspend('hello')", globals())
print(Made().hello(), eval("lambda n: suspend(n) * 2")(21), eval("(yes if suspend(1) else no)", {"suspend": suspend, "yes": "y", "no": "n"}))
program = "\n".join(f"v{i} = {i} ** 2" for i in range(4))
exec(program)
print(v3, "v2" in globals())
