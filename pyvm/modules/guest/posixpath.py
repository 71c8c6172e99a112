"""`os.path`: the functions that work on the text of a path. Those that ask a file system are refused by name."""

from _path import *
from _path import altsep, curdir, defpath, devnull, extsep, pardir, pathsep, sep

__all__ = [
    "altsep",
    "basename",
    "commonpath",
    "commonprefix",
    "curdir",
    "defpath",
    "devnull",
    "dirname",
    "extsep",
    "isabs",
    "join",
    "normcase",
    "normpath",
    "pardir",
    "pathsep",
    "relpath",
    "sep",
    "split",
    "splitdrive",
    "splitext",
]


def relpath(path, start=None):
    """The way from one absolute path to another; a guest has no current directory that would make others absolute."""
    if start is None or not isabs(path) or not isabs(start):
        raise ValueError("os.path.relpath() takes two absolute paths from guests. Way out: join them to a base first")
    here = [part for part in normpath(start).split("/") if part]
    there = [part for part in normpath(path).split("/") if part]
    shared = len(commonprefix([here, there]))
    return join(*[".."] * (len(here) - shared), *there[shared:]) if here != there else "."


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'posixpath' has no attribute '{name}'")
    raise AttributeError(f"`os.path.{name}` is not available to guests: it asks a file system. Way out: do that work in a host function")
