"""Runs `transfers.py` as a service that may be killed at any moment.

    python examples/service.py --state run --provider http://127.0.0.1:8701

Whenever the program sleeps, its process ends; a fresh one takes the last snapshot and goes on when it is time. Every call of the
provider is preceded by a snapshot, so that whatever was asked before a crash is asked again with the same idempotency key. All
state is one row in a SQLite file, replaced in one transaction. `--skip-waits` lets the clock jump over the sleeps.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import secrets
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyvm

HERE = Path(__file__).resolve().parent
DEATHS = 10  # after so many steps that died in a row, somebody has to look
SCHEMA = "CREATE TABLE IF NOT EXISTS run (id INTEGER PRIMARY KEY, blob BLOB, ahead REAL, wakes_at REAL, processes INTEGER, done INTEGER)"
FIRST_ROW = "INSERT OR IGNORE INTO run VALUES (1, NULL, 0, 0, 0, 0)"


@dataclass(frozen=True)
class Saved:
    """What the state file holds."""

    blob: bytes | None  # None: the program has not begun
    ahead: float  # seconds that skipped waits have put the clock ahead
    wakes_at: float  # when the program's sleep is over
    processes: int  # that have worked on the run so far
    done: bool


class Store:
    """The service's state: a directory with one SQLite file, the key that seals snapshots, and a lock."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.connection = sqlite3.connect(directory / "run.db", timeout=30)
        with self.connection as database:
            database.execute(SCHEMA)
            database.execute(FIRST_ROW)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Alone with the state: one process at a time works on a run, even if its parent was killed."""
        with open(self.directory / "lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def key(self) -> bytes:
        path = self.directory / "key"
        if not path.exists():
            draft = path.with_suffix(".draft")
            draft.write_bytes(secrets.token_bytes(32))
            draft.chmod(0o600)
            draft.replace(path)
        return path.read_bytes()

    def load(self) -> Saved:
        row = self.connection.execute("SELECT blob, ahead, wakes_at, processes, done FROM run").fetchone()
        return Saved(row[0], row[1], row[2], row[3], bool(row[4]))

    def save(self, execution: pyvm.Execution, clock: ServiceClock, wakes_at: float = 0.0) -> None:
        with self.connection as database:
            database.execute("UPDATE run SET blob = ?, ahead = ?, wakes_at = ?", [execution.snapshot(), clock.ahead, wakes_at])

    def count_process(self) -> None:
        with self.connection as database:
            database.execute("UPDATE run SET processes = processes + 1")

    def finish(self) -> None:
        with self.connection as database:
            database.execute("UPDATE run SET blob = NULL, done = 1")


class ServiceClock:
    """The machine's clock, put ahead by the waits that were skipped."""

    def __init__(self, ahead: float) -> None:
        self.ahead = ahead

    def time(self) -> float:
        return time.time() + self.ahead

    def monotonic(self) -> float:
        return time.monotonic()

    def skip_to(self, moment: float) -> None:
        self.ahead += max(0.0, moment - self.time())


def bank(url: str) -> dict[str, object]:
    """The module that the program imports as `bank`."""

    @pyvm.effect
    def pay(key: str, reference: str, source: str, target: str, amount: str) -> str:
        payment = {"key": key, "reference": reference, "source": source, "target": target, "amount": amount}
        return str(post(url, "/payments", payment)["status"])

    @pyvm.effect
    def open_batch(number: int) -> None:
        post(url, "/batches", {"number": number, "state": "open"})

    @pyvm.effect
    def close_batch(number: int) -> None:
        post(url, "/batches", {"number": number, "state": "closed"})

    @pyvm.inline
    def read_text(name: str) -> str:
        return (HERE / Path(name).name).read_text()

    return {"pay": pay, "open_batch": open_batch, "close_batch": close_batch, "read_text": read_text}


def post(url: str, path: str, content: object) -> dict[str, object]:
    """The provider's answer. Raises ConnectionError if there is none."""
    request = urllib.request.Request(url + path, json.dumps(content).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            answer: dict[str, object] = json.load(response)
            return answer
    except (urllib.error.URLError, OSError) as error:
        raise ConnectionError(str(error)) from None


def step(store: Store, url: str) -> None:
    """Takes the run from its last snapshot to its next sleep, or to its end. The sleep that it was in is over."""
    saved = store.load()
    if saved.done:
        return
    store.count_process()
    clock = ServiceClock(saved.ahead)
    vm = pyvm.VM(modules={"bank": bank(url)}, key=store.key(), clock=clock)
    if saved.blob is None:
        source = HERE / "transfers.py"
        execution = vm.start(pyvm.compile(source.read_text(), str(source)), argv=[str(source)])
    else:
        execution = vm.restore(saved.blob)
    event = execution.event
    if event is None or isinstance(event, pyvm.Preempted):
        event = execution.run()
    elif isinstance(event, pyvm.Suspended) and event.request.kind == "sleep":
        clock.skip_to(event.request.until or 0.0)
        event = execution.resume()
    while isinstance(event, pyvm.Suspended) and event.request.kind == "effect":
        store.save(execution, clock)  # first the snapshot, then the effect
        event = perform(execution, event.request)
    match event:
        case pyvm.Suspended(request):
            store.save(execution, clock, wakes_at=request.until or 0.0)
        case pyvm.Completed():
            store.finish()
        case pyvm.Failed(error):
            sys.exit(error.traceback)


def perform(execution: pyvm.Execution, request: pyvm.Request) -> pyvm.Event:
    """Performs an effect and tells the program how it went."""
    try:
        answer = request.perform()
    except ConnectionError as error:
        return execution.throw(ConnectionError(str(error)))
    return execution.resume(answer)


def supervise(store: Store, options: argparse.Namespace) -> int:
    """Starts a fresh process for each step until the run is done. Those that are killed are replaced."""
    command = [sys.executable, __file__, "--state", str(options.state), "--provider", options.provider, "--step"]
    deaths = 0  # of steps in a row that a signal ended
    while not (saved := store.load()).done:
        if not options.skip_waits:
            time.sleep(max(0.0, saved.wakes_at - saved.ahead - time.time()))
        status = subprocess.run(command).returncode
        deaths = deaths + 1 if status < 0 else 0
        if status > 0 or deaths == DEATHS:
            return abs(status)
    return report(store.load(), options.provider)


def report(saved: Saved, url: str) -> int:
    """Compares the provider's ledger with the file of transfers, and says what it finds."""
    with urllib.request.urlopen(url + "/ledger", timeout=30) as response:
        ledger = json.load(response)
    expected = [line.split(",") for line in (HERE / "transfers.csv").read_text().splitlines()[1:]]
    settled = [[p["reference"], p["source"], p["target"], p["amount"]] for p in ledger["payments"] if p["status"] == "settled"]
    times = Counter(payment["reference"] for payment in ledger["payments"])
    open_batches = [batch["number"] for batch in ledger["batches"] if batch["state"] != "closed"]
    if sorted(settled) != sorted(expected) or set(times.values()) != {1} or open_batches:
        print(f"the ledger is wrong: {len(settled)} settled, {len(expected)} expected, {times.most_common(3)}, {open_batches}")
        return 1
    total = sum(Decimal(amount) for *_, amount in settled)
    print(f"the provider's ledger: {len(times)} payments for {len(expected)} transfers, {total:,.2f} in all, no batch left open")
    print(f"{len(settled)} transfers settled exactly once, over {saved.processes} processes")
    return 0


@contextmanager
def own_provider(directory: Path) -> Iterator[str]:
    """A provider of our own, for as long as the service runs."""
    command = [sys.executable, str(HERE / "provider.py"), "--database", str(directory / "ledger.db"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def main() -> int:
    parser = argparse.ArgumentParser(description="Settles the transfers of transfers.csv, whatever happens.")
    parser.add_argument("--state", type=Path, default=Path("transfers-run"), help="directory of the state")
    parser.add_argument("--provider", metavar="URL", help="the payment provider; without it the service starts its own")
    parser.add_argument("--skip-waits", action="store_true", help="let the clock jump over the program's sleeps")
    parser.add_argument("--step", action="store_true", help="only one step, in this process")
    options = parser.parse_args()
    store = Store(options.state)
    if options.step:
        with store.lock():
            step(store, options.provider)
        return 0
    if options.provider is not None:
        return supervise(store, options)
    with own_provider(options.state) as url:
        options.provider = url
        return supervise(store, options)


if __name__ == "__main__":
    sys.exit(main())
