"""`contextvars` in the program's own code: the current context is part of the execution's state, and so of its blobs."""

from _pyvm import execution_state

__all__ = ("Context", "ContextVar", "Token", "copy_context")

_MISSING = object()


class _Missing:
    """Type of Token.MISSING."""

    def __repr__(self):
        return "<Token.MISSING>"


def _current():
    state = execution_state()
    if "context" not in state:
        state["context"] = Context()
    return state["context"]


class ContextVar:
    def __init__(self, name, *, default=_MISSING):
        if not isinstance(name, str):
            raise TypeError("context variable name must be a str")
        self._name = name
        self._default = default

    def __init_subclass__(cls, **keywords):
        raise TypeError("type 'contextvars.ContextVar' is not an acceptable base type")

    def __class_getitem__(cls, item):
        import types

        return types.GenericAlias(cls, item)

    name = property(lambda self: self._name)

    def get(self, default=_MISSING, /):
        values = _current()._values
        if self in values:
            return values[self]
        if default is not _MISSING:
            return default
        if self._default is not _MISSING:
            return self._default
        raise LookupError(self)

    def set(self, value, /):
        context = _current()
        token = _new_token(context, self, context._values.get(self, Token.MISSING))
        context._values[self] = value
        return token

    def reset(self, token, /):
        if not isinstance(token, Token):
            raise TypeError(f"expected an instance of Token, got {token!r}")
        if token._used:
            raise RuntimeError(f"{token!r} has already been used once")
        if token._var is not self:
            raise ValueError(f"{token!r} was created by a different ContextVar")
        if token._context is not _current():
            raise ValueError(f"{token!r} was created in a different Context")
        token._used = True
        if token._old is Token.MISSING:
            del token._context._values[self]
        else:
            token._context._values[self] = token._old

    def __repr__(self):
        default = "" if self._default is _MISSING else f" default={self._default!r}"
        return f"<ContextVar name={self._name!r}{default} at {id(self):#x}>"


class Token:
    MISSING = _Missing()

    def __new__(cls, *args, **keywords):
        raise RuntimeError("Tokens can only be created by ContextVars")

    def __init_subclass__(cls, **keywords):
        raise TypeError("type 'Token' is not an acceptable base type")

    def __class_getitem__(cls, item):
        import types

        return types.GenericAlias(cls, item)

    var = property(lambda self: self._var)
    old_value = property(lambda self: self._old)
    __hash__ = None

    def __repr__(self):
        return f"<Token{' used' if self._used else ''} var={self._var!r} at {id(self):#x}>"


def _new_token(context, var, old):
    token = object.__new__(Token)
    token._context = context
    token._var = var
    token._old = old
    token._used = False
    return token


class Context:
    def __init__(self):
        self._values = {}
        self._outer = None  # the context that run() left for this one

    def __init_subclass__(cls, **keywords):
        raise TypeError("type 'contextvars.Context' is not an acceptable base type")

    def run(self, callable, /, *args, **kwargs):
        if self._outer is not None:
            raise RuntimeError(f"cannot enter context: {self!r} is already entered")
        state = execution_state()
        self._outer = _current()
        state["context"] = self
        try:
            return callable(*args, **kwargs)
        finally:
            execution_state()["context"] = self._outer
            self._outer = None

    def copy(self):
        made = Context()
        made._values = self._values.copy()
        return made

    def get(self, var, default=None, /):
        return self._values.get(_checked(var), default)

    def keys(self):
        return self._values.copy().keys()

    def values(self):
        return self._values.copy().values()

    def items(self):
        return self._values.copy().items()

    def __getitem__(self, var):
        return self._values[_checked(var)]

    def __contains__(self, var):
        return _checked(var) in self._values

    def __iter__(self):
        return iter(self._values.copy())

    def __len__(self):
        return len(self._values)

    def __repr__(self):
        return f"<_contextvars.Context object at {id(self):#x}>"

    def __eq__(self, other):
        return self._values == other._values if isinstance(other, Context) else NotImplemented

    __hash__ = None


def _checked(var):
    if not isinstance(var, ContextVar):
        raise TypeError(f"a ContextVar key was expected, got {var!r}")
    return var


def copy_context():
    return _current().copy()
