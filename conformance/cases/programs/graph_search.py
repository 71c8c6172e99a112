# Dijkstra, topological order and union-find over plain containers.
import heapq

edges = {"a": {"b": 7, "c": 9, "f": 14}, "b": {"c": 10, "d": 15}, "c": {"d": 11, "f": 2}, "d": {"e": 6}, "f": {"e": 9}, "e": {}}


def shortest(start):
    distance, previous, queue = {start: 0}, {}, [(0, start)]
    while queue:
        d, node = heapq.heappop(queue)
        if d > distance[node]:
            continue
        for other, weight in edges[suspend(node)].items():
            if d + weight < distance.get(other, float("inf")):
                distance[other] = d + weight
                previous[other] = node
                heapq.heappush(queue, (d + weight, other))
    return distance, previous


def path(previous, end):
    out = [end]
    while out[-1] in previous:
        out.append(previous[out[-1]])
    return out[::-1]


distance, previous = shortest("a")
print(distance, path(previous, "e"))


def topological(graph):
    seen, order = set(), []

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for other in sorted(graph[node]):
            visit(other)
        order.append(suspend(node))

    for node in sorted(graph):
        visit(node)
    return order[::-1]


print(topological(edges))


class Union:
    def __init__(self, items):
        self.parent = {i: i for i in items}

    def find(self, x):
        while self.parent[x] != x:
            self.parent[x] = x = self.parent[self.parent[x]]
        return x

    def join(self, a, b):
        self.parent[self.find(a)] = suspend(self.find(b))


u = Union("abcdef")
for a, b in ("ab", "cd", "ac", "ef"):
    u.join(a, b)
print(u.find("a") == u.find("d"), u.find("a") == u.find("e"), len({u.find(x) for x in "abcdef"}))


def life(cells):
    counts = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    counts[x + dx, y + dy] = counts.get((x + dx, y + dy), 0) + 1
    return {c for c, n in counts.items() if n == 3 or n == 2 and c in cells}


cells = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
for _ in range(4):
    cells = suspend(life(cells))
print(sorted(cells))
