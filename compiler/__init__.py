"""The compiler: Python source or code objects become CodeUnits.

Pipeline: this package -> pyvm.verify -> pyvm.core. It imports only pyvm.isa and pyvm.code, and nothing at run time needs it but
`exec`, `eval` and imports.
"""

from __future__ import annotations

from .errors import UnsupportedSyntax
from .frontend import check, compile_code, compile_function, compile_source, compile_tree

__all__ = ["UnsupportedSyntax", "check", "compile_code", "compile_function", "compile_source", "compile_tree"]
