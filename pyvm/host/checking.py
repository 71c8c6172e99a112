"""Checking a script without running it: what the subset refuses, and what the program asks for that guests cannot have.

Pipeline: `pyvm.check`, `pyvm check` -> the compiler, then the code of the unit -> Findings, in the order of the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyvm.code import CodeUnit
from pyvm.errors import UnsupportedSyntax
from pyvm.host.program import compile
from pyvm.host.requirements import import_sites, undefined_calls
from pyvm.host.tracebacks import position_at
from pyvm.modules.table import Refused, row_of


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that will not work, and what to do instead."""

    filename: str
    line: int  # 0 = the file as a whole
    column: int  # from 1, 0 = unknown
    message: str

    def __str__(self) -> str:
        return f"{self.filename}:{self.line}:{self.column}: {self.message}"


def check(source: str, filename: str = "<program>", *, functions: Iterable[str] = ()) -> list[Finding]:
    """What stands in the way of running the source as a guest. Empty: nothing that can be seen before it runs.

    functions: the names of the host's functions, which the source may call.
    """
    try:
        program = compile(source, filename)
    except UnsupportedSyntax as error:
        from pyvm.compiler import check as refusals

        return [_syntax_finding(refusal, filename) for refusal in refusals(source, filename)] or [_syntax_finding(error, filename)]
    except SyntaxError as error:
        return [_syntax_finding(error, filename)]
    found = [*_refused_imports(program.unit), *_undefined(program.unit, functions)]
    return sorted(found, key=lambda finding: (finding.line, finding.column))


def _syntax_finding(error: SyntaxError, filename: str) -> Finding:
    return Finding(error.filename or filename, error.lineno or 0, error.offset or 0, error.msg)


def _refused_imports(top: CodeUnit) -> Iterator[Finding]:
    for site in import_sites(top):
        row = row_of(site.name)
        if isinstance(row, Refused):
            yield _finding(site.unit, site.offset, f"module `{site.name}` is not available to guests; way out: {row.instead}")


def _undefined(top: CodeUnit, functions: Iterable[str]) -> Iterator[Finding]:
    from pyvm.builtins import guest_builtins

    known = {*guest_builtins({}), "__name__", "__file__", "__doc__", *functions}
    for site in undefined_calls(top, known):
        yield _finding(
            site.unit, site.offset, f"`{site.name}` is called and nothing defines it; way out: define it, or give it as a host function"
        )


def _finding(unit: CodeUnit, offset: int, message: str) -> Finding:
    position = position_at(unit, offset)
    if position is None:
        return Finding(unit.filename, 0, 0, message)
    return Finding(unit.filename, position.line, position.column + 1, message)
