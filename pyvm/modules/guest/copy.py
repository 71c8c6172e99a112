"""Shallow and deep copies. The steps are CPython's; what a class defines for copying runs on frames and can suspend."""

from _pyvm import copy_kind, execution_state, is_constant, native_reduce, object_state

__all__ = ["Error", "copy", "deepcopy"]


class Error(Exception):
    pass


error = Error
_ATOMIC = {
    type(None), int, float, bool, complex, str, bytes, type, range, slice, property, type(...), type(NotImplemented),
    type(len), type(lambda: None),
}  # fmt: skip
_SHALLOW = {list, dict, set, bytearray}
_missing = object()


def copy(x):
    cls = type(x)
    if cls in _ATOMIC or cls in (tuple, frozenset):
        return x
    if cls in _SHALLOW:
        return x.copy()
    if issubclass(cls, type):
        return x
    copier = getattr(cls, "__copy__", None)
    if copier is not None:
        return copier(x)
    if is_constant(x):
        return x
    reduced = _reduced(x)
    if isinstance(reduced, str):
        return x
    return _reconstructed(x, None, *reduced)


def deepcopy(x, memo=None, _nil=[]):
    cls = type(x)
    if cls in _ATOMIC:
        return x
    if memo is None:
        memo = {}
    known = memo.get(id(x), _missing)
    if known is not _missing:
        return known
    copier = _DEEP.get(cls)
    if copier is not None:
        y = copier(x, memo)
    elif issubclass(cls, type):
        y = x
    elif (copier := getattr(x, "__deepcopy__", None)) is not None:
        y = copier(memo)
    elif is_constant(x):
        y = x
    else:
        reduced = _reduced(x)
        y = x if isinstance(reduced, str) else _reconstructed(x, memo, *reduced)
    if y is not x:
        memo[id(x)] = y
        _keep_alive(x, memo)
    return y


def _keep_alive(x, memo):
    """An id in the memo means this object for as long as the memo lives."""
    kept = memo.setdefault(id(memo), [])
    kept.append(x)


def _deepcopy_list(x, memo):
    y = []
    memo[id(x)] = y
    for item in x:
        y.append(deepcopy(item, memo))
    return y


def _deepcopy_tuple(x, memo):
    items = [deepcopy(item, memo) for item in x]
    known = memo.get(id(x), _missing)
    if known is not _missing:
        return known  # the tuple is part of one of its own items
    for old, new in zip(x, items):
        if old is not new:
            return tuple(items)
    return x


def _deepcopy_dict(x, memo):
    y = {}
    memo[id(x)] = y
    for key, value in x.items():
        y[deepcopy(key, memo)] = deepcopy(value, memo)
    return y


def _deepcopy_set(x, memo):
    return type(x)([deepcopy(item, memo) for item in x])


def _deepcopy_method(x, memo):
    return type(x)(x.__func__, deepcopy(x.__self__, memo))


_DEEP = {
    list: _deepcopy_list,
    tuple: _deepcopy_tuple,
    dict: _deepcopy_dict,
    set: _deepcopy_set,
    frozenset: _deepcopy_set,
    type(_keep_alive.__get__(0)): _deepcopy_method,
}


# ---- objects: what a class says about rebuilding its instances


def _reduced(x):
    """What `__reduce_ex__` answers: a name, or a tuple of constructor, arguments, state, items, pairs."""
    reducer = execution_state().get("copyreg", {}).get(type(x))
    if reducer is not None:
        return reducer(x)
    kind = copy_kind(x)
    if kind == "reduce_ex":
        return x.__reduce_ex__(4)
    if kind == "reduce":
        return x.__reduce__()
    if kind == "native":
        return native_reduce(x)
    return _new_object, *_new_arguments(x)


def _new_arguments(x):
    cls = type(x)
    args, kwargs = (), {}
    if hasattr(cls, "__getnewargs_ex__"):
        args, kwargs = x.__getnewargs_ex__()
    elif hasattr(cls, "__getnewargs__"):
        args = x.__getnewargs__()
    else:
        for base in (int, float, complex, str, bytes, tuple):
            if isinstance(x, base):
                args = (base(x),)
                break
    if hasattr(cls, "__getstate__") and cls.__getstate__ is not object.__getstate__:
        state = x.__getstate__()
    else:
        state = object_state(x)
    items = iter(x) if isinstance(x, list) else None
    pairs = iter(x.items()) if isinstance(x, dict) else None
    return (cls, args, kwargs), state, items, pairs


def _new_object(cls, args, kwargs):
    return cls.__new__(cls, *args, **kwargs)


def _reconstructed(x, memo, constructor, args, state=None, items=None, pairs=None, setter=None):
    deep = memo is not None
    if deep and args:
        args = tuple([deepcopy(argument, memo) for argument in args])
    y = constructor(*args)
    if deep:
        memo[id(x)] = y
    if state is not None:
        if deep:
            state = deepcopy(state, memo)
        if setter is not None:
            setter(y, state)
        elif hasattr(y, "__setstate__"):
            y.__setstate__(state)
        else:
            attributes, slots = state if isinstance(state, tuple) and len(state) == 2 else (state, None)
            if attributes is not None:
                y.__dict__.update(attributes)
            if slots is not None:
                for name, value in slots.items():
                    setattr(y, name, value)
    if items is not None:
        for item in items:
            y.append(deepcopy(item, memo) if deep else item)
    if pairs is not None:
        for key, value in pairs:
            if deep:
                key, value = deepcopy(key, memo), deepcopy(value, memo)
            y[key] = value
    return y


def replace(obj, /, **changes):
    cls = type(obj)
    method = getattr(cls, "__replace__", None)
    if method is None:
        raise TypeError(f"replace() does not support {cls.__name__} objects")
    return method(obj, **changes)
