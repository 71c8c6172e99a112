"""The format document, the table of tags, what is generated from it, and the golden blobs of every format agree."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import pyvm
from pyvm.snapshot.tags import HEADER, TABLE, header_text

ROOT = Path(__file__).parent.parent
GOLDEN = sorted((ROOT / "conformance" / "golden").glob("v*/*.json"))


@pyvm.effect(name="suspend")
def suspend(value: object = None) -> object:
    return value


def test_the_header_is_what_the_table_says() -> None:
    assert HEADER.read_text() == header_text()


def test_tag_numbers_leave_room_for_small_ints() -> None:
    assert len(TABLE) < 0x80 and len({tag.name for tag in TABLE}) == len(TABLE)


def test_the_document_lists_every_tag() -> None:
    text = (ROOT / "docs" / "snapshot-format.md").read_text()
    rows = re.findall(r"^\| (\d+) \| ([A-Z0-9_]+) \| (?:`(.*?)`)? ?\| (yes)? ?\| (.*) \|$", text, re.MULTILINE)
    found = [(int(number), name, layout, bool(numbered), meaning) for number, name, layout, numbered, meaning in rows]
    assert found == [(number, tag.name, tag.layout, tag.numbered, tag.meaning) for number, tag in enumerate(TABLE)]


@pytest.mark.parametrize("case", GOLDEN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_golden_blob_goes_on_as_it_did(case: Path) -> None:
    facts = json.loads(case.read_text())
    blob = case.with_suffix(".pvm").read_bytes()
    machine = pyvm.VM(functions=[suspend], key=bytes.fromhex(facts["key"]) if facts["key"] else None)
    event = machine.restore(blob).resume(facts["answer"])
    assert isinstance(event, pyvm.Suspended)
    assert repr(event.request.args[0]) == facts["result"]
