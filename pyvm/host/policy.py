"""Which of the host's classes guests may look into.

Pipeline: a host calls allow() before it starts programs -> the core's attribute gate (docs/sandbox.md). Rows hold for the whole
process: the gate decides when an inline cache is filled, so it costs nothing per access.
"""

from __future__ import annotations

from pyvm import _core


def allow(cls: type, *names: str, construct: bool = False) -> None:
    """Opens attributes of a host class, and of its instances, to all guests of this process.

    names: what guests may read and call; none at all opens every name but those that are never open, such as `__globals__`.
    They may write the same names only where the class lets its own users do so through a property. construct: whether guests may
    also call the class and derive from it.

    Raises: ValueError for a name that leads out of the sandbox.
    """
    _core.gate_allow(cls, names or None, construct=construct)
