"""Programs: source, or a live function, compiled and proven harmless.

Pipeline: pyvm.compile -> the compiler, or its cache -> a verified CodeUnit -> VM.start. The one place where the runtime reaches the
compiler: executions that are only restored never load it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FunctionType
from typing import Literal, TypeAlias

from pyvm.code import CodeUnit
from pyvm.errors import UnsupportedSyntax
from pyvm.host.sources import SOURCES

Mode: TypeAlias = Literal["exec", "eval", "single"]


@dataclass(frozen=True, slots=True)
class LiveFunction:
    """What a program takes of a live function besides its code."""

    name: str
    defaults: tuple[object, ...] | None
    keyword_defaults: Mapping[str, object]
    closed_over: tuple[object, ...]  # values of its free variables


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled program: immutable, and good for any number of executions."""

    unit: CodeUnit = field(repr=False)
    filename: str
    function: LiveFunction | None = field(default=None, repr=False)  # None = a module


def compile(source: str | Callable[..., object], filename: str = "<program>", *, cached: bool = False) -> Program:  # noqa: A001  # the name is part of the API
    """The program that source is: the text of a module, or a live Python function.

    Of a function its code, its defaults and the values that it closes over are taken. The names of its module are not: give what it
    needs as `globals=`, host functions or arguments.

    Args:
        source: the text or the function.
        filename: of the text, for tracebacks.
        cached: keep the compiled text on disk (one entry a file name, beside the standard modules: PYVM_CACHE), so that the next process
            starts without the compiler. Warnings of the compiler come with the first compilation only.

    Raises:
        SyntaxError: it is not Python.
        UnsupportedSyntax: it uses what the subset leaves out.
    """
    if isinstance(source, FunctionType):
        closed_over = tuple(cell.cell_contents for cell in source.__closure__ or ())
        live = LiveFunction(source.__name__, source.__defaults__, dict(source.__kwdefaults__ or {}), closed_over)
        return Program(_verified(_compiled_function(source)), source.__code__.co_filename, live)
    if not isinstance(source, str):
        raise TypeError(f"`pyvm.compile` takes the text of a module or a Python function, not {type(source).__name__}")
    if cached:
        return Program(_cached_unit(source, filename), filename)
    return Program(compile_unit(source, filename, "exec"), filename)


def compile_unit(source: str, filename: str, mode: Mode) -> CodeUnit:
    """A verified unit of source; mode as for Python's own `compile`."""
    return _verified(_unit_of(source, filename, mode))


def _cached_unit(source: str, filename: str) -> CodeUnit:
    from pyvm.modules.cache import unit_of

    SOURCES.remember(filename, source)
    return unit_of(source.encode("utf-8", "surrogatepass"), filename, lambda: _unit_of(source, filename, "exec"), replacing=True)


def _unit_of(source: str, filename: str, mode: Mode) -> CodeUnit:
    from pyvm.compiler import UnsupportedSyntax as Refused
    from pyvm.compiler import compile_source

    SOURCES.remember(filename, source)
    try:
        return compile_source(source, filename, mode)
    except Refused as error:
        raise _public(error) from None


def _compiled_function(function: FunctionType) -> CodeUnit:
    from pyvm.compiler import UnsupportedSyntax as Refused
    from pyvm.compiler import compile_function

    try:
        return compile_function(function)
    except Refused as error:
        raise _public(error) from None


def _verified(unit: CodeUnit) -> CodeUnit:
    from pyvm.verify import verify

    verify(unit)
    return unit


def _public(error: SyntaxError) -> UnsupportedSyntax:
    """The compiler's error as pyvm's: the compiler knows nothing of pyvm's errors."""
    location = (error.filename, error.lineno, error.offset, error.text, error.end_lineno, error.end_offset)
    return UnsupportedSyntax(error.msg, location, getattr(error, "construct", ""), getattr(error, "way_out", ""))
