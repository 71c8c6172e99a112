"""Whole small programs that are timed: what people write to compare Pythons, in our own words.

Each function takes one size and returns something that depends on all of its work. Plain Python, no imports.
"""


# ---- numbers


def spectral_norm(n):
    def entry(i, j):
        return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)

    def times(u):
        return [sum(entry(i, j) * value for j, value in enumerate(u)) for i in range(len(u))]

    def times_transposed(u):
        return [sum(entry(j, i) * value for j, value in enumerate(u)) for i in range(len(u))]

    u = [1.0] * n
    for _ in range(2):
        v = times_transposed(times(u))
        u = times_transposed(times(v))
    top = bottom = 0.0
    for a, b in zip(u, v, strict=True):
        top += a * b
        bottom += b * b
    return top / bottom


def fannkuch(n):
    count = list(range(1, n + 1))
    permutation = list(range(n))
    best = 0
    left = n
    while True:
        while left != 1:
            count[left - 1] = left
            left -= 1
        if permutation[0] != 0 and permutation[n - 1] != n - 1:
            flips = 0
            row = permutation[:]
            first = row[0]
            while first:
                row[: first + 1] = row[first::-1]
                flips += 1
                first = row[0]
            if flips > best:
                best = flips
        while left != n:
            permutation.insert(left, permutation.pop(0))
            count[left] -= 1
            if count[left] > 0:
                break
            left += 1
        else:
            return best


def digits_of_pi(n):
    digits = []
    q, r, t, k, m, x = 1, 0, 1, 1, 3, 3
    while len(digits) < n:
        if 4 * q + r - t < m * t:
            digits.append(str(m))
            q, r, m = 10 * q, 10 * (r - m * t), 10 * (3 * q + r) // t - 10 * m
        else:
            q, r, t, k, m, x = q * k, (2 * q + r) * x, t * x, k + 1, (q * (7 * k + 2) + r * x) // (t * x), x + 2
    return "".join(digits)


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    __rmul__ = __mul__

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def length(self):
        return self.dot(self) ** 0.5

    def normalized(self):
        return self * (1.0 / self.length())


class Sphere:
    def __init__(self, centre, radius, colour):
        self.centre = centre
        self.radius = radius
        self.colour = colour

    def distance(self, origin, direction):
        offset = self.centre - origin
        along = offset.dot(direction)
        rest = self.radius * self.radius - (offset.dot(offset) - along * along)
        return None if rest < 0 else along - rest**0.5

    def normal(self, point):
        return (point - self.centre).normalized()


class Plane:
    def __init__(self, height, colour):
        self.height = height
        self.colour = colour

    def distance(self, origin, direction):
        return None if direction.y == 0.0 else (self.height - origin.y) / direction.y

    def normal(self, point):
        return Vector(0.0, 1.0, 0.0)


class Scene:
    def __init__(self):
        self.things = [Sphere(Vector(x * 1.5, 0.25 * x, 6.0 + x), 1.0, 0.2 * x) for x in range(-1, 3)] + [Plane(-1.0, 0.75)]
        self.light = Vector(3.0, 5.0, -2.0)

    def nearest(self, origin, direction):
        found = None
        for thing in self.things:
            distance = thing.distance(origin, direction)
            if distance is not None and distance > 1e-6 and (found is None or distance < found[0]):
                found = (distance, thing)
        return found

    def colour(self, origin, direction, depth):
        hit = self.nearest(origin, direction)
        if hit is None:
            return 0.1
        distance, thing = hit
        point = origin + distance * direction
        normal = thing.normal(point)
        to_light = (self.light - point).normalized()
        shade = max(0.0, normal.dot(to_light)) if self.nearest(point, to_light) is None else 0.0
        if depth:
            shade += 0.25 * self.colour(point, direction - normal * (2.0 * direction.dot(normal)), depth - 1)
        return thing.colour * 0.5 + shade


def ray_tracing(n):
    scene = Scene()
    origin = Vector(0.0, 0.5, -3.0)
    total = 0.0
    for row in range(n):
        for column in range(n):
            total += scene.colour(origin, Vector(column / n - 0.5, 0.5 - row / n, 1.0).normalized(), 2)
    return round(total, 6)


# ---- searching


def queens(n):
    def place(row, columns, rising, falling):
        if row == n:
            return 1
        found = 0
        for column in range(n):
            if column not in columns and row + column not in rising and row - column not in falling:
                found += place(row + 1, columns | {column}, rising | {row + column}, falling | {row - column})
        return found

    return place(0, frozenset(), frozenset(), frozenset())


def orders_of(items):
    if len(items) < 2:
        yield tuple(items)
        return
    for i, item in enumerate(items):
        for rest in orders_of(items[:i] + items[i + 1 :]):
            yield (item, *rest)


def permutations(n):
    """Queens again, by generated permutations."""
    found = 0
    for rows in orders_of(list(range(n))):
        if n == len({rows[i] + i for i in range(n)}) == len({rows[i] - i for i in range(n)}):
            found += 1
    return found


def life(n):
    cells = {(x, y) for x, y in ((0, 1), (1, 2), (2, 0), (2, 1), (2, 2), (10, 10), (10, 11), (10, 12), (11, 11), (12, 12))}
    for _ in range(n):
        neighbours = {}
        for x, y in cells:
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    if dx or dy:
                        place = (x + dx, y + dy)
                        neighbours[place] = neighbours.get(place, 0) + 1
        cells = {place for place, count in neighbours.items() if count == 3 or (count == 2 and place in cells)}
    return sorted(cells)


def shortest_paths(n):
    graph = {i: [((i * 7 + 3) % n, i % 5 + 1), ((i * 3 + 1) % n, i % 7 + 2), ((i + 1) % n, 9)] for i in range(n)}
    distances = {0: 0}
    waiting = [(0, 0)]
    while waiting:
        waiting.sort(key=lambda entry: -entry[0])
        distance, node = waiting.pop()
        if distance > distances[node]:
            continue
        for target, weight in graph[node]:
            reached = distance + weight
            if reached < distances.get(target, 1 << 30):
                distances[target] = reached
                waiting.append((reached, target))
    return sum(distances.values())


# ---- objects


class Packet:
    def __init__(self, link, identity, kind):
        self.link = link
        self.identity = identity
        self.kind = kind
        self.value = 0


class Task:
    waiting = 0

    def __init__(self, scheduler, identity, priority):
        self.scheduler = scheduler
        self.identity = identity
        self.priority = priority
        self.queue = []
        self.holding = False
        self.handled = 0

    def offer(self, packet):
        self.queue.append(packet)
        self.scheduler.ready(self)

    @property
    def runnable(self):
        return not self.holding and len(self.queue) > 0

    def step(self):
        packet = self.queue.pop(0)
        self.handled += 1
        return self.handle(packet)

    def handle(self, packet):
        raise NotImplementedError


class Worker(Task):
    def handle(self, packet):
        packet.value = (packet.value * 5 + self.identity) & 1023
        return self.scheduler.find((packet.identity + packet.value) % len(self.scheduler.tasks))


class Handler(Task):
    def __init__(self, scheduler, identity, priority):
        super().__init__(scheduler, identity, priority)
        self.log = []

    def handle(self, packet):
        if packet.kind == "device" and len(self.log) < 50:
            self.log.append(packet.identity)
        return self.scheduler.find(self.identity - 1)


class Scheduler:
    def __init__(self):
        self.tasks = []
        self.order = []
        self.steps = 0

    def add(self, task):
        self.tasks.append(task)

    def find(self, identity):
        return self.tasks[identity]

    def ready(self, task):
        if task not in self.order:
            self.order.append(task)

    def run(self, limit):
        while self.order and self.steps < limit:
            best = None
            for task in self.order:
                if task.runnable and (best is None or task.priority > best.priority):
                    best = task
            if best is None:
                break
            self.steps += 1
            packet = best.queue[0]
            target = best.step()
            if not best.queue:
                self.order.remove(best)
            target.offer(packet)
        return self.steps


def scheduling(n):
    scheduler = Scheduler()
    for i in range(6):
        scheduler.add(Worker(scheduler, i, i * 10 % 7) if i % 2 == 0 else Handler(scheduler, i, i * 3 % 5))
    for i in range(6):
        scheduler.tasks[i].offer(Packet(None, i, "device" if i % 2 else "work"))
    scheduler.run(n)
    return [task.handled for task in scheduler.tasks]


class Variable:
    def __init__(self, name, value):
        self.name = name
        self.value = value
        self.constraints = []
        self.strength = 0


class Constraint:
    def __init__(self, strength):
        self.strength = strength

    def is_satisfied(self):
        return self.strength > 2


class Scaled(Constraint):
    def __init__(self, source, target, factor, offset, strength):
        super().__init__(strength)
        self.source = source
        self.target = target
        self.factor = factor
        self.offset = offset
        source.constraints.append(self)

    def execute(self):
        self.target.value = self.source.value * self.factor + self.offset


class Equal(Scaled):
    def __init__(self, source, target, strength):
        super().__init__(source, target, 1, 0, strength)

    def execute(self):
        self.target.value = self.source.value


def constraints(n):
    total = 0
    variables = [Variable(f"v{i}", i) for i in range(60)]
    for i in range(59):
        if i % 3:
            Equal(variables[i], variables[i + 1], i % 5 + 1)
        else:
            Scaled(variables[i], variables[i + 1], 2, i & 3, i % 4 + 2)
    for turn in range(n):
        variables[0].value = turn & 7
        plan = []
        waiting = [variables[0]]
        while waiting:
            variable = waiting.pop()
            for constraint in variable.constraints:
                plan.append(constraint)
                waiting.append(constraint.target)
        for constraint in plan:
            if isinstance(constraint, Equal) or constraint.is_satisfied():
                constraint.execute()
        total += variables[-1].value
    return total


class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def check(self):
        return 1 if self.left is None else 1 + self.left.check() + self.right.check()


def tree_of(depth):
    return Node(None, None) if depth == 0 else Node(tree_of(depth - 1), tree_of(depth - 1))


def binary_trees(n):
    return sum(tree_of(depth).check() for depth in range(n))


# ---- text


def encoded(value):
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{encoded(key)}: {encoded(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join([encoded(item) for item in value]) + "]"


class Decoder:
    def __init__(self, text):
        self.text = text
        self.position = 0

    def peek(self):
        while self.text[self.position] in " \n":
            self.position += 1
        return self.text[self.position]

    def take(self, expected):
        if self.peek() != expected:
            raise ValueError(f"{expected!r} expected at {self.position}")
        self.position += 1

    def value(self):
        first = self.peek()
        if first == '"':
            return self.string()
        if first == "{":
            return self.table()
        if first == "[":
            return self.sequence()
        start = self.position
        while self.text[self.position] not in ",]} \n":
            self.position += 1
        word = self.text[start : self.position]
        if word in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[word]
        return float(word) if "." in word or "e" in word else int(word)

    def string(self):
        self.take('"')
        parts = []
        start = self.position
        while True:
            character = self.text[self.position]
            if character == '"':
                break
            if character == "\\":
                parts.append(self.text[start : self.position])
                self.position += 1
                start = self.position
            self.position += 1
        parts.append(self.text[start : self.position])
        self.position += 1
        return "".join(parts)

    def table(self):
        self.take("{")
        result = {}
        while self.peek() != "}":
            key = self.string()
            self.take(":")
            result[key] = self.value()
            if self.peek() == ",":
                self.take(",")
        self.take("}")
        return result

    def sequence(self):
        self.take("[")
        result = []
        while self.peek() != "]":
            result.append(self.value())
            if self.peek() == ",":
                self.take(",")
        self.take("]")
        return result


def json_like(n):
    record = {
        "name": 'a "quoted" name', "size": 12345, "ratio": 0.125, "tags": ["x", "y", "z"] * 3,
        "nested": {"on": True, "off": False, "none": None, "list": list(range(12))},
    }
    text = encoded([record] * 5)
    total = 0
    for _ in range(n):
        decoded = Decoder(text + " ").value()
        total += len(encoded(decoded))
    return total


def reports(n):
    lines = []
    for i in range(n):
        lines.append("%05d %-10s %8.3f" % (i, "row" + str(i % 7), i / 3))  # noqa: UP031  # one of the three ways
        lines.append("{0:>8} {name} {0:x}".format(i, name="item"))
        lines.append(f"{i:>6,} {i / 7:.2f} {'yes' if i & 1 else 'no':<4}|")
    text = "\n".join(lines)
    fields = [line.split() for line in text.splitlines()]
    return len(text), sum(len(row[0].strip(",")) for row in fields), text.upper().count("ROW")


def group_words(n):
    words = [f"{'abcdefghij'[i % 10]}{i * i % 83}" for i in range(400)]
    total = 0
    for _ in range(n):
        groups = {}
        for word in words:
            groups.setdefault(word[0], []).append(word)
        seen = set()
        for letter in sorted(groups):
            unique = set(groups[letter])
            total += len(unique - seen) + len(max(unique, key=len))
            seen |= unique
        total += sum(map(len, seen)) + len(list(filter(lambda word: word.endswith("7"), seen)))
    return total


def tokens(text):
    position = 0
    while position < len(text):
        character = text[position]
        if character.isspace():
            position += 1
        elif character.isdigit():
            start = position
            while position < len(text) and text[position].isdigit():
                position += 1
            yield ("number", int(text[start:position]))
        else:
            position += 1
            yield ("sign", character)


def evaluated(text):
    stream = tokens(text)
    token = next(stream, None)

    def advance():
        nonlocal token
        token = next(stream, None)

    def atom():
        match token:
            case ("number", value):
                advance()
                return value
            case ("sign", "("):
                advance()
                value = total()
                advance()
                return value
            case ("sign", "-"):
                advance()
                return -atom()
        raise SyntaxError(token)

    def product():
        value = atom()
        while token in (("sign", "*"), ("sign", "%")):
            sign = token[1]
            advance()
            value = value * atom() if sign == "*" else value % atom()
        return value

    def total():
        value = product()
        while token is not None and token[1] in ("+", "-"):
            sign = token[1]
            advance()
            value = value + product() if sign == "+" else value - product()
        return value

    return total()


def calculator(n):
    result = 0
    for i in range(n):
        result += evaluated(f"(({i} + 12) * 3 - -4) % 1009 + 7 * (8 - 2 * {i % 10}) - 1")
    return result
