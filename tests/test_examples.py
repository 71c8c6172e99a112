"""The example: 200 transfers settle exactly once, however often the service is killed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import pyvm

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
KILLS = 50
SEED = 20261124
FEW = 40  # transfers, where not every case is asked for: enough for the kills to fall everywhere


@pytest.fixture
def examples(tmp_path: Path, every_case: bool) -> Path:
    """A copy of the example, with fewer transfers unless every case is asked for."""
    copy = tmp_path / "examples"
    shutil.copytree(EXAMPLES, copy, ignore=shutil.ignore_patterns("__pycache__"))
    rows = (copy / "transfers.csv").read_text().splitlines(keepends=True)
    (copy / "transfers.csv").write_text("".join(rows if every_case else rows[: FEW + 1]))
    return copy


@pytest.fixture
def provider(examples: Path, tmp_path: Path) -> Iterator[str]:
    """The URL of a provider that outlives the service."""
    command = [sys.executable, str(examples / "provider.py"), "--database", str(tmp_path / "ledger.db"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()


def service(examples: Path, state: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(examples / "service.py"), "--state", str(state), "--skip-waits", *words],
        env={**os.environ, "PYTHONPATH": str(Path(pyvm.__file__).parent.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def ledger(url: str) -> list[tuple[str, ...]]:
    """What was paid, without what differs from run to run: keys and counts of requests."""
    with urllib.request.urlopen(url + "/ledger") as response:
        pages = json.load(response)
    fields = ("reference", "source", "target", "amount", "status")
    return sorted(tuple(payment[field] for field in fields) for payment in pages["payments"])


def expected_ledger(examples: Path) -> list[tuple[str, ...]]:
    rows = (examples / "transfers.csv").read_text().splitlines()[1:]
    return sorted((*row.split(","), "settled") for row in rows)


def test_transfers_settle_exactly_once_in_a_fresh_process_after_each_wait(examples: Path, provider: str, tmp_path: Path) -> None:
    process = service(examples, tmp_path / "state", "--provider", provider)
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 0, out
    assert f"{len(expected_ledger(examples))} transfers settled exactly once, over " in out
    assert int(out.split("over ")[1].split()[0]) >= 15
    assert ledger(provider) == expected_ledger(examples)


def test_killing_the_service_at_any_moment_loses_nothing_and_pays_nothing_twice(
    examples: Path, provider: str, tmp_path: Path
) -> None:
    moments = random.Random(SEED)
    state = tmp_path / "state"
    for _ in range(KILLS):
        process = service(examples, state, "--provider", provider)
        time.sleep(moments.uniform(0.05, 0.9))
        kill(process, whole_group=moments.random() < 0.7)
    process = service(examples, state, "--provider", provider)
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 0, out
    assert ledger(provider) == expected_ledger(examples)


def kill(process: subprocess.Popen[str], *, whole_group: bool) -> None:
    """SIGKILL for the service with the step that it runs, or for the service alone: the step then goes on as an orphan."""
    if whole_group and process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_the_workflow_knows_nothing_of_pyvm() -> None:
    source = (EXAMPLES / "transfers.py").read_text()
    assert "pyvm" not in source and "determinis" not in source.lower()


def test_the_provider_takes_a_payment_once_per_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(EXAMPLES))
    import provider as module

    server = module.Provider(tmp_path / "ledger.db")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        payment = {"key": "k", "reference": "T1", "source": "a", "target": "b", "amount": "1.00"}
        for _ in range(9):
            server.ledger.pay(payment)
        assert [page["key"] for page in server.ledger.pages()["payments"]] == ["k"]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        server.ledger.connection.close()
