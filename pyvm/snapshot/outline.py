"""The outline of a heap stream: what it holds, read without making anything of it.

Pipeline: a HEAP section -> outline() -> a tree of Nodes -> inspection.py shows frames and values. No object of the guest or of the
host exists at any time, so a blob can be looked at where its program and its host functions are not.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pyvm.errors import Corrupt
from pyvm.snapshot.tags import DICT_ITERATORS, SEQUENCE_ITERATORS, SHORT_ASCII, SMALL_INT, TABLE, TAGS

Plain = None | bool | int | float | complex | str | bytes


@dataclass(slots=True, eq=False)
class Node:
    """A value of the stream. children are in the order of the stream; a REF is the node that it names."""

    tag: str
    start: int  # offsets in the stream: the bytes that it takes, with all that it holds first
    end: int = 0
    value: object = None  # of plain values: themselves; else what the tag says of itself: a code number, a kind, names
    children: list[Node] = field(default_factory=list)


class _Shape:
    __slots__ = ("names", "class_", "native", "slots")

    def __init__(self, names: list[str], class_: Node | None = None, native: str = "NULL", slots: int = 0) -> None:
        self.names = names
        self.class_ = class_
        self.native = native
        self.slots = slots


_FIXED_INTS: Final = {"INT8": 1, "INT16": 2, "INT32": 4, "INT64": 8}
_REFERENCES: Final = {"REF8": 1, "REF16": 2, "REF32": 4}
_STRINGS: Final = {"ASCII": ("ascii", 1), "LATIN1": ("latin-1", 1), "UCS2": ("utf-16-le", 2), "UCS4": ("utf-32-le", 4)}
_CONSTANTS: Final = {"NONE": None, "TRUE": True, "FALSE": False, "ELLIPSIS": ..., "NOT_IMPLEMENTED": NotImplemented}
_EXACT_PARTS: Final = frozenset(("INT_BIG", "ASCII", "FLOAT", "COMPLEX", "BYTES", "BYTEARRAY"))
_PART_FIELDS: Final = {"RANDOM": 1, "STATICMETHOD": 1, "CLASSMETHOD": 1, "MODULE": 1, "WEAKREF": 2, "PROPERTY": 4}


class _Reader:
    """Reads a stream with a stack of its own: `todo` holds, outermost first, which nodes still wait for how many children."""

    def __init__(self, stream: bytes) -> None:
        self.stream = stream
        self.at = 0
        self.numbered: list[Node] = []
        self.shapes: list[_Shape] = []
        self.classes: list[Node] = []

    # -- bytes

    def take(self, count: int) -> bytes:
        if count > len(self.stream) - self.at:
            raise Corrupt("it ends in the middle of a value", self.at)
        self.at += count
        return self.stream[self.at - count : self.at]

    def byte(self) -> int:
        return self.take(1)[0]

    def varint(self) -> int:
        number = shift = 0
        while shift < 70:
            byte = self.byte()
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7
        raise Corrupt("a number has more than 64 bits", self.at)

    def count(self) -> int:
        number = self.varint()
        if number > len(self.stream) - self.at:
            raise Corrupt("a length is larger than what is left", self.at)
        return number

    def signed(self, size: int) -> int:
        return int.from_bytes(self.take(size), "little", signed=True)

    # -- values

    def whole(self) -> Node:
        """A value with all that it holds."""
        root, more = self.value()
        todo: list[tuple[Node, int]] = [(root, more)] if more else []
        while todo:
            node, left = todo[-1]
            if left == 0:
                todo.pop()
                node.end = self.at
                continue
            todo[-1] = (node, left - 1)
            child, more = self.child(node)
            node.children.append(child)
            if more:
                todo.append((child, more))
        return root

    def child(self, parent: Node) -> tuple[Node, int]:
        if parent.tag == "CONTINUATION" and len(parent.children) >= 5 and not self.byte():
            return self.frame()
        return self.value()

    def value(self) -> tuple[Node, int]:
        """A node, and how many children follow."""
        start = self.at
        tag = self.byte()
        if tag >= SHORT_ASCII:
            node = Node("ASCII", start, value=self.take(tag & 63).decode("ascii", "replace"))
            if tag & 63 >= 2:
                self.numbered.append(node)
            more = 0
        elif tag >= SMALL_INT:
            node, more = Node("INT8", start, value=tag - SMALL_INT - 1), 0
        elif tag >= len(TABLE):
            raise Corrupt("an unknown tag", start)
        else:
            row = TABLE[tag]
            if size := _REFERENCES.get(row.name):
                return self.reference(size), 0
            node = Node(row.name, start)
            if row.numbered and row.name not in _FIXED_INTS:
                self.numbered.append(node)
            node, more = self.body(node)
        if more == 0:
            node.end = node.end or self.at
        return node, more

    def reference(self, size: int) -> Node:
        number = int.from_bytes(self.take(size), "little")
        if number >= len(self.numbered):
            raise Corrupt("a reference to an object that is not there yet", self.at)
        return self.numbered[number]

    def body(self, node: Node) -> tuple[Node, int]:
        name = node.tag
        if name in _CONSTANTS:
            node.value = _CONSTANTS[name]
        elif size := _FIXED_INTS.get(name):
            node.value = number = self.signed(size)
            if not -5 <= number <= 256:
                self.numbered.append(node)
        elif name in _STRINGS:
            encoding, unit = _STRINGS[name]
            node.value = self.take(self.count() * unit).decode(encoding, "surrogatepass" if unit > 1 else "replace")
        elif name in ("BYTES", "BYTEARRAY", "DECIMAL", "INT_BIG"):
            data = self.take(self.count())
            node.value = int.from_bytes(data, "little", signed=True) if name == "INT_BIG" else data
        elif name == "FLOAT":
            node.value = struct.unpack("<d", self.take(8))[0]
        elif name == "COMPLEX":
            node.value = complex(*struct.unpack("<dd", self.take(16)))
        else:
            return node, self.special(node)
        return node, 0

    def special(self, node: Node) -> int:
        match node.tag:
            case "SHAPE_DICT_NEW":
                self.shapes.append(_Shape(self.strings(self.count())))
                node.value = self.shapes[-1].names
                return len(self.shapes[-1].names)
            case "SHAPE_DICT":
                node.value = self.shape().names
                return len(self.shape_of(node))
            case "DICT" | "ORDERED_DICT":
                return 2 * self.count()
            case "DEFAULT_DICT":
                return 2 * self.count() + 1
            case "HASH":
                self.take(8)
                return 1
            case "INSTANCE_NEW" | "SLOTTED_NEW" | "INSTANCE":
                return self.instance(node)
            case "CLASS":
                self.skeleton(node)
                return 0
            case "FUNCTION":
                node.value = self.varint()
                return self.varint().bit_count()
            case "GENERATOR":
                state, mask = self.byte(), self.byte()
                fields = mask.bit_count()
                if state == 3:
                    return fields
                frame, more = self.frame()
                node.value = frame.value
                return fields + more
            case "CONTINUATION":
                node.value = (self.byte(), self.varint(), self.varint(), self.varint())
                return 5 + self.count()
            case "DESCRIPTOR":
                node.children.append(self.class_())
                node.value = self.string()
                return 0
            case "SEQUENCE_ITERATOR":
                node.value = (_named(SEQUENCE_ITERATORS, self.byte()), self.varint() - 1)
                return 1
            case "DICT_ITERATOR":
                node.value = _named(DICT_ITERATORS, self.byte())
                self.varint(), self.take(8), self.varint()
                return 1
            case "DEQUE":
                node.value = self.varint() - 1
                return self.count()
            case "ADAPTED":
                node.value = self.string()
                return 1
        return self.by_layout(node)

    def by_layout(self, node: Node) -> int:
        """The tags that their letters in the table describe."""
        more = remembered = 0
        for letters in TABLE[TAGS[node.tag]].layout.split():
            match letters:
                case "b":
                    node.value = self.byte()
                case "q":
                    node.value = self.signed(8)
                case "n":
                    remembered = self.count()
                case "m":
                    node.value = self.varint()
                case "v" | "s":
                    more += 1
                case "nV":
                    more += remembered
                case _ if letters[:-1].isdigit() and letters[-1] == "B":
                    node.value = self.take(int(letters[:-1]))
                case _:
                    raise Corrupt(f"tag {node.tag} cannot stand here", node.start)
        return more

    # -- parts

    def string(self) -> str:
        node, more = self.value()
        if more or not isinstance(node.value, str):
            raise Corrupt("a string was expected", self.at)
        return node.value

    def strings(self, count: int) -> list[str]:
        return [self.string() for _ in range(count)]

    def class_(self, nesting: int = 0) -> Node:
        if nesting > 200:
            raise Corrupt("classes are nested too deeply", self.at)
        start = self.at
        if self.stream[start : start + 1] != bytes((TAGS["CLASS"],)):
            return self.value()[0]
        self.at += 1
        node = Node("CLASS", start)
        self.numbered.append(node)
        self.skeleton(node, nesting)
        node.end = self.at
        return node

    def skeleton(self, node: Node, nesting: int = 0) -> None:
        self.classes.append(node)
        node.children.append(self.class_(nesting + 1))
        self.string()
        node.value = self.string()
        for _ in range(self.count()):
            node.children.append(self.class_(nesting + 1))
        self.strings(max(0, self.count() - 1))

    def shape(self) -> _Shape:
        number = self.varint()
        if number >= len(self.shapes):
            raise Corrupt("an unknown shape", self.at)
        return self.shapes[number]

    def shape_of(self, node: Node) -> Sequence[str]:
        names = node.value
        assert isinstance(names, list)
        return names

    def instance(self, node: Node) -> int:
        if node.tag != "INSTANCE":
            names = self.count()
            native = self.byte()
            slots = self.count()
            class_ = self.class_()
            shape = _Shape([], class_, TABLE[native].name if native < len(TABLE) else "NULL", slots)
            self.shapes.append(shape)
            shape.names = self.strings(names)
            if node.tag == "SLOTTED_NEW":
                self.strings(slots)
            node.tag = "INSTANCE"
        else:
            shape = self.shape()
        node.value = shape
        return self.native_part(shape.native) + len(shape.names) + shape.slots

    def native_part(self, native: str) -> int:
        if native in _EXACT_PARTS:
            self.value()
            return 0
        if native in _PART_FIELDS:
            return _PART_FIELDS[native]
        match native:
            case "NULL":
                return 0
            case "EXCEPTION":
                self.byte()
                return self.byte()
            case "DICT" | "ORDERED_DICT":
                return 2 * self.count()
            case "DEFAULT_DICT":
                return 2 * self.count() + 1
            case "DEQUE":
                self.varint()
        return self.count()

    def frame(self) -> tuple[Node, int]:
        node = Node("FRAME", self.at)
        code, offset, flags = self.varint(), self.varint(), self.varint()
        present = self.count()
        registers: list[int] = []
        for _ in range(present):
            registers.append((registers[-1] if registers else 0) + self.varint())
        parts = 1 + (flags & 1) + bool(flags >> 1 & 12)
        node.value = Frame(code, offset, parts, tuple(registers))
        return node, parts + present


@dataclass(frozen=True, slots=True)
class Frame:
    """What a frame says of itself. Its node's children: the function and other parts, then the registers in order."""

    code: int
    offset: int
    parts: int
    registers: tuple[int, ...]


def _named(names: Sequence[str], number: int) -> str:
    return names[number] if number < len(names) else "?"


def outline(stream: bytes) -> Node:
    """The tree of a heap stream, up to its root's end: namespaces of classes are left out.

    Raises: Corrupt.
    """
    return _Reader(stream).whole()


# ---- text

_LONG: Final = 80
_WIDE: Final = 6
_BRACKETS: Final = {"LIST": "[]", "TUPLE": "()", "SET": "{}", "DEQUE": "[]"}


def text_of(node: Node, depth: int = 2) -> str:
    """A short text for a value, at most about 80 characters."""
    text = _text(node, depth)
    return text if len(text) <= _LONG else text[: _LONG - 3] + "..."


def _text(node: Node, depth: int) -> str:
    match node.tag:
        case "NULL":
            return "<nothing>"
        case "NONE" | "TRUE" | "FALSE" | "ELLIPSIS" | "NOT_IMPLEMENTED" | "FLOAT" | "COMPLEX" | "BYTES":
            return repr(node.value) if node.tag != "BYTES" else repr(node.value)[: _LONG + 1]
        case "INT8" | "INT16" | "INT32" | "INT64":
            return str(node.value)
        case "INT_BIG":
            assert isinstance(node.value, int)
            return str(node.value) if node.value.bit_length() < 300 else f"<int of {node.value.bit_length():,} bits>"
        case "ASCII" | "LATIN1" | "UCS2" | "UCS4":
            assert isinstance(node.value, str)
            return repr(node.value[: _LONG + 1])
        case "EMPTY_TUPLE":
            return "()"
        case "DECIMAL":
            assert isinstance(node.value, bytes)
            return f"Decimal('{node.value.decode('ascii', 'replace')}')"
        case "LIST" | "TUPLE" | "SET":
            return _items(node, _BRACKETS[node.tag], depth)
        case "SHAPE_DICT" | "SHAPE_DICT_NEW":
            names = node.value
            assert isinstance(names, list)
            return _pairs([(repr(name), child) for name, child in zip(names, node.children, strict=False)], "{}", ": ", depth)
        case "DICT":
            keys = [_text(key, 0) for key in node.children[::2]]
            return _pairs(list(zip(keys, node.children[1::2], strict=False)), "{}", ": ", depth)
        case "INSTANCE":
            return _instance(node, depth)
        case "CLASS":
            return f"<class {node.value}>"
        case "HASH":
            return _text(node.children[0], depth) if node.children else "<key>"
        case "HOST":
            return "<host object>"
        case "FUNCTION":
            return "<function>"
    return f"<{node.tag.lower().replace('_', ' ')}>"


def _items(node: Node, brackets: str, depth: int) -> str:
    if depth == 0:
        return f"{brackets[0]}...{brackets[1]}" if node.children else brackets
    shown = ", ".join(_text(child, depth - 1) for child in node.children[:_WIDE])
    count = len(node.children)
    more = f", ... ({count:,})" if count > _WIDE else "," if node.tag == "TUPLE" and count == 1 else ""
    return f"{brackets[0]}{shown}{more}{brackets[1]}"


def _pairs(pairs: list[tuple[str, Node]], brackets: str, between: str, depth: int) -> str:
    if depth == 0:
        return f"{brackets[0]}...{brackets[1]}" if pairs else brackets
    shown = ", ".join(f"{name}{between}{_text(child, depth - 1)}" for name, child in pairs[:_WIDE])
    more = f", ... ({len(pairs):,})" if len(pairs) > _WIDE else ""
    return f"{brackets[0]}{shown}{more}{brackets[1]}"


def _instance(node: Node, depth: int) -> str:
    shape = node.value
    assert isinstance(shape, _Shape)
    name = str(shape.class_.value) if shape.class_ is not None and shape.class_.tag == "CLASS" else "instance"
    first = len(node.children) - len(shape.names) - shape.slots
    pairs = list(zip(shape.names, node.children[first:], strict=False)) if first >= 0 else []
    return name + _pairs(pairs, "()", "=", depth)
