"""Snapshots: a continuation as bytes, and back.

    tags.py        the tags of the heap stream, a row each
    container.py   header, compressed sections, seal (seal.py)
    codes.py       which code a blob carries, and how it comes back verified
    freezing.py    continuation -> blob          report.py   what stands in the way
    thawing.py     blob -> continuation          limits.py   what a reader accepts
    outline.py     reads a heap stream without making anything; inspection.py shows what is in a blob
"""

from pyvm.snapshot.freezing import UNKNOWN_SEED, freeze
from pyvm.snapshot.inspection import InspectedFrame, InspectedRequest, SnapshotInfo, inspect
from pyvm.snapshot.report import problems
from pyvm.snapshot.thawing import Unordered, thaw, unordered

__all__ = [
    "UNKNOWN_SEED",
    "InspectedFrame",
    "InspectedRequest",
    "SnapshotInfo",
    "Unordered",
    "freeze",
    "inspect",
    "problems",
    "thaw",
    "unordered",
]
