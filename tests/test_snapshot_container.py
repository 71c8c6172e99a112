"""The container: every bad input has its own error, and nothing is believed before it is checked (B2 to B8)."""

from __future__ import annotations

import hmac

import pytest
import zstandard

from pyvm import errors
from pyvm.snapshot.container import HEADER, Section, pack, unpack

KEY, OTHER = b"k" * 32, b"o" * 32
SECTIONS = tuple((section, bytes([section]) * 40) for section in (Section.META, Section.CODES, Section.HOSTS, Section.HEAP))
SEALED = pack(SECTIONS, (KEY,))
OPEN = pack(SECTIONS, ())


def test_sections_come_back() -> None:
    assert dict(unpack(SEALED, (OTHER, KEY)).sections) == dict(SECTIONS)
    assert dict(unpack(OPEN, ()).sections) == dict(SECTIONS)


def test_the_same_sections_give_the_same_bytes() -> None:
    assert pack(SECTIONS, (KEY,)) == SEALED


@pytest.mark.parametrize("blob", [b"", b"\x94", b"not a blob at all, only text", b"\x00" * 100])
def test_other_bytes_are_no_snapshot(blob: bytes) -> None:
    with pytest.raises(errors.NotASnapshot):
        unpack(blob, ())


@pytest.mark.parametrize("length", [4, 23, 24, 60, len(SEALED) - 33, len(SEALED) - 1])
def test_a_cut_blob_is_truncated(length: int) -> None:
    with pytest.raises(errors.Truncated):
        unpack(SEALED[:length], (KEY,))


def test_a_reader_with_a_key_wants_a_seal() -> None:
    with pytest.raises(errors.SealMissing):
        unpack(OPEN, (KEY,))


def test_a_sealed_blob_needs_its_key() -> None:
    for keys in ((), (OTHER,)):
        with pytest.raises(errors.SealInvalid) as caught:
            unpack(SEALED, keys)
        assert caught.value.keys == len(keys)


def test_every_changed_bit_of_a_sealed_blob_is_noticed() -> None:
    for place in range(len(SEALED)):
        changed = bytearray(SEALED)
        changed[place] ^= 1
        with pytest.raises(errors.RestoreError):
            unpack(bytes(changed), (KEY,))


def test_a_newer_format_is_named() -> None:
    blob = bytearray(OPEN)
    blob[4] = blob[5] = 9
    with pytest.raises(errors.FormatVersion) as caught:
        unpack(bytes(blob), ())
    assert (caught.value.needs, caught.value.newest) == (9, 1)


def test_what_follows_the_end_is_refused() -> None:
    with pytest.raises(errors.Corrupt):
        unpack(OPEN + b"x", ())


def frame_of(raw: bytes, *, declared: bool = False, length: int | None = None) -> bytes:
    frame = zstandard.ZstdCompressor(write_content_size=declared).compress(raw)
    return HEADER.pack(b"\x93PVM", 1, 1, 0, len(raw) if length is None else length, len(frame)) + frame


def test_a_frame_that_declares_its_size_is_refused() -> None:
    with pytest.raises(errors.Corrupt, match="declares"):
        unpack(frame_of(b"x" * 100, declared=True), ())


def test_a_bomb_costs_no_more_than_its_header_says() -> None:
    for length in (1000, 1 << 25):
        with pytest.raises(errors.Corrupt):
            unpack(frame_of(b"\0" * (1 << 26), length=length), ())


def test_a_raw_length_beyond_the_limit_is_refused_before_anything_is_made() -> None:
    with pytest.raises(errors.LimitExceeded):
        unpack(frame_of(b"x", length=1 << 50), ())


def test_unknown_sections_are_skipped_if_odd_and_refused_if_even() -> None:
    raw = b"".join(bytes((number, len(content))) + content for number, content in SECTIONS)
    assert dict(unpack(frame_of(raw + b"\x63\x01x"), ()).sections) == dict(SECTIONS)
    with pytest.raises(errors.Corrupt, match="section 98"):
        unpack(frame_of(raw + b"\x62\x01x"), ())


def test_a_section_is_there_once_and_ends_inside() -> None:
    raw = b"".join(bytes((number, len(content))) + content for number, content in SECTIONS)
    for extra in (b"\x02\x01x", b"\x63\x7fx", b"\x80" * 12):
        with pytest.raises(errors.Corrupt):
            unpack(frame_of(raw + extra), ())
    with pytest.raises(errors.Corrupt, match="missing"):
        unpack(frame_of(raw[:42]), ())


def test_the_seal_is_hmac_sha256_over_all_before_it() -> None:
    assert SEALED[-32:] == hmac.digest(KEY, SEALED[:-32], "sha256")
