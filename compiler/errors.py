"""The compiler's own error: Python that is correct, but that pyvm leaves out.

Pipeline: subset.py and lift/ raise it; pyvm.compile shows it to the host as it is.
"""

from __future__ import annotations


class UnsupportedSyntax(SyntaxError):
    """A construct that pyvm does not support, with its place and a way out. Nothing was compiled."""

    def __init__(
        self,
        construct: str,
        way_out: str,
        filename: str | None = None,
        span: tuple[int, int, int, int] | None = None,
        line_text: str | None = None,
    ) -> None:
        """span is line, end line (from 1), column and end column (characters from 1), or None where they are unknown."""
        line, end_line, column, end_column = span or (None, None, None, None)
        message = f"`{construct}` is not supported by pyvm; way out: {way_out}"
        super().__init__(message, (filename, line, column, line_text, end_line, end_column))
        self.construct = construct
        self.way_out = way_out
