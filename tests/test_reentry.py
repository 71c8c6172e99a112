"""Guest code that CPython's natives call back, at its worst: it changes what the native is at work on, answers nonsense, raises.

Each program of tests/reentry/ makes some CPython read freed memory or follow NULL. Under pyvm it ends, in a process that lives: what
it prints differs from minor to minor and is not compared, but for the properties below.
"""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

import pyvm

PROGRAMS = sorted((Path(__file__).parent / "reentry").glob("*.py"))
RUNNER = """
import sys, pathlib, pyvm
source = pathlib.Path(sys.argv[1]).read_text()
event = pyvm.VM(limits=pyvm.Limits(time=60)).start(pyvm.compile(source, sys.argv[1])).run()
print("ended as", type(event).__name__)
"""


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_the_process_survives(program: Path) -> None:
    place = str(Path(pyvm.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", f"import sys; sys.path.insert(0, {place!r})\n{RUNNER}", str(program)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "\nended as " in "\n" + done.stdout, done.stdout[-2000:] + done.stderr[-2000:]


def output_of(source: str) -> str:
    sink = io.StringIO()
    event = pyvm.VM(stdout=sink).start(pyvm.compile(source)).run()
    assert isinstance(event, pyvm.Completed), event
    return sink.getvalue()


CHANGES = {
    "deque": ("from collections import deque\nx = deque([E(), 2])", "x.index(5)", "x.clear()"),
    "array": ("from array import array\nx = array('i', [1, 2])", "x.insert(0, E())", "x.append(5)"),
    "array item": ("from array import array\nx = array('i', [1, 2])", "x[0] = E()", "del x[:]"),
    "bytearray": ("x = bytearray(b'abc')", "x.ljust(E())", "x.clear()"),
    "count": ("from itertools import count\nx = count(E(), E())", "next(x)", "next(x)"),
    "exception": ("x = OSError()\nx.errno = E()\nx.strerror = E()", "str(x)", "x.strerror = 'other'"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_a_native_works_on_refuses_to_be_changed_until_it_is_done(name: str) -> None:
    make, operation, change = CHANGES[name]
    source = f"""
armed = True
def change():
    global refused, armed
    if not armed:
        return
    armed = False
    try:
        {change}
    except RuntimeError as error:
        refused = str(error)

class E:
    def __eq__(self, other):
        change()
        return False
    def __index__(self):
        change()
        return 1
    def __add__(self, other):
        change()
        return self
    __radd__ = __add__
    def __str__(self):
        change()
        return ""

refused = ""
{make}
try:
    {operation}
except ValueError:
    pass
print(refused)
refused = ""
armed = True
change()
print(refused or "afterwards it can")
"""
    first, second = output_of(source).splitlines()
    assert "is in use by the operation that called here" in first
    assert second == "afterwards it can"


def test_lists_and_dicts_may_be_changed_as_under_cpython() -> None:
    source = """
class E:
    def __init__(self, box):
        self.box = box
    def __repr__(self):
        self.box.clear()
        return "E"
items = []
items.extend([E(items), 1, 2])
print(repr(items), items)
table = {}
table.update(a=E(table), b=1)
print(repr(table), table)
"""
    assert output_of(source) == "[E] []\n{'a': E} {}\n"


def test_the_real_dict_of_a_class_is_out_of_reach() -> None:
    source = """
class Thief:
    def __eq__(self, other):
        seen.append(type(other).__name__)
        return False
    __hash__ = None
    def __ror__(self, other):
        seen.append(type(other).__name__)
        return other
class Victim:
    attribute = 1
    def method(self):
        return __classdict__
seen = []
Victim.__dict__ == Thief()
[Victim.__dict__] == [Thief()]
Victim.__dict__ | Thief()
try:
    seen.append(type(Victim().method()).__name__)
except NameError:
    pass
print(sorted(set(seen)))
"""
    assert output_of(source) in ("['dict', 'mappingproxy']\n", "['dict']\n")


def test_what_an_operand_of_a_class_dict_gets_is_a_copy() -> None:
    source = """
class Thief:
    def __eq__(self, other):
        if isinstance(other, dict):
            other.clear()
        return False
    def __or__(self, other):
        if isinstance(other, dict):
            other.clear()
            return 1
        return NotImplemented
    __lt__ = __gt__ = __le__ = __ge__ = __ne__ = __eq__
    __ror__ = __or__
class Victim:
    attribute = 1
for cls in (Victim, int, type, collections.Counter):
    cls.__dict__ == Thief()
    cls.__dict__ != Thief()
    cls.__dict__ < Thief()
    cls.__dict__ | Thief()
    Thief() | cls.__dict__
    [vars(cls)] == [Thief()]
    Thief() in (cls.__dict__,)
print(Victim.attribute, int.from_bytes(b"a", "big"), type.mro(int), collections.Counter("aab").most_common(1))
"""
    assert output_of("import collections\n" + source) == "1 97 [<class 'int'>, <class 'object'>] [('a', 2)]\n"
