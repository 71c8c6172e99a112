"""Looking into blobs and code without running anything.

Pipeline: a blob -> pyvm.inspect -> the facts that `pyvm inspect` shows; a program -> pyvm.disassemble -> `pyvm dis`.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyvm.disassemble import disassemble as disassemble_unit
from pyvm.host.program import Program


def disassemble(program: Program) -> str:
    """The program's instructions as text, nested functions included."""
    return disassemble_unit(program.unit)


def inspect(blob: bytes, key: bytes | Sequence[bytes] | None = None) -> object:
    """What is in a blob. Needs neither the program nor its host functions, and runs nothing."""
    raise NotImplementedError
