"""Prints, in one run, how fast pyvm is beside the CPython it runs on, and what its blobs cost beside pickle.

    python -m benchmarks.run [--only NAMES] [--repetitions N] [--scale X] [--snapshots] [--no-speed] [--json FILE]

Ratios above 1 mean that pyvm is faster.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.snapshots import measure_snapshots
from benchmarks.speed import REQUIRED, SIZES, Timing, geometric_mean, measure


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__, formatter_class=plain)
    parser.add_argument("--only", default=",".join(SIZES), metavar="NAMES", help="workloads, separated by commas")
    parser.add_argument("--repetitions", type=int, default=9, metavar="N")
    parser.add_argument("--scale", type=float, default=1.0, metavar="X", help="of the workloads' sizes")
    parser.add_argument("--snapshots", action="store_true", help="measure blobs too")
    parser.add_argument("--no-speed", action="store_true", help="measure blobs only")
    parser.add_argument("--json", metavar="FILE", help="write the figures there")
    options = parser.parse_args(arguments)
    print(f"CPython {platform.python_version()}, {platform.machine()}, {platform.system()}")
    figures: dict[str, object] = {}
    if not options.no_speed:
        names = [name for name in options.only.split(",") if name]
        if unknown := sorted(set(names) - set(SIZES)):
            parser.error(f"no workload is called {', '.join(unknown)}; there are: {', '.join(SIZES)}")
        timings = measure(names, options.repetitions, options.scale)
        show_speed(timings)
        figures["speed"] = [asdict(timing) for timing in timings]
    if options.snapshots or options.no_speed:
        snapshots = measure_snapshots()
        width = max(map(len, snapshots))
        for name, value in snapshots.items():
            print(f"{name:<{width}}  {value}")
        figures["snapshots"] = snapshots
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0


def show_speed(timings: Sequence[Timing]) -> None:
    print(f"{'':<22}{'CPython ms':>12}{'pyvm ms':>10}{'ratio':>8}")
    for timing in timings:
        print(f"{timing.name:<22}{timing.native_ms:>12.1f}{timing.guest_ms:>10.1f}{timing.ratio:>8.2f}")
    required = [timing for timing in timings if timing.name in REQUIRED]
    for label, chosen in ((f"first {len(REQUIRED)}", required), ("all", timings)):
        if chosen:
            slowest = min(chosen, key=lambda timing: timing.ratio)
            print(f"{'geometric mean, ' + label:<44}{geometric_mean(chosen):>8.2f}   slowest: {slowest.name} {slowest.ratio:.2f}")


if __name__ == "__main__":
    sys.exit(main())
