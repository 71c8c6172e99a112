"""The tags of the heap stream: one row a tag. docs/snapshot-format.md gives the grammar, this table what a tag is followed by.

Pipeline: this table -> `core/codec/tags_generated.h` (see `python -m pyvm.snapshot.tags`), the reader in outline.py and the table
in docs/snapshot-format.md. Rows are appended, never moved: a row's place is its number in every blob.

What follows a tag is written in letters:

    b    one byte                     q    eight bytes, a signed integer       d    eight bytes, a float
    n    a varint, remembered         m    a varint                            s    a value that is a string
    v    a value                      iB   i times a byte                      nB nV nP   n times a byte, a value, two values
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Tag:
    """A row of the table."""

    name: str
    layout: str  # what follows; "*" = its own rule in the format document
    numbered: bool  # takes the next object number, so that a REF can name it
    meaning: str


N, P = True, False

TABLE: Final[tuple[Tag, ...]] = (
    Tag("NULL", "", P, "nothing: an empty cell, an unset slot, an absent field"),
    Tag("NONE", "", P, "None"),
    Tag("TRUE", "", P, "True"),
    Tag("FALSE", "", P, "False"),
    Tag("ELLIPSIS", "", P, "..."),
    Tag("NOT_IMPLEMENTED", "", P, "NotImplemented"),
    Tag("INT8", "1B", N, "int, signed; numbered unless it is from -5 to 256, which CPython shares"),
    Tag("INT16", "2B", N, "the same"),
    Tag("INT32", "4B", N, "the same"),
    Tag("INT64", "8B", N, "the same"),
    Tag("INT_BIG", "n nB", N, "int of n bytes, signed"),
    Tag("FLOAT", "d", N, "float"),
    Tag("COMPLEX", "d d", N, "complex"),
    Tag("REF8", "1B", P, "the object of that number"),
    Tag("REF16", "2B", P, "the object of that number"),
    Tag("REF32", "4B", P, "the object of that number"),
    Tag("ASCII", "n nB", N, "str of n characters below 128"),
    Tag("LATIN1", "n nB", N, "str of n characters below 256, a byte each"),
    Tag("UCS2", "n 2nB", N, "str of n characters, two bytes each; lone surrogates allowed"),
    Tag("UCS4", "n 4nB", N, "str of n characters, four bytes each"),
    Tag("BYTES", "n nB", N, "bytes"),
    Tag("BYTEARRAY", "n nB", N, "bytearray"),
    Tag("EMPTY_TUPLE", "", P, "()"),
    Tag("TUPLE", "n nV", N, "tuple of n values"),
    Tag("LIST", "n nV", N, "list of n values"),
    Tag("DICT", "n nP", N, "dict of n keys and values, in order"),
    Tag("SHAPE_DICT_NEW", "n nS nV", N, "dict with n str keys, which become the next shape"),
    Tag("SHAPE_DICT", "*", N, "dict with the keys of a shape: its number, then the values"),
    Tag("HASH", "q v", P, "before a key: the hash that guest code gave it"),
    Tag("SET", "n nV", N, "set of n values, in the order of its table"),
    Tag("FROZENSET", "n nV", N, "frozenset of n values"),
    Tag("RANGE", "v v v", N, "range: start, stop, step"),
    Tag("SLICE", "v v v", N, "slice: start, stop, step"),
    Tag("DATE", "4B", N, "date: year (two bytes, high first), month, day"),
    Tag("TIME", "7B v", N, "time: hour, minute, second, microsecond (three bytes, high first), fold; zone"),
    Tag("DATETIME", "11B v", N, "datetime: a date's bytes, a time's bytes; zone"),
    Tag("TIMEDELTA", "12B", N, "timedelta: days, seconds, microseconds, four bytes each"),
    Tag("UTC", "", P, "datetime.timezone.utc"),
    Tag("TIMEZONE", "v v", N, "timezone: offset, name or NULL"),
    Tag("DECIMAL", "n nB", N, "Decimal, as ASCII text"),
    Tag("HOST", "m", P, "the object that the HOSTS section names under that number"),
    Tag("CLASS", "*", N, "guest class: skeleton; its namespace follows the root as a FILL"),
    Tag("INSTANCE_NEW", "*", N, "instance of a class with attributes that become the next shape"),
    Tag("INSTANCE", "*", N, "instance with the class and attributes of a shape"),
    Tag("EXCEPTION", "*", N, "only as what an instance's class is derived from"),
    Tag("FUNCTION", "*", N, "guest function: code, mask of fields, fields"),
    Tag("CELL", "v", N, "cell and its contents"),
    Tag("GENERATOR", "*", N, "generator: state, mask, names, exception being handled, frame"),
    Tag("CONTINUATION", "*", N, "continuation: state, counters, fields, frames"),
    Tag("METHOD", "v v", N, "bound method: function, object"),
    Tag("BUILTIN_METHOD", "v s", N, "method of a native object: object, name"),
    Tag("DESCRIPTOR", "v s", P, "what a native type has in its namespace: type, name"),
    Tag("WRAPPER", "v v", N, "method-wrapper: descriptor, object"),
    Tag("PROPERTY", "b v v v v v", N, "property: doc came from the getter, getter, setter, deleter, doc, name"),
    Tag("CLASSMETHOD", "v v", N, "classmethod: callable, attributes"),
    Tag("STATICMETHOD", "v v", N, "staticmethod: callable, attributes"),
    Tag("MODULE", "v", N, "module with its namespace"),
    Tag("SUPER", "v v v", N, "super: type, object, type of the object"),
    Tag("WEAKREF", "v v", N, "weakref.ref: target or NULL when it is dead, callback"),
    Tag("MAPPING_PROXY", "v", N, "mappingproxy of a mapping"),
    Tag("TRACEBACK", "m m v", N, "traceback entry: code, word offset, next"),
    Tag("SEQUENCE_ITERATOR", "b m v", N, "iterator with an index: kind, index + 1, sequence or NULL when exhausted"),
    Tag("RANGE_ITERATOR", "q q q", N, "range iterator: next value, step, values left"),
    Tag("LONG_RANGE_ITERATOR", "v v v", N, "the same for any ints"),
    Tag("DICT_ITERATOR", "b m q m v", N, "dict iterator: kind, entries passed, guarded size, entries left, dict or NULL"),
    Tag("DICT_VIEW", "b v", N, "dict view: kind, dict"),
    Tag("SET_ITERATOR", "n nV", N, "set iterator over a set of its own, which holds what is left; no longer written"),
    Tag("CALL_ITERATOR", "v v", N, "iter(callable, sentinel); NULL when exhausted"),
    Tag("ENUMERATE", "v v", N, "enumerate: next number, iterator"),
    Tag("ZIP", "b m v", N, "zip: strict, number of iterators, tuple of them"),
    Tag("MAP", "v v", N, "map: function, tuple of iterators"),
    Tag("FILTER", "v v", N, "filter: function, iterator"),
    Tag("DEQUE", "m n nV", N, "deque: maximal length + 1 or 0, items"),
    Tag("ORDERED_DICT", "n nP", N, "OrderedDict"),
    Tag("DEFAULT_DICT", "n v nP", N, "defaultdict: factory, items"),
    Tag("RANDOM", "v", N, "state of a _random.Random: a tuple of 625 ints"),
    Tag("ADAPTED", "s v", N, "value of an adapter: its name, its state"),
    Tag("COUNT", "v v", N, "itertools.count: next number, step"),
    Tag("REPEAT", "q v", N, "itertools.repeat: times left or -1, object"),
    Tag("CHAIN", "v v", N, "itertools.chain: iterator of iterables, current iterator; NULL when exhausted"),
    Tag("ISLICE", "m m m m v", N, "itertools.islice: next, stop + 1 or 0, step, count, iterator or NULL"),
    Tag("CODE", "m", P, "code unit as a value"),
    Tag("ABC_DATA", "n nV", N, "what abc keeps of a class: the classes registered with it"),
    Tag("FILL", "m n nP", P, "after the root: namespace of the next class; NULL: the descriptor that the class made for itself"),
    Tag("END", "", P, "end of the stream"),
    Tag("SLOTTED_NEW", "*", N, "as INSTANCE_NEW, of a class with `__slots__`: with their names"),
    Tag("IDENTITIES", "*", P, "before the end: restores, addresses hashed, n, n pairs of number and id"),
    Tag("SET_CURSOR", "q v v", N, "set iterator: guarded size, set or NULL, list of what is left"),
    Tag("FINALISED", "*", P, "before the end: n, n numbers of instances whose `__del__` has run"),
)

TAGS: Final[dict[str, int]] = {tag.name: number for number, tag in enumerate(TABLE)}

SMALL_INT: Final = 0x80
"""0x80 to 0xBF: the ints from -1 to 62."""
SHORT_ASCII: Final = 0xC0
"""0xC0 to 0xFF: an ASCII str of 0 to 63 characters. Numbered from length 2 on, as every other str is."""

SEQUENCE_ITERATORS: Final = ("list", "reversed list", "tuple", "str", "bytes", "bytearray", "sequence", "reversed")
DICT_ITERATORS: Final = ("keys", "values", "items", "reversed keys", "reversed values", "reversed items")

HEADER: Final = Path(__file__).parent.parent / "core" / "codec" / "tags_generated.h"


def header_text() -> str:
    """The generated C header."""
    lines = [
        "/* Generated from pyvm/snapshot/tags.py by `python -m pyvm.snapshot.tags`; do not edit. */",
        "#ifndef PYVM_TAGS_GENERATED_H",
        "#define PYVM_TAGS_GENERATED_H",
        "",
        "enum {",
        *(f"    TAG_{tag.name} = {number}," for number, tag in enumerate(TABLE)),
        f"    TAG_LIMIT = {len(TABLE)},",
        f"    TAG_SMALL_INT = {SMALL_INT},",
        f"    TAG_SHORT_ASCII = {SHORT_ASCII},",
        "};",
        "",
        "#endif",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    HEADER.write_text(header_text())
    sys.stdout.write(f"wrote {HEADER}\n")
