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
from .subset import check_code, check_tree

Mode = Literal["exec", "eval", "single"]


def compile_source(source: str, filename: str, mode: Mode = "exec") -> CodeUnit:
    """The unit of a module, an expression or an interactive statement.

    Raises: SyntaxError as CPython does; UnsupportedSyntax for what the subset leaves out.
    """
    tree = compile(source, filename, mode, ast.PyCF_ONLY_AST, dont_inherit=True, optimize=0)
    check_tree(tree, source, filename)
    return compile_code(compile(source, filename, mode, dont_inherit=True, optimize=0))


def compile_function(function: FunctionType) -> CodeUnit:
    """The unit of a live function; its source is not needed.

    Raises: UnsupportedSyntax for what the subset leaves out.
    """
    return compile_code(function.__code__)


def compile_code(code: CodeType) -> CodeUnit:
    """The unit of a code object of the running interpreter, with the units of the functions in it.

    Raises: UnsupportedSyntax for what the subset leaves out.
    """
    check_code(code)
    routine = lift(code, compile_code)
    lower(routine)
    place_releases(routine)
    order = lay_out(routine)
    assign_registers(routine, order)
    return emit(routine, order)
