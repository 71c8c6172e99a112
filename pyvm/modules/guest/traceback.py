"""`traceback` for guests: the texts of CPython, without the frames."""

import sys

from _pyvm import format_exception as _format_exception
from _pyvm import source_line, traceback_entries

__all__ = [
    "FrameSummary",
    "StackSummary",
    "TracebackException",
    "extract_tb",
    "format_exc",
    "format_exception",
    "format_exception_only",
    "format_list",
    "format_tb",
    "print_exc",
    "print_exception",
    "print_list",
    "print_tb",
]
_absent = object()


class FrameSummary:
    """A line of a traceback."""

    __slots__ = ("filename", "lineno", "name", "_line", "locals", "end_lineno", "colno", "end_colno")

    def __init__(self, filename, lineno, name, *, lookup_line=True, locals=None, line=None, end_lineno=None, colno=None, end_colno=None):
        self.filename = filename
        self.lineno = lineno
        self.name = name
        self._line = line
        self.locals = locals
        self.end_lineno = lineno if end_lineno is None else end_lineno
        self.colno = colno
        self.end_colno = end_colno

    @property
    def line(self):
        if self._line is None:
            self._line = source_line(self.filename, self.lineno)
        return self._line.strip()

    def __eq__(self, other):
        if isinstance(other, FrameSummary):
            return tuple(self)[:3] == tuple(other)[:3]
        if isinstance(other, tuple):
            return tuple(self) == other
        return NotImplemented

    def __iter__(self):
        return iter([self.filename, self.lineno, self.name, self.line])

    def __getitem__(self, index):
        return (self.filename, self.lineno, self.name, self.line)[index]

    def __len__(self):
        return 4

    def __repr__(self):
        return f"<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>"


class StackSummary(list):
    """The lines of a traceback, outermost first."""

    @classmethod
    def from_list(cls, rows):
        return cls(row if isinstance(row, FrameSummary) else FrameSummary(row[0], row[1], row[2], line=row[3]) for row in rows)

    def format(self):
        texts = []
        for row in self:
            text = f'  File "{row.filename}", line {row.lineno}, in {row.name}\n'
            if row.line:
                text += f"    {row.line}\n"
            texts.append(text)
        return texts


class TracebackException:
    """An exception as text; the value itself is not kept."""

    def __init__(
        self, exc_type, exc_value, exc_traceback, *, limit=None, lookup_lines=True, capture_locals=False, compact=False, **options
    ):
        self.exc_type = exc_type
        self.exc_type_str = exc_type.__qualname__
        self._text = str(exc_value)
        self.stack = extract_tb(exc_traceback, limit)
        self._whole = _format_exception(exc_value)
        self._only = format_exception_only(exc_value)

    @classmethod
    def from_exception(cls, exc, **options):
        return cls(type(exc), exc, exc.__traceback__, **options)

    def __str__(self):
        return self._text

    def format(self, *, chain=True, **options):
        return iter(self._whole.splitlines(True))

    def format_exception_only(self, **options):
        return iter(self._only)

    def print(self, *, file=None, chain=True, **options):
        (sys.stderr if file is None else file).write(self._whole)


def _value_of(exc, value):
    """The functions below take an exception, or its class, itself and its traceback."""
    if value is _absent:
        return exc
    return value


def format_exception(exc, /, value=_absent, tb=_absent, limit=None, chain=True, **options):
    found = _value_of(exc, value)
    if found is None:
        return ["NoneType: None\n"]
    return _blocks(_format_exception(found))


def _blocks(text):
    """The text of an exception in CPython's pieces: the heading, an entry a frame, the message."""
    blocks = []
    for line in text.splitlines(True):
        if blocks and line.startswith("    ") and blocks[-1].startswith("  File "):
            blocks[-1] += line
        else:
            blocks.append(line)
    return blocks


def format_exception_only(exc, /, value=_absent, **options):
    found = _value_of(exc, value)
    if found is None:
        return ["NoneType: None\n"]
    kind = type(found)
    name = kind.__qualname__ if kind.__module__ in ("__main__", "builtins") else f"{kind.__module__}.{kind.__qualname__}"
    try:
        text = str(found)
    except Exception:
        text = "<exception str() failed>"
    lines = [f"{name}: {text}\n" if text else f"{name}\n"]
    for note in getattr(found, "__notes__", None) or ():
        lines.extend(f"{part}\n" for part in str(note).split("\n"))
    return lines


def format_exc(limit=None, chain=True):
    found = sys.exception()
    return "NoneType: None\n" if found is None else _format_exception(found)


def print_exc(limit=None, file=None, chain=True):
    (sys.stderr if file is None else file).write(format_exc(limit, chain))


def print_exception(exc, /, value=_absent, tb=_absent, limit=None, file=None, chain=True, **options):
    (sys.stderr if file is None else file).write("".join(format_exception(exc, value, tb, limit, chain)))


def extract_tb(tb, limit=None):
    rows = traceback_entries(tb)
    if limit is not None:
        rows = rows[:limit] if limit >= 0 else rows[limit:]
    return StackSummary(FrameSummary(filename, line, name) for filename, line, name in rows)


def format_tb(tb, limit=None):
    return extract_tb(tb, limit).format()


def print_tb(tb, limit=None, file=None):
    (sys.stderr if file is None else file).write("".join(format_tb(tb, limit)))


def format_list(extracted_list):
    return StackSummary.from_list(extracted_list).format()


def print_list(extracted_list, file=None):
    (sys.stderr if file is None else file).write("".join(format_list(extracted_list)))


def clear_frames(tb):
    """Frames belong to the machine."""
