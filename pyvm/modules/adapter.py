"""What an adapter is: how values of a native type become plain data in a blob, and come back.

Pipeline: values.py and iterators.py have the rows -> __init__.py registers them -> the codec asks them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Adapter:
    """How values of exactly one type are stored. `state` gives plain values (or values that the codec knows), `build` takes them."""

    type: type[Any]
    name: str  # in the blob
    state: Callable[[Any], tuple[object, ...] | None]  # None: this value cannot be stored
    build: Callable[..., object]  # called with the members of the state; ValueError or TypeError if they make no sense
