"""The part of `os` that needs no operating system: path protocol, names, random bytes, an empty environment."""

import abc
import posixpath as path
from posixpath import altsep, curdir, defpath, devnull, extsep, pardir, pathsep, sep

from _pyvm import entropy, execution_state

__all__ = [
    "PathLike",
    "altsep",
    "curdir",
    "defpath",
    "devnull",
    "extsep",
    "fsdecode",
    "fsencode",
    "fspath",
    "getenv",
    "getpid",
    "linesep",
    "name",
    "pardir",
    "path",
    "pathsep",
    "sep",
    "strerror",
    "urandom",
    "SEEK_SET",
    "SEEK_CUR",
    "SEEK_END",
]

name = "posix"
linesep = "\n"
error = OSError
SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2

_WAY_OUT = "Way out: do that work in a host function"


def __getattr__(attribute):
    if attribute == "environ":
        return execution_state().setdefault("environ", {})
    if attribute.startswith("__"):
        raise AttributeError(f"module 'os' has no attribute '{attribute}'")
    raise AttributeError(f"`os.{attribute}` is not available to guests. {_WAY_OUT}")


def getenv(key, default=None):
    return execution_state().get("environ", {}).get(key, default)


def getpid():
    """A program that moves between processes has no process of its own; the number is the same for all."""
    return 1


def urandom(size, /):
    if size < 0:
        raise ValueError("negative argument not allowed")
    return entropy(size)


class PathLike(abc.ABC):
    """A path that is not a string."""

    __slots__ = ()

    @abc.abstractmethod
    def __fspath__(self):
        raise NotImplementedError

    @classmethod
    def __subclasshook__(cls, subclass):
        if cls is PathLike:
            return any("__fspath__" in base.__dict__ for base in subclass.__mro__) or NotImplemented
        return NotImplemented

    @classmethod
    def __class_getitem__(cls, item):
        from types import GenericAlias

        return GenericAlias(cls, item)


def fspath(path):
    if isinstance(path, (str, bytes)):
        return path
    kind = type(path)
    if not hasattr(kind, "__fspath__"):
        raise TypeError(f"expected str, bytes or os.PathLike object, not {kind.__name__}")
    text = kind.__fspath__(path)
    if isinstance(text, (str, bytes)):
        return text
    raise TypeError(f"expected {kind.__name__}.__fspath__() to return str or bytes, not {type(text).__name__}")


def fsencode(filename):
    text = fspath(filename)
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text


def fsdecode(filename):
    text = fspath(filename)
    return text.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else text


def strerror(code, /):
    from errno import errorcode

    return errorcode.get(code, f"Unknown error {code}")
