# CSV in, grouping, sorting and a formatted report out.
import csv
from collections import defaultdict
from datetime import date, timedelta

rows = """sku,name,qty,price,received
a1,Apple,10,0.50,2024-01-05
b2,Bread,3,2.25,2024-01-07
a1,Apple,5,0.55,2024-01-09
c3,Cheese,2,7.10,2024-01-02
b2,Bread,bad,2.25,2024-01-08""".splitlines()


class Line:
    __slots__ = ("sku", "name", "qty", "cents", "received")

    def __init__(self, row):
        self.sku, self.name = row["sku"], row["name"]
        self.qty = int(row["qty"])
        self.cents = round(float(row["price"]) * 100)
        self.received = date.fromisoformat(row["received"])

    @property
    def total(self):
        return suspend(self.qty * self.cents)


def read(lines):
    for number, row in enumerate(csv.DictReader(lines), 2):
        try:
            yield Line(row)
        except ValueError as error:
            print(f"line {number}: {error}")


groups = defaultdict(list)
for line in read(rows):
    groups[line.sku].append(line)
print(f"{'name':<10}{'qty':>5}{'value':>10}")
for sku, lines in sorted(groups.items(), key=lambda g: -sum(l.total for l in g[1])):
    print(f"{lines[0].name:<10}{sum(l.qty for l in lines):>5}{sum(l.total for l in lines) / 100:>10.2f}")
oldest = min((l for ls in groups.values() for l in ls), key=lambda l: suspend(l.received))
print(oldest.name, oldest.received + timedelta(days=30), oldest.received.strftime("%d %b %Y"), max(l.received for ls in groups.values() for l in ls) - oldest.received)
