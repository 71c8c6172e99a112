"""The seal: HMAC-SHA256 over everything before it. A sealed blob is checked before anything in it is read.

Pipeline: container.py asks seal() for the last 32 bytes of a blob, and check() before it looks past the header.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Final

from pyvm.errors import SealInvalid, SealMissing

LENGTH: Final = 32


def seal(key: bytes, message: bytes | bytearray) -> bytes:
    """The seal of a message."""
    return hmac.digest(key, message, "sha256")


def check(keys: Sequence[bytes], message: memoryview, found: bytes | None) -> None:
    """Returns if the seal is that of one of the keys, or if there are no keys and no seal.

    Raises:
        SealMissing: there are keys and no seal.
        SealInvalid: the seal fits no key.
    """
    if found is None:
        if keys:
            raise SealMissing
        return
    for key in keys:
        if hmac.compare_digest(hmac.digest(key, message, "sha256"), found):
            return
    raise SealInvalid(len(keys))
