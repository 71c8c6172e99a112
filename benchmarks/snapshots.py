"""Times and weighs blobs, beside pickle protocol 5 of the same data.

Two states: a tiny one (five frames, forty locals, an order with Decimals and UUIDs, a module of twelve functions and three
classes), and a hundred megabytes of mixed records.
"""

from __future__ import annotations

import pickle
import statistics
import time
from collections.abc import Callable, MutableMapping

import pyvm

KEY = bytes(range(32))

_FUNCTIONS = "\n".join(
    f"""
def rule_{n}(order, account, limit={n}):
    total = Decimal(0)
    for line in order.lines:
        total += line.price * line.quantity
    return total > limit and account.startswith("{n}")
"""
    for n in range(8)
)

TINY = (
    """
import uuid
from decimal import Decimal


class Line:
    def __init__(self, sku, quantity, price):
        self.sku, self.quantity, self.price = sku, quantity, price


class Order:
    def __init__(self, customer):
        self.id, self.customer, self.lines = uuid.UUID(int=1 << 100), customer, []

    def add(self, line):
        self.lines.append(line)


class Account:
    def __init__(self, number):
        self.number, self.balance = number, Decimal("100.25")

"""
    + _FUNCTIONS
    + """
def settle(order, account, depth):
    a, b, c, d, e, f = 1, "two", 3.5, None, True, (1, 2)
    if depth:
        result = settle(order, account, depth - 1)
        return result, a, b, c, d, e, f
    answer = pause("waiting")
    return answer, a, b, c, d, e, f


def prepare(name, count):
    order = Order(name)
    for n in range(count):
        order.add(Line("sku-%d" % n, n + 1, Decimal("9.99")))
    return order


def report(result):
    return str(result)


def main():
    order, account = prepare("Ann", 3), Account("DE-1")
    started, label, ratio, flags = 17, "run", 0.5, {"retry": True}
    return report(settle(order, account, 2)), order, account, started, label, ratio, flags


main()
"""
)

BIG = """
def build(count):
    return [
        {"id": i, "name": "record %d" % i, "amount": i * 1.5, "tags": ["a", "b", i % 7], "pair": (i, str(i)), "ok": i % 2 == 0}
        for i in range(count)
    ]


records = build(size)
pause(records)
"""


@pyvm.effect
def pause(value: object) -> object:
    """Where the program is frozen."""
    return value


def measure_snapshots(megabytes: int = 100) -> dict[str, object]:
    """The figures, by what they are."""
    return {**_tiny(), **_big(megabytes)}


def _vm(store: MutableMapping[bytes, bytes] | None = None, key: bytes | None = KEY) -> pyvm.VM:
    return pyvm.VM(functions=[pause], key=key, code_store=store)


def _suspended(vm: pyvm.VM, source: str, **names: object) -> pyvm.Execution:
    execution = vm.start(pyvm.compile(source, filename="benchmark.py"), globals=names)
    event = execution.run()
    if not isinstance(event, pyvm.Suspended):
        raise RuntimeError(f"the program did not suspend: {event}")
    return execution


def _tiny() -> dict[str, object]:
    store: dict[bytes, bytes] = {}
    with_store, alone = _vm(store), _vm()
    stored, contained = _suspended(with_store, TINY), _suspended(alone, TINY)
    blob, whole = stored.snapshot(), contained.snapshot()
    return {
        "tiny state, sealed, units in a store: bytes": len(blob),
        "tiny state, sealed, self-contained: bytes": len(whole),
        "tiny state, freeze: microseconds": _microseconds(stored.snapshot),
        "tiny state, thaw, units known: microseconds": _microseconds(lambda: with_store.restore(blob)),
        "tiny state, self-contained, freeze: microseconds": _microseconds(contained.snapshot),
        "tiny state, self-contained, thaw: microseconds": _microseconds(lambda: alone.restore(whole)),
    }


def _big(megabytes: int) -> dict[str, object]:
    vm = _vm()
    per_record = 72  # bytes of pickle a record, near enough; the size is printed
    size = megabytes * 1_000_000 // per_record
    execution = _suspended(vm, BIG, size=size)
    event = execution.event
    assert isinstance(event, pyvm.Suspended)
    (records,) = event.request.args
    plain = pickle.dumps(records, protocol=5)
    blob, freeze = _seconds(execution.snapshot)
    assert isinstance(blob, bytes)
    _, thaw = _seconds(lambda: vm.restore(blob))
    _, dump = _seconds(lambda: pickle.dumps(records, protocol=5))
    _, load = _seconds(lambda: pickle.loads(plain))
    return {
        "records": size,
        "records as pickle protocol 5: bytes": len(plain),
        "records as a blob: bytes": len(blob),
        "records, freeze: seconds": freeze,
        "records, thaw: seconds": thaw,
        "records, pickle: seconds": dump,
        "records, unpickle: seconds": load,
    }


def _microseconds(action: Callable[[], object], repetitions: int = 300) -> float:
    times = []
    for _ in range(repetitions):
        start = time.perf_counter_ns()
        action()
        times.append(time.perf_counter_ns() - start)
    return round(statistics.median(times) / 1000, 1)


def _seconds(action: Callable[[], object]) -> tuple[object, float]:
    start = time.perf_counter()
    value = action()
    return value, round(time.perf_counter() - start, 3)
