"""Mutated blobs: each must be refused with a RestoreError or restored; none may crash, hang or swallow memory.

    python -m tests.fuzz_blobs [COUNT] [SEED]

Mutates bytes of the sections, packs them again (so that seal, lengths and checksum are right) and restores; what is restored is also run
for a few instructions, frozen and inspected. With each, a sealed blob is changed in a byte or more, and must be refused. Prints how
often each error was met, the peak memory, and the first surprise. The last mutant is in `fuzz-last.bin` in the working directory while
it is tried, so a crash leaves it there.
"""

from __future__ import annotations

import collections
import random
import resource
import sys
import textwrap
import time
from pathlib import Path

import pyvm
from pyvm.snapshot.container import Section, pack, unpack

LAST = Path("fuzz-last.bin")
KEY = b"0123456789abcdef" * 2
FUEL = 2000

PROGRAMS = (
    """
    import itertools
    from collections import deque
    class Phoenix:
        kept = []
        def __del__(self): Phoenix.kept.append(self)
    class Listed(list, Phoenix): pass
    def main():
        Phoenix(); Listed("ab")
        queue, held = deque(range(5), 7), [Phoenix()]
        its = [iter(queue), reversed(queue), itertools.zip_longest("a", "bcd", range(2)), itertools.cycle("xy"), *itertools.tee("pq")]
        for it in its:
            next(it); next(it)
        queue.append(9)
        its.append(iter(queue))
        suspend(its)
        Phoenix.kept.clear()
        return [list(it) for it in its[4:]], next(its[2]), next(its[3])
    main()
    """,
    """
    import datetime, collections
    class Account:
        __slots__ = ("owner", "cents")
        def __init__(self, owner): self.owner, self.cents = owner, 10
        def __hash__(self): return hash(self.owner)
        def __eq__(self, other): return self.owner == other.owner
    class Meta(type): pass
    class Child(list, metaclass=Meta):
        @property
        def double(self): return [x * 2 for x in self]
    def steps(account):
        for n in range(3):
            account.cents += suspend(n) or 0
            yield n
    def main():
        account = Account("ann")
        table = {account: "first", (1, (2, account)): {1, "a"}, (1, 2): frozenset((3, 4))}
        child = Child([1, 2]); child.me = child
        seen = collections.deque([datetime.datetime(2020, 1, 2), 10**30, 1.5, b"x"], 9)
        its = [iter(table), enumerate("abc"), zip([1], (2,)), map(len, ["a"]), reversed([1]), iter({1: 2}.items())]
        note = lambda value, d=account: seen.append(value)
        try:
            raise KeyError("kept")
        except KeyError as error:
            for n in steps(account):
                note((n, error))
        return child.double, table, its
    main()
    """,
    """
    def walk(n, acc=()):
        local = {"n": n, "acc": acc}
        if n == 0:
            return suspend(acc)
        with manager(n) as m:
            return [walk(n - 1, (acc, n)) for _ in range(1)][0], m, local
    class manager:
        def __init__(self, n): self.n = n
        def __enter__(self): return self
        def __exit__(self, *e): return False
    walk(6)
    """,
    """
    import itertools, dataclasses, enum, functools
    from collections import OrderedDict, defaultdict
    class Key:
        def __init__(self, name): self.name = name
        def __hash__(self): return hash(self.name)
        def __eq__(self, other): return self.name == other.name
    class Colour(enum.Enum):
        RED = 1
    @dataclasses.dataclass(slots=True)
    class Point:
        x: int
        y: int = 0
    inner = frozenset((Key("a"), 1))
    tables = OrderedDict([(Key("b"), inner), (2, 3)]), {inner: 1, (1, inner): 2}, {frozenset((inner, 4))}
    grouped = defaultdict(list, {Colour.RED: [1]})
    left = iter({Key("c"), 5, "d"})
    next(left)
    chain = map(len, filter(None, itertools.chain([left], itertools.islice("abc", 2), enumerate([1]))))
    bound = functools.partial([Point(1)].append, {n: n for n in range(600)})
    suspend((left, chain, bound, Point(2, chain), tables, grouped, [].append, Key.__hash__, Colour.RED, slice(chain, bound)))
    """,
)


@pyvm.effect(name="suspend")
def suspend(value: object = None) -> object:
    return value


class Null:
    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None: ...


def seeds(machine: pyvm.VM) -> list[list[tuple[Section, bytes]]]:
    """The sections of some blobs."""
    found: list[list[tuple[Section, bytes]]] = []
    for source in PROGRAMS:
        execution = machine.start(pyvm.compile(textwrap.dedent(source), filename="seed.py"))
        execution.run()
        found.append(list(unpack(execution.snapshot(), ()).sections.items()))
    return found


def mutant(sections: list[tuple[Section, bytes]], chance: random.Random, others: bytes) -> list[tuple[Section, bytes]]:
    """The sections with a few bytes changed, cut, doubled or taken from elsewhere; the heap more often than the rest."""
    target = Section.HEAP if chance.random() < 0.85 else chance.choice(list(Section)[:4])
    changed: list[tuple[Section, bytes]] = []
    for section, content in sections:
        data = bytearray(content)
        for _ in range(chance.randrange(1, 5) if section == target and data else 0):
            place = chance.randrange(len(data) or 1)
            match chance.randrange(5):
                case 0 if data:
                    data[place] = chance.randrange(256)
                case 1 if data:
                    data[place] ^= 1 << chance.randrange(8)
                case 2:
                    del data[place : place + chance.randrange(1, 5)]
                case 3:
                    data[place:place] = chance.randbytes(chance.randrange(1, 5))
                case _:
                    start = chance.randrange(len(others))
                    data[place : place + chance.randrange(4)] = others[start : start + chance.randrange(1, 16)]
        changed.append((section, bytes(data)))
    return changed


def is_refused_when_sealed(machine: pyvm.VM, blob: bytes, chance: random.Random) -> bool:
    """Whether a sealed blob with a few bytes changed is refused."""
    data = bytearray(blob)
    for place in chance.sample(range(len(data)), chance.randrange(1, 4)):
        data[place] ^= chance.randrange(1, 256)
    try:
        machine.restore(bytes(data[: len(data) - chance.choice((0, 0, 0, chance.randrange(len(data))))]))
    except pyvm.RestoreError:
        return True
    return False


def main(count: int, seed: int) -> int:
    chance = random.Random(seed)
    machine = pyvm.VM(functions=[suspend], stdout=Null())
    corpus = seeds(machine)
    sealing = pyvm.VM(functions=[suspend], stdout=Null(), key=KEY)
    sealed = [pack(sections, [KEY]) for sections in corpus]
    others = b"".join(content for sections in corpus for _, content in sections)
    met: collections.Counter[str] = collections.Counter()
    started = time.monotonic()
    surprises = 0
    for number in range(count):
        blob = pack(mutant(chance.choice(corpus), chance, others), ())
        LAST.write_bytes(blob)
        if not is_refused_when_sealed(sealing, chance.choice(sealed), chance):
            met["! sealed, changed and restored"] += 1
            surprises += 1
        try:
            execution = machine.restore(blob)
        except pyvm.RestoreError as error:
            met[type(error).__name__] += 1
            continue
        except Exception as error:  # what is not a RestoreError is a bug
            met[f"! {type(error).__name__}"] += 1
            surprises += 1
            if surprises == 1:
                print(f"mutant {number}: {type(error).__name__}: {error}")
            continue
        met["restored"] += 1
        try:
            pyvm.inspect(blob)
            if execution.state.value == "suspended":
                execution.resume(None, fuel=FUEL)
            else:
                execution.run(fuel=FUEL)
            execution.snapshot()
        except (pyvm.PyvmError, SystemError, TypeError, ValueError, MemoryError) as error:
            met[f"then {type(error).__name__}"] += 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} mutants in {time.monotonic() - started:.1f} s, peak {peak:,.0f} MB: {dict(met.most_common())}")
    LAST.unlink(missing_ok=True)
    return surprises


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    sys.exit(1 if main(*(arguments + [1000, 1][len(arguments) :])) else 0)
