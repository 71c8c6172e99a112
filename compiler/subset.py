"""What pyvm leaves out of Python, and what to do instead: one table for source (syntax trees) and for code objects (opcodes).

Pipeline: frontend.py checks a syntax tree here before it compiles; lift/ asks here about an opcode that it does not lift.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import CodeType
from typing import Final

from pyvm.code import MAX_NESTING

from .errors import UnsupportedSyntax

# The rows: construct -> way out.
REFUSED: Final = {
    "async def": "write a plain function; a host function that it calls may suspend it at any depth",
    "await": "call the function directly; a host function that it calls may suspend it at any depth",
    "async for": "let a host function collect the items, and loop over its list",
    "async with": "use `with`; `__enter__` and `__exit__` may suspend",
    "async comprehension": "let a host function collect the items, and use an ordinary comprehension",
    "type parameters": "declare them with `typing.TypeVar` and `typing.Generic`",
    "type statement": "write `Name: TypeAlias = ...` with `typing.TypeAlias`",
    "unpacking into more than 255 targets": "unpack into a list, and index it",
    "closure over more than 255 variables": "keep the variables in one object",
    "function of more than 16,000 variables": "split the function",
    "functions nested more than 64 deep": "move the inner functions out",
    "constants nested more than 64 deep": "build the value in steps",
    "more than 32,767 constants in one function": "split the function, or read the data from a file",
    "more than 65,534 names in one function": "split the function",
}

# Opcodes that only these constructs use.
REFUSED_OPCODES: Final = {
    "GET_AWAITABLE": "await",
    "GET_AITER": "async for",
    "GET_ANEXT": "async for",
    "END_ASYNC_FOR": "async for",
    "BEFORE_ASYNC_WITH": "async with",
    "ASYNC_GEN_WRAP": "async def",
    "LOAD_FROM_DICT_OR_GLOBALS": "type parameters",
}
REFUSED_FLAGS: Final = 0x80 | 0x100 | 0x200  # coroutine, iterable coroutine, asynchronous generator
REFUSED_INTRINSICS_1: Final = {4: "async def", 11: "type statement", **dict.fromkeys((7, 8, 9, 10), "type parameters")}
REFUSED_INTRINSICS_2: Final = dict.fromkeys((2, 3, 4, 5), "type parameters")


def check_tree(tree: ast.AST, source: str, filename: str) -> None:
    """Raises: UnsupportedSyntax for the first refused construct of the source, in reading order."""
    for error in find_refused(tree, source, filename):
        raise error


def find_refused(tree: ast.AST, source: str, filename: str) -> list[UnsupportedSyntax]:
    """Every refused construct, in reading order."""
    found = sorted(_refusals(tree), key=lambda refusal: (refusal[1].lineno, refusal[1].col_offset))
    lines = source.splitlines(keepends=True) if found else []
    return [_at_node(construct, node, width, lines, filename) for construct, node, width in found]


def check_code(code: CodeType, depth: int) -> None:
    """Raises: UnsupportedSyntax if the code, which is the depth-th of nested ones, is of a refused kind, nested too deep, or has a
    constant that is. Its opcodes are checked one by one as they are lifted.
    """
    construct = None
    if code.co_flags & REFUSED_FLAGS:
        construct = "async def"
    elif depth > MAX_NESTING:
        construct = "functions nested more than 64 deep"
    elif any(isinstance(constant, tuple) and _nests_too_deep(constant) for constant in code.co_consts):
        construct = "constants nested more than 64 deep"
    if construct is not None:
        line = code.co_firstlineno
        raise UnsupportedSyntax(construct, REFUSED[construct], code.co_filename, (line, line, 0, 0))


def _nests_too_deep(constant: tuple[object, ...]) -> bool:
    level: list[object] = list(constant)
    for _ in range(MAX_NESTING):
        level = [item for outer in level if isinstance(outer, tuple) for item in outer]
        if not level:
            return False
    return True


def _refusals(tree: ast.AST) -> Iterator[tuple[str, ast.stmt | ast.expr, int]]:
    """Construct, its node, and how many characters to underline (0: all)."""
    for node in ast.walk(tree):
        match node:
            case ast.AsyncFunctionDef():
                yield "async def", node, len("async def")
            case ast.AsyncFor():
                yield "async for", node, len("async for")
            case ast.AsyncWith():
                yield "async with", node, len("async with")
            case ast.Await():
                yield "await", node, len("await")
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                if any(generator.is_async for generator in node.generators):
                    yield "async comprehension", node, 0
            case ast.FunctionDef() | ast.ClassDef():
                if getattr(node, "type_params", None):
                    yield "type parameters", node, 0
            case _:
                if isinstance(node, ast.stmt) and type(node).__name__ == "TypeAlias":
                    yield "type statement", node, 0


def _at_node(construct: str, node: ast.stmt | ast.expr, width: int, lines: list[str], filename: str) -> UnsupportedSyntax:
    line_text = lines[node.lineno - 1] if node.lineno <= len(lines) else ""
    column = _characters(line_text, node.col_offset)
    end_line, end_column = node.lineno, column + width
    if width == 0:
        if node.end_lineno == node.lineno and node.end_col_offset is not None:
            end_column = _characters(line_text, node.end_col_offset)
        else:
            end_column = len(line_text.rstrip())
    return UnsupportedSyntax(construct, REFUSED[construct], filename, (node.lineno, end_line, column + 1, end_column + 1), line_text)


def _characters(line: str, byte_column: int) -> int:
    return len(line.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "replace"))
