"""CPython's own tests as guest programs: how many behave.

    python -m conformance.extracted [--category language,types] [--only TEXT] [--mode MODE] [--json FILE]

extract.py turns the test methods of this interpreter's own Lib/test into standalone programs, at run time; `manifests/` says
which of them are worth running. Each is run under CPython first: one that this interpreter does not pass is left out. Then it is
run under pyvm. Printed are the percentages by category and the failures by the last line of their error.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from time import monotonic

from conformance.modes import Mode
from conformance.outcome import Trouble, difference
from conformance.report import Result, as_json, causes, table
from conformance.workers import Pool

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Extracted:
    """A test method as a program."""

    name: str  # "test_list.ListTest.test_append"
    category: str  # "language", "types" or "library"
    source: str


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Its exit status: 0 if all pass."""
    options = _parser().parse_args(arguments)
    started = monotonic()
    with tempfile.TemporaryDirectory(prefix="extracted-") as folder:
        programs = generate(Path(options.extractor), Path(options.manifest), options.category.split(","), options.only)
        programs = programs[options.part - 1 :: options.parts]
        results = run(programs, Path(folder), options)
    if options.json:
        Path(options.json).write_text(as_json(results), encoding="utf-8")
    print(causes(results))
    print(table(results))
    passed = sum(result.passed for result in results)
    print(f"{passed} of {len(results)} pass: {passed / max(1, len(results)):.1%}, in {monotonic() - started:.0f} s")
    return 0 if passed == len(results) else 1


def generate(extractor: Path, manifest: Path, categories: Sequence[str], only: str) -> list[Extracted]:
    """The programs that the manifest names, made by the extractor from this interpreter's tests."""
    listed = json.loads(manifest.read_text(encoding="utf-8"))["cases"]
    wanted = {
        f"{file}.{name}": category
        for category in categories
        for file, names in listed.get(category, {}).items()
        for name in names
        if only in f"{file}.{name}"
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as names:
        json.dump(list(wanted), names)
        names.flush()
        made = subprocess.run([sys.executable, str(extractor), "emit", "--json", names.name], stdout=subprocess.PIPE, check=True)
    return [Extracted(name, wanted[name], source) for name, source in json.loads(made.stdout).items()]


def run(programs: Sequence[Extracted], folder: Path, options: argparse.Namespace) -> list[Result]:
    """The results of those that CPython passes, in order."""
    everyone = [Pool(seconds=options.seconds) for _ in range(options.jobs)]
    pools: SimpleQueue[Pool] = SimpleQueue()
    for pool in everyone:
        pools.put(pool)

    def one(program: Extracted) -> Result | None:
        pool = pools.get()
        try:
            return check(pool, program, folder / f"{program.name}.py", Mode(options.mode))
        finally:
            pools.put(pool)

    results = []
    with ThreadPoolExecutor(options.jobs) as threads:
        for done, result in enumerate(threads.map(one, programs), 1):
            if sys.stderr.isatty():
                print(f"\r{done} of {len(programs)}", end="\r", file=sys.stderr, flush=True)
            if result is not None:
                results.append(result)
    for pool in everyone:
        pool.close()
    return results


def check(pool: Pool, program: Extracted, path: Path, mode: Mode) -> Result | None:
    """A program's result; None if CPython itself does not pass it."""
    path.write_text(program.source, encoding="utf-8")
    expected, _ = pool.reference(path, program.source)
    if isinstance(expected, Trouble) or expected.error is not None:
        return None
    got, count = pool.run(path, program.source, mode)
    if isinstance(got, Trouble):
        return Result(program.name, program.category, str(mode), got.reason, count, got.details)
    if got.error is not None:
        return Result(program.name, program.category, str(mode), got.error.split("\n")[-1], count, " <- ".join(reversed(got.lines)))
    return Result(program.name, program.category, str(mode), difference(expected, got), count)


def _parser() -> argparse.ArgumentParser:
    minor = f"{sys.version_info.major}.{sys.version_info.minor}"
    parser = argparse.ArgumentParser(
        prog="python -m conformance.extracted", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--extractor", default=str(HERE / "extract.py"), metavar="FILE")
    parser.add_argument("--manifest", default=str(HERE / "manifests" / f"{minor}.json"), metavar="FILE")
    parser.add_argument("--category", default="language,types,library", metavar="NAMES")
    parser.add_argument("--only", default="", metavar="TEXT", help="tests with this in their name")
    parser.add_argument("--mode", default="straight", choices=["straight", "restore"])
    parser.add_argument("--part", type=int, default=1, metavar="I", help="with --parts N: every Nth test, from the Ith")
    parser.add_argument("--parts", type=int, default=1, metavar="N")
    parser.add_argument("--seconds", type=float, default=20.0, metavar="S", help="allowed for a test")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="tests at a time")
    parser.add_argument("--json", metavar="FILE", help="write all results there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
