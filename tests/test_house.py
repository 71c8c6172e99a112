"""The rules of the house that a machine can check."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tour import ROOT, rewritten, source_files

pytestmark = pytest.mark.skipif(not (ROOT / "pyvm").is_dir(), reason="beside an installed wheel there are no sources")

LONGEST = 800  # lines a file
TOLERATED = {  # to be split
    "conformance/extract.py",
}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_tour_lists_every_source_file() -> None:
    tour = text(Path("docs/design.md"))
    assert [str(path) for path in source_files() if f"| `{path}` |" not in tour] == []


def test_the_tour_says_of_each_file_what_the_file_says_of_itself() -> None:
    """Run `python tests/tour.py` after adding, dropping or renaming one."""
    assert rewritten(text(Path("docs/design.md"))) == text(Path("docs/design.md"))


def test_every_file_begins_by_saying_what_it_is_for() -> None:
    silent = []
    for path in source_files():
        content = text(path)
        if path.suffix in (".c", ".h"):
            said = content.lstrip().startswith("/*")
        else:
            said = not content.strip() or ast.get_docstring(ast.parse(content)) is not None
        if not said:
            silent.append(str(path))
    assert silent == []


def test_no_file_is_longer_than_a_chapter() -> None:
    lengths = {str(path): text(path).count("\n") for path in source_files() if "generated" not in path.name}
    long = {path: lines for path, lines in lengths.items() if lines > LONGEST}
    assert {path: lines for path, lines in long.items() if path not in TOLERATED} == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [str(path) for path in source_files() if path.stem in VAGUE] == []


def test_only_compat_depends_on_the_version_of_cpython() -> None:
    sources = [path for path in source_files() if path.suffix in (".c", ".h") and path.name != "compat.h"]
    assert [str(path) for path in sources if "PY_VERSION_HEX" in text(path)] == []


def test_no_machine_is_named() -> None:
    """Paths of the machines that we work on have no place in the project."""
    wrong = []
    for pattern in ("*.py", "*.pyi", "*.c", "*.h", "*.md", "*.toml", "*.sh"):
        for path in ROOT.rglob(pattern):
            inside = path.relative_to(ROOT)
            foreign = inside.parts[0] == "build" or any(part[0] == "." or part.endswith(".egg-info") for part in inside.parts)
            if foreign or path.name == "test_house.py":
                continue
            if re.search(r"(?<![\w.])/(?:work|root)/", path.read_text(encoding="utf-8")):
                wrong.append(str(inside))
    assert wrong == []


def test_generated_files_are_fresh() -> None:
    """Regenerating changes nothing. (Line 1 of a generated file names the command.)"""
    candidates = [path for path in [*source_files(), Path("docs/isa.md")] if path.suffix != ".py"]
    generated = [path for path in candidates if "generated" in text(path).split("\n")[0].lower()]
    before = {path: text(path) for path in generated}
    for module in sorted({found for content in before.values() for found in re.findall(r"python -m ([\w.]+)", content.split("\n")[0])}):
        subprocess.run([sys.executable, "-m", module], cwd=ROOT, check=True)
    after = {path: text(path) for path in generated}
    for path, content in before.items():
        (ROOT / path).write_text(content, encoding="utf-8")
    assert len(generated) >= 2
    assert [str(path) for path in generated if before[path] != after[path]] == []
