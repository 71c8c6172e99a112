"""Nothing is left behind: runs, snapshots, restores and all ways to fail leave objects and memory as they were."""

from __future__ import annotations

import gc
import os
import resource
from collections.abc import Callable

import pytest
from programs import Silent

import pyvm

ROUNDS = 1000

PROGRAM = pyvm.compile(
    """
import pyvm, json, itertools, collections, re

class Node:
    def __init__(self, parent):
        self.parent, self.children = parent, []
        if parent is not None:
            parent.children.append(self)

def generate():
    try:
        for number in range(10):
            yield [number, str(number) * 10]
    finally:
        closed.append(True)

closed = []
root = Node(None)
leaves = [Node(root) for _ in range(5)]
stepped = generate()
next(stepped)
composite = zip(itertools.chain([1, 2], range(5)), map(lambda x: x + 1, [1, 2, 3]))
next(composite)
table = collections.OrderedDict(a=1, b={2: {3, frozenset([4])}})
matched = re.findall("a+", "aa b a") + json.loads("[1.5, {}]")
try:
    {}["missing"]
except KeyError as error:
    kept = error
answer = pyvm.suspend({"payload": list(range(100))})
assert answer == "answer"
""",
    "leaks.py",
)


VM = pyvm.VM(stdout=Silent())
SUSPENDED = VM.start(PROGRAM)
SUSPENDED.run()
BLOB = SUSPENDED.snapshot()
OPEN = pyvm.compile("import pyvm\npyvm.suspend()")
FAILING = pyvm.compile("def f(n):\n    if n: return f(n - 1)\n    raise ValueError('x', [n])\ntry:\n    f(20)\nfinally:\n    kept = [1]")
ENDLESS = pyvm.compile("kept = []\nwhile True:\n    kept.append([len(kept)])\n    if len(kept) > 50: kept.clear()")
HUNGRY = pyvm.compile("kept = []\nwhile True: kept.append(bytes(1000))")
CHANGED = [BLOB[:place] + bytes([BLOB[place] ^ 0x55]) + BLOB[place + 1 :] for place in range(40, len(BLOB), 97)]
DAMAGED = [BLOB[:-7], BLOB[:100], b"", *CHANGED]


def whole_run() -> None:
    execution = VM.start(PROGRAM)
    execution.run()
    assert isinstance(execution.resume("answer"), pyvm.Completed)


def abandoned() -> None:
    VM.start(PROGRAM).run()


def round_trip() -> None:
    execution = VM.restore(SUSPENDED.snapshot())
    assert isinstance(execution.resume("answer"), pyvm.Completed)


def restored_and_dropped() -> None:
    VM.restore(BLOB)


def failed() -> None:
    assert isinstance(VM.start(FAILING).run(), pyvm.Failed)


def thrown() -> None:
    execution = VM.restore(BLOB)
    assert isinstance(execution.throw(ValueError("no")), pyvm.Failed)


def pre_empted() -> None:
    execution = VM.start(ENDLESS)
    for _ in range(3):
        execution.run(fuel=100)
    pyvm.VM().restore(execution.snapshot()).run(fuel=100)


def limit_reached() -> None:
    execution = pyvm.VM(limits=pyvm.Limits(fuel=200)).start(ENDLESS)
    execution.run()
    with pytest.raises(pyvm.LimitReached):
        execution.run()


def out_of_memory() -> None:
    assert isinstance(pyvm.VM(limits=pyvm.Limits(memory=200_000)).start(HUNGRY).run(), pyvm.Failed)


def snapshot_refused() -> None:
    execution = VM.start(OPEN, globals={"handle": SUSPENDED._record})
    execution.run()
    with pytest.raises(pyvm.Unserializable):
        execution.snapshot()


def blobs_refused() -> None:
    for blob in DAMAGED:
        with pytest.raises(pyvm.RestoreError):
            VM.restore(blob)


ROWS: tuple[tuple[Callable[[], None], int], ...] = (
    (whole_run, ROUNDS),
    (abandoned, ROUNDS),
    (round_trip, ROUNDS),
    (restored_and_dropped, ROUNDS),
    (failed, ROUNDS),
    (thrown, ROUNDS),
    (pre_empted, ROUNDS),
    (limit_reached, ROUNDS),
    (out_of_memory, ROUNDS // 5),
    (snapshot_refused, ROUNDS),
    (blobs_refused, ROUNDS // 10),
)


def counted() -> int:
    for _ in range(3):
        gc.collect()
    return len(gc.get_objects())


@pytest.mark.parametrize(("action", "rounds"), ROWS, ids=lambda value: value.__name__ if callable(value) else "")
def test_nothing_is_left_behind(action: Callable[[], None], rounds: int) -> None:
    for _ in range(rounds // 4):  # caches and free lists fill
        action()
    objects, peak = counted(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(rounds):
        action()
    assert abs(counted() - objects) < rounds / 10
    if "PYTHONMALLOC" not in os.environ:  # other allocators keep what is freed, on purpose
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 4_000  # kilobytes
