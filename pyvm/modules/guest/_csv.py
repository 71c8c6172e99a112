"""The reader and writer under `csv`, with CPython's parser a record at a time: what they read from and write to can suspend."""

from _csv_native import *
from _csv_native import Dialect, Error
from _pyvm import execution_state, format_record, parse_record

__version__ = "1.0"
_PLAIN = (str, int, float, bool, complex, bytes, type(None))
_dialects = {}  # the standard library's own
_field_size_limit = 131072


def _made_dialect(dialect, settings):
    if isinstance(dialect, str):
        dialect = get_dialect(dialect)
    return Dialect(dialect, **settings)


def _dialect_table():
    return execution_state().setdefault("csv", {})


def register_dialect(name, dialect=None, **settings):
    if not isinstance(name, str):
        raise TypeError("dialect name must be a string")
    table = _dialects if name in ("excel", "excel-tab", "unix") and name not in _dialects else _dialect_table()
    table[name] = _made_dialect(dialect, settings) if dialect is not None else Dialect(**settings)


def unregister_dialect(name):
    if name not in _dialect_table():
        raise Error("unknown dialect")
    del _dialect_table()[name]


def get_dialect(name):
    found = _dialect_table().get(name) or _dialects.get(name)
    if found is None:
        raise Error("unknown dialect")
    return found


def list_dialects():
    return [*_dialects, *(name for name in _dialect_table() if name not in _dialects)]


def field_size_limit(new_limit=None):
    return _field_size_limit


class Reader:
    def __init__(self, lines, dialect, settings):
        self._lines = iter(lines)
        self.dialect = _made_dialect(dialect, settings)
        self.line_num = 0

    def __iter__(self):
        return self

    def __next__(self):
        record = []
        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                if not record:
                    raise
                return parse_record(record, True, self.dialect)
            self.line_num += 1
            record.append(line)
            row = parse_record(record, False, self.dialect)
            if row is not None:
                return row


class Writer:
    def __init__(self, target, dialect, settings):
        if not callable(getattr(target, "write", None)):
            raise TypeError("argument 1 must have a \"write\" method")
        self._target = target
        self.dialect = _made_dialect(dialect, settings)

    def writerow(self, row):
        fields = [field if type(field) in _PLAIN else _text(field) for field in _iterate(row)]
        return self._target.write(format_record(fields, self.dialect))

    def writerows(self, rows):
        for row in rows:
            self.writerow(row)


def _iterate(row):
    try:
        return iter(row)
    except TypeError:
        raise Error(f"iterable expected, not {type(row).__name__}") from None


def _text(field):
    """A field of another type, as text; numbers stay what they are, since their quoting differs."""
    if isinstance(field, (int, float)) and type(field).__str__ in (int.__str__, float.__str__):
        return field
    return str(field)


def reader(lines, /, dialect="excel", **settings):
    return Reader(lines, dialect, settings)


def writer(target, /, dialect="excel", **settings):
    return Writer(target, dialect, settings)
