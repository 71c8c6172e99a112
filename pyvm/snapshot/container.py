"""The container: header, one zstd frame of sections, seal. docs/snapshot-format.md is the law, this module follows it.

Pipeline: freezing.py gives sections -> pack() -> bytes; bytes -> unpack() -> sections for thawing.py and inspection.py.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Final, NamedTuple

import zstandard

from pyvm.errors import Corrupt, FormatVersion, LimitExceeded, NotASnapshot, Truncated
from pyvm.snapshot import limits, seal

MAGIC: Final = b"\x93PVM"
FORMAT: Final = 1
OLDEST: Final = 1
HEADER: Final = struct.Struct("<4sBBHQQ")  # magic, format, least reader, flags, raw length, compressed length
SEALED: Final = 1
KNOWN_FLAGS: Final = SEALED
LARGE: Final = 1 << 16  # from this raw length on, speed counts more than size


class Section(IntEnum):
    """Even numbers must be understood by a reader, odd ones may be skipped."""

    META = 2
    CODES = 4
    HOSTS = 6
    HEAP = 8
    BYVALUE = 10


_KNOWN: Final = {int(section): section for section in Section}
_NEEDED: Final = (Section.META, Section.CODES, Section.HOSTS, Section.HEAP)


class Container(NamedTuple):
    """A blob taken apart."""

    format: int
    sealed: bool
    raw_length: int
    sections: Mapping[Section, bytes]


class _Codecs(threading.local):
    """Compressors are costly to make and not to be shared by threads."""

    def __init__(self) -> None:
        self.small = zstandard.ZstdCompressor(level=3, write_content_size=False, write_checksum=True)
        self.large = zstandard.ZstdCompressor(level=1, write_content_size=False, write_checksum=True)
        self.decompressor = zstandard.ZstdDecompressor()


_codecs: Final = _Codecs()


# ---- writing


def pack(sections: Sequence[tuple[Section, bytes]], keys: Sequence[bytes]) -> bytes:
    """The blob of these sections, sealed with the first key if there is one."""
    parts: list[bytes] = []
    for number, content in sections:
        parts.append(_varint(number) + _varint(len(content)))
        parts.append(content)
    raw = b"".join(parts)
    codec = _codecs.small if len(raw) < LARGE else _codecs.large
    frame = codec.compress(raw)
    message = HEADER.pack(MAGIC, FORMAT, OLDEST, SEALED if keys else 0, len(raw), len(frame)) + frame
    return message + seal.seal(keys[0], message) if keys else message


def _varint(number: int) -> bytes:
    if number < 0x80:
        return bytes((number,))
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


# ---- reading


def unpack(blob: bytes, keys: Sequence[bytes], raw_limit: int = limits.RAW_LENGTH) -> Container:
    """The sections of a blob whose seal, lengths and checksum are right.

    Raises: NotASnapshot, FormatVersion, Truncated, SealMissing, SealInvalid, LimitExceeded, Corrupt.
    """
    if blob[:4] != MAGIC[: len(blob)] or not blob:
        raise NotASnapshot(bytes(blob[:16]))
    if len(blob) < HEADER.size:
        raise Truncated(HEADER.size, len(blob))
    _, written, reader, flags, raw_length, frame_length = HEADER.unpack_from(blob)
    if reader > FORMAT or written < OLDEST:
        raise FormatVersion(max(reader, written), OLDEST, FORMAT)
    sealed = bool(flags & SEALED)
    end = HEADER.size + frame_length
    whole = end + (seal.LENGTH if sealed else 0)
    if len(blob) < whole:
        raise Truncated(whole, len(blob))
    view = memoryview(blob)
    seal.check(keys, view[: len(blob) - seal.LENGTH] if sealed else view, bytes(view[-seal.LENGTH :]) if sealed else None)
    if len(blob) > whole:
        raise Corrupt(f"{len(blob) - whole:,} bytes follow its end")
    if flags & ~KNOWN_FLAGS:
        raise Corrupt("its header has flags that this format does not have")
    if raw_length > raw_limit:
        raise LimitExceeded("raw length", raw_length, raw_limit)
    raw = _decompress(view[HEADER.size : end], raw_length)
    return Container(written, sealed, raw_length, _sections(raw))


def _decompress(frame: memoryview, raw_length: int) -> bytes:
    """Exactly raw_length bytes. A frame that declares its size is refused: a decompressor would believe it."""
    try:
        if zstandard.frame_content_size(frame) != -1:
            raise Corrupt("its frame declares a size")
        if raw_length <= limits.WHOLE_LENGTH:
            # one byte more shows what is longer; the size is also the buffer's
            raw = _codecs.decompressor.decompress(frame, max_output_size=raw_length + 1, allow_extra_data=False)
        else:
            raw = _decompress_in_chunks(frame, raw_length)
    except zstandard.ZstdError as error:
        raise Corrupt(f"it cannot be decompressed ({error})") from None
    if len(raw) != raw_length:
        raise Corrupt("it has another raw length than its header says")
    return raw


def _decompress_in_chunks(frame: memoryview, raw_length: int) -> bytes:
    out = bytearray()
    with _codecs.decompressor.stream_reader(frame) as reader:
        while chunk := reader.read(limits.CHUNK):
            out += chunk
            if len(out) > raw_length:
                raise Corrupt("it has another raw length than its header says")
    return bytes(out)


def _sections(raw: bytes) -> dict[Section, bytes]:
    """The sections that this reader knows.

    Raises: Corrupt if one is there twice, reaches beyond the end, or is unknown and must be understood.
    """
    sections: dict[Section, bytes] = {}
    place = 0
    while place < len(raw):
        number, place = _read_varint(raw, place)
        length, place = _read_varint(raw, place)
        if length > len(raw) - place:
            raise Corrupt("a section reaches beyond the end", place)
        section = _KNOWN.get(number)
        if section is None:
            if number % 2 == 0:
                raise Corrupt(f"it has a section {number}, which this reader does not know and must understand", place)
        elif section in sections:
            raise Corrupt(f"section {section.name} is there twice", place)
        else:
            sections[section] = raw[place : place + length]
        place += length
    for section in _NEEDED:
        if section not in sections:
            raise Corrupt(f"section {section.name} is missing")
    return sections


def _read_varint(raw: bytes, place: int) -> tuple[int, int]:
    if place < len(raw) and raw[place] < 0x80:  # nearly all are
        return raw[place], place + 1
    number = shift = 0
    while place < len(raw) and shift < 64:
        byte = raw[place]
        place += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, place
        shift += 7
    raise Corrupt("a number is cut off", place)
