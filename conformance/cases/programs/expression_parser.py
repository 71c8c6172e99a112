# A recursive descent parser and evaluator with classes and exceptions.
import re


class ParseError(Exception):
    pass


class Parser:
    def __init__(self, text):
        self.tokens = re.findall(r"\d+\.?\d*|[-+*/()^]|[a-z]+", text)
        self.position = 0

    @property
    def current(self):
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def take(self, *expected):
        token = self.current
        if expected and token not in expected:
            raise ParseError(f"expected {' or '.join(expected)}, found {token}")
        self.position += 1
        return suspend(token)

    def expression(self):
        value = self.term()
        while self.current in ("+", "-"):
            value = (self.take(), value, self.term())
        return value

    def term(self):
        value = self.power()
        while self.current in ("*", "/"):
            value = (self.take(), value, self.power())
        return value

    def power(self):
        base = self.atom()
        if self.current == "^":
            return self.take(), base, self.power()
        return base

    def atom(self):
        if self.current == "(":
            self.take("(")
            value = self.expression()
            self.take(")")
            return value
        if self.current == "-":
            return "neg", self.take() and self.atom()
        token = self.take()
        if token is None:
            raise ParseError("unexpected end")
        return float(token) if token[0].isdigit() else token


def evaluate(node, names):
    match node:
        case float():
            return node
        case str():
            return names[node]
        case "neg", inner:
            return -evaluate(inner, names)
        case op, left, right:
            a, b = evaluate(left, names), evaluate(right, names)
            return {"+": a + b, "-": a - b, "*": a * b, "^": a**b}[op] if op != "/" else a / b


for text in ("1 + 2 * 3", "(1 + 2) * 3", "2 ^ 3 ^ 2", "-x * 2 + y", "10 / 4 - 1", "(1 + ", "1 / 0", "z", ")"):
    try:
        print(text, "=", evaluate(Parser(text).expression(), {"x": 5, "y": 1.5}))
    except (ParseError, ZeroDivisionError, KeyError) as error:
        print(text, "!", type(error).__name__, error)
