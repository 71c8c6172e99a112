"""How large plain data is that a host hands to a guest with a memory limit: the guest is charged for it.

Pipeline: VM.start and Execution.resume -> held_by() -> the continuation's account.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

_CONTAINERS = (list, tuple, set, frozenset)


def held_by(values: Iterable[object]) -> int:
    """Bytes of the values and of the plain containers' contents, each object once. No code of the values runs."""
    total = 0
    seen: set[int] = set()
    todo = list(values)
    while todo:
        value = todo.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if type(value) in (str, bytes, bytearray, int):
            total += sys.getsizeof(value)
        elif isinstance(value, dict) and type(value) is dict:
            total += sys.getsizeof(value)
            todo += value.keys()
            todo += value.values()
        elif isinstance(value, list | tuple | set | frozenset) and type(value) in _CONTAINERS:
            total += sys.getsizeof(value)
            todo += value
    return total
