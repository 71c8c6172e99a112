"""Imports: what a guest gets by a name, what it is refused, and what it cannot change."""

from __future__ import annotations

import io
from pathlib import Path
from textwrap import dedent

import pytest
from programs import printed

import pyvm
from pyvm.modules.table import TABLE, Refused, is_private


def suspended_at(source: str, vm: pyvm.VM, filename: str = "main.py") -> pyvm.Execution:
    execution = vm.start(pyvm.compile(dedent(source), filename=filename))
    assert isinstance(execution.run(), pyvm.Suspended)
    return execution


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if not isinstance(row, Refused) and not is_private(name)])
def test_every_module_of_the_table_can_be_imported(name: str) -> None:
    assert printed(f"import {name}; print({name}.__name__ != '')") == "True\n"


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if isinstance(row, Refused)])
def test_a_refused_module_is_named_with_the_way_out(name: str) -> None:
    with pytest.raises(ImportError, match=rf"module `{name}` is not available to guests. Way out: ") as caught:
        printed(f"import {name}")
    assert caught.value.name == name


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("xml", "No module named 'xml': the standard module is not available to guests. Way out: do that work in a host function"),
        ("pytest", "No module named 'pytest': guests cannot import installed packages. Way out: let the host give it with VM(modules=...)"),
        ("colections", "No module named 'colections'. Did you mean: 'collections'?"),
        ("_random", "No module named '_random': it is internal to the standard library"),
        ("no.such", "No module named 'no'"),
    ],
)
def test_an_import_that_fails_says_why(name: str, sentence: str) -> None:
    with pytest.raises(ImportError) as caught:
        printed(f"__import__({name!r})")
    assert str(caught.value) == sentence


def test_a_name_that_a_module_lacks_is_an_import_error() -> None:
    with pytest.raises(ImportError, match="cannot import name 'open' from 'os'"):
        printed("from os import open")


def test_a_refused_name_of_a_facade_is_named_with_the_way_out() -> None:
    with pytest.raises(AttributeError, match="`io.open` is not available to guests. Way out: read and write files in a host function"):
        printed("import io; io.open('x')")


@pytest.mark.parametrize(
    "statement",
    ["json.dumps = 1", "del json.dumps", "json.JSONEncoder.default = 1", "json.load.x = 1", "vars(json)['dumps'] = 1", "math.pi = 3"],
)
def test_a_guest_cannot_change_a_standard_module(statement: str) -> None:
    with pytest.raises((AttributeError, TypeError)):
        printed(f"import json, math\n{statement}")


def test_a_host_module_gives_its_members() -> None:
    assert printed("import bank; from bank import rate; print(bank.rate, rate)", modules={"bank": {"rate": 3}}) == "3 3\n"


# ---- neighbours


@pytest.fixture
def package(tmp_path: Path) -> Path:
    helper = "import shapes.round\nfrom shapes import square\nname = __name__\n\ndef area(x):\n    return square.area(x)\n"
    (tmp_path / "helper.py").write_text(helper)
    shapes = tmp_path / "shapes"
    shapes.mkdir()
    (shapes / "__init__.py").write_text("kind = 'package'\n")
    (shapes / "round.py").write_text("from . import kind\nfrom .square import area\n")
    (shapes / "square.py").write_text("def area(x):\n    return x * x\n")
    (tmp_path / "waits.py").write_text("import pyvm\nanswer = pyvm.suspend('importing')\n")
    (tmp_path / "broken.py").write_text("def f(:\n")
    return tmp_path


def test_a_program_imports_its_neighbours_and_their_packages(package: Path) -> None:
    out = io.StringIO()
    source = """if True:
        import helper, shapes.round, sys
        print(helper.area(3), helper.name, shapes.kind, shapes.round.kind)
        print(sorted(name for name in sys.modules if name.startswith("s")))
    """
    event = pyvm.VM(stdout=out).start(pyvm.compile(source, filename=str(package / "main.py"))).run()
    assert isinstance(event, pyvm.Completed), event
    assert out.getvalue() == "9 helper package package\n['shapes', 'shapes.round', 'shapes.square', 'sys']\n"


def test_a_suspension_during_an_import_survives_a_blob(package: Path) -> None:
    out = io.StringIO()
    vm = pyvm.VM(stdout=out)
    execution = suspended_at("import waits\nprint(waits.answer)", vm, str(package / "main.py"))
    event = vm.restore(execution.snapshot()).resume(42)
    assert isinstance(event, pyvm.Completed), event
    assert out.getvalue() == "42\n"


def test_a_neighbour_that_is_not_python_is_a_syntax_error_of_the_guest(package: Path) -> None:
    source = "try:\n    import broken\nexcept SyntaxError as error:\n    print(error.lineno)"
    out = io.StringIO()
    event = pyvm.VM(stdout=out).start(pyvm.compile(source, filename=str(package / "main.py"))).run()
    assert isinstance(event, pyvm.Completed), event
    assert out.getvalue() == "1\n"


# ---- what belongs to an execution


def test_each_execution_has_its_own_decimal_context() -> None:
    import decimal

    before = decimal.getcontext().prec
    program = "import decimal\nprint(decimal.getcontext().prec)\ndecimal.getcontext().prec = 5"
    assert printed(program) + printed(program) == "28\n28\n"
    assert decimal.getcontext().prec == before


def test_each_execution_has_its_own_warning_filters_and_streams() -> None:
    program = """
        import sys, warnings, io
        print(len(warnings.filters), type(sys.stdout).__name__, sys.argv)
        warnings.simplefilter("error")
        sys.stdout = io.StringIO()
    """
    first, second = printed(program), printed(program)
    assert first == second
    assert "GuestStream" in first


def test_random_goes_on_where_it_stopped() -> None:
    source = "import random, pyvm\nrandom.seed(7)\nrandom.random()\npyvm.suspend()\nprint(random.random(), random.gauss(0, 1))"
    out = io.StringIO()
    vm = pyvm.VM(stdout=out)
    blob = suspended_at(source, vm).snapshot()
    for _ in range(2):
        vm.restore(blob).resume()
    first, second = out.getvalue().splitlines()
    import random

    expected = random.Random(7)
    expected.random()
    assert first == second == f"{expected.random()} {expected.gauss(0, 1)}"


def test_time_and_entropy_come_from_the_host() -> None:
    class Clock:
        def time(self) -> float:
            return 86400.0

        def monotonic(self) -> float:
            return 5.0

    source = """
        import time, datetime, uuid, os
        print(time.time(), datetime.date.today(), datetime.datetime.now(datetime.UTC), uuid.uuid4(), os.urandom(2))
    """
    shown = printed(source, clock=Clock(), entropy=lambda count: b"\x01" * count)
    assert shown == "86400.0 1970-01-02 1970-01-02 00:00:00+00:00 01010101-0101-4101-8101-010101010101 b'\\x01\\x01'\n"


def test_what_guests_import_leaves_the_hosts_abstract_classes_alone() -> None:
    import numbers

    printed("import numbers, fractions, decimal, collections.abc")
    assert not isinstance("text", numbers.Rational)
