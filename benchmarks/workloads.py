"""The programs that are timed: the same source natively and as a guest.

Each function takes one size and returns something that depends on all of its work. Plain Python, no imports.
"""


# ---- calls


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def recursion(n):
    return fib(n)


def scaled(value, factor=2, *, offset=0):
    return value * factor + offset


def keyword_calls(n):
    total = 0
    for i in range(n):
        total += scaled(i, offset=3) + scaled(value=i, factor=1)
    return total


def make_counter(start):
    count = start

    def step(by):
        nonlocal count
        count += by
        return count

    return step


def closures(n):
    step = make_counter(10)
    total = 0
    for i in range(n):
        total += step(i)
    return total


def builtin_calls(n):
    total = 0
    values = [3, 1, 2]
    for i in range(n):
        total += len(values) + max(i, 5) + abs(-i) + min(values)
    return total


# ---- numbers


def integer_loop(n):
    i = 0
    total = 0
    while i < n:
        if i % 3 == 0:
            total = total + i
        i = i + 1
    return total


def nested_loops(n):
    total = 0
    for i in range(n):
        for j in range(1000):
            total += i * j
    return total


def bodies_and_pairs():
    bodies = [[(i * 7 + j * 3) % 11 - 5.25 for j in range(6)] + [0.5 + i * 0.75] for i in range(5)]
    return bodies, [(bodies[i], bodies[j]) for i in range(5) for j in range(i + 1, 5)]


def nbody(steps):
    bodies, pairs = bodies_and_pairs()
    dt = 0.01
    for _ in range(steps):
        for first, second in pairs:
            dx = first[0] - second[0]
            dy = first[1] - second[1]
            dz = first[2] - second[2]
            magnitude = dt * ((dx * dx + dy * dy + dz * dz) ** -1.5)
            m1 = first[6] * magnitude
            m2 = second[6] * magnitude
            first[3] -= dx * m2
            first[4] -= dy * m2
            first[5] -= dz * m2
            second[3] += dx * m1
            second[4] += dy * m1
            second[5] += dz * m1
        for body in bodies:
            body[0] += dt * body[3]
            body[1] += dt * body[4]
            body[2] += dt * body[5]
    return bodies[0][0]


def mandelbrot(n):
    inside = 0
    for row in range(n):
        for column in range(n):
            x0 = column / n * 3.0 - 2.0
            y0 = row / n * 2.0 - 1.0
            x = y = 0.0
            for _ in range(30):
                xx = x * x
                yy = y * y
                if xx + yy > 4.0:
                    break
                y = 2.0 * x * y + y0
                x = xx - yy + x0
            else:
                inside += 1
    return inside


# ---- objects


class Counter:
    def __init__(self, step):
        self.value = 0
        self.step = step

    def increment(self, by):
        self.value = self.value + self.step * by
        return self.value


def methods(n):
    counter = Counter(3)
    i = 0
    while i < n:
        counter.increment(i)
        i += 1
    return counter.value


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    @property
    def total(self):
        return self.x + self.y


def attributes(n):
    point = Point(1, 2)
    for i in range(n):
        point.x = point.y + i
        point.y = point.x - i
    return point.x, point.y


def instantiation(n):
    total = 0
    for i in range(n):
        point = Point(i, total)
        total = point.x + 1
    return total


def properties(n):
    point = Point(1, 2)
    total = 0
    for i in range(n):
        point.x = i
        total += point.total
    return total


class Shape:
    def area(self):
        return 0


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


class Cube(Square):
    def area(self):
        return 6 * super().area()


def polymorphism(n):
    shapes = [Shape(), Square(2), Cube(3), Square(4)]
    total = 0
    for _ in range(n):
        for shape in shapes:
            total += shape.area()
    return total


# ---- containers


def sieve(n):
    flags = [True] * (n + 1)
    primes = []
    i = 2
    while i <= n:
        if flags[i]:
            primes.append(i)
            j = i * i
            while j <= n:
                flags[j] = False
                j += i
        i += 1
    return len(primes)


def word_count(n):
    words = ["w" + str(i * i % 97) for i in range(1000)]
    counts = {}
    for _ in range(n):
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    return counts


def list_access(n):
    values = list(range(100))
    total = 0
    for _ in range(n):
        for i in range(100):
            total += values[i]
            values[i] = total & 255
    return total


def dict_access(n):
    table = {i: i for i in range(100)}
    total = 0
    for _ in range(n):
        for i in range(100):
            total += table[i]
            table[i] = total & 255
    return total


def unpacking(n):
    pairs = [(i, i + 1) for i in range(100)]
    a, b = 0, 1
    for _ in range(n):
        for x, y in pairs:
            a, b = b + x, a + y
    return a, b


def list_comprehensions(n):
    total = 0
    for _ in range(n):
        total += len([x * x for x in range(200) if x % 2])
    return total


def dict_comprehensions(n):
    total = 0
    for _ in range(n):
        total += len({x: x + 1 for x in range(200)})
    return total


def sort_with_key(n):
    values = [(i * 37 % 101, i) for i in range(200)]
    out = None
    for _ in range(n):
        out = sorted(values, key=lambda pair: -pair[0])
    return out


# ---- text


def string_building(n):
    text = ""
    for i in range(n):
        text += "ab"
        if i % 1000 == 0:
            text = text[-10:]
    return text


def string_methods(n):
    total = 0
    for _ in range(n):
        for word in ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog"]:
            total += len(word.upper().replace("O", "0"))
    return total


def fstrings(n):
    total = 0
    for i in range(n):
        total += len(f"{i}: {i * 2:>6} {'x'!r}")
    return total


# ---- control


def produce(n):
    i = 0
    while i < n:
        yield i
        i += 1


def generators(n):
    total = 0
    for value in produce(n):
        total += value
    return total


def pipeline(n):
    squares = (x * x for x in produce(n))
    return sum(x for x in squares if x & 1)


def risky(i):
    if i % 4 == 0:
        raise ValueError(i)
    return i


def exceptions(n):
    total = 0
    for i in range(n):
        try:
            total += risky(i)
        except ValueError as error:
            total += error.args[0]
    return total


def try_in_loop(n):
    total = 0
    for i in range(n):
        try:
            total += i
        finally:
            total -= 1
    return total


class Guard:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        return False


def with_statement(n):
    guard = Guard()
    total = 0
    for i in range(n):
        with guard:
            total += i
    return total


def matching(n):
    total = 0
    subjects = [("add", 1), ("sub", 2), [1, 2, 3], {"k": 5}, 7]
    for _ in range(n):
        for subject in subjects:
            match subject:
                case ("add", x):
                    total += x
                case ("sub", x):
                    total -= x
                case [x, *_]:
                    total += x
                case {"k": x}:
                    total += x
                case int():
                    total += 1
    return total


# ---- guest code inside natives


class Place:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __hash__(self):
        return hash((self.x, self.y))

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y


def guest_keys(n):
    counts, seen = {}, set()
    for i in range(n):
        place = Place(i % 50, i % 7)
        counts[place] = counts.get(place, 0) + 1
        if place not in seen:
            seen.add(place)
    return len(counts), len(seen), max(counts.values())


def upwards(n):
    yield from range(n)


def composite_iterators(n):
    total = 0
    for i, (a, b) in enumerate(zip(upwards(n), upwards(n), strict=True)):
        total += i + a * b
    for value in map(lambda a, b: a - b, upwards(n), filter(lambda a: a % 3, upwards(n))):
        total += value
    return total


def consumers(n):
    values = list(range(20))
    out = None
    for _ in range(n):
        out = (
            sum(value * value for value in values),
            any(value > 18 for value in values),
            max(values, key=lambda value: -value),
            list(map(lambda value: value + 1, values)),  # noqa: C417  # what is timed
            sorted(values, key=lambda value: -value),
            ",".join(str(value) for value in values),
        )
    return out
