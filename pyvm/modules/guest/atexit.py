"""`atexit` keeps what is registered, and runs it only when asked: a program that is frozen and dropped has no exit."""

from _pyvm import execution_state


def _registered():
    return execution_state().setdefault("atexit", [])


def register(func, /, *args, **kwargs):
    _registered().append((func, args, kwargs))
    return func


def unregister(func, /):
    _registered()[:] = [row for row in _registered() if row[0] != func]


def _run_exitfuncs():
    while _registered():
        func, args, kwargs = _registered().pop()
        func(*args, **kwargs)


def _clear():
    _registered().clear()


def _ncallbacks():
    return len(_registered())
