"""The hash seed: `pyvm run` chooses one and `pyvm resume` takes the blob's, so that strings hash alike from process to process.

With that a set keeps its order over a restore, but for members whose hashes collide: it is filled anew, and may place those otherwise
(docs/roadmap.md). A seed takes effect only when a process starts, and one that the interpreter drew itself cannot be read back: so the
command starts itself once more, with the seed in its environment.
"""

from __future__ import annotations

import os
import secrets
import sys

VARIABLE = "PYTHONHASHSEED"
LARGEST = 2**32 - 1


def choose_hash_seed() -> None:
    """The process runs under a known seed. Does not return if it did not yet: the command starts again."""
    if not os.environ.get(VARIABLE, "").isdigit():
        _start_again(str(secrets.randbelow(LARGEST) + 1))


def take_hash_seed(seed: str | None) -> None:
    """The process runs under this seed, if one is given. Does not return if it did not yet."""
    if seed is not None and seed.isdigit() and os.environ.get(VARIABLE) != seed:
        _start_again(seed)


def _start_again(seed: str) -> None:
    sys.stdout.flush()
    os.environ[VARIABLE] = seed
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
