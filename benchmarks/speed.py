"""Times the workloads natively and as a guest.

One process; in each repetition every workload runs natively and then as a guest, back to back, on thread CPU time, and the results
must be equal. The guest is one execution that takes its jobs from the host, so its inline caches are warm like CPython's own.
A workload's ratio is the median of the paired ratios: above 1, pyvm is faster.
"""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyvm
from benchmarks import programs, workloads

SIZES = {  # about 20 to 60 ms each under CPython 3.11; the first twelve and what they measure are those of the roadmap's figures
    "recursion": 25,
    "integer_loop": 400_000,
    "nbody": 5_000,
    "nested_loops": 400,
    "methods": 250_000,
    "attributes": 250_000,
    "sieve": 150_000,
    "word_count": 300,
    "generators": 400_000,
    "string_building": 300_000,
    "list_comprehensions": 2_000,
    "dict_comprehensions": 1_500,
    "exceptions": 100_000,
    "closures": 300_000,
    "keyword_calls": 120_000,
    "builtin_calls": 80_000,
    "mandelbrot": 120,
    "instantiation": 150_000,
    "properties": 250_000,
    "polymorphism": 60_000,
    "list_access": 4_000,
    "dict_access": 4_000,
    "unpacking": 4_000,
    "sort_with_key": 800,
    "string_methods": 15_000,
    "fstrings": 80_000,
    "pipeline": 200_000,
    "try_in_loop": 500_000,
    "with_statement": 120_000,
    "matching": 40_000,
    "guest_keys": 15_000,
    "composite_iterators": 60_000,
    "consumers": 1_500,
    # benchmarks/programs.py
    "spectral_norm": 200,
    "fannkuch": 8,
    "digits_of_pi": 900,
    "ray_tracing": 60,
    "queens": 8,
    "permutations": 7,
    "life": 200,
    "shortest_paths": 1_200,
    "scheduling": 40_000,
    "constraints": 3_000,
    "binary_trees": 15,
    "json_like": 120,
    "reports": 8_000,
    "group_words": 300,
    "calculator": 1_500,
}
MODULES = (workloads, programs)
REQUIRED = tuple(SIZES)[:14]

_SERVE = """
answer = None
while True:
    name, size = next_job(answer)
    answer = globals()[name](size)
"""


@pyvm.effect
def next_job(answer: object) -> None:
    """What the guest calls when it is done with a workload."""


class Guest:
    """The workloads inside an execution."""

    def __init__(self) -> None:
        source = "".join(Path(module.__file__).read_text(encoding="utf-8") for module in MODULES) + _SERVE
        self._execution = pyvm.VM(functions=[next_job]).start(pyvm.compile(source, filename="workloads.py"))
        self._execution.run()

    def call(self, name: str, size: int) -> object:
        event = self._execution.resume((name, size))
        if isinstance(event, pyvm.Failed):
            raise RuntimeError(event.traceback)
        assert isinstance(event, pyvm.Suspended)
        return event.request.args[0]


@dataclass(frozen=True, slots=True)
class Timing:
    """A workload's figures; milliseconds are minima over the repetitions."""

    name: str
    native_ms: float
    guest_ms: float
    ratio: float


def measure(names: Sequence[str], repetitions: int, scale: float = 1.0) -> list[Timing]:
    """Timings of the workloads, in order.

    Raises: AssertionError if a guest's result differs from CPython's.
    """
    guest = Guest()
    return [_measure_one(guest, name, repetitions, scale) for name in names]


def _measure_one(guest: Guest, name: str, repetitions: int, scale: float) -> Timing:
    size = max(1, round(SIZES[name] * scale)) if name != "recursion" else SIZES[name] + round(math.log(scale, 1.618))
    function = next(getattr(module, name) for module in MODULES if hasattr(module, name))
    native, inside = [], []
    for repetition in range(repetitions + 2):
        gc.collect()
        first = time.thread_time_ns()
        expected = function(size)
        middle = time.thread_time_ns()
        got = guest.call(name, size)
        last = time.thread_time_ns()
        assert got == expected, f"{name}: the guest's result differs"
        if repetition >= 2:  # both have specialised by then
            native.append(middle - first)
            inside.append(last - middle)
    ratio = statistics.median(a / b for a, b in zip(native, inside, strict=True))
    return Timing(name, min(native) / 1e6, min(inside) / 1e6, ratio)


def geometric_mean(timings: Sequence[Timing]) -> float:
    return statistics.geometric_mean(timing.ratio for timing in timings)
