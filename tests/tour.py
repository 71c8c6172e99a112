"""Writes the file lists of docs/design.md from the first sentence of every file: `python tests/tour.py` after adding one.

The page's prose is written by hand; between `<!-- files: PATTERNS -->` and `<!-- end -->` stand the files of those patterns, each
with what its own first line says it is for.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "design.md"
FOLDERS = ("pyvm", "compiler", "conformance", "benchmarks", "examples")
PROGRAMS = (("conformance", "cases"), ("conformance", "divergences"))
SUFFIXES = {".py", ".pyi", ".c", ".h"}
_SECTION = re.compile(r"(<!-- files: (?P<patterns>.+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def source_files() -> list[Path]:
    """The source files of the project, relative to it. Tests and conformance cases speak for themselves."""
    found = [path.relative_to(ROOT) for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES]
    return sorted(path for path in found if "__pycache__" not in path.parts and path.parts[:2] not in PROGRAMS)


def purpose(path: Path) -> str:
    """The first sentence of a file's docstring or opening comment."""
    content = (ROOT / path).read_text(encoding="utf-8")
    if path.suffix in (".c", ".h"):
        opening = re.match(r"\s*/\*(.*?)\*/", content, re.DOTALL)
        text = re.sub(r"\n\s*\*? ?", " ", opening[1]) if opening else ""
    else:
        text = (ast.get_docstring(ast.parse(content)) or "").split("\n\n")[0].replace("\n", " ")
    sentence = re.split(r"(?<=[a-z)`\"'A-Z0-9])\.(?:\s|$)", " ".join(text.split()), maxsplit=1)[0]
    return sentence.replace("|", "\\|").rstrip(".")


def rewritten(page: str) -> str:
    """The page with fresh lists."""

    def section(match: re.Match[str]) -> str:
        patterns = [Path(pattern) for pattern in match["patterns"].split()]
        chosen = [path for pattern in patterns for path in source_files() if path.match(str(pattern)) and path.parent == pattern.parent]
        rows = [f"| `{path}` | {purpose(path)} |" for path in dict.fromkeys(chosen)]
        return "\n".join([match[1].rstrip("\n"), "| file | what it is for |", "|---|---|", *rows, match[3]])

    return _SECTION.sub(section, page)


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
