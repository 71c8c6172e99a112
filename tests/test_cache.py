"""The unit cache: an entry saves a compilation and can do no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyvm.code import CodeUnit, encode
from pyvm.compiler import compile_source
from pyvm.modules.cache import VARIABLE, cache_directory, lines_only, unit_of

SOURCE = b"def f(a, *rest, b=2):\n    return [(a, b, x, 1.5, b'b', ...) for x in rest if x in {1, 2}]\n"


class Compiler:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> CodeUnit:
        self.asked += 1
        return compile_source(SOURCE.decode(), "f.py")


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def entry(directory: Path) -> Path:
    return next(directory.glob("*.unit"))


def test_a_second_use_reads_an_equal_unit(directory: Path) -> None:
    compiler = Compiler()
    first, second = (unit_of(SOURCE, "f.py", compiler) for _ in range(2))
    assert compiler.asked == 1
    assert encode(first) == encode(second)
    assert (first.code_id, first.debug_id) == (second.code_id, second.debug_id)


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: b"", lambda data: data[:60] + b"\xff" + data[61:], lambda data: b"x" * 99]
)
def test_a_damaged_entry_is_compiled_anew(directory: Path, damage: object) -> None:
    compiler = Compiler()
    unit_of(SOURCE, "f.py", compiler)
    path = entry(directory)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]  # a function of bytes
    unit_of(SOURCE, "f.py", compiler)
    assert compiler.asked == 2


def test_an_entry_that_others_could_write_is_not_read(directory: Path) -> None:
    compiler = Compiler()
    unit_of(SOURCE, "f.py", compiler)
    entry(directory).chmod(0o666)
    unit_of(SOURCE, "f.py", compiler)
    assert compiler.asked == 2


def test_where_files_have_no_owners_an_entry_is_verified(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiler = Compiler()
    unit_of(SOURCE, "f.py", compiler)
    monkeypatch.delattr("os.getuid")
    verified: list[CodeUnit] = []
    monkeypatch.setattr("pyvm.verify.verify", verified.append)
    unit_of(SOURCE, "f.py", compiler)
    assert (len(verified), compiler.asked) == (1, 1)


def test_another_source_or_file_name_is_another_entry(directory: Path) -> None:
    compiler = Compiler()
    for source, filename in ((SOURCE, "f.py"), (SOURCE + b"#", "f.py"), (SOURCE, "g.py")):
        unit_of(source, filename, compiler)
    assert len(list(directory.glob("*.unit"))) == compiler.asked == 3


def test_a_file_that_is_edited_has_one_entry(directory: Path) -> None:
    compiler = Compiler()
    for source in (SOURCE, SOURCE, SOURCE + b"#", SOURCE):
        unit_of(source, "f.py", compiler, replacing=True)
    assert (compiler.asked, len(list(directory.glob("*.unit")))) == (3, 1)


def test_without_a_directory_everything_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    compiler = Compiler()
    for _ in range(2):
        unit_of(SOURCE, "f.py", compiler)
    assert cache_directory() is None
    assert compiler.asked == 2


def test_a_directory_that_cannot_be_made_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file" / "cache"))
    compiler = Compiler()
    unit_of(SOURCE, "f.py", compiler)
    assert compiler.asked == 1


def test_lines_only_keeps_what_runs(directory: Path) -> None:
    unit = compile_source(SOURCE.decode(), "f.py")
    assert lines_only(unit).code_id == unit.code_id
    assert len(lines_only(unit).positions) <= len(unit.positions)
