"""Randomness as a guest sees it: where `random`, `uuid`, `secrets` and idempotency keys get their bytes.

Pipeline: VM(entropy=) gives the source -> the guest's modules and each request's key draw from it.
Nothing drawn is ever drawn again for the same program: what was drawn is in the continuation, and goes with its blob.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from typing import TypeAlias

Entropy: TypeAlias = Callable[[int], bytes]  # that many random bytes


def system_entropy(count: int) -> bytes:
    """That many bytes of the operating system's randomness."""
    return os.urandom(count)


def mint_identifier(entropy: Entropy) -> str:
    """A fresh version 4 UUID, as text."""
    return str(uuid.UUID(bytes=entropy(16), version=4))
