"""`_abc` for guests: classes that a program registers with a shared abstract class are registered for that program alone.

Pipeline: abc.py, compiled for guests -> the facade `_abc` holds these functions -> CPython's own, and the execution's registrations.

CPython keeps what is registered in the abstract class. Of a shared one it would be seen by every execution of the process, and by none
after a restore in another; so it is kept in the state of the execution: "abstract", a list of (abstract class, registered class).
"""

from __future__ import annotations

import _abc  # type: ignore[import-not-found]  # typeshed has none
from typing import Any, Final

from pyvm import _core

from .execution import state_of

_abc_init = _abc._abc_init
get_cache_token = _abc.get_cache_token
_get_dump = _abc._get_dump
_mro: Final = type.__dict__["__mro__"].__get__


def _registrations(cls: type) -> list[tuple[type, type]] | None:
    """What the running program registered with shared classes; None for classes that keep it themselves."""
    from .shared import is_private_continuation

    continuation = _core.current_continuation()
    if continuation is None or not _core.is_shared(cls) or is_private_continuation(continuation):
        return None
    found: list[tuple[type, type]] = state_of(continuation).setdefault("abstract", [])
    return found


def _is_registered(cls: type, subclass: type) -> bool:
    bases = _mro(subclass)
    return any(cls in _mro(abstract) and registered in bases for abstract, registered in _registrations(cls) or ())


def _abc_register(cls: type, subclass: Any) -> object:
    registrations = _registrations(cls)
    if registrations is None:
        return _abc._abc_register(cls, subclass)
    if not isinstance(subclass, type):
        raise TypeError("Can only register classes")
    if not _abc_subclasscheck(cls, subclass):
        if issubclass(cls, subclass):
            raise RuntimeError("Refusing to create an inheritance cycle")
        registrations.append((cls, subclass))
    return subclass


def _abc_subclasscheck(cls: type, subclass: Any) -> object:
    return _abc._abc_subclasscheck(cls, subclass) or _is_registered(cls, subclass)


def _abc_instancecheck(cls: type, instance: Any) -> object:
    return _abc._abc_instancecheck(cls, instance) or _is_registered(cls, instance.__class__) or _is_registered(cls, type(instance))


def _reset_registry(cls: type) -> None:
    registrations = _registrations(cls)
    if registrations is None:
        _abc._reset_registry(cls)
    else:
        registrations[:] = [pair for pair in registrations if pair[0] is not cls]


def _reset_caches(cls: type) -> None:
    if _registrations(cls) is None:
        _abc._reset_caches(cls)
