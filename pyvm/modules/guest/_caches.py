"""Caches of shared functions, one an execution: what a program puts into one is its own, and in its blob."""

from collections import defaultdict
from functools import _make_key, partial

from _pyvm import execution_state

SIZE = 128  # entries of a function, as functools.lru_cache has


def of_execution(function, typed):
    """functools.lru_cache(typed=typed)(function), without statistics."""
    name = f"{function.__module__}.{function.__qualname__}"

    def cached(*args, **kwds):
        cache = execution_state().setdefault("caches", {}).setdefault(name, {})
        key = _make_key(args, kwds, typed)
        if key in cache:
            return cache[key]
        value = function(*args, **kwds)
        if len(cache) >= SIZE:
            del cache[next(iter(cache))]
        cache[key] = value
        return value

    def cache_clear():
        execution_state().get("caches", {}).pop(name, None)

    cached.cache_clear = cache_clear
    return cached


class Overloads:
    """What typing.overload was given, by module and name of the function."""

    def _table(self):
        return execution_state().setdefault("overloads", defaultdict(partial(defaultdict, dict)))

    def __getitem__(self, module):
        return self._table()[module]

    def __contains__(self, module):
        return module in self._table()

    def clear(self):
        self._table().clear()
