# Value types of the standard library keep their value over suspensions.
import datetime
import uuid
from decimal import ROUND_HALF_UP, Decimal, getcontext, localcontext
from fractions import Fraction

d = datetime.date(2024, 2, 29)
t = datetime.datetime(2024, 2, 29, 12, 30, 15, 500, tzinfo=datetime.timezone.utc)
delta = datetime.timedelta(days=1, hours=2)
suspend([d, t, delta])
print(d + delta, t - delta, t.isoformat(), d.weekday(), (datetime.date(2025, 1, 1) - d).days, delta * 2, t.strftime("%Y/%m/%d %H:%M"), t.replace(year=2025, day=1), t < t + delta)
print(datetime.datetime.fromisoformat("2024-01-02T03:04:05"), datetime.datetime.strptime("05/06/2024", "%d/%m/%Y"), datetime.time(1, 2), str(delta), repr(d), d.isocalendar()[1], {d: 1}[datetime.date(2024, 2, 29)])
print(t.astimezone(datetime.timezone(datetime.timedelta(hours=5, minutes=30), "IST")), t.utcoffset(), t.timestamp(), datetime.datetime.min.year, sorted([t + delta, t])[0] == t)
amount = Decimal("19.99")
total = sum([amount * n for n in range(suspend(4))], Decimal(0))
print(total, total.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP), amount / 3, getcontext().prec)
with localcontext() as context:
    context.prec = 5
    suspend("inside a decimal context")
    print(Decimal(1) / 3)
print(Decimal(1) / 3, Decimal("NaN").is_nan(), Decimal("1E+3"), Decimal("-0"), Decimal(0.5), amount.as_tuple())
u = uuid.UUID("12345678-1234-5678-1234-567812345678")
suspend(u)
print(u, u.hex, u.int % 1000, u == uuid.UUID(u.hex), uuid.uuid5(uuid.NAMESPACE_DNS, "example.org"), {u: 1}[uuid.UUID(str(u))])
f = Fraction(3, 4)
suspend(f)
print(f, f + 1, f.numerator, Fraction("1/3") + f)
made = {uuid.uuid4() for _ in range(5)}
suspend(made)
print(len(made), all(x.version == 4 for x in made))
