# A small interpreter written with match, run with suspensions inside.
def evaluate(node, env):
    match node:
        case int() | float():
            return node
        case str(name):
            return env[name]
        case ["let", str(name), value, body]:
            return evaluate(body, {**env, name: evaluate(value, env)})
        case ["if", condition, yes, no]:
            return evaluate(yes if evaluate(condition, env) else no, env)
        case ["lambda", [*params], body]:
            return lambda *args: evaluate(body, {**env, **dict(zip(params, args))})
        case ["do", *steps, last]:
            for step in steps:
                evaluate(step, env)
            return evaluate(last, env)
        case [("+" | "-" | "*" | "<") as op, left, right]:
            a, b = suspend(evaluate(left, env)), evaluate(right, env)
            match op:
                case "+":
                    return a + b
                case "-":
                    return a - b
                case "*":
                    return a * b
                case "<":
                    return a < b
        case [callee, *args]:
            return evaluate(callee, env)(*[evaluate(arg, env) for arg in args])
        case _:
            raise SyntaxError(f"what is {node!r}?")


env = {"print": print}
print(evaluate(["let", "x", 5, ["*", "x", ["+", "x", 1]]], env))
env["fact"] = lambda n: evaluate(["if", ["<", "n", 2], 1, ["*", "n", ["fact", ["-", "n", 1]]]], {**env, "n": n})
print(evaluate(["fact", 5], env))
print(evaluate([["lambda", ["a", "b"], ["-", "a", "b"]], 10, 3], env))
evaluate(["do", ["print", 1], ["print", ["+", 1, 1]]], env)
try:
    evaluate({"a": 1}, env)
except SyntaxError as error:
    print(error.msg)
