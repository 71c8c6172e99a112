"""The standard library of the running CPython as a corpus: all of it compiles, verifies and survives encoding."""

from __future__ import annotations

import random
import warnings
from pathlib import Path

import pytest

from pyvm import code
from pyvm.compiler import UnsupportedSyntax, compile_source
from pyvm.verify import verify

LIBRARY = Path(warnings.__file__).parent
SAMPLE_SIZE = 60
CONSTRUCTS = {"async def", "async for", "async with", "await", "async comprehension", "type parameters", "type statement"}


def sources() -> list[Path]:
    found = (path for path in LIBRARY.rglob("*.py") if "site-packages" not in path.parts and "lib2to3" not in path.parts)
    return sorted(found)


def check_file(path: Path) -> None:
    try:
        source = path.read_text(encoding="utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, str(path), "exec")
    except (SyntaxError, ValueError):
        return  # test data
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            unit = compile_source(source, str(path))
        except UnsupportedSyntax as error:
            assert error.construct in CONSTRUCTS, error
            return
    verify(unit)
    again = code.decode(code.encode(unit))
    assert again.code_id == unit.code_id and again.debug_id == unit.debug_id


def test_a_sample_of_the_standard_library_compiles_and_verifies() -> None:
    for path in random.Random(20).sample([path for path in sources() if "test" not in path.parts], SAMPLE_SIZE):
        check_file(path)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(16))
def test_the_whole_standard_library_compiles_and_verifies(part: int) -> None:
    for path in sources()[part::16]:
        check_file(path)
