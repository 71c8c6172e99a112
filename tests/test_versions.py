"""Blobs of another Python version: what the standard modules of this version miss in their objects is put in, and what is gone is there.

The other version is a pretended one: a program takes the attributes away that its objects would not have there. Programs that do move
between versions: `python -m conformance.run --mode process --to PYTHON`.
"""

from __future__ import annotations

import io
import sys
from textwrap import dedent
from typing import Any

import pytest

import pyvm
from conformance.outcome import Outcome, reconciled
from pyvm import _core
from pyvm.modules import iterators, shared_module
from pyvm.modules.sharing import give_names
from pyvm.snapshot import thawing


def output(source: str, monkeypatch: pytest.MonkeyPatch, python: list[int] | None) -> str:
    """What a program prints that is restored at its one suspension, from a blob that says to be of that Python."""
    out = io.StringIO()
    vm = pyvm.VM(stdout=out)
    execution = vm.start(pyvm.compile(dedent(source), filename="main.py"))
    assert isinstance(execution.run(), pyvm.Suspended), execution.event
    blob = execution.snapshot()
    if python is not None:
        monkeypatch.setattr(thawing, "PYTHON", python)
    event = vm.restore(blob).resume()
    if isinstance(event, pyvm.Failed):
        raise event.error.exception
    return out.getvalue()


MISSING = {
    "an action of argparse": """
        import argparse, pyvm
        parser = argparse.ArgumentParser(prog="p")
        action = parser.add_argument("--x")
        for each in parser._actions:
            each.__dict__.pop("deprecated", None)
        pyvm.suspend()
        print(parser.parse_args(["--x", "1"]).x, action.deprecated)
        """,
    "a Repr": """
        import reprlib, pyvm
        short = reprlib.Repr()
        short.__dict__.pop("indent", None)
        pyvm.suspend()
        print(short.repr([1, 2, 3]), short.indent)
        """,
    "a ConfigParser of 3.13": """
        import configparser, pyvm
        from types import SimpleNamespace
        parser = configparser.ConfigParser()
        parser.__dict__["_prefixes"] = SimpleNamespace(full=("#",), inline=())
        for name in ("_comment_prefixes", "_inline_comment_prefixes", "_allow_unnamed_section"):
            parser.__dict__.pop(name, None)
        pyvm.suspend()
        parser.read_string("[a]\\n# no\\nx = 1")
        print(parser["a"]["x"], parser._comment_prefixes, parser._allow_unnamed_section)
        """,
    "a ConfigParser of 3.12": """
        import configparser, pyvm
        parser = configparser.ConfigParser()
        parser.__dict__.update(_comment_prefixes=("#",), _inline_comment_prefixes=())
        for name in ("_prefixes", "_allow_unnamed_section"):
            parser.__dict__.pop(name, None)
        pyvm.suspend()
        parser.read_string("[a]\\n# no\\nx = 1")
        print(parser["a"]["x"], parser._prefixes.full, parser._allow_unnamed_section)
        """,
}
PRINTED = {
    "an action of argparse": "1 False\n",
    "a Repr": "[1, 2, 3] None\n",
    "a ConfigParser of 3.13": "1 ('#',) False\n",
    "a ConfigParser of 3.12": "1 ('#',) False\n",
}


@pytest.mark.parametrize("what", MISSING)
def test_an_object_gets_the_attributes_that_its_class_has_since(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert output(MISSING[what], monkeypatch, [3, 0, 0]) == PRINTED[what]


def test_an_object_of_this_version_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AttributeError, match="deprecated"):
        output(MISSING["an action of argparse"], monkeypatch, None)


def test_a_cached_property_has_a_lock_where_it_takes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    source = """
        import functools, pyvm
        class A:
            @functools.cached_property
            def x(self): return [1]
        vars(A)["x"].__dict__.pop("lock", None)
        pyvm.suspend()
        a = A()
        print(a.x is a.x, hasattr(vars(A)["x"], "lock"))
        """
    assert output(source, monkeypatch, [3, 0, 0]) == f"True {sys.version_info < (3, 12)}\n"


def test_a_protocol_knows_its_members_again(monkeypatch: pytest.MonkeyPatch) -> None:
    source = """
        import pyvm
        from typing import Protocol, runtime_checkable
        @runtime_checkable
        class Sized(Protocol):
            def size(self): ...
        @runtime_checkable
        class Named(Sized, Protocol):
            name: str
        class File:
            name = "f"
            def size(self): return 1
        notes = "__protocol_attrs__", "__callable_proto_members_only__", "__non_callable_proto_members__"
        before = [{note: vars(cls).get(note, "no") for note in notes} for cls in (Sized, Named)]
        for cls in (Sized, Named):
            for note in notes:
                if note in vars(cls):
                    delattr(cls, note)
            cls.__non_callable_proto_members__ = {"of another version"} if before[0][notes[2]] == "no" else set()
            if before[0][notes[2]] != "no":
                del cls.__non_callable_proto_members__
        pyvm.suspend()
        after = [{note: vars(cls).get(note, "no") for note in notes} for cls in (Sized, Named)]
        print(before == after, isinstance(File(), Named), isinstance(5, Named), issubclass(File, Sized), issubclass(int, Sized))
        """
    assert output(source, monkeypatch, [3, 0, 0]) == "True True False True False\n"


def test_what_other_versions_call_is_there() -> None:
    out = io.StringIO()
    source = """
        import abc, enum, typing
        from typing import Protocol, TypeVar, runtime_checkable
        @runtime_checkable
        class Sized(Protocol):
            def size(self): ...
        class Named(Protocol):
            name: str
        class File:
            def size(self): ...
        T = TypeVar("T")
        print(typing._is_callable_members_only(Sized), typing._is_callable_members_only(Named))
        print(Sized.__subclasshook__(File), Sized.__subclasshook__(int))
        print(typing._collect_parameters((list[T],)), typing._collect_type_parameters((list[T],)))
        print(typing._abc_subclasscheck(abc.ABC, int), typing._lazy_load_getattr_static()(File, "size") is File.size)
        class Color(enum.Enum):
            RED = 1
        Color._add_member_("ROSSO", Color.RED)
        print(Color.ROSSO is Color.RED, Color["ROSSO"])
        """
    event = pyvm.VM(stdout=out).start(pyvm.compile(dedent(source), filename="main.py")).run()
    assert isinstance(event, pyvm.Completed), event
    assert out.getvalue() == (
        "True False\nTrue NotImplemented\n(~T,) (~T,)\nFalse True\nTrue Color.RED\n"
    )


def test_a_wrapped_function_has_the_same_name_in_every_version() -> None:
    shared_module("_ordered")
    give_names()
    wrapper: Any = _core.shared_names.object_of("_ordered:OrderedDict.__dict__[__repr__]")
    inner = wrapper.__closure__[2].cell_contents
    name = _core.shared_names.name_of(inner)
    assert name is not None and name.endswith(".cell_contents")


def test_a_type_of_a_later_version_is_named_when_the_blob_is_refused() -> None:
    vm = pyvm.VM()
    execution = vm.start(pyvm.compile("import itertools, pyvm\nd = itertools.cycle([1])\npyvm.suspend()", filename="main.py"))
    execution.run()
    sections = thawing.unpack(execution.snapshot(), (), 1 << 20).sections
    names, contracts = thawing.read_hosts(sections[thawing.Section.HOSTS])
    hosts = thawing.resolve(names, contracts, vm.hosts.registry, {})
    codes = thawing.linked_codes(sections[thawing.Section.CODES], thawing.read_codes, None)
    assert sections[thawing.Section.HEAP].count(b"itertools.cycle") == 1
    stream = sections[thawing.Section.HEAP].replace(b"itertools.cycle", b"itertools.later")
    with pytest.raises(pyvm.MissingHostRef, match="the run needs `itertools.later`"):
        thawing.decode(stream, codes, hosts, vm.hosts.registry)


def test_the_types_of_iterators_have_one_name_in_all_versions() -> None:
    names = [adapter.name for adapter in iterators.ADAPTERS]
    assert "collections._deque_iterator" in names and "collections._deque_reverse_iterator" in names
    assert not [name for name in names if name.startswith("_")]


def test_lines_in_which_versions_differ_may_be_either() -> None:
    first, second = Outcome("a\nb\nc"), Outcome("a\nB\nc")
    assert reconciled([first, second], Outcome("a\nB\nc")).output == "a\nB\nc"
    assert reconciled([first, second], Outcome("a\nx\nc")).output == "a\nb\nc"
    assert reconciled([first], Outcome("a\nB\nc")).output == "a\nb\nc"
    assert reconciled([first, second], Outcome("a\nB")).output == "a\nb\nc"
    longer = Outcome("a\nx\ny\nc")
    assert reconciled([first, longer], longer) == longer
    assert reconciled([first, longer], first) == first
    assert reconciled([first, longer], Outcome("a\nx\nc")).output == first.output
