"""From source, a live function or a CPython code object to a CodeUnit.

Pipeline: source -> syntax tree -> subset.py refuses -> CPython compiles -> lift/ -> lower.py, lifetimes.py, layout.py,
registers.py -> emit.py. CPython decides what a program means; what is lifted is its own code.
"""

from __future__ import annotations

import ast
from types import CodeType, FunctionType
from typing import Literal

from pyvm.code import CodeUnit

from .emit import emit
from .layout import lay_out
from .lifetimes import place_releases
from .lift import lift
from .lower import lower
from .registers import assign_registers
from .subset import check_code, check_tree, find_refused

Mode = Literal["exec", "eval", "single"]


def compile_source(source: str, filename: str, mode: Mode = "exec") -> CodeUnit:
    """The unit of a module, an expression or an interactive statement.

    Raises: SyntaxError as CPython does; UnsupportedSyntax for what the subset leaves out.
    """
    tree = compile(source, filename, mode, ast.PyCF_ONLY_AST, dont_inherit=True, optimize=0)
    check_tree(tree, source, filename)
    return compile_code(compile(source, filename, mode, dont_inherit=True, optimize=0))


def compile_tree(tree: ast.Module | ast.Expression | ast.Interactive, filename: str) -> CodeUnit:
    """The unit of a syntax tree, for who changes a program before it is compiled.

    Raises: UnsupportedSyntax, without the line's text, for what the subset leaves out.
    """
    check_tree(tree, "", filename)
    mode = "eval" if isinstance(tree, ast.Expression) else "single" if isinstance(tree, ast.Interactive) else "exec"
    return compile_code(compile(tree, filename, mode, dont_inherit=True, optimize=0))


def check(source: str, filename: str) -> list[SyntaxError]:
    """Everything in the source that keeps it from compiling, in reading order; [] if it compiles."""
    try:
        tree = compile(source, filename, "exec", ast.PyCF_ONLY_AST, dont_inherit=True, optimize=0)
        found: list[SyntaxError] = [*find_refused(tree, source, filename)]
        if not found:
            compile_source(source, filename)
    except SyntaxError as error:
        return [error]
    return found


def compile_function(function: FunctionType) -> CodeUnit:
    """The unit of a live function; its source is not needed.

    Raises: UnsupportedSyntax for what the subset leaves out.
    """
    return compile_code(function.__code__)


def compile_code(code: CodeType) -> CodeUnit:
    """The unit of a code object of the running interpreter, with the units of the functions in it.

    Raises: UnsupportedSyntax for what the subset leaves out.
    """
    return _compile(code, 1)


def _compile(code: CodeType, depth: int) -> CodeUnit:
    check_code(code, depth)
    routine = lift(code, lambda nested: _compile(nested, depth + 1))
    lower(routine)
    place_releases(routine)
    order = lay_out(routine)
    assign_registers(routine, order)
    return emit(routine, order)
