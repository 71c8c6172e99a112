"""Executions frozen and thawed. Cases under conformance/ compare with CPython; here are the promises of blobs themselves."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

import pyvm

KEY = b"0123456789abcdef" * 2


@pyvm.effect(name="suspend")
def suspend(value: object = None) -> object:
    return value


@pyvm.effect(name="suspend", version="2")
def suspend_2(value: object = None) -> object:
    return value


def vm(**arguments: object) -> pyvm.VM:
    return pyvm.VM(functions=[suspend], **arguments)  # type: ignore[arg-type]  # passed on


def waiting(source: str, machine: pyvm.VM | None = None) -> pyvm.Execution:
    """An execution of the source at its first suspension."""
    execution = (machine or vm()).start(pyvm.compile(textwrap.dedent(source), filename="case.py"))
    assert isinstance(execution.run(), pyvm.Suspended)
    return execution


DEEP = """
    class Account:
        __slots__ = ("owner", "cents")
        def __init__(self, owner, cents):
            self.owner, self.cents = owner, cents
        def __hash__(self): return hash(self.owner)
        def __eq__(self, other): return self.owner == other.owner
    def steps(account):
        for n in range(3):
            account.cents += suspend(n)
            yield n
    def main():
        account = Account("ann", 10)
        table = {account: "first", (1, account): "second"}
        seen = []
        def note(value):
            seen.append(value)
        try:
            raise ValueError("kept")
        except ValueError as error:
            for n in steps(account):
                note((n, str(error)))
        return account.cents, seen, table[Account("ann", 0)], table[1, account]
    result = main()
    suspend(result)
"""


def test_a_run_goes_on_after_every_restore() -> None:
    machine = vm()
    execution = waiting(DEEP, machine)
    for answer in (1, 2, 3):
        execution = machine.restore(execution.snapshot())
        event = execution.resume(answer)
    assert isinstance(event, pyvm.Suspended)
    assert event.request.args == ((16, [(0, "kept"), (1, "kept"), (2, "kept")], "first", "second"),)


def test_a_blob_can_be_restored_any_number_of_times() -> None:
    machine = vm()
    blob = waiting("x = [1]\nx.append(suspend(x))\nsuspend(x)", machine).snapshot()
    answers = [machine.restore(blob).resume(n).request.args[0] for n in (2, 3)]  # type: ignore[union-attr]  # it suspends
    assert answers == [[1, 2], [1, 3]]


def test_the_same_state_has_the_same_bytes() -> None:
    execution = waiting(DEEP, vm(key=KEY))
    assert execution.snapshot() == execution.snapshot()


def test_a_small_state_makes_a_small_blob() -> None:
    store: dict[bytes, bytes] = {}
    assert len(waiting(DEEP, vm(key=KEY)).snapshot()) < 8_000
    assert len(waiting(DEEP, vm(key=KEY, code_store=store)).snapshot()) < 2_100
    assert store


def test_a_blob_with_a_code_store_needs_the_store() -> None:
    blob = waiting("suspend(1)  # only here", vm(code_store={})).snapshot()
    with pytest.raises(pyvm.MissingHostRef, match="code unit"):
        vm(code_store={}).restore(blob)


def test_all_missing_names_are_named_at_once() -> None:
    blob = waiting("keep = [suspend]\nsuspend(1)").snapshot()
    with pytest.raises(pyvm.MissingHostRef) as caught:
        pyvm.VM().restore(blob)
    assert "suspend" in caught.value.names


def test_a_changed_contract_is_noticed() -> None:
    blob = waiting("suspend(suspend)").snapshot()
    with pytest.raises(pyvm.HostContractChanged) as caught:
        pyvm.VM(functions=[suspend_2]).restore(blob)
    assert (caught.value.name, caught.value.found) == ("suspend", "2")


def test_a_value_that_cannot_be_frozen_is_named_with_its_way() -> None:
    execution = waiting("""
        def settle(ledger):
            box = {"rows": [ledger]}
            suspend(1)
            return box
        settle(__import__("zlib").compressobj())
    """)
    with pytest.raises(pyvm.Unserializable) as caught:
        execution.snapshot()
    (handle,) = caught.value.handles
    assert handle.path == "settle(), line 4: box['rows'][0]"
    assert handle.kind == "zlib.Compress" and handle.ways_out
    assert execution.problems() == [handle]
    assert isinstance(execution.resume(None), pyvm.Completed)


def test_a_dead_register_is_no_obstacle() -> None:
    execution = waiting("""
        def settle(ledger):
            size = repr(ledger)
            suspend(1)
            return size
        settle(__import__("zlib").compressobj())
    """)
    assert execution.problems() == []


def test_inspection_shows_the_stack_without_the_program() -> None:
    execution = waiting("""
        def settle(rows, total):
            got = suspend(rows)
            return rows, total, got
        settle([1, {"k": "v"}], 7)
    """)
    found = pyvm.inspect(execution.snapshot())
    assert found.frames[-1].function == "settle"
    assert dict(found.frames[-1].locals) == {"rows": "[1, {'k': 'v'}]", "total": "7"}
    assert found.request is not None and found.request.args == ("[1, {'k': 'v'}]",)


def test_inspection_reads_values_of_every_kind() -> None:
    execution = waiting("""
        import itertools, re
        from collections import OrderedDict
        class Slotted:
            __slots__ = ("x",)
        slotted = Slotted()
        slotted.x = OrderedDict([(frozenset((slotted,)), 1)])
        def settle(values):
            suspend(values)
        settle([[].append, re.compile("a"), itertools.cycle([1]), iter({1, 2}), slotted, len, map(len, ["a"]), dict.fromkeys])
    """)
    found = pyvm.inspect(execution.snapshot())
    assert found.request is not None and found.request.args


def test_a_thousand_frames_come_back() -> None:
    machine = vm()
    execution = waiting("def f(n):\n    return suspend(n) if n == 0 else f(n - 1) + 1\nsuspend(f(900))", machine)
    event = machine.restore(execution.snapshot()).resume(5)
    assert isinstance(event, pyvm.Suspended) and event.request.args == (905,)


def test_classes_come_back_with_their_ways() -> None:
    machine = vm()
    execution = waiting(
        """
        class Meta(type):
            def __call__(cls, *args):
                return super().__call__(*args)
        class Base(metaclass=Meta):
            count = 0
            def __init_subclass__(cls, **kwargs):
                Base.count += 1
        class Child(Base, list):
            @property
            def double(self): return [x * 2 for x in self]
            @classmethod
            def make(cls): return cls([1, 2])
            @staticmethod
            def name(): return __class__.__name__
        child = Child.make()
        child.extra = child
        suspend(1)
        suspend((child.double, child.extra is child, Base.count, Child.name(), [c.__name__ for c in Child.__mro__], type(Child) is Meta))
        """,
        machine,
    )
    event = machine.restore(execution.snapshot()).resume(None)
    assert isinstance(event, pyvm.Suspended)
    assert event.request.args == (([2, 4], True, 1, "Child", ["Child", "Base", "list", "object"], True),)


HASHED = """
    from collections import OrderedDict
    class Key:
        def __init__(self, name): self.name = name
        def __hash__(self): return hash(self.name)
        def __eq__(self, other): return self.name == other.name
    inner = frozenset((Key("inner"),))
    tables = {Key("a"): 1}, {Key("a")}, OrderedDict([(Key("a"), 1)]), {inner: 1}, {frozenset((inner, 1))}, {(1, inner): 1}
    suspend(1)
    keys = Key("a"), Key("a"), Key("a"), frozenset((Key("inner"),)), frozenset((1, inner)), (1, inner)
    suspend([key in table for key, table in zip(keys, tables)])
"""


def test_guest_keys_are_found_under_another_hash_seed_whenever_a_snapshot_was_taken(tmp_path: Path) -> None:
    file = tmp_path / "blob"
    file.write_bytes(waiting(HASHED).snapshot())
    program = f"""
        import pyvm, sys
        suspend = pyvm.effect(name="suspend")(lambda value=None: value)
        machine = pyvm.VM(functions=[suspend])
        execution = machine.restore(open({str(file)!r}, "rb").read())
        if sys.argv[1] == "run":
            assert execution.resume(None).request.args == ([True] * 6,), execution.event
            execution = machine.restore(execution.snapshot())
        open({str(file)!r}, "wb").write(execution.snapshot())
    """
    for seed, action in ("1", "freeze"), ("2", "freeze"), ("2", "freeze"), ("1", "run"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", textwrap.dedent(program), action]
        subprocess.run(command, env=environment, check=True, cwd=Path(__file__).parent.parent)


CLASSES = """
    hooks = []
    class Plain:
        def __init__(self):
            self.x = 1
    class Derived(Plain):
        def __eq__(self, other): return True
        def __hash__(self): return 3
        def __len__(self): return 3
    class Iterable(Derived):
        def __iter__(self): return iter([1])
    class Iterator(Iterable):
        def __next__(self): raise StopIteration
    class Emptied(Iterator):
        __slots__ = ()
    class Finalized:
        def __getattr__(self, name): return 5
        def __del__(self): pass
    class Joined(Finalized, Plain): pass
    class Listed(list): pass
    class Deeper(Listed): pass
    class Failure(Exception): pass
    class Hooked:
        def __init_subclass__(cls): hooks.append(cls.__name__)
    class Hooking(Hooked): pass
    class Slotted:
        __slots__ = ("a",)
    class Unslotted(Slotted): pass
    classes = [value for value in list(globals().values()) if isinstance(value, type)]
    suspend((classes, hooks))
"""
SLOTS = range(6, 41)  # words of a PyTypeObject: tp_dealloc to tp_free
NOT_SLOTS = {30, 32, 33}  # tp_members, tp_base, tp_dict


def slots_of(cls: type) -> list[int]:
    """What CPython's own code calls of a class; pointers into the class itself are taken as offsets."""
    words = (ctypes.c_ssize_t * 41).from_address(id(cls))
    inside = range(id(cls), id(cls) + type.__basicsize__ + 1)
    return [words[i] - id(cls) if words[i] in inside else words[i] for i in SLOTS if i not in NOT_SLOTS]


def handed_over(execution: pyvm.Execution) -> Any:
    """What a suspended program has given to its host."""
    assert isinstance(execution.event, pyvm.Suspended), execution.event
    return execution.event.request.args[0]


def test_a_restored_class_has_the_slots_that_type_gave_it() -> None:
    machine = vm()
    first = waiting(CLASSES, machine)
    second = machine.restore(first.snapshot())
    (made, hooks), (restored, no_more_hooks) = handed_over(first), handed_over(second)
    assert hooks == no_more_hooks == ["Hooking"]
    assert len(made) == 14
    for before, after in zip(made, restored, strict=True):
        assert before is not after
        assert slots_of(before) == slots_of(after), before.__name__
        assert (before.__name__, before.__qualname__, before.__module__) == (after.__name__, after.__qualname__, after.__module__)
        assert list(before.__dict__) == list(after.__dict__)
        assert [base.__name__ for base in before.__mro__] == [base.__name__ for base in after.__mro__]
        assert [cls.__name__ for cls in before.__subclasses__()] == [cls.__name__ for cls in after.__subclasses__()]
