"""The guest library: Python that the VM runs when an operation enters guest code.

Pipeline: compiler -> core/library.c (the entry points) and core/natives.c (the bridges) call in here -> plain guest frames, so
whatever these functions call may suspend.

Every file here is guest code. All of them run in one shared namespace and import nothing: their names are the guest's builtins,
each other's functions, and the private natives of `core/intrinsics.c`, which no guest can reach:

    absent                                    what a lookup answers when there is nothing; no special method can have this value
    class_attribute(cls, name)                attribute found along the class's bases, not bound; else absent
    special_method(object, name)              the same on the object's class, bound to the object; else absent
    type_name(object)                         the name of the object's class as messages write it
    native_*(...)                             the operation as CPython does it, with no second look for guest code
    dict_* and set_*                          a table's entries by position and known hash; no `__eq__` runs
    iterator_field, set_iterator_field        the parts of CPython's own iterators
    run_body, call, caller_globals, ...       controls of the loop

A function here stands for exactly one operation of CPython and keeps its order of guest calls and its error texts.
"""

from __future__ import annotations

from typing import Any, Final

# In this order: a file may use those before it while its body runs, and any of them afterwards.
FILES: Final = (
    "calls.py",
    "numbers.py",
    "operators.py",
    "tables.py",
    "comparison.py",
    "answers.py",
    "attributes.py",
    "items.py",
    "aliases.py",
    "iteration.py",
    "itertools.py",
    "containers.py",
    "sorting.py",
    "text.py",
    "percent.py",
    "templates.py",
    "classes.py",
    "exceptions.py",
    "patterns.py",
    "imports.py",
    "callbacks.py",
    "source.py",
    "entry.py",
)


def load_library() -> dict[str, Any]:
    """The library's namespace, functions by name. The first call in a process compiles and runs it."""
    from pyvm.builtins import load_library  # builtins.py needs FILES from here

    return load_library()


def guest_builtins() -> dict[str, Any]:
    """A table of the builtins that every guest has."""
    from pyvm.builtins import guest_builtins

    return guest_builtins()
