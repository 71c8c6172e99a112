"""Programs: source, or a live function, compiled and proven harmless.

Pipeline: pyvm.compile -> the compiler -> a verified CodeUnit -> VM.start. The one place where the runtime reaches the compiler:
executions that are only restored never load it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import FunctionType

from pyvm.code import CodeUnit
from pyvm.errors import UnsupportedSyntax
from pyvm.host.sources import SOURCES


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled program: immutable, and good for any number of executions."""

    unit: CodeUnit = field(repr=False)
    filename: str
    function: FunctionType | None = field(default=None, repr=False)  # the live function that it was made of; None = a module


def compile(source: str | Callable[..., object], filename: str = "<program>") -> Program:  # noqa: A001  # the name is part of the API
    """The program that source is: the text of a module, or a live Python function.

    Of a function its code, its defaults and the values that it closes over are taken. The names of its module are not: give what it
    needs as `globals=`, host functions or arguments.

    Raises:
        SyntaxError: it is not Python.
        UnsupportedSyntax: it uses what the subset leaves out.
    """
    if isinstance(source, FunctionType):
        return Program(_verified(_compiled_function(source)), source.__code__.co_filename, source)
    if not isinstance(source, str):
        raise TypeError(f"`pyvm.compile` takes the text of a module or a Python function, not {type(source).__name__}")
    return Program(compile_unit(source, filename, "exec"), filename)


def compile_unit(source: str, filename: str, mode: str) -> CodeUnit:
    """A verified unit of source; mode as for Python's own `compile`."""
    from pyvm import compiler

    SOURCES.remember(filename, source)
    try:
        unit = compiler.compile_source(source, filename, mode)
    except compiler.UnsupportedSyntax as error:
        raise _public(error) from None
    return _verified(unit)


def _compiled_function(function: FunctionType) -> CodeUnit:
    from pyvm import compiler

    try:
        return compiler.compile_function(function)
    except compiler.UnsupportedSyntax as error:
        raise _public(error) from None


def _verified(unit: CodeUnit) -> CodeUnit:
    from pyvm.verify import verify

    verify(unit)
    return unit


def _public(error: SyntaxError) -> UnsupportedSyntax:
    """The compiler's error as pyvm's: the compiler knows nothing of pyvm's errors."""
    location = (error.filename, error.lineno, error.offset, error.text, error.end_lineno, error.end_offset)
    return UnsupportedSyntax(error.msg, location, getattr(error, "construct", ""), getattr(error, "way_out", ""))
