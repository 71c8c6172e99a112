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

from .table import Row, Shim, Source

LIBRARY: Final = "<library>/modules/"
"""File names of our own sources begin so: the core hides their frames from tracebacks."""
STANDARD: Final = "<stdlib>/"
"""File names of CPython's sources begin so: blobs must not name a place of one machine."""


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """A source file, found and read."""

    text: bytes
    filename: str  # as tracebacks and code units name it
    is_package: bool
    without: frozenset[str]  # top-level names whose statements are left out

    @property
    def key(self) -> bytes:
        """All that its code depends on."""
        return b"\0".join((self.text, *(name.encode() for name in sorted(self.without))))

    def code(self) -> CodeType | str:
        """What to compile: the text, or CPython's code of the rewritten text."""
        text = self.text.decode("utf-8")
        if self.filename.startswith(LIBRARY):
            return text
        tree = ast.parse(text, self.filename)
        tree.body = [statement for statement in tree.body if not self.without & _names(statement)]
        tree = ast.fix_missing_locations(_Subset().visit(tree))
        return compile(tree, self.filename, "exec", dont_inherit=True)


def module_source(name: str, row: Row) -> ModuleSource:
    """The source of a Source or Shim row.

    Raises:
        FileNotFoundError: this Python has no such file.
    """
    if isinstance(row, Shim):
        path = Path(__file__).parent / "guest" / f"{name}.py"
        return ModuleSource(path.read_bytes(), f"{LIBRARY}{name}.py", False, frozenset())
    assert isinstance(row, Source)
    relative = (row.file or name).replace(".", "/")
    for candidate, is_package in ((f"{relative}.py", False), (f"{relative}/__init__.py", True)):
        path = _standard_library() / candidate
        if path.is_file():
            return ModuleSource(path.read_bytes(), STANDARD + candidate, is_package, frozenset(row.without.split()))
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
            node.type_params = []
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
            node.type_params = []
        return self.generic_visit(node)

    def visit_TypeAlias(self, node: ast.AST) -> ast.AST:
        """The alias as a plain assignment."""
        name: ast.Name = node.name  # type: ignore[attr-defined]  # ast.TypeAlias, which 3.11 lacks
        value: ast.expr = node.value  # type: ignore[attr-defined]
        return ast.copy_location(ast.Assign([name], value), node)
