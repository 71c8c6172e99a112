"""Looking into blobs and code without running anything.

Pipeline: a blob -> pyvm.inspect -> the facts that `pyvm inspect` shows; a program -> pyvm.disassemble -> `pyvm dis`.
"""

from __future__ import annotations

