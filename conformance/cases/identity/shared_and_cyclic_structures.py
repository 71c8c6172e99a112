# Sharing and cycles of every kind survive.
a = []
shared = [a, a, {"k": a}, (a,)]
cycle = {"self": None, "list": []}
cycle["self"] = cycle
cycle["list"].append(cycle)
t = ([],)
t[0].append(t)


class Node:
    def __init__(self, name):
        self.name = name
        self.links = []


x, y = Node("x"), Node("y")
x.links += [y, x]
y.links.append(x)
x.method = x.links.append
big = 10**40
numbers = [big, big, 1.5, "text", suspend(b"bytes")]
numbers += [numbers[2], numbers[3]]
suspend("freeze here")
a.append(1)
print(shared, shared[0] is shared[1] is shared[2]["k"] is shared[3][0] is a)
print(cycle["self"] is cycle, cycle["list"][0] is cycle, t[0][0] is t, x.links[1] is x, y.links[0].links[0] is y)
x.method("appended")
print(x.links[-1], numbers[0] is numbers[1], numbers[2] is numbers[5], numbers[3] is numbers[6])


def function(default=a):
    return default


function.attribute = function
g = (item for item in a)
pair = [g, g]
suspend(pair)
print(function() is a, function.attribute is function, pair[0] is pair[1], next(pair[0]), next(pair[1], "end"))
it = iter(a)
two = (it, it)
a.append(2)
suspend(two)
print(next(two[0]), next(two[1]), two[0] is two[1])
