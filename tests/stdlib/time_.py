import calendar
import datetime as dt
import time
import zoneinfo


class Zone(dt.tzinfo):
    def utcoffset(self, when):
        return dt.timedelta(hours=2)

    def dst(self, when):
        return dt.timedelta(0)

    def tzname(self, when):
        return "X"


when = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=Zone())
suspend("aware datetime")
print(when.isoformat(), when.astimezone(dt.timezone.utc), when - dt.timedelta(days=1), when.strftime("%Y %Z"))
print(dt.datetime.strptime("2024-01-02", "%Y-%m-%d"), dt.date.fromisoformat("2024-05-06").isocalendar(), dt.timedelta(1.5) / 2)


class Stamp(dt.datetime):
    def hello(self):
        return self.year


stamp = Stamp(2024, 1, 1)
suspend("subclass")
print(stamp.hello(), type(stamp + dt.timedelta(1)).__name__, stamp.replace(year=2023), stamp.date(), dt.time(1, 2).isoformat())
print(calendar.monthrange(2024, 2), calendar.month(2024, 2), calendar.isleap(2024), calendar.day_name[0])
zone = zoneinfo.ZoneInfo("Europe/Berlin")
suspend("zone")
print(dt.datetime(2024, 7, 1, tzinfo=zone).utcoffset(), zone, dt.datetime(2024, 7, 1, 12, tzinfo=dt.timezone.utc).astimezone(zone))
before = time.monotonic()
moment = time.time()
suspend("clock")
print(time.monotonic() >= before, time.time() >= moment, abs(dt.datetime.now().timestamp() - time.time()) < 60, dt.date.today() == dt.datetime.now().date())
print(time.gmtime(0), time.strftime("%Y", time.gmtime(0)), time.perf_counter() > 0, isinstance(time.time_ns(), int), time.gmtime(0).tm_year)
print(dt.datetime.now(dt.UTC).tzinfo, dt.datetime.fromtimestamp(0, dt.UTC), max(dt.date(2020, 1, 1), dt.date(2021, 1, 1)))
try:
    dt.date(2024, 13, 1)
except ValueError as error:
    print(error)
time.sleep(0)
