"""Every block of code in the documentation runs, and prints what the page says that it prints.

A ```python block runs in the namespace of the blocks before it on its page; the ```text block after it, if it follows at once, is
its output. `<!-- file: name -->` before a block writes it into the page's directory instead. A ```console block holds commands
after `$ `, their output, and `[n]` for an exit status other than 0. A ```sh block is not run here: it is what CI runs.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<language>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
RUNNER = """
import contextlib, io, json, sys, traceback
namespace, results = {"__name__": "__main__"}, []
for block in json.load(sys.stdin):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(block, "<block>", "exec"), namespace)
        except BaseException:
            print(traceback.format_exc())
    results.append(out.getvalue())
json.dump(results, sys.stdout)
"""


@dataclass(frozen=True)
class Block:
    language: str
    body: str
    file: str | None
    follows: bool  # nothing but a blank line between it and the block before
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = []
    end = 0
    for match in BLOCK.finditer(text):
        between = text[end : match.start()]
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(match["language"], match["body"], match["file"], not between.strip(), line))
        end = match.end()
    return found


def pages() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def page_name(page: Path) -> str:
    return page.name


@pytest.mark.parametrize("page", pages(), ids=page_name)
def test_python_blocks_print_what_the_page_says(page: Path, tmp_path: Path) -> None:
    found = blocks(page)
    programs = [block for block in found if block.language == "python" and block.file is None]
    if not programs:
        return
    for block in found:
        if block.file:
            (tmp_path / block.file).write_text(block.body, encoding="utf-8")
    child = subprocess.run(
        [sys.executable, "-c", RUNNER],
        input=json.dumps([block.body for block in programs]),
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(),
        timeout=120,
    )
    assert child.returncode == 0, child.stderr
    outputs = dict(zip((block.line for block in programs), json.loads(child.stdout), strict=True))
    shown = [f"line {block.line}\n{outputs[block.line]}" for block in programs]
    assert shown == [f"line {block.line}\n{expected_output(found, block)}" for block in programs]


@pytest.mark.parametrize("page", pages(), ids=page_name)
def test_console_blocks_show_what_the_commands_print(page: Path, tmp_path: Path) -> None:
    for block in blocks(page):
        if block.file:
            (tmp_path / block.file).write_text(block.body, encoding="utf-8")
        elif block.language == "console":
            commands = [line[2:] for line in block.body.splitlines() if line.startswith("$ ")]
            assert "".join(transcript(command, tmp_path) for command in commands) == block.body


def expected_output(found: list[Block], block: Block) -> str:
    following = found.index(block) + 1
    if following < len(found) and found[following].language == "text" and found[following].follows:
        return found[following].body
    return ""


def transcript(command: str, directory: Path) -> str:
    """What a terminal would show: the command, its output, its status if that is not 0."""
    words = re.sub(r"^pyvm\b", f"{sys.executable} -m pyvm", command)
    child = subprocess.run(
        words, shell=True, cwd=directory, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60
    )
    status = f"[{child.returncode}]\n" if child.returncode else ""
    return f"$ {command}\n{child.stdout}{status}"


def environment() -> dict[str, str]:
    """This environment, with the package under test importable from anywhere."""
    import pyvm

    package = str(Path(pyvm.__file__).parent.parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])}
