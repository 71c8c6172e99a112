"""A small payment provider: a real HTTP server with a SQLite ledger, idempotent by key, slow and failing as providers are.

    python examples/provider.py --database ledger.db --port 8701 --seed 7

    POST /payments  {key, reference, source, target, amount}  -> {"status": "settled" or "still_processing"}, or 503
    POST /batches   {number, state}                           -> {}
    GET  /ledger                                              -> all payments and batches

How it treats a transfer depends on the seed and the transfer alone: it may answer 503 before it took the payment or after, and
it may keep a payment in process for some requests. A payment with a key that it knows is the same payment.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SCHEMA = """
    CREATE TABLE IF NOT EXISTS payments (
        key TEXT PRIMARY KEY, reference TEXT, source TEXT, target TEXT, amount TEXT, status TEXT, requests INTEGER);
    CREATE TABLE IF NOT EXISTS refusals (reference TEXT PRIMARY KEY, count INTEGER);
    CREATE TABLE IF NOT EXISTS batches (number INTEGER PRIMARY KEY, state TEXT);
"""


@dataclass(frozen=True)
class Temper:
    """How the provider treats one transfer."""

    refuses: int  # so many requests are answered 503 and not taken
    loses_answer: bool  # the first request that is taken is answered 503 all the same
    waits: int  # so many requests are answered still_processing

    @classmethod
    def of(cls, seed: int, reference: str) -> Temper:
        digest = hashlib.sha256(f"{seed}:{reference}".encode()).digest()
        return cls(
            refuses=max(0, digest[0] % 16 - 13),
            loses_answer=digest[1] % 20 == 0,
            waits=max(0, digest[2] % 12 - 9),
        )


class Ledger:
    """The provider's book."""

    def __init__(self, path: str | Path, seed: int) -> None:
        self.seed = seed
        self.lock = threading.Lock()
        self.connection = sqlite3.connect(path, check_same_thread=False)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.executescript(SCHEMA)

    def pay(self, payment: dict[str, str]) -> str | None:
        """The payment's status, or None for a request that goes unanswered."""
        temper = Temper.of(self.seed, payment["reference"])
        with self.lock, self.connection as database:
            known = database.execute("SELECT requests FROM payments WHERE key = ?", [payment["key"]]).fetchone()
            if known is None and self._refuses(payment["reference"], temper.refuses):
                return None
            requests = 1 if known is None else known[0] + 1
            taken = requests - temper.loses_answer
            status = "settled" if taken > temper.waits else "still_processing"
            database.execute(
                "INSERT INTO payments VALUES (:key, :reference, :source, :target, :amount, :status, :requests)"
                " ON CONFLICT (key) DO UPDATE SET status = :status, requests = :requests",
                {**payment, "status": status, "requests": requests},
            )
            return status if taken > 0 else None

    def _refuses(self, reference: str, limit: int) -> bool:
        row = self.connection.execute("SELECT count FROM refusals WHERE reference = ?", [reference]).fetchone()
        count = 0 if row is None else row[0]
        if count >= limit:
            return False
        self.connection.execute("INSERT OR REPLACE INTO refusals VALUES (?, ?)", [reference, count + 1])
        return True

    def mark_batch(self, number: int, state: str) -> None:
        with self.lock, self.connection as database:
            database.execute("INSERT OR REPLACE INTO batches VALUES (?, ?)", [number, state])

    def pages(self) -> dict[str, list[dict[str, object]]]:
        """All that is in the book."""
        with self.lock:
            return {table: self._rows(f"SELECT * FROM {table} ORDER BY 1") for table in ("payments", "batches")}

    def _rows(self, query: str) -> list[dict[str, object]]:
        cursor = self.connection.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


class Handler(BaseHTTPRequestHandler):
    """One HTTP request."""

    server: Provider
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer(200, self.server.ledger.pages()) if self.path == "/ledger" else self.answer(404, {})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/payments":
            status = self.server.ledger.pay(body)
            self.answer(503, {}) if status is None else self.answer(200, {"status": status})
        elif self.path == "/batches":
            self.server.ledger.mark_batch(body["number"], body["state"])
            self.answer(200, {})
        else:
            self.answer(404, {})

    def answer(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Provider(ThreadingHTTPServer):
    """The server. Port 0 takes any free port; `url` says which."""

    daemon_threads = True

    def __init__(self, database: str | Path, port: int = 0, seed: int = 7) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.ledger = Ledger(database, seed)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


def main() -> None:
    parser = argparse.ArgumentParser(description="A payment provider with a ledger.")
    parser.add_argument("--database", default="ledger.db")
    parser.add_argument("--port", type=int, default=8701)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    provider = Provider(options.database, options.port, options.seed)
    print(f"the provider listens at {provider.url}", flush=True)
    provider.serve_forever()


if __name__ == "__main__":
    main()
