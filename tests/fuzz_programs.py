"""Mutates the conformance programs and runs them: no mutant may crash the process or raise anything at the host.

    python tests/fuzz_programs.py [--seconds 60] [--seed 1]

Each mutant runs in slices of fuel under limits, and is frozen and thawed between some of them. Batches run in child processes, best with a
core that was built with AddressSanitizer.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import random
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BATCH = 40
WORDS = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?|'[^'\n]*'|\"[^\"\n]*\"|[-+*/%<>=!&|^~@]+|[][(){}.,:]")
ODD = """None|-1|10**30|0.0|''|[]|{}|()|object()|iter([])|lambda *a, **k: a|print|type|super|range(3)|(yield)|Exception|b'x'|slice(None)|...
__import__('pyvm').suspend()|vars()|self|cls|1 << 70|float('nan')""".replace("\n", "|").split("|")


def mutant(source: str, others: list[str], dice: random.Random) -> str:
    lines = source.split("\n")
    for _ in range(dice.randint(1, 6)):
        place = dice.randrange(len(lines))
        match dice.randrange(7):
            case 0:
                del lines[place : place + dice.randint(1, 2)]
            case 1:
                lines.insert(place, lines[dice.randrange(len(lines))] if lines else "")
            case 2:
                other = dice.choice(others).split("\n")
                start = dice.randrange(len(other))
                lines[place:place] = other[start : start + dice.randint(1, 12)]
            case _:
                words = list(WORDS.finditer(lines[place])) if place < len(lines) else []
                if words:
                    word = dice.choice(words)
                    pool = [found.group() for found in WORDS.finditer(source) if found.group()[0].isalnum() == word.group()[0].isalnum()]
                    new = dice.choice(ODD) if dice.random() < 0.3 else dice.choice(pool)
                    lines[place] = lines[place][: word.start()] + new + lines[place][word.end() :]
        if not lines:
            break
    return "\n".join(lines)


def parses(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


def run(source: str, dice: random.Random) -> None:
    """Raises what no guest may raise at its host."""
    from programs import Silent

    import pyvm

    vm = pyvm.VM(stdout=Silent(), limits=pyvm.Limits(fuel=200_000, memory=200_000_000, output=1_000_000, recursion=300))
    try:
        execution = vm.start(pyvm.compile(source, "mutant.py"))
    except (SyntaxError, ValueError, pyvm.PyvmError, RecursionError):
        return
    event = execution.run(fuel=dice.randint(1, 3000), seconds=5)
    for _ in range(20):
        if isinstance(event, pyvm.Completed | pyvm.Failed) or (isinstance(event, pyvm.Preempted) and event.limit):
            return
        if dice.random() < 0.5:
            with contextlib.suppress(pyvm.Unserializable):
                execution = vm.restore(execution.snapshot())
        bounds = {"fuel": dice.randint(1, 20_000), "seconds": 5}
        if isinstance(event, pyvm.Preempted):
            event = execution.run(**bounds)
        elif dice.random() < 0.2:
            event = execution.throw(ValueError("thrown"), **bounds)
        else:
            event = execution.resume(dice.choice([None, 1, "x", [1], {}]), **bounds)


def corpus() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "conformance" / "cases").rglob("*.py"))]


def batch(seed: int, show: int | None) -> None:
    sources = corpus()
    for number in range(BATCH):
        dice = random.Random(seed * 10_000 + number)
        text = mutant(dice.choice(sources), sources, dice)
        while not parses(text):
            text = mutant(dice.choice(sources), sources, dice)
        if show is not None and number != show:
            continue
        print(number, flush=True)
        if show is not None:
            print(text, file=sys.stderr)
        run(text, dice)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, help="run one batch in this process")
    parser.add_argument("--show", type=int, help="of that batch, only this mutant, and print it")
    options = parser.parse_args()
    if options.batch is not None:
        batch(options.batch, options.show)
        return 0
    end, seed, bad = time.monotonic() + options.seconds, options.seed, 0
    while time.monotonic() < end:
        command = [sys.executable, "-X", "faulthandler", __file__, "--batch", str(seed)]
        try:
            child = subprocess.run(command, capture_output=True, text=True, timeout=900, cwd=ROOT, stdin=subprocess.DEVNULL)
            status, output, error = child.returncode, child.stdout, child.stderr
        except subprocess.TimeoutExpired as late:
            status, output, error = -1, str(late.stdout), "it hangs"
        if status != 0:
            bad += 1
            last = output.split()[-1] if output.split() else "?"
            print(f"--batch {seed} --show {last}: status {status}\n{error[-1500:]}", flush=True)
        seed += 1
    print(f"{(seed - options.seed) * BATCH} mutants, {bad} batches with an error")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
