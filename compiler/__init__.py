"""The compiler: Python source or code objects become CodeUnits.

Pipeline: this package -> pyvm.verify -> pyvm.core. It imports only pyvm.isa and pyvm.code, and nothing at run time needs it but
`exec`, `eval` and imports.
"""

from __future__ import annotations

from .errors import UnsupportedSyntax
from .frontend import compile_code, compile_function, compile_source

__all__ = ["UnsupportedSyntax", "compile_code", "compile_function", "compile_source"]
