"""Units for tests: compiled samples, hand-made ones, and mutated bytes."""

from __future__ import annotations

import textwrap
from array import array
from dataclasses import replace
from functools import cache

from pyvm import isa
from pyvm.code import CodeUnit, Kind, encode
from pyvm.compiler import compile_source

SAMPLE = """
class Ledger(dict):
    "Balances."
    def settle(self, rows, *extra, limit=3, **options):
        total = 0
        for account, amount in rows:
            try:
                total += self[account] * amount
                if total > limit:
                    break
            except KeyError as error:
                print(f"{error!r:>10}", [row for row in rows if row is not error])
            finally:
                options.setdefault("seen", []).append(lambda: (account, total))
        with open("out") as file, self:
            file.write(str(total), *extra, **options)
        return super().settle(rows) if total else None

def walk(tree):
    match tree:
        case {"left": left, **rest}:
            yield from walk(left)
            x = yield rest
        case [first, *_] | Ledger(first=first):
            yield first
    del tree
    return {k: v for k, v in (locals()).items()}, 1.5, -0.0, (1, (2, b"x")), x[1:2]
"""


def sample() -> CodeUnit:
    return compile_source(SAMPLE, "sample.py")


@cache
def sample_bytes() -> bytes:
    return encode(sample())


def function(source: str) -> CodeUnit:
    """The unit of the first function that the source defines."""
    unit = compile_source(textwrap.dedent(source), "test.py")
    return next(constant for constant in unit.constants if isinstance(constant, CodeUnit))


def nested(unit: CodeUnit) -> list[CodeUnit]:
    """The unit and every unit in it."""
    found = [unit]
    for current in found:
        found.extend(constant for constant in current.constants if isinstance(constant, CodeUnit))
    return found


def assemble(*words: int | str) -> bytes:
    """Words of code; opcodes by name."""
    return array("H", [isa.OPCODES[word] if isinstance(word, str) else word for word in words]).tobytes()


RETURN_NONE = assemble("RET", isa.CONSTANT)
EMPTY = CodeUnit(
    name="f",
    qualname="f",
    filename="test.py",
    kind=Kind.FUNCTION,
    positional_count=1,
    positional_only_count=0,
    keyword_only_count=0,
    varargs=False,
    varkw=False,
    uses_locals=False,
    varnames=("x", "y"),
    cell_names=("c",),
    cells=(2,),
    free_names=("d",),
    free=(3,),
    fixed_count=4,
    register_count=6,
    constants=(None, ("a",), "text"),
    names=("n",),
    words=RETURN_NONE,
    handlers=(),
    doc=None,
    first_line=1,
    positions=(),
)


def hand_made(*words: int | str, **changes: object) -> CodeUnit:
    """A function: r0 parameter x, r1 local y, r2 cell, r3 free variable, r4 and r5 temporaries; k0 None, k1 ('a',), k2 'text'."""
    return replace(EMPTY, words=assemble(*words), linked=[], identities={}, **changes)  # type: ignore[arg-type]  # fields by name
