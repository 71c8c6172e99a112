# A small bank with classes, exceptions, decimals and a ledger.
from dataclasses import dataclass, field
from decimal import Decimal


class InsufficientFunds(Exception):
    def __init__(self, account, needed):
        super().__init__(f"{account.name} lacks {needed - account.balance}")
        self.account = account


@dataclass
class Account:
    name: str
    balance: Decimal = Decimal(0)
    history: list = field(default_factory=list)

    def apply(self, amount, why):
        if self.balance + amount < 0:
            raise InsufficientFunds(self, -amount)
        self.balance += amount
        self.history.append((why, amount))


class Transaction:
    def __init__(self, *accounts):
        self.accounts = accounts

    def __enter__(self):
        self.saved = [(a.balance, list(a.history)) for a in self.accounts]
        return self

    def __exit__(self, kind, error, traceback):
        if kind is not None:
            for account, (balance, history) in zip(self.accounts, self.saved):
                account.balance, account.history = balance, history
            print("rolled back:", suspend(str(error)))
        return kind is InsufficientFunds


class Bank:
    def __init__(self):
        self.accounts = {}

    def open(self, name, amount="0"):
        self.accounts[name] = Account(name, Decimal(amount))
        return self.accounts[name]

    def transfer(self, source, target, amount):
        a, b = self.accounts[source], self.accounts[target]
        with Transaction(a, b):
            b.apply(Decimal(amount), f"from {source}")
            suspend("half way")
            a.apply(-Decimal(amount), f"to {target}")
            return True
        return False

    @property
    def total(self):
        return sum((a.balance for a in self.accounts.values()), Decimal(0))


bank = Bank()
bank.open("ann", "100.50")
bank.open("bob")
print(bank.transfer("ann", "bob", "30.25"), bank.transfer("bob", "ann", "99"), bank.transfer("ann", "bob", "0.25"))
for account in bank.accounts.values():
    print(account.name, account.balance, account.history)
print(bank.total)
try:
    bank.transfer("ann", "zoe", "1")
except KeyError as error:
    print("no account", error)
