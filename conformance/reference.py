"""CPython's side: what the program does where there is no pyvm, and `suspend` is the identity.

Pipeline: source -> this interpreter -> Outcome.
"""

from __future__ import annotations

import io
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import ModuleType

from conformance.outcome import Outcome, traceback_lines


def run_under_cpython(source: str, path: Path) -> tuple[Outcome, int]:
    """The outcome of a program, run by this interpreter as its main module, and how often it called `suspend`."""
    count = 0

    def suspend(value: object = None) -> object:
        nonlocal count
        count += 1
        return value

    output = io.StringIO()
    main = ModuleType("__main__")
    main.__dict__.update(suspend=suspend, __file__=str(path))
    error = None
    with _as_main(main, path.parent), redirect_stdout(output), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(source, str(path), "exec", dont_inherit=True), main.__dict__)
        except BaseException as caught:  # whatever ends the program is its outcome, KeyboardInterrupt of its own too
            error = caught
    if error is None:
        return Outcome(output.getvalue()), count
    text = "".join(traceback.format_exception(error))
    return Outcome(output.getvalue(), describe(error), traceback_lines(text, path.parent)), count


def describe(error: BaseException) -> str:
    """The type and the text of an exception, as the last line of a traceback gives them."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}.{kind.__qualname__}"
    return f"{name}: {error}"


@contextmanager
def _as_main(main: ModuleType, folder: Path) -> Iterator[None]:
    before, path, loaded = sys.modules["__main__"], list(sys.path), set(sys.modules)
    sys.modules["__main__"] = main
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.modules["__main__"] = before
        sys.path[:] = path
        for name in set(sys.modules) - loaded:
            if str(getattr(sys.modules[name], "__file__", None)).startswith(str(folder)):
                del sys.modules[name]
