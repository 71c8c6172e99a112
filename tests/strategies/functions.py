"""Functions made of random statements: control flow, exceptions, patterns, comprehensions, closures and generators.

Every step goes through a host function of the test (T, O, P, CM, IT, PAIRS), which notes that it was called and may raise.
"""

from __future__ import annotations

import random


class FunctionWriter:
    """Writes the source of one function `f(L)`; the same seed gives the same text."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lines: list[str] = []
        self.calls = 0
        self.loops = 0
        self.statements_left = 40
        self.is_generator = self.random.random() < 0.4

    def source(self) -> str:
        self.line(0, "def f(L):")
        if self.is_generator:
            self.line(1, "if 0: yield")
        self.line(1, 'a = O("A"); b = None; c = O(0)')
        if self.random.random() < 0.3:
            self.line(1, f"h = lambda: ({self.name()}, {self.name()})")
        self.block(1, 6)
        self.line(1, "return a, b, c, d")
        return "\n".join(self.lines) + "\n"

    def line(self, indent: int, text: str) -> None:
        self.lines.append("    " * indent + text)

    def call(self) -> int:
        """A number for the next call of a host function."""
        self.calls += 1
        return self.calls

    def name(self) -> str:
        return self.random.choice("abcd")

    # Expressions

    def expression(self, depth: int = 0) -> str:
        if depth > 2 or self.random.random() < 0.25:
            return self.name()
        inner = depth + 1
        choices = (
            lambda: f"O({self.call()})",
            lambda: f"T({self.call()}, {self.expression(inner)})",
            lambda: f"({self.expression(inner)} if {self.condition(inner)} else {self.expression(inner)})",
            lambda: f"({self.expression(inner)} {self.random.choice(('and', 'or'))} {self.expression(inner)})",
            lambda: f"[{self.expression(inner)}, {self.expression(inner)}][0]",
            lambda: f"({self.expression(inner)}, *[{self.expression(inner)}], {self.expression(inner)})",
            self.comprehension,
            lambda: f"{{{self.random.choice('123')}: {self.expression(inner)}}}",
            lambda: f"P({self.call()}, {self.expression(inner)}, k={self.expression(inner)})",
            lambda: f'P({self.call()}, *[{self.expression(inner)}], **{{"z": {self.expression(inner)}}})',
            lambda: f"({self.name()} := {self.expression(inner)})",
            lambda: f'f"{{{self.name()}!s:.0}}x{{T({self.call()}, 5)}}"',
            lambda: f"(lambda q={self.expression(inner)}: (q, {self.name()}))()",
            lambda: f"(yield {self.expression(inner)})" if self.is_generator else f"(not {self.expression(inner)})",
        )
        return self.random.choice(choices)()

    def comprehension(self) -> str:
        element = self.random.choice(("x", f"O({self.call()})", f"T({self.call()}, x)", "(lambda: x)", "a"))
        rest = self.random.choice(("", f" if T({self.call()}, x)", f" for y in IT({self.call()}, 2)"))
        return f"[{element} for x in IT({self.call()}, 2){rest}]"

    def condition(self, depth: int = 0) -> str:
        inner = depth + 1
        choices = (
            lambda: f"T({self.call()}, {self.random.choice(('True', 'False', '1', '[]'))})",
            lambda: f"{self.expression(inner)} is {self.random.choice(('None', self.name()))}",
            lambda: f"1 < T({self.call()}, {self.random.randint(0, 3)}) < T({self.call()}, 2)",
            lambda: f"not ({self.condition(inner) if depth < 3 else 'a'})",
            lambda: self.expression(inner),
        )
        return self.random.choice(choices)()

    # Statements

    def block(self, indent: int, count: int = 0) -> None:
        for _ in range(count or self.random.randint(1, 3)):
            self.statement(indent)

    def statement(self, indent: int) -> None:
        self.statements_left -= 1
        if self.statements_left < 0 or indent > 5 or self.random.random() < 0.5:
            self.simple_statement(indent)
        else:
            choices = (self.write_if, self.write_for, self.write_while, self.write_try, self.write_try, self.write_with, self.write_match)
            self.random.choice(choices)(indent)

    def simple_statement(self, indent: int) -> None:
        choices = [
            lambda: f"{self.name()} = {self.expression()}",
            lambda: self.expression(),
            lambda: f"{self.name()}, {self.name()} = {self.expression()}, {self.expression()}",
            lambda: f"{self.name()} = {self.name()} = {self.expression()}",
            lambda: f"del {self.name()}",
            lambda: f"{self.name()}, *{self.name()} = IT({self.call()}, 3)",
            lambda: f"L[0] += T({self.call()}, 1)",
            lambda: f"L.append({self.expression()})",
            lambda: f"return {self.expression()}",
            lambda: f"raise {self.random.choice(('E(1)', 'F(2) from E(3)', 'E'))}",
        ]
        if self.loops:
            choices.append(lambda: self.random.choice(("break", "continue")))
        if self.is_generator:
            choices.append(lambda: f"yield from IT({self.call()}, 2)")
        self.line(indent, self.random.choice(choices)())

    def maybe(self, probability: float, header: str, indent: int) -> None:
        if self.random.random() < probability:
            self.line(indent, header)
            self.block(indent + 1)

    def write_if(self, indent: int) -> None:
        self.line(indent, f"if {self.condition()}:")
        self.block(indent + 1)
        self.maybe(0.5, "else:", indent)

    def write_loop(self, header: str, indent: int, first: str | None = None) -> None:
        self.line(indent, header)
        if first is not None:
            self.line(indent + 1, first)
        self.loops += 1
        self.block(indent + 1)
        self.loops -= 1
        self.maybe(0.3, "else:", indent)

    def write_for(self, indent: int) -> None:
        pairs = f"for {self.name()}, {self.name()} in PAIRS({self.call()}, 2):"
        self.write_loop(self.random.choice((f"for {self.name()} in IT({self.call()}, 3):", pairs)), indent)

    def write_while(self, indent: int) -> None:
        counter = f"w{self.call()}"
        self.line(indent, f"{counter} = 0")
        self.write_loop(f"while {counter} < 3 and {self.condition()}:", indent, f"{counter} += 1")

    def write_try(self, indent: int) -> None:
        self.line(indent, "try:")
        self.block(indent + 1)
        choice = self.random.random()
        if choice < 0.6:
            headers = ("except E:", "except (E, F) as e:", "except F:", f"except T({self.call()}, E) as a:")
            self.line(indent, self.random.choice(headers))
            self.block(indent + 1)
            self.maybe(0.3, "except:", indent)
            self.maybe(0.3, "else:", indent)
        if choice > 0.4:
            self.line(indent, "finally:")
            self.block(indent + 1)

    def write_with(self, indent: int) -> None:
        one = f"with CM({self.call()}) as {self.name()}:"
        self.line(indent, self.random.choice((one, f"with CM({self.call()}), CM({self.call()}) as {self.name()}:")))
        self.block(indent + 1)

    def write_match(self, indent: int) -> None:
        subjects = (self.expression(), f"[{self.name()}, {self.expression()}]", f'{{"k": {self.expression()}}}')
        self.line(indent, f"match {self.random.choice(subjects)}:")
        patterns = (f"[{self.name()}, *_] if {self.condition()}", f'{{"k": {self.name()}}}', "None | [] | 1", "[x0, y0]")
        self.line(indent + 1, f"case {self.random.choice(patterns)}:")
        self.block(indent + 2)
        self.line(indent + 1, "case _:")
        self.block(indent + 2)
