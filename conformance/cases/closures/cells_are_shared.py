# Closures over one variable see each other's changes, also after the function has returned.
def account(balance):
    def deposit(amount):
        nonlocal balance
        balance += suspend(amount)
        return balance

    def withdraw(amount):
        nonlocal balance
        if amount > balance:
            raise ValueError(f"{amount} is more than {balance}")
        balance -= suspend(amount)
        return balance

    return deposit, withdraw, lambda: balance


deposit, withdraw, look = account(100)
other = account(1)
print(deposit(50), withdraw(30), look(), other[2]())
try:
    withdraw(1000)
except ValueError as error:
    print(error)
holder = [look]
suspend(holder)
deposit(5)
print(holder[0]())
