"""Keys: what seals blobs and opens them."""

from __future__ import annotations

from collections.abc import Sequence


def key_list(key: bytes | Sequence[bytes] | None) -> tuple[bytes, ...]:
    """The keys as a host gives them: one, several of which the first seals, or none.

    Raises: TypeError, ValueError for what is not a key.
    """
    keys = () if key is None else (key,) if isinstance(key, bytes) else tuple(key)
    for one in keys:
        if not isinstance(one, bytes):
            raise TypeError(f"a key is bytes, not {type(one).__name__}")
        if not one:
            raise ValueError("a key is empty; give at least 16 random bytes, `secrets.token_bytes(32)` for example")
    return keys
