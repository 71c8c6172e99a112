"""What a reader accepts of a blob, whoever wrote it."""

from __future__ import annotations

from typing import Final

RAW_LENGTH: Final = 1 << 32
"""Bytes of all sections before compression."""

WHOLE_LENGTH: Final = 1 << 24
"""Up to this raw length a frame is decompressed in one piece; beyond it in chunks, so that a lie costs one chunk."""

CHUNK: Final = 1 << 20
KEPT_UNITS: Final = 1024
"""Decoded and verified code units that a process keeps for the next blob."""

KEPT_SECTIONS: Final = 64
"""Decoded sections of a kind that a process keeps: blobs of one program differ in their heaps and meta data only."""

KEPT_SECTION_LENGTH: Final = 1 << 14
"""Bytes of a section, at most, that is kept."""
