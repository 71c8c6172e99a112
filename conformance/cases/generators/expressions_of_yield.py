# Yield in every place of an expression.
def places():
    x = yield
    print("x", x)
    y = (yield 1) + (yield 2)
    print("y", y)
    print("call", (yield 3), *(yield 4), **(yield 5))
    z = [(yield 6), {(yield 7): (yield 8)}]
    print(z)
    if (yield 9) and (yield 10):
        print("both")
    f = f"{(yield 11)}-{(yield 12):>{(yield 13)}}"
    print(f)
    values = [0, 0]
    values[(yield 14)] = yield 15
    print(values)
    values[(yield 16)] += yield 17
    print(values)
    return (yield 18), (yield 19)


answers = {1: 10, 2: 20, 3: "a", 4: ["b", "c"], 5: {"sep": "/"}, 6: "six", 7: "k", 8: "v", 9: 1, 10: 1, 11: "e", 12: "t", 13: 4, 14: 1, 15: 7,
           16: 1, 17: 3, 18: "x", 19: "y"}
g = places()
value = next(g)
while True:
    try:
        value = g.send(suspend(answers.get(value, "start")))
    except StopIteration as stop:
        print(stop.value)
        break
