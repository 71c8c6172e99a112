"""Warnings whose filters belong to the execution: a program that silences one silences it for itself.

The filters start as CPython's for a script. A warning is shown on sys.stderr, with the module where CPython shows the file,
since guest frames have no line to look at from here.
"""

import re
import sys

from _pyvm import caller_name, execution_state

__all__ = [
    "warn",
    "warn_explicit",
    "showwarning",
    "formatwarning",
    "filterwarnings",
    "simplefilter",
    "resetwarnings",
    "catch_warnings",
    "deprecated",
]

_DEFAULTS = (
    ("default", None, DeprecationWarning, "__main__", 0),
    ("ignore", None, DeprecationWarning, None, 0),
    ("ignore", None, PendingDeprecationWarning, None, 0),
    ("ignore", None, ImportWarning, None, 0),
    ("ignore", None, ResourceWarning, None, 0),
)
_ACTIONS = ("error", "ignore", "always", "all", "default", "module", "once")


class _State:
    """The filters of an execution, newest first, what was shown already, and who listens."""

    def __init__(self):
        self.filters = list(_DEFAULTS)
        self.shown = set()
        self.listeners = []


def _state():
    states = execution_state()
    if "warnings" not in states:
        states["warnings"] = _State()
    return states["warnings"]


def __getattr__(name):
    if name == "filters":
        return _state().filters
    raise AttributeError(f"module 'warnings' has no attribute '{name}'")


class WarningMessage:
    def __init__(self, message, category, filename, lineno, file=None, line=None, source=None):
        self.message = message
        self.category = category
        self.filename = filename
        self.lineno = lineno
        self.file = file
        self.line = line
        self.source = source
        self._category_name = category.__name__ if category else None

    def __str__(self):
        return (
            f"{{message : {self.message!r}, category : {self._category_name!r}, filename : {self.filename!r}, "
            f"lineno : {self.lineno}, line : {self.line!r}}}"
        )


def formatwarning(message, category, filename, lineno, line=None):
    return f"{filename}:{lineno}: {category.__name__}: {message}\n"


def showwarning(message, category, filename, lineno, file=None, line=None):
    stream = sys.stderr if file is None else file
    if stream is not None:
        stream.write(formatwarning(message, category, filename, lineno, line))


def warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=()):
    if isinstance(message, Warning):
        category = type(message)
    elif category is None:
        category = UserWarning
    if not (isinstance(category, type) and issubclass(category, Warning)):
        raise TypeError(f"category must be a Warning subclass, not '{type(category).__name__}'")
    module = caller_name(max(stacklevel, 1)) or "sys"
    _issue(message, category, module, 1, module)


def warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None):
    if module is None:
        module = filename[:-3] if filename.endswith(".py") else filename or "<unknown>"
    if isinstance(message, Warning):
        category = type(message)
    _issue(message, category, filename, lineno, module)


def _issue(message, category, filename, lineno, module):
    text = str(message)
    instance = message if isinstance(message, Warning) else category(message)
    state = _state()
    action = _action(state, text, category, lineno, module)
    if action == "ignore":
        return
    if action == "error":
        raise instance
    if action not in ("always", "all"):
        key = (text, category) if action == "once" else (text, category, module, 0 if action == "module" else lineno)
        if key in state.shown:
            return
        state.shown.add(key)
    for listener in reversed(state.listeners):
        if listener is not None:
            listener.append(WarningMessage(instance, category, filename, lineno))
            return
    showwarning(instance, category, filename, lineno)


def _action(state, text, category, lineno, module):
    for action, message, filtered, module_pattern, line in state.filters:
        if (
            (message is None or message.match(text))
            and issubclass(category, filtered)
            and (module_pattern is None or _module_matches(module_pattern, module))
            and line in (0, lineno)
        ):
            return action
    return "default"


def _module_matches(pattern, module):
    return pattern == module if isinstance(pattern, str) else pattern.match(module) is not None


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    _check_action(action)
    _add_filter(
        (
            action,
            re.compile(message, re.IGNORECASE) if message else None,
            category,
            re.compile(module) if module else None,
            lineno,
        ),
        append,
    )


def simplefilter(action, category=Warning, lineno=0, append=False):
    _check_action(action)
    _add_filter((action, None, category, None, lineno), append)


def _check_action(action):
    if action not in _ACTIONS:
        raise ValueError(f"invalid action: {action!r}")


def _add_filter(row, append):
    state = _state()
    if append:
        if row not in state.filters:
            state.filters.append(row)
    else:
        if row in state.filters:
            state.filters.remove(row)
        state.filters.insert(0, row)
    state.shown.clear()


def resetwarnings():
    state = _state()
    state.filters.clear()
    state.shown.clear()


class catch_warnings:
    """Restores the filters afterwards; with record=True the block's warnings go to the list that it binds."""

    def __init__(self, *, record=False, module=None, action=None, category=Warning, lineno=0, append=False):
        self._record = record
        self._filter = None if action is None else (action, category, lineno, append)
        self._saved = None

    def __repr__(self):
        return f"catch_warnings({'record=True' if self._record else ''})"

    def __enter__(self):
        if self._saved is not None:
            raise RuntimeError(f"Cannot enter {self!r} twice")
        state = _state()
        self._saved = list(state.filters)
        log = [] if self._record else None
        state.listeners.append(log)
        state.shown.clear()
        if self._filter is not None:
            simplefilter(*self._filter)
        return log

    def __exit__(self, kind, value, traceback):
        if self._saved is None:
            raise RuntimeError(f"Cannot exit {self!r} without entering first")
        state = _state()
        state.filters[:] = self._saved
        state.listeners.pop()
        state.shown.clear()


class deprecated:
    """Marks a class or function: calling it warns."""

    def __init__(self, message, /, *, category=DeprecationWarning, stacklevel=1):
        if not isinstance(message, str):
            raise TypeError(f"Expected an object of type str for 'message', not {type(message).__name__!r}")
        self.message = message
        self.category = category
        self.stacklevel = stacklevel

    def __call__(self, target, /):
        target.__deprecated__ = self.message
        if self.category is None or isinstance(target, type):
            return target
        from functools import wraps

        message, category, level = self.message, self.category, self.stacklevel

        @wraps(target)
        def warn_and_call(*args, **kwargs):
            warn(message, category, stacklevel=level + 1)
            return target(*args, **kwargs)

        warn_and_call.__deprecated__ = message
        return warn_and_call


def _deprecated(name, message="", *, remove=None):
    warn(message or f"{name!r} is deprecated", DeprecationWarning, stacklevel=3)
