"""The verifier: each rule rejects what it is for, and accepts what the compiler makes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyvm import code, isa
from pyvm.code import CodeUnit, Handler, Kind, Position
from pyvm.errors import InvalidCode
from pyvm.verify import verify
from tests.strategies.units import EMPTY, hand_made, sample, sample_bytes

K0, K1, K2 = isa.CONSTANT, isa.CONSTANT | 1, isa.CONSTANT | 2
LAST, NONE = isa.LAST_USE, isa.ABSENT
RETURN = ("RET", K0)


def test_what_the_compiler_makes_is_accepted() -> None:
    verify(sample())


ACCEPTED = {
    "a parameter is assigned": hand_made("RET", 0),
    "a temporary that dies": hand_made("MOVE", 4, 0, "RET", 4 | LAST),
    "CHK makes a local assigned": hand_made("CHK", 1, 0, "RET", 1),
    "a loop": hand_made("GET_ITER", 4, 0, "FOR_ITER", 1, 4, 11, 0, "JMP", 3, 0, *RETURN),
    "a cell of a free variable": hand_made("LOAD_CELL", 4, 3, 0, "RET", 4),
    "a made cell": hand_made("MAKE_CELL", 2, "STORE_CELL", 2, 0, *RETURN),
    "a handler may read what was assigned before": hand_made(
        "MOVE", 4, 0, "NEG", 4, 0, "RET", 4 | LAST, "RET", 4 | LAST, handlers=(Handler(3, 6, 8, 5),)
    ),
}


@pytest.mark.parametrize("unit", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_sound_code_is_accepted(unit: CodeUnit) -> None:
    verify(unit)


REJECTED = {
    "V1 more parameters than names": hand_made(*RETURN, positional_count=3),
    "V1 negative count": hand_made(*RETURN, positional_count=-1),
    "V1 two cells with one register": hand_made(*RETURN, cells=(3,)),
    "V1 a cell among the temporaries": hand_made(*RETURN, cells=(4,)),
    "V1 a body with parameters": hand_made(*RETURN, kind=Kind.BODY),
    "V1 too many registers": hand_made(*RETURN, register_count=isa.MAX_REGISTERS + 1),
    "V1 a name that is no text": hand_made(*RETURN, names=(1,)),
    "V2 no code": hand_made(),
    "V2 half a word": replace(EMPTY, words=b"\x01"),
    "V2 TRAP": hand_made("TRAP", *RETURN),
    "V2 unknown opcode": hand_made(255),
    "V2 an operand is missing": hand_made(*RETURN, "MOVE", 4),
    "V2 control falls off the end": hand_made("MOVE", 4, 0),
    "V2 more operands than words": hand_made(isa.OPCODES["BUILD_LIST"] | 9 << 8, 4, 0, 0),
    "V3 no such register": hand_made("RET", 6),
    "V3 a cell as a register": hand_made("RET", 3),
    "V3 a register as a cell": hand_made("LOAD_CELL", 4, 0, 0, "RET", 4),
    "V3 no such constant": hand_made("RET", isa.CONSTANT | 3),
    "V3 no such name": hand_made("LOAD_GLOBAL", 4, 1, 0, "RET", 4),
    "V3 an absent operand": hand_made("RET", NONE),
    "V3 an absent destination": hand_made("MOVE", NONE, 0, *RETURN),
    "V4 a constant of another type": hand_made(*RETURN, constants=(None, ["list"])),
    "V4 MAKE_FUNC without code": hand_made("MAKE_FUNC", 4, 0, NONE, NONE, NONE, *RETURN),
    "V4 MAKE_FUNC captures too little": hand_made("MAKE_FUNC", 4, 0, NONE, NONE, NONE, *RETURN, constants=(EMPTY,)),
    "V4 code as a value": hand_made("LOADK", 4, 0, *RETURN, constants=(EMPTY,)),
    "V4 keyword names that are no tuple": hand_made(isa.OPCODES["CALL_KW"] | 1 << 8, 4, 0, 2, 0, *RETURN),
    "V4 more keyword names than arguments": hand_made("CALL_KW", 4, 0, 1, *RETURN),
    "V5 no such special method": hand_made("LOAD_SPECIAL", 4, 0, 2, *RETURN),
    "V5 no such conversion": hand_made("CONVERT", 4, 0, 0, *RETURN),
    "V5 a key without a value": hand_made(isa.OPCODES["BUILD_MAP"] | 1 << 8, 4, 0, *RETURN),
    "V5 the star behind the targets": hand_made(isa.OPCODES["UNPACK_EX"] | 1 << 8, 0, 1, 4, *RETURN),
    "V5 a cache slot that is set": hand_made("LOAD_GLOBAL", 4, 0, 1, *RETURN),
    "V5 a flag that does not exist": hand_made(isa.OPCODES["ADD"] | 2 << 8, 4, 0, 0, *RETURN),
    "V6 a jump into an instruction": hand_made("JMP", 1, 0),
    "V6 a jump out of the code": hand_made("JMP", 9, 9),
    "V6 a jump to the making of cells": hand_made("MAKE_CELL", 2, "JMP", 0, 0),
    "V6 overlapping handlers": hand_made("NEG", 4, 0, "RET", 4, handlers=(Handler(0, 3, 3, 5), Handler(0, 3, 3, 5))),
    "V6 a handler that begins within an instruction": hand_made(*RETURN, handlers=(Handler(0, 2, 1, 5),)),
    "V6 a handler with a named register": hand_made("NEG", 4, 0, *RETURN, handlers=(Handler(0, 3, 3, 1),)),
    "V7 an unassigned local": hand_made("RET", 1),
    "V7 an unassigned temporary": hand_made("RET", 4),
    "V7 assigned on one way only": hand_made("BRT", 0, 7, 0, "MOVE", 4, 0, "RET", 4),
    "V7 read after CLEAR": hand_made("CLEAR", 0, "RET", 0),
    "V7 read after DROP": hand_made("MOVE", 4, 0, "DROP", 4, "RET", 4),
    "V7 read after LAST_USE": hand_made("MOVE", 4, 0, "NEG", 5, 4 | LAST, "RET", 4),
    "V7 the iterator after its loop": hand_made("GET_ITER", 4, 0, "FOR_ITER", 1, 4, 8, 0, "RET", 4),
    "V7 the item after an empty loop": hand_made("GET_ITER", 4, 0, "FOR_ITER", 1, 4, 11, 0, "JMP", 3, 0, "RET", 1),
    "V7 a handler reads what may be unassigned": hand_made(
        "NEG", 4, 0, *RETURN, "RET", 4, handlers=(Handler(0, 3, 5, 5),)
    ),
    "V7 a handler reads what was released": hand_made(
        "MOVE", 4, 0, "NEG", 5, 4 | LAST, "RET", 5, "RET", 4, handlers=(Handler(3, 6, 8, 5),)
    ),
    "V8 a cell that is not made": hand_made("LOAD_CELL", 4, 2, 0, "RET", 4),
    "V8 a cell made twice": hand_made("MAKE_CELL", 2, "MAKE_CELL", 2, *RETURN),
    "V8 a cell made late": hand_made("NEG", 4, 0, "MAKE_CELL", 2, *RETURN),
    "V8 the cell of a free variable made": hand_made("MAKE_CELL", 3, *RETURN),
    "V8 a parameter whose cell is not made": hand_made(*RETURN, cells=(0,)),
    "V9 LAST_USE of a named local": hand_made("RET", 0 | LAST),
    "V9 LAST_USE twice": hand_made("MOVE", 4, 0, "ADD", 5, 4 | LAST, 4 | LAST, "RET", 5),
    "V9 LAST_USE before the last reading": hand_made("MOVE", 4, 0, "ADD", 5, 4 | LAST, 4, "RET", 5),
    "V9 LAST_USE of the list being built": hand_made("BUILD_LIST", 4, "LIST_APPEND", 4 | LAST, 0, *RETURN),
    "V9 LAST_USE of an iterator": hand_made("GET_ITER", 4, 0, "FOR_ITER", 1, 4 | LAST, 8, 0, *RETURN),
    "V9 DROP of a local": hand_made("DROP", 0, *RETURN),
    "V9 CLEAR of a temporary": hand_made("CLEAR", 4, *RETURN),
    "V9 CHK of a temporary": hand_made("CHK", 4, 0, *RETURN),
    "V10 a yield in a function": hand_made("YIELD", NONE, 0, *RETURN),
    "V10 a namespace in a function": hand_made("LOAD_NAME", 4, 0, *RETURN),
    "V10 an iterator overwritten by its item": hand_made("GET_ITER", 4, 0, "FOR_ITER", 4, 4, 8, 0, *RETURN),
    "V12 positions out of order": hand_made(*RETURN, positions=(Position(1, 1, 1, 0, 0), Position(0, 1, 1, 0, 0))),
    "V12 an enormous line": hand_made(*RETURN, positions=(Position(0, 1 << 40, 1, 0, 0),)),
}


@pytest.mark.parametrize(("rule", "unit"), REJECTED.items(), ids=REJECTED.keys())
def test_each_rule_rejects(rule: str, unit: CodeUnit) -> None:
    with pytest.raises(InvalidCode) as caught:
        verify(unit)
    assert caught.value.reason.split()[0] == rule.split()[0]


def test_a_constant_nested_too_deep_is_rejected() -> None:
    constant: object = ()
    for _ in range(code.MAX_NESTING + 1):
        constant = (constant,)
    with pytest.raises(InvalidCode, match="V4"):
        verify(hand_made(*RETURN, constants=(None, constant)))


def test_units_nested_too_deep_are_rejected() -> None:
    unit = replace(EMPTY, free=(), free_names=())
    for _ in range(code.MAX_NESTING):
        unit = replace(unit, constants=(None, unit))
    with pytest.raises(InvalidCode, match="V11"):
        verify(unit)


@settings(deadline=None)
@given(st.data())
def test_changed_bytes_are_refused_or_verified_but_never_crash(data: st.DataObject) -> None:
    encoded = bytearray(sample_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        encoded[data.draw(st.integers(0, len(encoded) - 1))] = data.draw(st.integers(0, 255))
    with suppress(code.MalformedCode, InvalidCode):
        verify(code.decode(bytes(encoded)))
