"""The opcode table and what is generated from it."""

from __future__ import annotations

import pytest

from pyvm import isa


@pytest.mark.skipif(not all(path.is_file() for path in isa.generated_files()), reason="beside an installed wheel there are no sources")
def test_generated_files_are_fresh() -> None:
    stale = [path.name for path, text in isa.generated_files().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `python -m pyvm.isa`"


def test_names_are_unique_and_trap_is_zero() -> None:
    assert len(isa.OPCODES) == len(isa.TABLE) < 256
    assert isa.OPCODES["TRAP"] == 0


@pytest.mark.parametrize("op", isa.TABLE, ids=lambda op: op.name)
def test_operand_forms_can_be_decoded(op: isa.Op) -> None:
    assert all(form.lstrip("*") in set("DdRXxCKNISJ") for form in op.forms)
    assert not any(form.startswith("*") for form in op.forms[:-1]), "only the last form may repeat"


@pytest.mark.parametrize("name", sorted(isa.KEEPS_REGISTER | isa.CANNOT_RAISE | {*isa.BINARY, *isa.COMPARE}))
def test_sets_name_opcodes(name: str) -> None:
    assert name in isa.OPCODES
