"""Settles a file of transfers with a payment provider, in batches, patiently.

An ordinary program: it makes its idempotency keys with uuid, waits half an hour at a time with time.sleep, and retries with a
for loop. Run it with `service.py`, which may be killed at any moment and goes on where it was.
"""

import csv
import time
import uuid
from decimal import Decimal

from bank import close_batch, open_batch, pay, read_text

ATTEMPTS = 6
BATCH = 25
HALF_AN_HOUR = 30 * 60


class Account:
    """What went out of an account and into it."""

    def __init__(self, name):
        self.name = name
        self.sent = Decimal(0)
        self.received = Decimal(0)

    @property
    def change(self):
        return self.received - self.sent

    def __str__(self):
        return f"{self.name:<10}{self.change:>+14,.2f}"


class Accounts:
    """Accounts by name, made when they are first asked for."""

    def __init__(self):
        self.by_name = {}

    def __getitem__(self, name):
        if name not in self.by_name:
            self.by_name[name] = Account(name)
        return self.by_name[name]

    def __iter__(self):
        return iter(sorted(self.by_name.values(), key=lambda account: account.name))


def batches(rows, size):
    """Lists of at most that many rows."""
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def ask(key, row):
    """The provider's answer about the payment with that key; asked again when the provider does not answer."""
    for attempt in range(ATTEMPTS):
        try:
            return pay(key, row["reference"], row["source"], row["target"], row["amount"])
        except ConnectionError:
            time.sleep(2**attempt)
    raise RuntimeError(f"the provider did not answer {ATTEMPTS} times about {row['reference']}")


def settle(row, accounts):
    """Pays one row, and returns its amount when the provider says that it is settled."""
    key = str(uuid.uuid4())
    while ask(key, row) == "still_processing":
        time.sleep(HALF_AN_HOUR)
    amount = Decimal(row["amount"])
    accounts[row["source"]].sent += amount
    accounts[row["target"]].received += amount
    return amount


def main():
    rows = list(csv.DictReader(read_text("transfers.csv").splitlines()))
    accounts = Accounts()
    total = Decimal(0)
    started = time.monotonic()
    for number, batch in enumerate(batches(rows, BATCH), start=1):
        open_batch(number)
        try:
            subtotal = sum((settle(row, accounts) for row in batch), Decimal(0))
        finally:
            close_batch(number)
        total += subtotal
        print(f"batch {number}: {len(batch)} transfers, {subtotal:,.2f}")
    for account in accounts:
        print(account)
    hours = (time.monotonic() - started) / 3600
    print(f"{len(rows)} transfers, {total:,.2f} in {hours:,.1f} hours")
    return total


if __name__ == "__main__":
    main()
