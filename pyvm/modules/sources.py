"""Source files of the standard library: where they are, and what is cut from them before they are compiled.

Pipeline: a Source or Shim row -> module_source() -> shared.py compiles (through cache.py) and runs it.

A few standard files use what is not in the language yet, beside what everyone uses. In these files an `async def` becomes a
function that says so when it is called, `class C[T](Protocol)` is written `class C(Protocol[T])`, `type X = Y` is an assignment,
and a row can name top-level statements to leave out.
"""

from __future__ import annotations

import ast
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Final

from .table import Shim, Source

STANDARD: Final = "<stdlib>/"
"""File names of standard sources, CPython's and ours, begin so: blobs must not name a place of one machine."""


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """A source file, found and read."""

    text: bytes
    filename: str  # as tracebacks and code units name it
    is_package: bool
    row: Source | Shim

    @property
    def key(self) -> bytes:
        """All that its code depends on besides the compiler and this file."""
        return self.text + repr(self.row).encode()

    def code(self) -> CodeType | str:
        """What to compile: the text, or CPython's code of the rewritten text."""
        text = self.text.decode("utf-8")
        if isinstance(self.row, Shim):
            return text
        for old, new in self.row.edits.items():
            text = text.replace(old, new)
        tree = ast.parse(text, self.filename)
        without = frozenset(self.row.without.split())
        tree.body = [
            statement for statement in tree.body if not without & _names(statement) and not self.row.given.keys() & _assigned(statement)
        ]
        tree = ast.fix_missing_locations(_Subset().visit(tree))
        return compile(tree, self.filename, "exec", dont_inherit=True)


def module_source(name: str, row: Source | Shim) -> ModuleSource:
    """The source of a row.

    Raises:
        FileNotFoundError: this Python has no such file.
    """
    if isinstance(row, Shim):
        path = Path(__file__).parent / "guest" / f"{name}.py"
        return ModuleSource(path.read_bytes(), f"{STANDARD}{name}.py", False, row)
    relative = (row.file or name).replace(".", "/")
    for candidate, is_package in ((f"{relative}.py", False), (f"{relative}/__init__.py", True)):
        path = _standard_library() / candidate
        if path.is_file():
            return ModuleSource(path.read_bytes(), STANDARD + candidate, is_package, row)
    raise FileNotFoundError(f"{relative}.py is not in {_standard_library()}")


@cache
def _standard_library() -> Path:
    return Path(sysconfig.get_path("stdlib"))


def _names(statement: ast.stmt) -> set[str]:
    """The names that a top-level statement binds or reads outside of functions and classes."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    names.update(node.name for node in ast.walk(statement) if isinstance(node, ast.ExceptHandler) and node.name)
    return names


def _assigned(statement: ast.stmt) -> set[str]:
    """The name that a plain assignment binds."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return {statement.targets[0].id}
    return set()


class _Subset(ast.NodeTransformer):
    """Writes what the subset leaves out by means of what it has."""

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.FunctionDef:
        """A function that refuses to be called."""
        message = f"coroutine `{node.name}` cannot be called: `await` is not in the language yet"
        refusal = ast.Raise(ast.Call(ast.Name("NotImplementedError", ast.Load()), [ast.Constant(message)], []), None)
        function = ast.FunctionDef(**{field: getattr(node, field) for field in node._fields})
        function.body = [refusal]
        return ast.copy_location(function, node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Without type parameters, and then without annotations, which name them."""
        if getattr(node, "type_params", None):
            node.type_params = []  # type: ignore[attr-defined]  # since 3.12
            node.returns = None
            for argument in ast.walk(node.args):
                if isinstance(argument, ast.arg):
                    argument.annotation = None
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Type parameters become those of its first base; typing.py has type variables of the same names."""
        names: list[ast.expr] = [ast.Name(parameter.name, ast.Load()) for parameter in getattr(node, "type_params", ())]
        if names:
            parameters = names[0] if len(names) == 1 else ast.Tuple(names, ast.Load())
            node.bases[0] = ast.Subscript(node.bases[0], parameters, ast.Load())
            node.type_params = []  # type: ignore[attr-defined]  # since 3.12
        return self.generic_visit(node)

    def visit_TypeAlias(self, node: ast.AST) -> ast.AST:
        """The alias as a plain assignment."""
        name: ast.Name = node.name  # type: ignore[attr-defined]  # ast.TypeAlias, which 3.11 lacks
        value: ast.expr = node.value  # type: ignore[attr-defined]
        return ast.copy_location(ast.Assign([name], value), node)
