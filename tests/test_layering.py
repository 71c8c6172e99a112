"""Who may import whom: data flows source -> compiler -> CodeUnit -> verify -> core -> snapshot -> host -> cli, one way."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Part: the parts of pyvm that it may import, besides itself. A part is a file or a folder of the package.
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "isa": set(),
    "code": {"isa"},
    "verify": {"isa", "code", "errors"},
    "disassemble": {"isa", "code"},
    "compiler": {"isa", "code"},
    "library": {"errors", "isa", "code", "verify", "_core", "builtins"},  # its front door only: the files import nothing
    "builtins": {"errors", "isa", "code", "verify", "_core", "library", "modules"},
    "modules": {"errors", "isa", "code", "verify", "_core", "library", "builtins"},
    "snapshot": {"errors", "isa", "code", "verify", "_core", "modules", "library"},
    "host": {"errors", "isa", "code", "verify", "disassemble", "_core", "library", "builtins", "modules", "snapshot"},
}
# The places in which the runtime reaches the compiler, each inside a function: a process that only restores never loads it.
COMPILER_DOORS = {"pyvm/host/program.py", "pyvm/host/checking.py", "pyvm/builtins.py", "pyvm/modules/shared.py"}
PUBLIC_ONLY = ("pyvm/cli", "examples")  # we eat what we serve


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "__pycache__" not in path.parts]


def part_of(path: Path) -> str:
    inside = path.relative_to(ROOT)
    return "compiler" if inside.parts[0] == "compiler" else inside.parts[1].removesuffix(".py")


def imported_parts(path: Path) -> set[str]:
    """The parts of pyvm that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "pyvm":
            names = [f"pyvm.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names = [node.module]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("pyvm.")}
    return found


needs_checkout = pytest.mark.skipif(not (ROOT / "pyvm").is_dir(), reason="beside an installed wheel there are no sources")


@needs_checkout
@pytest.mark.parametrize("part", ALLOWED)
def test_a_part_imports_only_what_stands_before_it(part: str) -> None:
    wrong = {}
    for path in sources("pyvm", "compiler"):
        if part_of(path) == part and "guest" not in path.relative_to(ROOT).parts:
            beyond = imported_parts(path) - ALLOWED[part] - {part}
            if str(path.relative_to(ROOT)) in COMPILER_DOORS:
                beyond -= {"compiler"}
            if beyond:
                wrong[str(path.relative_to(ROOT))] = sorted(beyond)
    assert wrong == {}


@needs_checkout
def test_the_command_line_and_the_examples_use_public_names_only() -> None:
    wrong = {str(path.relative_to(ROOT)): sorted(parts) for path in sources(*PUBLIC_ONLY) if (parts := imported_parts(path) - {"cli"})}
    assert wrong == {}


@needs_checkout
def test_the_core_knows_nothing_of_what_stands_above_it() -> None:
    wrong = []
    for path in sorted((ROOT / "pyvm" / "core").rglob("*.[ch]")):
        for name in re.findall(r'Import\w*\("pyvm\.(\w+)', path.read_text(encoding="utf-8")):
            if name in ("host", "snapshot", "compiler", "cli"):
                wrong.append(f"{path.name}: pyvm.{name}")
    assert wrong == []
