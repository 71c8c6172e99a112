"""Code units: what the compiler makes, the verifier proves and the core runs. Immutable, and the same under every Python.

Pipeline: compiler/emit.py makes a CodeUnit -> verify.py proves it harmless -> core/code.c links it.
A unit's identity is `code_id`: a hash of everything that has a meaning when it runs. Positions and file names are not part
of it; `debug_id` covers them.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from hashlib import blake2b
from types import EllipsisType
from typing import Final, TypeAlias, Union

from pyvm.isa import ISA_VERSION

Constant: TypeAlias = Union[
    None, bool, int, float, complex, str, bytes, "tuple[Constant, ...]", "frozenset[Constant]", slice, EllipsisType, "CodeUnit"
]


class Kind(Enum):
    """What calling the code does."""

    FUNCTION = "function"
    GENERATOR = "generator"
    BODY = "body"  # module, class body or eval: names live in a namespace


@dataclass(frozen=True, slots=True)
class Handler:
    """Instructions in [start, end) raise to target, with the exception in register. Word offsets."""

    start: int
    end: int
    target: int
    register: int


@dataclass(frozen=True, slots=True)
class Position:
    """Source span of the instructions from offset up to the next Position. Lines from 1, columns in UTF-8 bytes from 0.

    line 0 means that the instructions have no source; column -1 that it is unknown.
    """

    offset: int
    line: int
    end_line: int
    column: int
    end_column: int


@dataclass(frozen=True, eq=False)
class CodeUnit:
    """One function, body or generator, ready to verify and link."""

    name: str
    qualname: str
    filename: str
    kind: Kind
    positional_count: int  # includes the positional-only ones
    positional_only_count: int
    keyword_only_count: int
    varargs: bool
    varkw: bool
    uses_locals: bool  # locals(), exec, eval, vars or dir may look: every named local stays live
    varnames: tuple[str, ...]  # registers 0..: parameters (positional, keyword-only, *args, **kwargs), then other locals
    cell_names: tuple[str, ...]  # a name with a dot in front: an inlined comprehension's, no local of the function
    cells: tuple[int, ...]  # their registers; a parameter's cell has the parameter's register
    free_names: tuple[str, ...]
    free: tuple[int, ...]  # their registers
    fixed_count: int  # registers from here on are temporaries
    register_count: int
    constants: tuple[Constant, ...]
    names: tuple[str, ...]
    words: bytes  # little-endian 16-bit words, see isa.py
    handlers: tuple[Handler, ...]  # sorted by start, disjoint
    doc: str | None
    first_line: int
    positions: tuple[Position, ...]
    linked: list[object] = field(default_factory=list, repr=False)  # the core's VmCode, once it is linked
    identities: dict[str, bytes] = field(default_factory=dict, repr=False)  # code_id and debug_id, once they are asked for

    @property
    def code_id(self) -> bytes:
        """32 bytes that are equal exactly for units that run alike: a hash of all but positions, first line and file name."""
        return self._identity("code", _semantic_digest)

    @property
    def debug_id(self) -> bytes:
        """32 bytes over what code_id leaves out, nested units included."""
        return self._identity("debug", _debug_digest)

    def _identity(self, which: str, digest: Callable[[CodeUnit], bytes]) -> bytes:
        if which not in self.identities:
            for unit in _units_inside_out(self):
                if which not in unit.identities:
                    unit.identities[which] = digest(unit)
        return self.identities[which]


class MalformedCode(ValueError):
    """Bytes that are no encoded unit. The reader of a blob reports it as its own error."""


# Encoding. Grammar (every count and length is a LEB128 number, at most as large as the bytes that are left):
#
#     file       = "PYVU" major:byte minor:byte count unit*      the last unit is the outermost one
#     unit       = length body                                   nested units come before the units that mention them
#     body       = text(name) text(qualname) text(filename) kind:byte flags:byte positional positional-only keyword-only
#                  texts(varnames) texts(cell_names) numbers(cells) texts(free_names) numbers(free) fixed registers
#                  count constant* texts(names) bytes(words) count handler* [text(doc)] first-line count position*
#     handler    = start end target register
#     position   = offset line end-line column+1 end-column+1    all but the columns as differences to the previous position
#     constant   = tag:byte ...                                  see _write_constant

MAGIC: Final = b"PYVU"
MAX_NESTING: Final = 64  # of units in units, and of tuples in tuples
_KINDS: Final = (Kind.FUNCTION, Kind.GENERATOR, Kind.BODY)
_VARARGS, _VARKW, _USES_LOCALS, _HAS_DOC = 1, 2, 4, 8
_ID_BYTES: Final = 32


def encode(unit: CodeUnit) -> bytes:
    """The bytes of a unit and of the units in it; equal units have equal bytes."""
    units = _units_inside_out(unit)
    indexes = {id(nested): index for index, nested in enumerate(units)}
    out = bytearray(MAGIC)
    out += bytes(ISA_VERSION)
    _write_number(out, len(units))
    for nested in units:
        body = bytearray()
        _write_unit(body, nested, indexes)
        _write_bytes(out, body)
    return bytes(out)


def decode(data: bytes) -> CodeUnit:
    """The unit of encode(). It is well-formed, but what it would do is for verify.py to judge.

    Raises: MalformedCode if data is anything but the output of encode() for this version of the instruction set.
    """
    reader = _Reader(data)
    if reader.take(len(MAGIC)) != MAGIC:
        raise MalformedCode("these bytes do not begin as an encoded code unit does")
    version = tuple(reader.take(2))
    if version != ISA_VERSION:
        raise MalformedCode(f"the unit is for instruction set {version[0]}.{version[1]}, this is {ISA_VERSION[0]}.{ISA_VERSION[1]}")
    units: list[CodeUnit] = []
    depths: list[int] = []
    for _ in range(reader.count()):
        body = _Reader(reader.blob())
        depth, unit = _read_unit(body, units, depths)
        if depth > MAX_NESTING:
            raise MalformedCode(f"units are nested more than {MAX_NESTING} deep")
        body.expect_end()
        units.append(unit)
        depths.append(depth)
    reader.expect_end()
    if not units:
        raise MalformedCode("there is no unit")
    return units[-1]


def _units_inside_out(unit: CodeUnit) -> list[CodeUnit]:
    """Every unit once, nested ones before those that mention them."""
    order: list[CodeUnit] = []
    done = set[int]()
    stack: list[tuple[CodeUnit, bool]] = [(unit, False)]
    while stack:
        current, children_done = stack.pop()
        if children_done:
            if id(current) not in done:
                done.add(id(current))
                order.append(current)
            continue
        if id(current) in done:
            continue
        stack.append((current, True))
        stack.extend((constant, False) for constant in reversed(current.constants) if isinstance(constant, CodeUnit))
    return order


# Writing


def _write_number(out: bytearray, number: int) -> None:
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _write_bytes(out: bytearray, data: bytes | bytearray) -> None:
    _write_number(out, len(data))
    out += data


def _write_text(out: bytearray, text: str) -> None:
    _write_bytes(out, text.encode("utf-8", "surrogatepass"))


def _write_texts(out: bytearray, texts: Iterable[str]) -> None:
    items = tuple(texts)
    _write_number(out, len(items))
    for text in items:
        _write_text(out, text)


def _write_numbers(out: bytearray, numbers: Iterable[int]) -> None:
    items = tuple(numbers)
    _write_number(out, len(items))
    for number in items:
        _write_number(out, number)


def _write_unit(out: bytearray, unit: CodeUnit, indexes: dict[int, int]) -> None:
    def mention(nested: CodeUnit) -> bytes:
        number = bytearray()
        _write_number(number, indexes[id(nested)])
        return bytes(number)

    _write_text(out, unit.filename)
    _write_semantic(out, unit, mention)
    _write_debug(out, unit)


def _write_semantic(out: bytearray, unit: CodeUnit, mention: Callable[[CodeUnit], bytes]) -> None:
    _write_text(out, unit.name)
    _write_text(out, unit.qualname)
    flags = unit.varargs * _VARARGS | unit.varkw * _VARKW | unit.uses_locals * _USES_LOCALS | (unit.doc is not None) * _HAS_DOC
    out += bytes((_KINDS.index(unit.kind), flags))
    for number in (unit.positional_count, unit.positional_only_count, unit.keyword_only_count):
        _write_number(out, number)
    _write_texts(out, unit.varnames)
    _write_texts(out, unit.cell_names)
    _write_numbers(out, unit.cells)
    _write_texts(out, unit.free_names)
    _write_numbers(out, unit.free)
    _write_number(out, unit.fixed_count)
    _write_number(out, unit.register_count)
    _write_number(out, len(unit.constants))
    for constant in unit.constants:
        _write_constant(out, constant, mention, 0)
    _write_texts(out, unit.names)
    _write_bytes(out, unit.words)
    _write_number(out, len(unit.handlers))
    for handler in unit.handlers:
        for number in (handler.start, handler.end, handler.target, handler.register):
            _write_number(out, number)
    if unit.doc is not None:
        _write_text(out, unit.doc)


def _write_debug(out: bytearray, unit: CodeUnit) -> None:
    _write_number(out, unit.first_line)
    _write_number(out, len(unit.positions))
    offset = line = 0
    for position in unit.positions:
        _write_number(out, position.offset - offset)
        _write_signed(out, position.line - line)
        _write_signed(out, position.end_line - position.line)
        _write_number(out, position.column + 1)
        _write_number(out, position.end_column + 1)
        offset, line = position.offset, position.line


def _write_signed(out: bytearray, number: int) -> None:
    _write_number(out, number * 2 if number >= 0 else -number * 2 - 1)


def _write_constant(out: bytearray, value: Constant, mention: Callable[[CodeUnit], bytes], depth: int) -> None:
    if depth > MAX_NESTING:
        raise MalformedCode(f"a constant is nested more than {MAX_NESTING} deep")
    match value:
        case None:
            out += b"N"
        case bool():
            out += b"T" if value else b"F"
        case int():
            out += b"i"
            _write_bytes(out, value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True))
        case float():
            out += b"f" + struct.pack("<d", value)
        case complex():
            out += b"c" + struct.pack("<dd", value.real, value.imag)
        case str():
            out += b"s"
            _write_text(out, value)
        case bytes():
            out += b"b"
            _write_bytes(out, value)
        case tuple():
            out += b"t"
            _write_number(out, len(value))
            for item in value:
                _write_constant(out, item, mention, depth + 1)
        case frozenset():
            out += b"z"
            _write_number(out, len(value))
            items: list[bytes] = []
            for member in value:
                item_bytes = bytearray()
                _write_constant(item_bytes, member, mention, depth + 1)
                items.append(bytes(item_bytes))
            out += b"".join(sorted(items))
        case slice():
            out += b"l"
            for part in (value.start, value.stop, value.step):
                _write_constant(out, part, mention, depth + 1)
        case EllipsisType():
            out += b"e"
        case CodeUnit():
            out += b"U" + mention(value)
        case _:
            raise TypeError(f"a code unit cannot hold a constant of type `{type(value).__name__}`")


def _semantic_digest(unit: CodeUnit) -> bytes:
    out = bytearray(MAGIC)
    out += bytes(ISA_VERSION)
    _write_semantic(out, unit, lambda nested: nested.identities["code"])
    return blake2b(out, digest_size=_ID_BYTES).digest()


def _debug_digest(unit: CodeUnit) -> bytes:
    out = bytearray()
    _write_text(out, unit.filename)
    _write_debug(out, unit)
    for constant in unit.constants:
        if isinstance(constant, CodeUnit):
            out += constant.identities["debug"]
    return blake2b(out, digest_size=_ID_BYTES).digest()


# Reading


class _Reader:
    """A cursor over untrusted bytes: every length is checked against what is left before anything is made of it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.offset = 0

    def take(self, count: int) -> bytes:
        end = self.offset + count
        if end > len(self.data):
            raise MalformedCode(f"the unit ends after byte {len(self.data)}, where {count} more should follow byte {self.offset}")
        taken = self.data[self.offset : end]
        self.offset = end
        return taken

    def number(self) -> int:
        result = shift = 0
        data, offset, size = self.data, self.offset, len(self.data)
        while True:
            if offset >= size or shift > 35:
                raise MalformedCode(f"there is no number at byte {self.offset}")
            byte = data[offset]
            offset += 1
            result |= (byte & 0x7F) << shift
            if byte < 0x80:
                if byte == 0 and shift:
                    raise MalformedCode(f"the number at byte {self.offset} is longer than it must be")
                self.offset = offset
                return result
            shift += 7

    def signed(self) -> int:
        number = self.number()
        return -(number >> 1) - 1 if number & 1 else number >> 1

    def count(self) -> int:
        """Of items that take a byte or more each."""
        count = self.number()
        if count > len(self.data) - self.offset:
            raise MalformedCode(f"{count} items are announced at byte {self.offset}, and fewer bytes are left")
        return count

    def blob(self) -> bytes:
        return self.take(self.count())

    def text(self) -> str:
        try:
            return self.blob().decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise MalformedCode(f"the text before byte {self.offset} is not UTF-8") from error

    def texts(self) -> tuple[str, ...]:
        return tuple(self.text() for _ in range(self.count()))

    def numbers(self) -> tuple[int, ...]:
        return tuple(self.number() for _ in range(self.count()))

    def expect_end(self) -> None:
        if self.offset != len(self.data):
            raise MalformedCode(f"{len(self.data) - self.offset} bytes are left over")


def _read_unit(reader: _Reader, units: list[CodeUnit], depths: list[int]) -> tuple[int, CodeUnit]:
    """How deep units are nested in it, and the unit."""
    filename, name, qualname = reader.text(), reader.text(), reader.text()
    kind, flags = reader.take(2)
    if kind >= len(_KINDS) or flags > _VARARGS | _VARKW | _USES_LOCALS | _HAS_DOC:
        raise MalformedCode(f"kind {kind} with flags {flags} does not exist")
    positional, positional_only, keyword_only = reader.number(), reader.number(), reader.number()
    varnames, cell_names, cells, free_names, free = reader.texts(), reader.texts(), reader.numbers(), reader.texts(), reader.numbers()
    fixed_count, register_count = reader.number(), reader.number()
    constants = tuple(_read_constant(reader, units, 0) for _ in range(reader.count()))
    names = reader.texts()
    words = reader.blob()
    handlers = tuple(Handler(reader.number(), reader.number(), reader.number(), reader.number()) for _ in range(reader.count()))
    doc = reader.text() if flags & _HAS_DOC else None
    nested = [constant for constant in constants if isinstance(constant, CodeUnit)]
    numbers = {id(unit): depth for unit, depth in zip(units, depths, strict=True)}
    unit = CodeUnit(
        name=name,
        qualname=qualname,
        filename=filename,
        kind=_KINDS[kind],
        positional_count=positional,
        positional_only_count=positional_only,
        keyword_only_count=keyword_only,
        varargs=bool(flags & _VARARGS),
        varkw=bool(flags & _VARKW),
        uses_locals=bool(flags & _USES_LOCALS),
        varnames=varnames,
        cell_names=cell_names,
        cells=cells,
        free_names=free_names,
        free=free,
        fixed_count=fixed_count,
        register_count=register_count,
        constants=constants,
        names=names,
        words=words,
        handlers=handlers,
        doc=doc,
        first_line=reader.number(),
        positions=_read_positions(reader),
    )
    return 1 + max((numbers[id(unit)] for unit in nested), default=0), unit


def _read_positions(reader: _Reader) -> tuple[Position, ...]:
    positions: list[Position] = []
    offset = line = 0
    for _ in range(reader.count()):
        offset += reader.number()
        line += reader.signed()
        end_line = line + reader.signed()
        positions.append(Position(offset, line, end_line, reader.number() - 1, reader.number() - 1))
    return tuple(positions)


def _read_constant(reader: _Reader, units: list[CodeUnit], depth: int) -> Constant:
    if depth > MAX_NESTING:
        raise MalformedCode(f"a constant is nested more than {MAX_NESTING} deep")
    tag = reader.take(1)
    match tag:
        case b"N":
            return None
        case b"T" | b"F":
            return tag == b"T"
        case b"i":
            return int.from_bytes(reader.blob(), "little", signed=True)
        case b"f":
            return float(struct.unpack("<d", reader.take(8))[0])
        case b"c":
            return complex(*struct.unpack("<dd", reader.take(16)))
        case b"s":
            return reader.text()
        case b"b":
            return reader.blob()
        case b"t":
            return tuple(_read_constant(reader, units, depth + 1) for _ in range(reader.count()))
        case b"z":
            return _read_frozenset(reader, units, depth)
        case b"l":
            start, stop, step = (_read_constant(reader, units, depth + 1) for _ in range(3))
            return slice(start, stop, step)
        case b"e":
            return ...
        case b"U":
            index = reader.number()
            if index >= len(units):
                raise MalformedCode(f"unit {index} is mentioned before it is there")
            return units[index]
        case _:
            raise MalformedCode(f"{tag!r} is no kind of constant")


def _read_frozenset(reader: _Reader, units: list[CodeUnit], depth: int) -> frozenset[Constant]:
    count = reader.count()
    items = [_read_constant(reader, units, depth + 1) for _ in range(count)]
    try:
        result = frozenset(items)
    except TypeError as error:
        raise MalformedCode("a frozenset has a member that cannot be hashed") from error
    if len(result) != count:
        raise MalformedCode("a frozenset has a member twice")
    return result
