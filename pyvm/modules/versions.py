"""What differs between the standard modules of the Python versions, where a blob of one is restored under another.

Pipeline: shared.py adds the globals -> __init__.py asks other_name() for a name that sharing.py cannot find.
A blob names what is shared by its way from the module, and carries functions that standard modules made for the guest
(a dataclass's `__repr__`) with their code: both meet the module as it is in the reader's version.
"""

from __future__ import annotations

from typing import Final

OTHER_NAMES: Final[dict[str, str]] = {
    "enum:EnumDict": "enum:_EnumDict",  # public since 3.13
    "enum:_EnumDict": "enum:EnumDict",
    "dataclasses:_replace": "dataclasses:replace",  # 3.13, for copy.replace()
}

OTHER_GLOBALS: Final[dict[str, tuple[str, ...]]] = {
    "dataclasses": ("_thread", "functools"),  # 3.12: code of __repr__; 3.13 has reprlib do it
}
"""Modules that the code of another version finds in a module's namespace."""


def other_name(name: str) -> str | None:
    """The name that the object may have in this version, if it is known."""
    return OTHER_NAMES.get(name)
