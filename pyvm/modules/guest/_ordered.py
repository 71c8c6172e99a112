"""collections.OrderedDict over dict, which keeps the order of insertion. CPython's own in C is not safe with guests' keys."""

from _collections_abc import MutableMapping
from reprlib import recursive_repr
from sys import version_info

_COMPACT_AFTER = 32  # removals at the front, at least


class OrderedDict(dict):
    "Dictionary that remembers insertion order"

    __module__ = "collections"
    __slots__ = ("_removed", "__dict__", "__weakref__")  # _removed: at the front, since the table was last compact

    def __init__(self, other=(), /, **kwds):
        self.update(other, **kwds)

    update = MutableMapping.update
    __ne__ = MutableMapping.__ne__

    def popitem(self, last=True):
        """Remove and return a (key, value) pair from the dictionary.

        Pairs are returned in LIFO order if last is true or FIFO order if false.
        """
        if not self:
            raise KeyError("dictionary is empty")
        if last:
            return dict.popitem(self)
        key = next(dict.__iter__(self))
        self._count_removal()
        return key, dict.pop(self, key)

    def _count_removal(self):
        """A dict looks for its first key from where its table begins: now and then it is made anew, with the hashes that it has."""
        removed = getattr(self, "_removed", 0) + 1
        if removed > _COMPACT_AFTER and removed * removed > 2 * len(self):
            entries = dict(dict.items(self))
            dict.clear(self)
            dict.update(self, entries)
            removed = 0
        self._removed = removed

    def move_to_end(self, key, last=True):
        """Move an existing element to the end (or beginning if last is false).

        Raise KeyError if the element does not exist.
        """
        value = dict.pop(self, key)
        if last:
            dict.__setitem__(self, key, value)
            return
        others = dict(dict.items(self))
        dict.clear(self)
        dict.__setitem__(self, key, value)
        dict.update(self, others)

    def setdefault(self, key, default=None):
        """Insert key with a value of default if key is not in the dictionary.

        Return the value for key if key is in the dictionary, else default.
        """
        if key in self:
            return self[key]
        self[key] = default
        return default

    @recursive_repr()
    def __repr__(self):
        if not self:
            return f"{self.__class__.__name__}()"
        items = dict(self.items()) if version_info >= (3, 12) else list(self.items())
        return f"{self.__class__.__name__}({items!r})"

    def __reduce__(self):
        "Return state information for pickling"
        return self.__class__, (), self.__dict__.copy() or None, None, iter(self.items())

    def copy(self):
        "od.copy() -> a shallow copy of od"
        return self.__class__(self)

    @classmethod
    def fromkeys(cls, iterable, value=None):
        "Create a new ordered dictionary with keys from iterable and values set to value."
        self = cls()
        for key in iterable:
            self[key] = value
        return self

    def __eq__(self, other):
        if isinstance(other, OrderedDict):
            return dict.__eq__(self, other) and all(a is b or a == b for a, b in zip(self, other))
        return dict.__eq__(self, other)

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        new = self.__class__(self)
        new.update(other)
        return new

    def __ror__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        new = self.__class__(other)
        new.update(self)
        return new

    def __ior__(self, other):
        self.update(other)
        return self
